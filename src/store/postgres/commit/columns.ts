/** Rows as columns: what many rows of a batch look like as a few array parameters. */

import type { ColumnType } from './binary.ts';
import { binaryArray } from './binary.ts';

/** A column of rows on their way in: its name, its SQL type and where its value comes from. */
export interface Column<Row> {
  readonly name: string;
  readonly type: ColumnType;
  readonly value: (row: Row) => string | number | null | undefined;
}

/** Gives an array parameter for each column. */
export function arraysOf<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): readonly Buffer[] {
  return columns.map(({ type, value }) =>
    binaryArray(
      type,
      rows.map((row) => value(row) ?? null),
    ),
  );
}

/** Gives a parameter for each field, column by column. */
export function fieldsOf<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): readonly (string | number | null)[] {
  return columns.flatMap(({ value }) => rows.map((row) => value(row) ?? null));
}

/**
 * Gives `(VALUES …)`: a few rows as a table, numbered `n` from 1, a parameter for each field.
 * An unnest of fourteen arrays keeps fourteen lists on the side; for a command that comes alone
 * that cost more than its writes.
 */
export function fewRowsTable<Row>(
  columns: readonly Column<Row>[],
  first: number,
  count: number,
): string {
  const rows = Array.from({ length: count }, (_, row) => {
    const fields = columns.map((column, i) => `$${first + i * count + row}::${column.type}`);
    return `(${[...fields, `${row + 1}::bigint`].join(', ')})`;
  });
  const names = [...columns.map((column) => column.name), 'n'];
  return `(SELECT * FROM (VALUES ${rows.join(', ')}) AS r(${names.join(', ')}))`;
}

/**
 * Gives `(SELECT … FROM unnest(…) LIMIT $n)`: the rows as a table, numbered `n` from 1.
 * The limit is the number of rows and takes nothing away; with it the planner, which guesses a
 * tenth of an unknown limit, expects one row, and looks each up by index even in a table that is
 * empty when the plan is made and large when it is used.
 */
export function rowsTable<Row>(columns: readonly Column<Row>[], first: number): string {
  const arrays = columns.map((column, i) => `$${first + i}::${column.type}[]`);
  const names = [...columns.map((column) => column.name), 'n'];
  const limit = `$${first + columns.length}::bigint`;
  return (
    `(SELECT * FROM unnest(${arrays.join(', ')})\n` +
    `    WITH ORDINALITY AS r(${names.join(', ')}) LIMIT ${limit})`
  );
}
