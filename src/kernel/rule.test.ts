import { describe, expect, test } from 'vitest';
import { approval, choice, flow, Play, rule } from '../testing/index.ts';
import type { DecisionTable, FlowDefinition, Step } from './index.ts';
import { explain, readCell } from './index.ts';

const VARS = {
  level: { type: 'string' },
  score: { type: 'number', maximum: 100 },
  due: { type: 'string', format: 'date-time' },
  tags: { type: 'array', items: { type: 'string' } },
} as const;

function ruled(steps: readonly Step[]): FlowDefinition {
  return flow(steps, { vars: VARS });
}

function table(more: Partial<DecisionTable>): Step {
  return {
    kind: 'rule',
    id: 'r',
    table: { inputs: { amount: 'form.amount', note: 'form.note' }, rows: [], ...more },
  };
}

function played(step: Step, form = { amount: 70, note: 'x' }): Play {
  const play = new Play(ruled([step, approval('a', 'fay')]));
  play.start('emma', form);
  return play;
}

describe('a rule', () => {
  test('its variables are read by whatever comes after it, each of its type', () => {
    const steps = [
      rule('first', { score: 'form.amount / 10.0', due: 'now + duration("1h")' }),
      rule('second', { score: 'vars.score + 1.0', level: 'vars.score > 5.0 ? "high" : "low"' }),
      choice('way', 'vars.level == "high" && vars.due > now', [approval('a', 'fay')]),
    ];
    const play = new Play(ruled(steps));
    play.start('emma', { amount: 70 });
    expect(play.state?.vars).toEqual({ score: 8, level: 'high', due: '1970-01-01T01:16:40.000Z' });
    expect(play.asked()).toEqual(['a:fay']);
  });
  test('R2.3 what does not hold to its declaration stops the instance', () => {
    const play = played(rule('r', { score: 'form.amount * 2.0' }));
    expect(play.visit('r').incident).toEqual({
      code: 'rule.bad-value',
      message: 'vars.score: must be at most 100',
    });
    expect(play.state).not.toHaveProperty('vars');
  });
  test('R2.3 reading a variable that no step has set is an incident', () => {
    const play = played(rule('r', { level: 'vars.level' }));
    expect(play.visit('r').status).toBe('incident');
  });
});

describe('a decision table', () => {
  const rows = [
    { when: { amount: '< 50.0' }, set: { level: '"low"' } },
    { when: { amount: '[50.0..80.0)' }, set: { level: '"middle"' } },
    { if: 'form.amount >= 80.0', set: { level: '"high"' } },
  ];
  test.each([
    [10, 'low'],
    [50, 'middle'],
    [80, 'high'],
  ])('unique: the one row that holds for %d decides', (amount, level) => {
    const play = played(table({ rows }), { amount, note: 'x' });
    expect(play.state?.vars).toEqual({ level });
  });
  test('R2.3 unique: several rows, or none, stop the instance', () => {
    const two = [rows[1]!, { when: { note: '"x"' }, set: { level: '"x"' } }];
    expect(played(table({ rows: two })).visit('r').incident).toEqual({
      code: 'rule.several-rows',
      message: 'Rows 1 and 2 of the table hold.',
    });
    expect(played(table({ rows: [rows[0]!] })).visit('r').incident?.code).toBe('rule.no-row');
  });
  test('otherwise stands for the rows that are missing', () => {
    const play = played(table({ rows: [rows[0]!], otherwise: { level: '"other"' } }));
    expect(play.state?.vars).toEqual({ level: 'other' });
  });
  test('first: the first row that holds decides, in the order of the table', () => {
    const two = [{ when: { note: 'in ["x", "y"]' }, set: { level: '"x"' } }, rows[1]!];
    expect(played(table({ hit: 'first', rows: two })).state?.vars).toEqual({ level: 'x' });
  });
  test('collect: every row that holds gives an element, none an empty list', () => {
    const tagged = [
      { when: { amount: '> 5.0', note: '-' }, set: { tags: '"large"' } },
      { when: { note: 'not in ["x"]' }, set: { tags: '"odd"' } },
      { when: { note: '!= "y"' }, set: { tags: 'form.note' } },
    ];
    const collect = table({ hit: 'collect', rows: tagged });
    expect(played(collect).state?.vars).toEqual({ tags: ['large', 'x'] });
    const none = table({ hit: 'collect', rows: [tagged[1]!] });
    expect(played(none).state?.vars).toEqual({ tags: [] });
  });
  test('R12.2 the rows that held, and what was read, are explained', () => {
    const [ruling] = explain(played(table({ rows })).events);
    expect(ruling).toMatchObject({
      step: 'r',
      rows: [2],
      because: { values: { 'form.amount': 70 } },
    });
  });
});

test('a cell is a comparison, a range, a list, a value or anything', () => {
  expect(readCell('-')).toEqual({ kind: 'any' });
  expect(readCell('= 5')).toEqual({ kind: 'compare', operator: '==', operand: '5' });
  expect(readCell('"a"')).toEqual({ kind: 'compare', operator: '==', operand: '"a"' });
  const range = { kind: 'range', from: '1.0', to: 'form.a', closed: [false, true] };
  expect(readCell('(1.0..form.a]')).toEqual(range);
  expect(readCell('not in [1]')).toEqual({ kind: 'among', list: '[1]', not: true });
});

test('a delay in working time leaves out nights and weekends', () => {
  const delay = { kind: 'delay', id: 'd', forMs: 4 * 3_600_000, working: true } as const;
  const play = new Play(flow([delay, approval('a', 'fay')]));
  play.nowMs = Date.parse('2026-03-06T16:00:00Z');
  play.start('emma');
  const [timer] = play.visit('d').timers ?? [];
  expect(new Date(timer!.dueAtMs).toISOString()).toBe('2026-03-09T11:00:00.000Z');
  expect(play.last('VisitOpened').trace).toMatchObject({ calendar: 'default' });
  play.fireAfter(timer!.dueAtMs - play.nowMs, 2, 0);
  expect(play.asked()).toEqual(['a:fay']);
});
