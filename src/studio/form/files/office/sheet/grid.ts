/** The cells of a sheet as they are drawn: without what is hidden, and merged ones as one. */

import type { Cell, Sheet } from '../shown.ts';

export interface DrawnCell {
  readonly column: number;
  readonly cell: Cell;
  readonly columns: number;
  readonly rows: number;
}

export interface DrawnRow {
  /** From 0, as the file counts. */
  readonly row: number;
  readonly cells: readonly DrawnCell[];
}

export function drawnRows(sheet: Sheet): readonly DrawnRow[] {
  const { rows, hiddenRows = [], hiddenColumns = [], merged = [] } = sheet;
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0);
  const without = (hidden: readonly number[], count: number): readonly number[] => {
    const gone = new Set(hidden);
    return Array.from({ length: count }, (_, at) => at).filter((at) => !gone.has(at));
  };
  const [down, across] = [without(hiddenRows, rows.length), without(hiddenColumns, width)];
  const taken = new Set<string>();
  const starts = new Map<string, DrawnCell>();
  for (const { top, left, bottom, right } of merged) {
    const inRows = down.filter((at) => at >= top && at <= bottom);
    const inColumns = across.filter((at) => at >= left && at <= right);
    const [row, column] = [inRows[0], inColumns[0]];
    if (row === undefined || column === undefined) continue;
    const all = inRows.flatMap((y) => inColumns.map((x) => `${y} ${x}`));
    // Areas that overlap are of no workbook that can be opened.
    if (all.some((place) => taken.has(place))) continue;
    for (const place of all) taken.add(place);
    starts.set(`${row} ${column}`, {
      column,
      cell: rows[top]?.[left] ?? '',
      columns: inColumns.length,
      rows: inRows.length,
    });
  }
  return down.map((row) => ({
    row,
    cells: across.flatMap((column): readonly DrawnCell[] => {
      const place = `${row} ${column}`;
      const start = starts.get(place);
      if (start) return [start];
      if (taken.has(place)) return [];
      return [{ column, cell: rows[row]?.[column] ?? '', columns: 1, rows: 1 }];
    }),
  }));
}
