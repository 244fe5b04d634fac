import { describe, expect, test } from 'vitest';
import { approval, flow, Play } from '../../testing/index.ts';
import type { Command, FlowDefinition } from '../index.ts';
import { LIMITS } from '../index.ts';

const START: Command = { type: 'StartInstance', tenant: 'test', instance: 'i1', form: {} };

function play(more: Partial<FlowDefinition> = {}): Play {
  return new Play(flow([approval('a', 'fay')], more));
}

describe('R6.17 who may start', () => {
  test('R6.17 everybody who is there, where the flow names nobody', () => {
    expect(play().refusal(START, 'emma')).toBe('accepted');
    expect(play().refusal(START, 'gone')).toBe('start.not-allowed');
    expect(play().refusal(START, 'stranger')).toBe('start.not-allowed');
    const machine = play().send(START, { kind: 'system', cause: 'timer' });
    expect(machine).toMatchObject({ ok: false, refusal: { code: 'start.not-allowed' } });
  });
  test('R6.17 those for whom the rule holds, and nobody where it fails', () => {
    const who = { start: { who: '"manager" in initiator.roles' } };
    expect(play(who).refusal(START, 'max')).toBe('accepted');
    expect(play(who).refusal(START, 'emma')).toBe('start.not-allowed');
    const fails = { start: { who: 'form.note == "x"' } };
    expect(play(fails).refusal(START, 'emma')).toBe('start.not-allowed');
  });
});

test('D4 an instance starts once', () => {
  const one = play();
  one.start('emma');
  expect(one.refusal(START, 'emma')).toBe('instance.exists');
});

test('R6.18 a form that does not hold is refused, field by field', () => {
  const form = { amount: 'much', unknown: 1 };
  const decision = play().send({ ...START, form } as Command, { kind: 'person', id: 'emma' });
  expect(decision).toMatchObject({ ok: false, refusal: { code: 'form.invalid' } });
  const problems = decision.ok ? [] : (decision.refusal.problems ?? []);
  expect(problems.map(({ field, keyword }) => `${field} ${keyword}`)).toEqual([
    'amount type',
    'unknown unknown',
  ]);
});

describe('R13.3 the start is recorded whole', () => {
  const subjectOf = (more: Partial<FlowDefinition>): string | undefined => {
    const one = play(more);
    return one.start('emma', { note: 'trip' }).subject;
  };
  test('R13.3 with a subject: by expression, else by title, else by name', () => {
    expect(subjectOf({ subject: '"For " + form.note' })).toBe('For trip');
    expect(subjectOf({ title: { 'zh-CN': '报销', en: 'Claim' } })).toBe('Claim');
    expect(subjectOf({ title: { 'zh-CN': '报销' } })).toBe('报销');
    expect(subjectOf({})).toBe('test');
    expect(subjectOf({ subject: 'form.person', title: 'Claim' })).toBe('Claim');
  });
  test('R13.3 a subject is cut at its limit, between characters', () => {
    const long = `"${'😀'.repeat(LIMITS.subjectCharsMax + 5)}"`;
    expect([...(subjectOf({ subject: long }) ?? '')]).toHaveLength(LIMITS.subjectCharsMax);
  });
  test('R13.3 C1 with the submission as visit 1', () => {
    const state = play().start('emma');
    expect(state.visits[0]).toMatchObject({ n: 1, step: 'start', kind: 'start', status: 'passed' });
    expect(state).toMatchObject({ initiator: 'emma', formRevision: 1, tenant: 'test' });
  });
});
