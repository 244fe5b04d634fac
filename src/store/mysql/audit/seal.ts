/**
 * The statements that seal audit records; the last ones of the transaction that writes what they
 * tell of.
 *
 * The head of a tenant's log moves under its row lock, so commits of a tenant follow each other and
 * positions follow commits; the lock is held from here to the commit and over no round trip. Tenants
 * come in their order, so that two batches never wait in a circle. The hash is set before the
 * position, which it reads: assignments of an UPDATE are made from left to right.
 * A log that was not begun leaves the variables NULL, and a record without a position is refused:
 * nothing goes unrecorded (A10).
 *
 * Plan: a row by the primary key of audit_head; inserts at the end of the tenant's log.
 */

import { sealedOf } from '../../audit-chain.ts';
import { compareText } from '../../paging.ts';
import type { AuditEntry } from '../../port.ts';
import { insert, type Table } from '../commit/insert.ts';
import { type Sql, sql } from '../connection/sql.ts';

type Sealing = ReturnType<typeof sealedOf> & {
  readonly tenant: string;
  /** Records of the seal that come after this one. */
  readonly after: number;
};

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');

const AUDIT: Table<Sealing> = {
  head: sql`audit (tenant, position, at_ms, actor, action, object, result, code, reason, digest, seal)`,
  row: (
    r,
  ) => sql`(${r.tenant}, @position - ${r.after}, ${r.atMs}, ${r.actor}, ${r.action}, ${r.object},
  ${r.result}, ${r.code}, ${r.reason}, ${bytes(r.digest)}, ${r.after === 0 ? sql`@seal` : sql`NULL`})`,
};

/** Seals any number of records, each tenant's under one seal; nothing for none. */
export function sealStatements(entries: readonly AuditEntry[]): readonly Sql[] {
  const tenants = [...Map.groupBy(entries, (entry) => entry.tenant)];
  return tenants
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([tenant, own]) => {
      const records = own.map((entry, i) => ({
        ...sealedOf(entry),
        tenant,
        after: own.length - 1 - i,
      }));
      const digests = Buffer.concat(records.map((record) => bytes(record.digest)));
      return [
        sql`UPDATE audit_head SET
  hash = UNHEX(SHA2(CONCAT(hash, UNHEX(LPAD(HEX(position + 1), 16, '0')), ${digests}), 256)),
  position = position + ${records.length}
WHERE tenant = ${tenant}`,
        sql`SET @position = (SELECT position FROM audit_head WHERE tenant = ${tenant}),
  @seal = (SELECT hash FROM audit_head WHERE tenant = ${tenant})`,
        ...insert(AUDIT, records),
      ];
    });
}
