/** Tables without lines: columns that align whatever script their texts are in. */

import Table from 'cli-table3';
import stringWidth from 'string-width';
import type { Look } from './look.ts';

export interface Column {
  readonly title: string;
  /** The column that gives way when the terminal is too narrow. */
  readonly gives?: boolean;
  readonly align?: 'right';
}

const GAP = 2;
const GIVEN_WIDTH_MIN = 12;
const NO_LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: ' '.repeat(GAP),
};

/** Rows under dim titles; cells may be coloured. An empty text for no rows. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  look: Look,
): string {
  if (rows.length === 0) return '';
  const shown = fitRows(columns, rows, look.columns);
  const drawn = new Table({
    head: columns.map(({ title }) => look.paint('dim', title)),
    colAligns: columns.map(({ align }) => align ?? 'left'),
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  for (const row of shown) drawn.push([...row]);
  return `${drawn.toString().split('\n').map(trimEnd).join('\n')}\n`;
}

/** Label and value pairs, one a line, the values under each other. */
export function pairs(rows: readonly (readonly [string, string])[], look: Look): string {
  const width = Math.max(0, ...rows.map(([label]) => stringWidth(label)));
  const margin = ' '.repeat(width + 4);
  return rows
    .map(([l, value]) => {
      const text = value.replaceAll('\n', `\n${margin}`);
      return `  ${look.paint('dim', pad(l, width))}  ${text}\n`;
    })
    .join('');
}

function fitRows(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  columnsMax: number | undefined,
): readonly (readonly string[])[] {
  const giving = columns.findIndex(({ gives }) => gives);
  if (columnsMax === undefined || giving < 0) return rows;
  const widths = columns.map(({ title }, index) =>
    Math.max(stringWidth(title), ...rows.map((row) => stringWidth(row[index] ?? ''))),
  );
  const total = widths.reduce((sum, width) => sum + width + GAP, -GAP);
  const excess = total - columnsMax;
  if (excess <= 0) return rows;
  const width = Math.max(GIVEN_WIDTH_MIN, widths[giving]! - excess);
  return rows.map((row) => row.with(giving, cut(row[giving] ?? '', width)));
}

const segments = new Intl.Segmenter();
const words = new Intl.Segmenter(undefined, { granularity: 'word' });

/** The text in at most so many columns, with an ellipsis where something is missing. */
export function cut(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text;
  let kept = '';
  let width = 1;
  for (const { segment } of segments.segment(text)) {
    width += stringWidth(segment);
    if (width > columns) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/** The text in lines of at most so many columns, broken at spaces or between wide characters. */
export function wrap(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const { segment } of words.segment(text)) {
    if (line !== '' && stringWidth(line + segment.trimEnd()) > columns) {
      lines.push(line.trimEnd());
      line = segment.trimStart();
    } else line += segment;
  }
  return [...lines, line.trimEnd()];
}

/** The text with spaces up to so many columns. */
export function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - stringWidth(text)));
}

function trimEnd(line: string): string {
  return line.trimEnd();
}
