/** Random rules: expressions and decision tables over GENERATED_FORM and GENERATED_VARS. */

import fc from 'fast-check';
import type { DecisionTable, Step, TableRow } from '../kernel/index.ts';
import { partial } from './resolvers.ts';

const sets = fc.constantFrom<{ readonly [variable: string]: string }>(
  { score: 'form.amount / 10.0' },
  { score: 'has(vars.score) ? vars.score + 1.0 : 0.0', level: '"low"' },
  { level: 'form.urgent ? "high" : "low"', tags: '[initiator.id]' },
  { score: '0.0 - form.amount' },
);

const row = partial<TableRow>(
  {
    when: fc.dictionary(
      fc.constant('amount'),
      fc.constantFrom('-', '< 100.0', '[50.0..60000.0)', 'in [50.0, 7000.0]'),
    ),
    if: fc.constantFrom('form.urgent', 'has(form.reason)'),
    set: sets,
  } as { [K in keyof TableRow]-?: fc.Arbitrary<never> },
  ['set'],
);

const table: fc.Arbitrary<DecisionTable> = fc.oneof(
  fc.record({
    hit: fc.constant('first' as const),
    inputs: fc.constant({ amount: 'form.amount' }),
    rows: fc.array(row, { minLength: 1, maxLength: 3 }),
    otherwise: sets,
  }),
  fc.constantFrom<DecisionTable>(
    {
      inputs: { amount: 'form.amount', urgent: 'form.urgent' },
      rows: [
        { when: { amount: '< 100.0' }, set: { score: '1.0' } },
        { when: { amount: '>= 100.0', urgent: 'true' }, set: { score: '9.0', level: '"high"' } },
      ],
    },
    {
      hit: 'collect',
      inputs: { amount: 'form.amount' },
      rows: [
        { when: { amount: '> 10.0' }, set: { tags: '"large"' } },
        { if: 'form.urgent', set: { tags: '"urgent"' } },
      ],
    },
  ),
);

/** Computes variables, by expressions or by a table. */
export const arbitraryRule: fc.Arbitrary<Step> = fc.oneof(
  sets.map((set): Step => ({ kind: 'rule', id: '', set })),
  table.map((each): Step => ({ kind: 'rule', id: '', table: each })),
);
