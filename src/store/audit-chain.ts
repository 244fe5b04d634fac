/**
 * How audit records become a chain: digests of records, seals of commits, the start of a log.
 * Source: docs/reference/audit-format.md, which says the same to somebody who writes a verifier.
 */

import { hash } from 'node:crypto';
import type { AuditEntry, SealedRecord } from './port.ts';

/** A field with its length in bytes, so that no two lists of fields make the same text. */
function field(value: string | undefined): string {
  return value === undefined ? '-,' : `${Buffer.byteLength(value)}:${value},`;
}

/** Digests the fields of a record in their order; `actor` is the text that is stored. */
export function recordDigest(
  tenant: string,
  record: Omit<SealedRecord, 'position' | 'digest' | 'seal'>,
): string {
  const { atMs, actor, action, object, result, code, reason } = record;
  const fields = [tenant, String(atMs), actor, action, object, result, code, reason];
  return hash('sha256', `vermilion-audit-record-1,${fields.map(field).join('')}`);
}

/** Gives an entry's fields as they are stored, with their digest. */
export function sealedOf(entry: AuditEntry): Omit<SealedRecord, 'position' | 'seal'> {
  const { tenant, atMs, action, object, result, code, reason } = entry;
  const record = {
    atMs,
    actor: JSON.stringify(entry.actor),
    action,
    object,
    result,
    ...(code === undefined ? {} : { code }),
    ...(reason === undefined ? {} : { reason }),
  };
  return { ...record, digest: recordDigest(tenant, record) };
}

/** Gives the hash that the first seal of a log follows. */
export function logStart(tenant: string, log: string): string {
  return hash('sha256', `vermilion-audit-log-1,${field(tenant)}${field(log)}`);
}

/** Follows the hash before with records: the position of the first, and the digests of all. */
export function sealHash(
  previous: string,
  firstPosition: number,
  digests: readonly string[],
): string {
  const position = Buffer.alloc(8);
  position.writeBigInt64BE(BigInt(firstPosition));
  const parts = [Buffer.from(previous, 'hex'), position, Buffer.from(digests.join(''), 'hex')];
  return hash('sha256', Buffer.concat(parts));
}
