/** How authors write rules: variables by expressions, or by a decision table. */

import type { DecisionTable, RuleStep, TableRow } from '../../kernel/index.ts';
import { dictionary, list } from '../shape/collections.ts';
import { record } from '../shape/record.ts';
import { expression, word } from '../shape/scalars.ts';
import { base, stepId } from './step-base.ts';

/** Variables by name, each with the expression that gives it. */
export const sets = dictionary(expression, 'a mapping of variables to CEL expressions');

const row = record<TableRow>({
  expects: '{ when: …, set: … }',
  about: 'A row: when its conditions hold, what the variables become.',
  fields: {
    when: {
      shape: dictionary(expression, 'a mapping of inputs to cells'),
      about: 'A cell for each input: < 5, [1..5), in ["a"], a CEL value, or - for any.',
    },
    if: { shape: expression, about: 'CEL bool that must hold besides the cells.' },
    set: { shape: sets, about: 'What the variables become.', required: true, absent: {} },
  },
});

const table = record<DecisionTable>({
  expects: '{ inputs: …, rows: … }',
  about: 'A decision table.',
  fields: {
    hit: {
      shape: word('unique', 'first', 'collect'),
      about:
        'unique (when absent): one row may hold; first: the first that holds; ' +
        'collect: every row, each variable being a list.',
    },
    inputs: {
      shape: dictionary(expression, 'a mapping of names to CEL expressions'),
      about: 'What the cells are about.',
      required: true,
      absent: {},
    },
    rows: { shape: list(row, 'a list of rows'), about: 'The rows.', required: true, absent: [] },
    otherwise: { shape: sets, about: 'What the variables become when no row holds.' },
  },
});

/** A rule step. */
export const rule = record<RuleStep>({
  expects: 'a rule step',
  about: 'Rule (规则): computes variables that later expressions read as vars.',
  kind: 'rule',
  fields: {
    id: stepId('rule'),
    ...base,
    set: { shape: sets, about: 'Each variable with the CEL expression that gives it.' },
    table: { shape: table, about: 'A decision table, in place of set.' },
  },
});
