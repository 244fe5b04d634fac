/** Enters a rule step: computes variables by expressions or a decision table (规则). */

import type { Entry, Todo } from '../agenda.ts';
import { passed } from '../agenda.ts';
import { conditionsOf } from '../decision-table.ts';
import type { DecisionTable, Expression, RuleStep, TableRow } from '../definition.ts';
import { incident } from '../incidents.ts';
import type { Run } from '../run.ts';
import type { Because, Scope } from '../scope.ts';
import { evaluate, programOf } from '../scope.ts';
import type { Incident } from '../state.ts';
import type { Computed } from '../variables.ts';
import { compute } from '../variables.ts';
import { close, open, stop } from '../visits.ts';
import type { Json } from '../words.ts';

export function enterRule(run: Run, entry: Entry<RuleStep>): readonly Todo[] {
  const { step, here } = entry;
  const ruled: Ruled | Failed = step.table
    ? decide(run, step.table)
    : compute(run, step.set ?? {}, run.scope());
  if (!ruled.ok) return stop(run, entry, ruled);
  const { because, rows } = ruled;
  const visit = open(run, entry, { because, ...(rows ? { rows } : {}) });
  run.emit({ type: 'VariablesSet', visit, vars: ruled.vars });
  close(run, visit, 'passed');
  return [passed(visit, here?.back)];
}

type Ruled = (Computed & { readonly rows?: readonly number[] }) | Failed;
type Failed = Incident & { readonly ok: false };

/** The rows that hold say what the variables are, as the table's hit policy counts them. */
function decide(run: Run, table: DecisionTable): Ruled | Failed {
  const scope = run.scope();
  const hit = table.hit ?? 'unique';
  const read: Because[] = [];
  const rows: number[] = [];
  for (const [index, row] of table.rows.entries()) {
    const holds = holdsFor(run, table, row, scope, read);
    if (typeof holds === 'object') return holds;
    if (!holds) continue;
    rows.push(index + 1);
    if (hit === 'first') break;
  }
  if (hit === 'unique' && rows.length > 1) {
    const message = `Rows ${rows.join(' and ')} of the table hold.`;
    return { ok: false, ...incident('rule.several-rows', message) };
  }
  if (hit === 'collect') return collect(run, table, rows, scope, read);
  const [first] = rows;
  const sets = first === undefined ? table.otherwise : table.rows[first - 1]!.set;
  if (!sets) return { ok: false, ...incident('rule.no-row') };
  const computed = compute(run, sets, scope);
  return computed.ok
    ? { ...computed, rows, because: joined([...read, computed.because]) }
    : computed;
}

function holdsFor(
  run: Run,
  table: DecisionTable,
  row: TableRow,
  scope: Scope,
  read: Because[],
): boolean | Failed {
  for (const condition of conditionsOf(table, row)) {
    const holds = evaluate(programOf(run.flow, condition), scope);
    if (!holds.ok) return holds;
    read.push(holds.because);
    if (holds.value !== true) return false;
  }
  return true;
}

/** Each variable gets the list of what the rows say, in their order. */
function collect(
  run: Run,
  table: DecisionTable,
  rows: readonly number[],
  scope: Scope,
  read: readonly Because[],
): Ruled {
  const lists: { [name: string]: Json[] } = {};
  for (const { set } of table.rows) for (const name of Object.keys(set)) lists[name] ??= [];
  const reasons = [...read];
  for (const row of rows) {
    const computed = compute(run, table.rows[row - 1]!.set, scope, 'element');
    if (!computed.ok) return computed;
    reasons.push(computed.because);
    for (const [name, value] of Object.entries(computed.vars)) lists[name]!.push(value);
  }
  return { ok: true, vars: lists, rows, because: joined(reasons) };
}

function joined(reasons: readonly Because[]): Because {
  const expressions = new Set<Expression>(reasons.map(({ expression }) => expression));
  return {
    expression: [...expressions].filter((each) => each !== '').join(', '),
    values: Object.assign({}, ...reasons.map(({ values }) => values)),
  };
}
