/** Cells as spreadsheets put them on the clipboard, and how they become rows of a table. */

import type { Json, JsonObject, Text } from '../../../kernel/index.ts';
import type { Field } from '../fields.ts';
import { narrow, valueFrom } from '../typed.ts';

/** Shape: tab-separated text, quoted where it has to be → its rows of cells. */
export function cellsFrom(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  const end = text.replace(/\r\n?/g, '\n').replace(/(?<!\n)\n+$/, '');
  const cell = /"((?:[^"]|"")*)"(?=[\t\n]|$)|[^\t\n]*/y;
  for (let at = 0; at <= end.length; ) {
    cell.lastIndex = at;
    const found = cell.exec(end);
    const [whole = '', quoted] = found ?? [];
    row.push(quoted === undefined ? whole : quoted.replaceAll('""', '"'));
    at += whole.length;
    if (end[at] !== '\t') {
      rows.push(row);
      row = [];
    }
    at += 1;
  }
  return rows;
}

/** Which column of the clipboard goes where. */
export interface Mapping {
  readonly columns: readonly (Field | undefined)[];
  /** Whether the first row names the columns, and is none itself. */
  readonly hasHeader: boolean;
}

/** By the titles in the first row, in any language; else from the column on in which one is. */
export function mappingOf(
  cells: readonly (readonly string[])[],
  columns: readonly Field[],
  from: number,
): Mapping {
  const first = cells[0] ?? [];
  const named = first.map((title) => columns.find((column) => isCalled(column, title)));
  const hits = named.filter((each) => each !== undefined).length;
  if (hits > 0 && hits * 2 >= first.length) return { columns: named, hasHeader: true };
  return { columns: first.map((_, index) => columns[from + index]), hasHeader: false };
}

function isCalled({ name, title }: Field, written: string): boolean {
  const wanted = plain(written);
  return wanted !== '' && [name, ...textsOf(title)].some((each) => plain(each) === wanted);
}

function textsOf(text: Text): readonly string[] {
  return typeof text === 'string' ? [text] : Object.values(text);
}

function plain(text: string): string {
  return narrow(text).replace(/\s+/g, '').toLowerCase();
}

/** Shape: cells and where they go → the values to put into one row after the other. */
export function rowsFrom(
  cells: readonly (readonly string[])[],
  { columns, hasHeader }: Mapping,
): readonly JsonObject[] {
  return cells.slice(hasHeader ? 1 : 0).map((row) => {
    const values = columns.flatMap((column, index) => {
      if (!column || column.isComputed) return [];
      const value = cellValue(column, row[index] ?? '');
      return value !== undefined ? [[column.name, value] as const] : [];
    });
    return Object.fromEntries(values);
  });
}

const YES = new Set(['true', 'yes', 'y', '1', '是', '√', '有']);
const NO = new Set(['false', 'no', 'n', '0', '否', '×', '无']);

/** What does not fit stays as it was written, so that the rules say so at its place. */
function cellValue(column: Field, written: string): Json | undefined {
  const text = written.trim();
  if (column.kind === 'choice') {
    const option = column.options?.find(({ value, label }) =>
      [String(value), ...textsOf(label)].some((each) => plain(each) === plain(text)),
    );
    if (option) return option.value;
  }
  if (column.kind === 'switch') {
    const word = plain(text);
    return YES.has(word) ? true : NO.has(word) ? false : text === '' ? undefined : text;
  }
  return valueFrom(column, text);
}
