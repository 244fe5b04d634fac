/**
 * Lines of an export as what they say they are.
 * Rules: a digest covers the text of a field and not its kind, and no field that it does not know; so
 * a line with fields of other kinds, or others, is none: it could be read otherwise than it was sealed.
 */

import type { Checkpoint } from './checkpoint.ts';
import type { LogHeader, LogRecord, LogTail } from './format.ts';
import { NoExport } from './format.ts';

type Kind = 'text' | 'whole' | 'text?';
type Fields<T> = Readonly<Record<keyof T & string, Kind>>;

const HEADER: Fields<LogHeader> = { format: 'text', tenant: 'text', log: 'text' };
const TAIL: Fields<LogTail> = { position: 'whole', hash: 'text' };
const RECORD: Fields<LogRecord> = {
  position: 'whole',
  atMs: 'whole',
  actor: 'text',
  action: 'text',
  object: 'text',
  result: 'text',
  code: 'text?',
  reason: 'text?',
  digest: 'text',
  seal: 'text?',
};
const CHECKPOINT: Fields<Checkpoint> = {
  ...{ format: 'text', tenant: 'text', log: 'text', position: 'whole', hash: 'text' },
  ...{ atMs: 'whole', key: 'text', signature: 'text' },
};

/** Reads the first line. Throws `NoExport`. */
export function readHeader(line: string): LogHeader {
  return shaped(line, HEADER);
}

/** Reads a line behind the first one: a record, or the last line. Throws `NoExport`. */
export function readEntry(line: string): LogRecord | LogTail {
  const value = objectIn(line);
  return 'digest' in value ? shapedAs(value, RECORD, line) : shapedAs(value, TAIL, line);
}

/** Reads a line of a file of checkpoints. Throws `NoExport`. */
export function readCheckpoint(line: string): Checkpoint {
  return shaped(line, CHECKPOINT);
}

function shaped<T>(line: string, fields: Fields<T>): T {
  return shapedAs(objectIn(line), fields, line);
}

function shapedAs<T>(value: object, fields: Fields<T>, line: string): T {
  const unknown = Object.keys(value).find((name) => !Object.hasOwn(fields, name));
  if (unknown !== undefined) throw noLine(line, `"${unknown}" is none of its fields`);
  for (const [name, kind] of Object.entries<Kind>(fields)) {
    const field = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
    if (!isOf(kind, field)) throw noLine(line, `its "${name}" is not what it has to be`);
  }
  return value as T;
}

function isOf(kind: Kind, field: unknown): boolean {
  if (kind === 'whole') return Number.isSafeInteger(field);
  if (kind === 'text?' && field === undefined) return true;
  return typeof field === 'string' && field.isWellFormed();
}

function objectIn(line: string): object {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw noLine(line, 'it is no JSON');
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw noLine(line, 'it is no JSON object');
}

const SHOWN_CHARS_MAX = 60;

function noLine(line: string, why: string): NoExport {
  const shown = JSON.stringify(line.slice(0, SHOWN_CHARS_MAX));
  return new NoExport(`this is no line of an export, for ${why}: ${shown}`);
}
