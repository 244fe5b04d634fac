/** The audit trail over PostgreSQL: appended, listed, and read as the log it is. */

import { STORE_LIMITS } from '../../limits.ts';
import { pageLimit } from '../../paging.ts';
import type { AuditStore } from '../../port.ts';
import { auditOf, headOf, type Row, sealedRecordOf } from '../../rows.ts';
import type { Lanes, Statement } from '../connection/lanes.ts';
import { appendStatement, type Trail } from './trail.ts';

/** Plan: Index Scan using audit_pkey, no sort. */
export const LIST_AUDIT = `SELECT tenant, at_ms, actor, action, object, result, code, reason, position
FROM audit WHERE tenant = $1 AND position > $2 ORDER BY position LIMIT $3`;

/** Plan: Index Scan using audit_head_pkey. */
const AUDIT_HEAD = `SELECT log, position, encode(hash, 'hex') AS hash FROM audit_head
WHERE tenant = $1`;

/** Plan: Index Scan using audit_pkey, no sort. */
export const AUDIT_RECORDS = `SELECT position, at_ms, actor, action, object, result, code, reason,
  encode(digest, 'hex') AS digest, encode(seal, 'hex') AS seal
FROM audit WHERE tenant = $1 AND position > $2 ORDER BY position LIMIT $3`;

/** What follows sees one moment of the log. */
const ONE_MOMENT: Statement = {
  name: 'audit_moment',
  text: 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ',
  values: [],
};

/** The audit trail over PostgreSQL. */
export function postgresAudit(trail: Trail, readers: Lanes): AuditStore {
  return {
    async append(entries) {
      if (entries.length === 0) return;
      const tenants = entries.map((entry) => entry.tenant);
      await trail.write(tenants, [appendStatement(entries)]);
    },
    async list(tenant, page) {
      const values = [tenant, page.after ?? 0, pageLimit(page)];
      const list = { name: 'audit_list', text: LIST_AUDIT, values };
      return (await readers.read<Row>([tenant], list)).map(auditOf);
    },
    async head(tenant) {
      const head = { name: 'audit_head', text: AUDIT_HEAD, values: [tenant] };
      const [row] = await readers.read<Row>([tenant], head);
      return row && headOf(tenant, row);
    },
    async log(tenant, { after = BEFORE_ALL, limit }) {
      if (limit > STORE_LIMITS.auditRowsMax) throw new RangeError(`${limit} audit records at once`);
      const [, heads, records] = (await readers.readAll(
        [tenant],
        [
          ONE_MOMENT,
          { name: 'audit_head', text: AUDIT_HEAD, values: [tenant] },
          { name: 'audit_records', text: AUDIT_RECORDS, values: [tenant, after, limit] },
        ],
      )) as [unknown, Row[], Row[]];
      const head = heads[0] && headOf(tenant, heads[0]);
      return { head, records: records.map(sealedRecordOf) };
    },
  };
}

/** Positions begin at 1; a record that somebody slipped in before is not left out. */
const BEFORE_ALL = -Number.MAX_SAFE_INTEGER;
