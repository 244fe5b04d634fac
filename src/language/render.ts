/** Diagnostics as a compiler prints them: the place, the line of text, and what would be right. */

import type { Diagnostic } from './diagnostics.ts';
import type { Attached } from './shape/reader.ts';
import { SourceText } from './source.ts';

const TAB = '    ';
const LINE_CHARS_MAX = 160;

/**
 * Renders diagnostics with the line each stands in and carets under its characters.
 * Rules: no colour; wide characters take two columns; an empty text for no diagnostics.
 */
export function renderDiagnostics(
  text: string,
  file: string,
  diagnostics: readonly Diagnostic[],
  attached: Attached = {},
): string {
  if (diagnostics.length === 0) return '';
  const own = new SourceText(text);
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  const parts = diagnostics.map((diagnostic) => {
    if (diagnostic.file === undefined) return renderOne(own, file, diagnostic);
    const table = new SourceText(attached[diagnostic.file] ?? '');
    return renderOne(table, `${folder}${diagnostic.file}`, diagnostic);
  });
  return `${parts.join('\n\n')}\n\n${summary(diagnostics)}\n`;
}

function renderOne(source: SourceText, file: string, diagnostic: Diagnostic): string {
  const { code, severity, message, advice, example, range } = diagnostic;
  const { line, column } = range.start;
  const text = source.line(line);
  const gutter = String(line);
  const blank = ' '.repeat(gutter.length);
  const from = Math.max(0, Math.min(column - 1, text.length) - LINE_CHARS_MAX / 2);
  const shown = text.slice(from, from + LINE_CHARS_MAX);
  const start = Math.min(column - 1 - from, shown.length);
  const last = range.end.line === line ? range.end.column - 1 - from : shown.length;
  const under = shown.slice(start, Math.max(start, last));
  const carets = '^'.repeat(Math.max(1, widthOf(under)));
  const lines = [
    `${file}:${line}:${column}: ${severity}: ${message} [${code}]`,
    `${blank} |`,
    `${gutter} | ${shown.replaceAll('\t', TAB)}`,
    `${blank} | ${' '.repeat(widthOf(shown.slice(0, start)))}${carets}`,
  ];
  if (advice !== undefined) lines.push(`${blank} = ${advice}`);
  if (example !== undefined) {
    const form = JSON.stringify(example).replaceAll("'", "'\\''");
    lines.push(`${blank} = see it: --try '${form}'`);
  }
  return lines.join('\n');
}

function summary(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const warnings = diagnostics.length - errors;
  return [counted(errors, 'error'), counted(warnings, 'warning')].filter(Boolean).join(', ');
}

function counted(number: number, noun: string): string {
  if (number === 0) return '';
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** Columns a text takes in a terminal. Source: UAX #11, wide and full-width ranges, rounded. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (character === '\t') width += TAB.length;
    else if (/\p{Mark}/u.test(character) || code === 0x200d) width += 0;
    else width += isWide(code) ? 2 : 1;
  }
  return width;
}

function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd)
  );
}
