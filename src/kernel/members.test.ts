import { describe, expect, test } from 'vitest';
import { approval, flow, Play, people, task } from '../testing/index.ts';
import { explain, standingOf } from './explain.ts';
import type { ApprovalStep, VoterGroup } from './index.ts';

const FINANCE: VoterGroup = {
  name: 'finance',
  ask: people('fay', 'finn', 'flo'),
  ballot: { kind: 'vote', pass: { count: 2 } },
};
const LEGAL: VoterGroup = { name: 'legal', ask: people('leo'), ballot: { kind: 'any' } };

function begun(more: Partial<ApprovalStep> = {}): Play {
  const step = { ask: { of: [] }, ballot: { kind: 'all' }, groups: [FINANCE, LEGAL], ...more };
  const play = new Play(flow([approval('a', 'x', step as Partial<ApprovalStep>)]));
  play.start('emma');
  return play;
}

describe('R5.8 groups in a ballot', () => {
  test('R5.8 k of each group: the outer ballot combines their outcomes', () => {
    const play = begun();
    expect(play.asked()).toEqual(['a:fay', 'a:finn', 'a:flo', 'a:leo']);
    play.approve('fay');
    play.reject('flo');
    expect(play.approve('leo').status).toBe('running');
    expect(play.approve('finn').outcome).toBe('approved');
    expect(play.visit('a').groups).toMatchObject([
      { name: 'finance', outcome: 'passed' },
      { name: 'legal', outcome: 'passed' },
    ]);
  });
  test('R5.8 R5.7 a decided group closes its open tasks, the others go on', () => {
    const play = begun();
    play.approve('fay');
    play.approve('finn');
    expect(play.asked()).toEqual(['a:leo']);
    expect(play.visit('a').seats?.[2]).toMatchObject({ person: 'flo', closed: 'not-needed' });
    expect(play.refusal({ type: 'ApproveTask', visit: 2, seat: 3 }, 'flo')).toBe('task.closed');
  });
  test('R5.8 one group that rejects is one voice', () => {
    const majority = { kind: 'vote', pass: { count: 1 } } as const;
    const play = begun({ ballot: majority });
    play.reject('leo');
    expect(play.state?.status).toBe('running');
    play.approve('fay');
    expect(play.approve('flo').outcome).toBe('approved');
    const strict = begun();
    expect(strict.reject('leo').outcome).toBe('rejected');
  });
  test('R5.8 groups weigh what the outer ballot says', () => {
    const ballot = {
      kind: 'vote',
      pass: { weight: 3 },
      weights: { 'group:legal': 3 },
    } as const;
    const play = begun({ ballot });
    expect(play.approve('leo').outcome).toBe('approved');
  });
  test('R5.8 people may vote beside groups', () => {
    const play = begun({ ask: people('max') });
    expect(play.asked()).toEqual(['a:max', 'a:fay', 'a:finn', 'a:flo', 'a:leo']);
    expect(play.reject('max').outcome).toBe('rejected');
  });
  test('R5.8 T7 everybody sits once, in the first group that finds them', () => {
    const play = begun({ groups: [LEGAL, { ...FINANCE, ask: people('leo', 'fay', 'finn') }] });
    expect(play.asked()).toEqual(['a:leo', 'a:fay', 'a:finn']);
  });
  test('R5.8 R3.4 an empty group is settled by the policy, the others vote', () => {
    const ghosts = { ...LEGAL, ask: { of: [{ kind: 'role', role: 'ghost' }] } } as const;
    const groups = [FINANCE, ghosts];
    expect(begun({ groups }).asked()).toContain('a:ada');
    const rejected = begun({ groups, empty: 'reject' });
    expect(rejected.state?.outcome).toBe('rejected');
    const approved = begun({ groups, empty: 'approve' });
    approved.approve('fay');
    expect(approved.approve('finn').outcome).toBe('approved');
    const skipped = begun({ groups: [ghosts], empty: 'skip' });
    expect(skipped.visit('a').status).toBe('skipped');
  });
  test('R5.8 R3.3 each group’s stages are recorded, and say who was asked where', () => {
    const play = begun({ groups: [FINANCE, { ...LEGAL, ask: people('leo', 'gone') }] });
    const [explanation] = explain(play.events);
    expect(explanation?.people).toEqual([
      { stage: 'resolved', people: ['fay', 'finn', 'flo'], group: 'finance' },
      { stage: 'resolved', people: ['leo', 'gone'], group: 'legal' },
      { stage: 'inactive', people: ['leo'], group: 'legal' },
    ]);
    expect(standingOf(explanation!, 'fay')).toEqual({ kind: 'asked' });
    expect(standingOf(explanation!, 'gone')).toEqual({ kind: 'dropped', stage: 'inactive' });
  });
  test('R5.8 abstaining is up to the group’s ballot', () => {
    const play = begun();
    expect(play.refusal({ type: 'AbstainTask', ...play.task('leo') }, 'leo')).toBe(
      'task.wrong-act',
    );
    expect(play.refusal({ type: 'AbstainTask', ...play.task('fay') }, 'fay')).toBe('accepted');
  });
  test('R5.8 R6.8 R6.9 a group’s voter adds to the group, which never runs empty', () => {
    const play = begun();
    play.add('leo', 'beside', ['max']);
    expect(play.visit('a').seats?.[4]).toMatchObject({ person: 'max', group: 2 });
    play.remove('ada', 'leo');
    expect(play.refusal({ type: 'RemoveTask', ...play.task('max') }, 'leo')).toBe('remove.last');
  });
  test('R5.8 handle steps have groups, too', () => {
    const groups = [{ ...FINANCE, ballot: { kind: 'any' } }, LEGAL] as const;
    const play = new Play(flow([task('a', 'x', { ask: { of: [] }, groups })]));
    play.start('emma');
    expect(play.complete('leo').outcome).toBe('approved');
  });
});

describe('R5.3 groups in a sequence', () => {
  test('R5.3 the next group is asked only after the one before passed', () => {
    const play = begun({ ballot: { kind: 'sequence' }, ask: people('max') });
    expect(play.asked()).toEqual(['a:max']);
    play.approve('max');
    expect(play.asked()).toEqual(['a:fay', 'a:finn', 'a:flo']);
    play.approve('fay');
    expect(play.asked()).toEqual(['a:finn', 'a:flo']);
    play.approve('flo');
    expect(play.asked()).toEqual(['a:leo']);
    expect(play.approve('leo').outcome).toBe('approved');
  });
  test('R5.3 a sequence within the sequence asks one after the other', () => {
    const ordered = { ...FINANCE, ballot: { kind: 'sequence' } } as const;
    const play = begun({ ballot: { kind: 'sequence' }, groups: [ordered, LEGAL] });
    for (const person of ['fay', 'finn', 'flo', 'leo']) {
      expect(play.asked()).toEqual([`a:${person}`]);
      play.approve(person);
    }
    expect(play.state?.outcome).toBe('approved');
  });
  test('R5.3 a group that rejects ends the sequence', () => {
    const play = begun({ ballot: { kind: 'sequence' } });
    play.reject('fay');
    expect(play.reject('finn').outcome).toBe('rejected');
    expect(play.visit('a').seats?.[3]).toMatchObject({ person: 'leo', closed: 'not-needed' });
  });
});

test('R5.3 R6.9 a group in a sequence asks the next one when the one asked is removed', () => {
  const ordered = { ...FINANCE, ballot: { kind: 'sequence' } } as const;
  const play = begun({ groups: [ordered, LEGAL] });
  play.approve('leo');
  play.remove('ada', 'fay');
  expect(play.asked()).toEqual(['a:finn']);
});
