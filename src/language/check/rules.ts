/** Checks rules: variables that are declared, tables whose rows can be told apart. */

import type {
  Cell,
  DecisionTable,
  FlowDefinition,
  RuleStep,
  TableRow,
} from '../../kernel/index.ts';
import { readCell } from '../../kernel/index.ts';
import type { Path } from '../shape/reader.ts';
import { advise } from '../suggest.ts';
import type { Findings, Place } from './walk.ts';

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Checks the declared variables and every rule step. */
export function checkRules(
  definition: FlowDefinition,
  places: readonly Place[],
  findings: Findings,
): void {
  for (const name of Object.keys(definition.vars ?? {})) {
    if (NAME.test(name)) continue;
    const message = `Expressions cannot write vars.${name}.`;
    const advice = 'Use letters, digits and _ only.';
    findings.report(['vars', name], { code: 'vars.bad-name', message, advice }, 'key');
  }
  for (const { step, path } of places) {
    if (step.kind === 'rule') checkRule(definition, step, path, findings);
    if (step.kind === 'subflow') {
      const lists = step.each !== undefined;
      checkSets(definition, step.set, [...path, 'set'], findings, lists);
    }
    if (step.kind === 'call' && step.callback) {
      checkSets(definition, step.callback.set, [...path, 'callback', 'set'], findings);
    }
    if (step.kind === 'wait') checkSets(definition, step.set, [...path, 'set'], findings);
  }
}

function checkRule(
  definition: FlowDefinition,
  { id, set, table }: RuleStep,
  path: Path,
  findings: Findings,
): void {
  const isBroken = findings.isBroken([...path, 'set']) || findings.isBroken([...path, 'table']);
  if (!isBroken && (set === undefined) === (table === undefined)) {
    findings.report(path, {
      code: 'rule.not-one',
      message: `The rule "${id}" needs one of set and table.`,
      advice: 'Write set: { level: form.amount > 100.0 }, or a table.',
    });
  }
  checkSets(definition, set, [...path, 'set'], findings);
  if (table) checkTable(definition, table, [...path, 'table'], findings);
}

/** Every variable that is set must be declared, and of a list where rows are collected. */
function checkSets(
  definition: FlowDefinition,
  sets: { readonly [variable: string]: string } | undefined,
  path: Path,
  findings: Findings,
  wantsList = false,
): void {
  const { vars = {} } = definition;
  for (const name of Object.keys(sets ?? {})) {
    const at = [...path, name];
    if (!Object.hasOwn(vars, name)) {
      const message = `No variable "${name}" is declared.`;
      const advice = advise(name, Object.keys(vars)) ?? 'Declare it in vars.';
      findings.report(at, { code: 'vars.unknown', message, advice }, 'key');
    } else if (wantsList && vars[name]!['type'] !== 'array') {
      const message = `Rows are collected into "${name}", which is no list.`;
      const advice = 'Declare it with type: array.';
      findings.report(at, { code: 'rule.not-a-list', message, advice }, 'key');
    }
  }
}

function checkTable(
  definition: FlowDefinition,
  table: DecisionTable,
  path: Path,
  findings: Findings,
): void {
  if (table.rows.length === 0 && !findings.isBroken([...path, 'rows'])) {
    const message = 'The table has no rows.';
    findings.report([...path, 'rows'], { code: 'rule.no-rows', message });
  }
  checkSets(definition, table.otherwise, [...path, 'otherwise'], findings);
  for (const [index, row] of table.rows.entries()) {
    const at = [...path, 'rows', index];
    checkSets(definition, row.set, [...at, 'set'], findings, table.hit === 'collect');
    for (const name of Object.keys(row.when ?? {})) {
      if (Object.hasOwn(table.inputs, name)) continue;
      const message = `The table has no input "${name}".`;
      const advice = advise(name, Object.keys(table.inputs));
      findings.report(
        [...at, 'when', name],
        { code: 'rule.unknown-input', message, advice },
        'key',
      );
    }
  }
  if (!findings.isBroken([...path, 'rows'])) checkRows(table, path, findings);
}

/** Rows that say the same of some input, and rows that are never come to, where that is certain. */
function checkRows(table: DecisionTable, path: Path, findings: Findings): void {
  const hit = table.hit ?? 'unique';
  const independent = areIndependent(table);
  for (const [index, row] of table.rows.entries()) {
    const at = [...path, 'rows', index];
    const impossible = Object.values(row.when ?? {}).some((cell) => isEmpty(rangeOf(cell)));
    const earlier = table.rows.slice(0, index);
    const cover = earlier.findIndex((other) => covers(table, other, row));
    if (impossible || (hit === 'first' && cover >= 0)) {
      const message = impossible
        ? 'No value can meet every cell of this row.'
        : `Row ${cover + 1} holds whenever this one does: it is never come to.`;
      findings.report(at, { code: 'rule.row-unreachable', severity: 'warning', message });
      continue;
    }
    if (hit !== 'unique' || !independent) continue;
    const clash = earlier.findIndex((other) => overlap(table, other, row));
    if (clash < 0) continue;
    findings.report(at, {
      code: 'rule.rows-overlap',
      message: `Row ${clash + 1} may hold together with this one, and the table allows one.`,
      advice: 'Narrow one of them, or write hit: first.',
    });
  }
}

/** Whether every input can take its values whatever the others are: each a path of its own. */
function areIndependent({ inputs }: DecisionTable): boolean {
  const sources = Object.values(inputs).map((source) => source.trim());
  if (new Set(sources).size < sources.length) return false;
  return sources.every((source) => /^(form|vars)(\.[A-Za-z_]\w*)+$/.test(source));
}

function overlap(table: DecisionTable, one: TableRow, other: TableRow): boolean {
  if (one.if !== undefined || other.if !== undefined) return false;
  return Object.keys(table.inputs).every((name) => {
    const [a, b] = [rangeOf(one.when?.[name]), rangeOf(other.when?.[name])];
    return a !== undefined && b !== undefined && !isEmpty(both(a, b));
  });
}

function covers(table: DecisionTable, one: TableRow, other: TableRow): boolean {
  if (one.if !== undefined && one.if.trim() !== other.if?.trim()) return false;
  return Object.keys(table.inputs).every((name) => {
    const [cell, narrower] = [one.when?.[name], other.when?.[name]];
    if (cell?.trim() === narrower?.trim()) return true;
    const [a, b] = [rangeOf(cell), rangeOf(narrower)];
    return a !== undefined && b !== undefined && contains(a, b);
  });
}

/** What a cell lets through, when that can be told from its text: numbers, values, or all. */
type Range =
  | { readonly kind: 'all' }
  | { readonly kind: 'numbers'; readonly low: End; readonly high: End }
  | { readonly kind: 'values'; readonly values: readonly (string | boolean)[] };

interface End {
  readonly at: number;
  readonly closed: boolean;
}

const LOWEST: End = { at: Number.NEGATIVE_INFINITY, closed: false };
const HIGHEST: End = { at: Number.POSITIVE_INFINITY, closed: false };

function rangeOf(text: string | undefined): Range | undefined {
  const cell: Cell = readCell(text ?? '-');
  switch (cell.kind) {
    case 'any':
      return { kind: 'all' };
    case 'among': {
      const values = cell.not ? undefined : literalOf(cell.list);
      if (!Array.isArray(values) || !values.every((value) => typeof value === 'string')) return;
      return { kind: 'values', values };
    }
    case 'range': {
      const [from, to] = [literalOf(cell.from), literalOf(cell.to)];
      if (typeof from !== 'number' || typeof to !== 'number') return undefined;
      const [closedFrom, closedTo] = cell.closed;
      return numbers({ at: from, closed: closedFrom }, { at: to, closed: closedTo });
    }
    case 'compare':
      return comparedTo(cell.operator, literalOf(cell.operand));
  }
}

function comparedTo(operator: string, value: unknown): Range | undefined {
  if (typeof value === 'string' || typeof value === 'boolean') {
    return operator === '==' ? { kind: 'values', values: [value] } : undefined;
  }
  if (typeof value !== 'number') return undefined;
  const end = (closed: boolean): End => ({ at: value, closed });
  switch (operator) {
    case '==':
      return numbers(end(true), end(true));
    case '<':
      return numbers(LOWEST, end(false));
    case '<=':
      return numbers(LOWEST, end(true));
    case '>':
      return numbers(end(false), HIGHEST);
    case '>=':
      return numbers(end(true), HIGHEST);
    default:
      return undefined;
  }
}

function numbers(low: End, high: End): Range {
  return { kind: 'numbers', low, high };
}

/** The value of a CEL text that is plain JSON as well; undefined for any other. */
function literalOf(text: string): unknown {
  try {
    return JSON.parse(text.trim());
  } catch {
    return undefined;
  }
}

const NOTHING: Range = { kind: 'values', values: [] };

function both(a: Range, b: Range): Range {
  if (a.kind === 'all') return b;
  if (b.kind === 'all') return a;
  if (a.kind === 'numbers' && b.kind === 'numbers') {
    const low = isTighter(a.low, b.low, a.low.at > b.low.at) ? a.low : b.low;
    const high = isTighter(a.high, b.high, a.high.at < b.high.at) ? a.high : b.high;
    return numbers(low, high);
  }
  if (a.kind !== 'values' || b.kind !== 'values') return NOTHING;
  return { kind: 'values', values: a.values.filter((value) => b.values.includes(value)) };
}

function isTighter(one: End, other: End, isBeyond: boolean): boolean {
  return one.at === other.at ? !one.closed : isBeyond;
}

function isEmpty(range: Range | undefined): boolean {
  if (range === undefined || range.kind === 'all') return false;
  if (range.kind === 'values') return range.values.length === 0;
  const { low, high } = range;
  return low.at > high.at || (low.at === high.at && !(low.closed && high.closed));
}

function contains(a: Range, b: Range): boolean {
  if (a.kind === 'all') return true;
  if (b.kind === 'all' || a.kind !== b.kind) return false;
  if (a.kind === 'values') {
    return b.kind === 'values' && b.values.every((value) => a.values.includes(value));
  }
  if (b.kind !== 'numbers') return false;
  const lowFits = a.low.at < b.low.at || (a.low.at === b.low.at && (a.low.closed || !b.low.closed));
  const highFits =
    a.high.at > b.high.at || (a.high.at === b.high.at && (a.high.closed || !b.high.closed));
  return lowFits && highFits;
}
