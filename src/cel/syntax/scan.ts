import type { CelErrorCode } from '../errors.ts';
import type { CelDiagnostic } from '../types.ts';
import type { Range } from './tree.ts';

/** A word of the source. */
export interface Token extends Range {
  readonly kind: 'name' | 'number' | 'text' | 'sign';
  readonly text: string;
}

/** The words of a source and what could not be read as one. */
export interface Scan {
  readonly tokens: readonly Token[];
  readonly diagnostics: readonly CelDiagnostic[];
}

const space = /(?:[\t\n\f\r ]|\/\/[^\n]*)+/y;
const number = new RegExp(
  [
    '0[xX][0-9a-fA-F]+[uU]?',
    '(?:[0-9]+\\.[0-9]+|\\.[0-9]+|[0-9]+(?=[eE]))(?:[eE][+-]?[0-9]+)?',
    '[0-9]+[uU]?',
  ].join('|'),
  'y',
);
const name = /[_a-zA-Z][_a-zA-Z0-9]*|`[a-zA-Z0-9_.\-/ ]+`/y;
const opening = /(?:[rR][bB]?|[bB][rR]?)?("""|'''|"|')/y;
const sign = /&&|\|\||<=|>=|==|!=|[()[\]{}.,?:<>!+\-*/%]/y;
const escaped =
  /\\(?:[abfnrtv"'`\\?]|[xX][0-9a-fA-F]{2}|[0-3][0-7]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})/y;

const misspelt: Readonly<Record<string, string>> = {
  '=': 'Equality is written `==`.',
  '&': 'And is written `&&`.',
  '|': 'Or is written `||`.',
  ';': 'An expression has no end mark.',
};

/** Cuts a source into words without ever failing. */
export function scan(source: string): Scan {
  const tokens: Token[] = [];
  const diagnostics: CelDiagnostic[] = [];
  let at = 0;
  const report = (code: CelErrorCode, message: string, range: Range, advice?: string) => {
    diagnostics.push({ code, message, ...range, ...(advice === undefined ? {} : { advice }) });
  };
  const read = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(source)?.[0];
  };
  const take = (kind: Token['kind'], text: string) => {
    tokens.push({ kind, text, start: at, end: at + text.length });
    at += text.length;
  };
  while (at < source.length) {
    const blank = read(space);
    if (blank !== undefined) {
      at += blank.length;
      continue;
    }
    const open = read(opening);
    if (open !== undefined) {
      take('text', readText(source, at, open, report));
      continue;
    }
    const word = read(name);
    if (word !== undefined) {
      take('name', word);
      continue;
    }
    const digits = read(number);
    if (digits !== undefined) {
      take('number', digits);
      continue;
    }
    const mark = read(sign);
    if (mark !== undefined) {
      take('sign', mark);
      continue;
    }
    const odd = String.fromCodePoint(source.codePointAt(at)!);
    const range = { start: at, end: at + odd.length };
    report('cel.syntax', `${JSON.stringify(odd)} means nothing here.`, range, misspelt[odd]);
    at = range.end;
  }
  return { tokens, diagnostics };
}

type Report = (code: CelErrorCode, message: string, range: Range) => void;

function readText(source: string, start: number, open: string, report: Report): string {
  const quote = open.replace(/^[rRbB]+/, '');
  const prefix = open.slice(0, open.length - quote.length).toLowerCase();
  const raw = prefix.includes('r');
  const bytes = prefix.includes('b');
  let at = start + open.length;
  while (at < source.length) {
    if (source.startsWith(quote, at)) return source.slice(start, at + quote.length);
    const unit = source[at]!;
    if (quote.length === 1 && (unit === '\n' || unit === '\r')) break;
    if (unit === '\\' && !raw) at = readEscape(source, at, bytes, report);
    else at += 1;
  }
  report('cel.syntax', `This text is never closed with ${quote}.`, { start, end: at });
  return source.slice(start, at);
}

function readEscape(source: string, start: number, bytes: boolean, report: Report): number {
  escaped.lastIndex = start;
  const found = escaped.exec(source)?.[0];
  if (found === undefined) {
    const end = Math.min(start + 2, source.length);
    report('cel.bad-literal', `${source.slice(start, end)} is no escape.`, { start, end });
    return end;
  }
  const end = start + found.length;
  if (found[1] === 'u' || found[1] === 'U') {
    const point = Number.parseInt(found.slice(2), 16);
    if (bytes) {
      report('cel.bad-literal', `${found} is not allowed in bytes.`, { start, end });
    } else if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) {
      report('cel.bad-literal', `${found} is no Unicode character.`, { start, end });
    }
  }
  return end;
}
