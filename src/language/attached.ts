/** Files that a flow names: what it needs besides its own text, and one text out of all. */

import type { Attached } from './shape/reader.ts';
import { parseYaml } from './yaml/parse.ts';

/** The files that a flow's text names, each once, in the order of the text. */
export function attachedIn(text: string): readonly string[] {
  return [...new Set(parseYaml(text).reader.tables.map(({ file }) => file))];
}

/** The text with the rows of its tables written out: the same flow, in need of no other file. */
export function inlineTables(text: string, attached: Attached): string {
  let inlined = text;
  for (const { span, rows } of parseYaml(text, attached).reader.tables.toReversed()) {
    if (!rows) continue;
    const line = text.slice(text.lastIndexOf('\n', span.start - 1) + 1, span.start);
    const indent = `\n${/^[ -]*/.exec(line)![0].replaceAll('-', ' ')}  `;
    const written = rows.map((row) => `${indent}  ${JSON.stringify(row)},`).join('');
    inlined = `${inlined.slice(0, span.start)}[${written}${indent}]${inlined.slice(span.end)}`;
  }
  return inlined;
}
