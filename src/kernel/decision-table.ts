/** Decision tables: what a cell asks of its input, as CEL. */

import type { DecisionTable, Expression, TableRow } from './definition.ts';

/** What a cell says about its input; `any` holds always. */
export type Cell =
  | { readonly kind: 'any' }
  | { readonly kind: 'compare'; readonly operator: Operator; readonly operand: string }
  | {
      readonly kind: 'range';
      readonly from: string;
      readonly to: string;
      /** Whether the ends belong to it, the lower one first. */
      readonly closed: readonly [boolean, boolean];
    }
  | { readonly kind: 'among'; readonly list: string; readonly not: boolean };

export type Operator = '<' | '<=' | '>' | '>=' | '==' | '!=';

/**
 * Reads a cell: `-`, `< 5`, `!= "x"`, `[1.0..2.0)`, `in ["a", "b"]`, `not in […]`, or a value that
 * the input must equal. Operands are CEL.
 */
export function readCell(text: string): Cell {
  const said = text.trim();
  if (said === '' || said === '-') return { kind: 'any' };
  const among = /^(not\s+)?in\s+(.+)$/s.exec(said);
  if (among) return { kind: 'among', list: among[2]!, not: among[1] !== undefined };
  const range = /^([[(])(.+?)\.\.(.+)([\])])$/s.exec(said);
  if (range) {
    const closed = [range[1] === '[', range[4] === ']'] as const;
    return { kind: 'range', from: range[2]!.trim(), to: range[3]!.trim(), closed };
  }
  const compared = /^(<=|>=|==|!=|<|>|=)(.+)$/s.exec(said);
  if (!compared) return { kind: 'compare', operator: '==', operand: said };
  const operator = compared[1] === '=' ? '==' : (compared[1] as Operator);
  return { kind: 'compare', operator, operand: compared[2]!.trim() };
}

/** The CEL bool of a cell over its input's expression; undefined where it always holds. */
export function cellCondition(input: Expression, text: string): Expression | undefined {
  const cell = readCell(text);
  switch (cell.kind) {
    case 'any':
      return undefined;
    case 'compare':
      return `(${input}) ${cell.operator} (${cell.operand})`;
    case 'range': {
      const [from, to] = cell.closed;
      const low = `(${input}) ${from ? '>=' : '>'} (${cell.from})`;
      return `${low} && (${input}) ${to ? '<=' : '<'} (${cell.to})`;
    }
    case 'among':
      return cell.not ? `!((${input}) in (${cell.list}))` : `(${input}) in (${cell.list})`;
  }
}

/** Everything that must hold for a row, in the order of the inputs' names; none: it always holds. */
export function conditionsOf(
  table: Pick<DecisionTable, 'inputs'>,
  row: Pick<TableRow, 'when' | 'if'>,
): readonly Expression[] {
  const conditions: Expression[] = [];
  for (const [name, text] of Object.entries(row.when ?? {}).toSorted(byName)) {
    const input = table.inputs[name];
    const condition = input === undefined ? undefined : cellCondition(input, text);
    if (condition !== undefined) conditions.push(condition);
  }
  if (row.if !== undefined) conditions.push(row.if);
  return conditions;
}

function byName([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : 1;
}
