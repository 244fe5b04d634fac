/**
 * The audit log as it is exported, and how its hashes are made.
 * Source: docs/reference/audit-format.md. Written anew here and not taken from the store, so that a
 * mistake there is found here.
 */

import { createHash } from 'node:crypto';

/** First line of an export: whose log it is. */
export interface LogHeader {
  readonly format: string;
  readonly tenant: string;
  readonly log: string;
}

/** Last line of an export: where the log stood. */
export interface LogTail {
  readonly position: number;
  readonly hash: string;
}

/** Every line between: one record. `actor` is JSON text; `seal` ends the records of a commit. */
export interface LogRecord {
  readonly position: number;
  readonly atMs: number;
  readonly actor: string;
  readonly action: string;
  readonly object: string;
  readonly result: string;
  readonly code?: string;
  readonly reason?: string;
  readonly digest: string;
  readonly seal?: string;
}

/** The name of the export's format. */
export const EXPORT_FORMAT = 'vermilion-audit-1';

/** A text that is no export, or no checkpoint: nothing can be said of a log by it. */
export class NoExport extends Error {
  override readonly name = 'NoExport';
}

/** Writes fields one after the other, each with its length in bytes; `-,` is one that is absent. */
export function fieldsText(fields: readonly (string | number | undefined)[]): string {
  let text = '';
  for (const value of fields) {
    const bytes = value === undefined ? undefined : Buffer.byteLength(String(value), 'utf8');
    text += bytes === undefined ? '-,' : `${bytes}:${value},`;
  }
  return text;
}

function sha256(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/** The hash that the first seal follows. */
export function startOf(tenant: string, log: string): string {
  return sha256(`vermilion-audit-log-1,${fieldsText([tenant, log])}`);
}

/** The digest that a record should have. */
export function digestOf(tenant: string, record: LogRecord): string {
  const { atMs, actor, action, object, result, code, reason } = record;
  const fields = fieldsText([tenant, atMs, actor, action, object, result, code, reason]);
  return sha256(`vermilion-audit-record-1,${fields}`);
}

/** The seal that records should have which follow a hash. */
export function sealOf(previous: string, first: number, digests: readonly string[]): string {
  const position = Buffer.alloc(8);
  position.writeBigInt64BE(BigInt(first));
  return sha256(fromHex(previous), position, ...digests.map(fromHex));
}

function fromHex(text: string): Buffer {
  return Buffer.from(text, 'hex');
}
