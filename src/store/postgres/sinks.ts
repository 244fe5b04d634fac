/** How far sinks have followed the tenants, leased over all of them. */

import type { CursorSettlement, SinkStanding, SinkStore } from '../port.ts';
import { cursorOf, type Row, standingOf } from '../rows.ts';
import { NOW_MS } from './clock.ts';
import type { Lanes } from './connection/lanes.ts';

/** Plan: Insert, conflicts by sink_pkey; Seq Scan of audit_head, a row a tenant, once for a sink. */
const BEGIN = `WITH begun AS (
  INSERT INTO sink (name, begun_at_ms) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING name
)
INSERT INTO sink_cursor (tenant, sink, position, ready_at_ms, fence, attempts)
SELECT h.tenant, b.name, h.position, 0, 0, 0 FROM begun b CROSS JOIN audit_head h WHERE $3::boolean
ON CONFLICT DO NOTHING`;

/**
 * Tenants without a cursor get one, which the next lease finds.
 * Plan: joins of audit_head and sink_cursor, both a row a tenant.
 */
const LEASE_CURSORS = `WITH fresh AS (
  INSERT INTO sink_cursor (tenant, sink, position, ready_at_ms, fence, attempts)
  SELECT h.tenant, $1, 0, 0, 0, 0 FROM audit_head h
  WHERE NOT EXISTS (SELECT FROM sink_cursor c WHERE c.tenant = h.tenant AND c.sink = $1)
  ON CONFLICT DO NOTHING
), due AS (
  SELECT c.tenant, c.ready_at_ms FROM sink_cursor c JOIN audit_head h ON h.tenant = c.tenant
  WHERE c.sink = $1 AND c.ready_at_ms <= ${NOW_MS} AND h.position > c.position
  ORDER BY c.ready_at_ms, c.tenant LIMIT $2 FOR UPDATE OF c SKIP LOCKED
)
UPDATE sink_cursor c SET ready_at_ms = ${NOW_MS} + $3, owner = $4, fence = c.fence + 1
FROM due d WHERE c.tenant = d.tenant AND c.sink = $1
RETURNING c.tenant, c.position, c.attempts, c.fence`;

/** Plan: Index Scan using sink_cursor_pkey. */
export const SETTLE_CURSOR = `UPDATE sink_cursor SET position = coalesce($4, position),
  ready_at_ms = ${NOW_MS} + $5, reason = $6,
  attempts = CASE WHEN $6::text IS NULL THEN 0 ELSE attempts + 1 END
WHERE tenant = $1 AND sink = $2 AND fence = $3 RETURNING true`;

/** Plan: Index Scan using sink_cursor_pkey, Index Scan using audit_head_pkey. */
export const SINK_STANDINGS = `SELECT c.sink, c.position, h.position AS head, c.attempts, c.reason
FROM sink_cursor c JOIN audit_head h ON h.tenant = c.tenant WHERE c.tenant = $1 ORDER BY c.sink`;

/** Plan: joins of audit_head and sink_cursor, both a row a tenant. */
const BACKLOG = `SELECT s.name, (SELECT coalesce(sum(h.position - coalesce(c.position, 0)), 0)::bigint
  FROM audit_head h LEFT JOIN sink_cursor c ON c.tenant = h.tenant AND c.sink = s.name) AS behind
FROM sink s`;

function settled(settlement: CursorSettlement): readonly unknown[] {
  return settlement.kind === 'taken'
    ? [settlement.position, 0, null]
    : [null, settlement.afterMs, settlement.reason];
}

/** Sinks over PostgreSQL. */
export function postgresSinks(writers: Lanes, readers: Lanes): SinkStore {
  return {
    async begin(sink, from, atMs) {
      const values = [sink, atMs, from === 'now'];
      await writers.write('every-tenant', [{ name: 'sink_begin', text: BEGIN, values }]);
    },
    async lease(sink, { owner, leaseMs, limit }) {
      const values = [sink, limit, leaseMs, owner];
      const lease = { name: 'sink_lease', text: LEASE_CURSORS, values };
      const [rows] = await writers.write('every-tenant', [lease]);
      return (rows as Row[]).map(cursorOf);
    },
    async settle(sink, tenant, fence, settlement) {
      const values = [tenant, sink, fence, ...settled(settlement)];
      const settle = { name: 'sink_settle', text: SETTLE_CURSOR, values };
      const [rows] = await writers.write([tenant], [settle]);
      return rows!.length > 0;
    },
    async standings(tenant): Promise<readonly SinkStanding[]> {
      const ask = { name: 'sink_standings', text: SINK_STANDINGS, values: [tenant] };
      return (await readers.read<Row>([tenant], ask)).map(standingOf);
    },
    async backlog() {
      const ask = { name: 'sink_backlog', text: BACKLOG, values: [] };
      const rows = await readers.read<{ name: string; behind: number }>('every-tenant', ask);
      return new Map(rows.map(({ name, behind }) => [name, behind]));
    },
  };
}
