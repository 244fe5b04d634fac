/** The audit trail over MySQL: appended, listed, and read as the log it is. */

import { STORE_LIMITS } from '../../limits.ts';
import { pageLimit } from '../../paging.ts';
import type { AuditStore } from '../../port.ts';
import { auditOf, headOf, sealedRecordOf } from '../../rows.ts';
import type { Lanes } from '../connection/lanes.ts';
import { type Sql, sql } from '../connection/sql.ts';
import { sealStatements } from './seal.ts';
import type { Trail } from './trail.ts';

/** Plan: range over the primary key of audit, no sort. */
export const auditRecords = (tenant: string, after: number, limit: number): Sql =>
  sql`SELECT tenant, position, at_ms, actor, action, object, result, code, reason,
  LOWER(HEX(digest)) AS digest, LOWER(HEX(seal)) AS seal
FROM audit WHERE tenant = ${tenant} AND position > ${after} ORDER BY position LIMIT ${limit}`;

/** Plan: one row by the primary key of audit_head. */
const auditHead = (tenant: string): Sql =>
  sql`SELECT log, position, LOWER(HEX(hash)) AS hash FROM audit_head WHERE tenant = ${tenant}`;

/** The audit trail over MySQL. */
export function mysqlAudit(trail: Trail, readers: Lanes): AuditStore {
  return {
    async append(entries) {
      if (entries.length === 0) return;
      const tenants = entries.map((entry) => entry.tenant);
      await trail.write(tenants, sealStatements(entries));
    },
    async list(tenant, page) {
      const records = auditRecords(tenant, page.after ?? 0, pageLimit(page));
      return (await readers.read(records)).map(auditOf);
    },
    async head(tenant) {
      const [row] = await readers.read(auditHead(tenant));
      return row && headOf(tenant, row);
    },
    async log(tenant, { after = BEFORE_ALL, limit }) {
      if (limit > STORE_LIMITS.auditRowsMax) throw new RangeError(`${limit} audit records at once`);
      const [heads, records] = await readers.readMoment([
        auditHead(tenant),
        auditRecords(tenant, after, limit),
      ]);
      const [row] = heads!;
      return { head: row && headOf(tenant, row), records: records!.map(sealedRecordOf) };
    },
  };
}

/** Positions begin at 1; a record that somebody slipped in before is not left out. */
const BEFORE_ALL = -Number.MAX_SAFE_INTEGER;
