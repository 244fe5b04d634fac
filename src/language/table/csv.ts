/**
 * CSV as cells that know where they stand (RFC 4180; semicolons and tabs, too).
 * Written here because diagnostics point at a cell, and the parsers there are (csv-parse, papaparse)
 * tell the line of a record at best.
 */

import type { Span } from '../source.ts';

/** One cell: what it holds, and the stretch of the text that spells it, without its quotes. */
export interface CsvCell {
  readonly text: string;
  readonly span: Span;
  /** Whether each character of the text is one of the stretch: no doubled quotes. */
  readonly isExact: boolean;
}

/** The records of a text that are not empty; `broken`: a quote that nothing closes. */
export interface Csv {
  readonly records: readonly (readonly CsvCell[])[];
  readonly broken?: Span;
}

const SEPARATORS = [',', ';', '\t'] as const;

/** Reads the cells of a text. Rules: linear in its length; never throws. */
export function readCsv(text: string): Csv {
  const separator = separatorOf(text);
  const records: (readonly CsvCell[])[] = [];
  let cells: CsvCell[] = [];
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  while (at < text.length) {
    const found = text[at] === '"' ? quoted(text, at) : plain(text, at, separator);
    if (!found) return { records, broken: { start: at, end: at + 1 } };
    cells.push(found.cell);
    at = found.end;
    const next = text[at];
    if (next === separator) {
      at += 1;
      // A line that ends with a separator has one more cell, and so has the text.
      if (at < text.length) continue;
      cells.push({ text: '', span: { start: at, end: at }, isExact: true });
    } else if (next === '\r' || next === '\n') {
      at += next === '\r' && text[at + 1] === '\n' ? 2 : 1;
    } else if (next !== undefined) {
      return { records, broken: { start: at, end: at + 1 } };
    }
    if (cells.some((cell) => cell.text.trim() !== '')) records.push(cells);
    cells = [];
  }
  return { records };
}

/** What parts the cells of the first line. */
function separatorOf(text: string): string {
  const [first = ''] = text.split(/\r?\n/, 1);
  return SEPARATORS.find((separator) => first.includes(separator)) ?? ',';
}

interface Found {
  readonly cell: CsvCell;
  readonly end: number;
}

function plain(text: string, start: number, separator: string): Found {
  let end = start;
  while (end < text.length && text[end] !== separator && !'\r\n'.includes(text[end]!)) end += 1;
  return { cell: { text: text.slice(start, end), span: { start, end }, isExact: true }, end };
}

function quoted(text: string, start: number): Found | undefined {
  let isExact = true;
  let close = text.indexOf('"', start + 1);
  while (close !== -1 && text[close + 1] === '"') {
    isExact = false;
    close = text.indexOf('"', close + 2);
  }
  if (close === -1) return undefined;
  const span = { start: start + 1, end: close };
  const held = text.slice(span.start, span.end).replaceAll('""', '"');
  return { cell: { text: held, span, isExact }, end: close + 1 };
}
