import { expect, test } from 'vitest';
import type { FlowDefinition } from '../../kernel/index.ts';
import { approval, choice, flow } from '../../testing/index.ts';
import { rehearse } from './rehearse.ts';

/** A flow in which each of ten amounts is another case, and all of them ask these people. */
function asking(people: readonly string[]): FlowDefinition {
  const steps = Array.from({ length: 10 }, (_, n) =>
    choice(`c${n}`, `form.amount > ${n}00.0`, [approval(`s${n}`, people.join(','))]),
  );
  const required = ['amount'];
  const properties = { amount: { type: 'number', minimum: 0 } };
  return flow(steps, { form: { type: 'object', required, properties } });
}

test('a flow that asks a crowd is rehearsed less often than one that asks few', () => {
  const few = rehearse(asking(['fay', 'leo']));
  const crowd = rehearse(asking(Array.from({ length: 400 }, (_, n) => `p${n}`)));
  expect(few.length).toBeGreaterThan(5);
  expect(crowd.length).toBeGreaterThan(0);
  expect(crowd.length).toBeLessThan(few.length);
});

test('a rehearsal knows the whole form: what it leaves out, nobody fills in', () => {
  const rated = { ...approval('rate', 'fay'), rights: { score: 'edit' } } as const;
  const steps = [rated, choice('by-score', 'has(form.score)', [approval('chief', 'leo')])];
  const properties = { score: { type: 'integer' } };
  const runs = rehearse(flow(steps, { form: { type: 'object', properties } }));
  expect(runs.map(({ forecast }) => forecast.outcome)).toEqual(runs.map(() => 'approved'));
  const paths = runs.map(({ forecast }) => forecast.steps.map(({ step }) => step).join(' '));
  expect(new Set(paths)).toEqual(new Set(['rate by-score', 'rate by-score chief']));
});
