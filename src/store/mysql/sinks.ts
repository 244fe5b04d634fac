/** How far sinks have followed the tenants, leased over all of them. */

import type { CursorSettlement, LeaseRequest, SinkStore } from '../port.ts';
import { cursorOf, type Row, standingOf } from '../rows.ts';
import { NOW_MS } from './clock.ts';
import type { Lanes } from './connection/lanes.ts';
import { type Sql, sql } from './connection/sql.ts';
import { leased } from './timers.ts';

/**
 * Of every tenant; the new cursor of a tenant that had none is found by the next lease. Plan: the
 * tables audit_head and sink_cursor, both a row a tenant.
 */
const follow = (sink: string): Sql => sql`INSERT IGNORE INTO sink_cursor
  (tenant, sink, position, ready_at_ms, fence, attempts)
SELECT h.tenant, ${sink}, 0, 0, 0, 0 FROM audit_head h
LEFT JOIN sink_cursor c ON c.tenant = h.tenant AND c.sink = ${sink} WHERE c.tenant IS NULL`;

/** Of every tenant. Plan: the tables audit_head and sink_cursor, both a row a tenant. */
const dueCursors = (sink: string, limit: number): Sql =>
  sql`SELECT c.tenant, c.position, c.attempts, c.fence FROM sink_cursor c
JOIN audit_head h ON h.tenant = c.tenant
WHERE c.sink = ${sink} AND c.ready_at_ms <= ${NOW_MS} AND h.position > c.position
ORDER BY c.ready_at_ms, c.tenant LIMIT ${limit}`;

/** Plan: one row by the primary key. Of no effect when somebody took it since. */
export const takeCursor = (sink: string, row: Row, { leaseMs, owner }: LeaseRequest): Sql =>
  sql`UPDATE sink_cursor FORCE INDEX (PRIMARY) SET ready_at_ms = ${NOW_MS} + ${leaseMs},
  owner = ${owner}, fence = fence + 1
WHERE tenant = ${row['tenant']} AND sink = ${sink} AND fence = ${row['fence']}
  AND ready_at_ms <= ${NOW_MS}`;

/** Plan: one row by the primary key. */
export const settleCursor = (
  sink: string,
  tenant: string,
  fence: number,
  settlement: CursorSettlement,
): Sql => sql`UPDATE sink_cursor FORCE INDEX (PRIMARY) SET ${settled(settlement)}
WHERE tenant = ${tenant} AND sink = ${sink} AND fence = ${fence}`;

function settled(settlement: CursorSettlement): Sql {
  return settlement.kind === 'taken'
    ? sql`position = ${settlement.position}, ready_at_ms = ${NOW_MS}, attempts = 0, reason = NULL`
    : sql`ready_at_ms = ${NOW_MS} + ${settlement.afterMs}, attempts = attempts + 1,
  reason = ${settlement.reason}`;
}

/** Plan: range over the primary key. */
export const sinkStandings = (tenant: string): Sql =>
  sql`SELECT c.sink, c.position, h.position AS head, c.attempts, c.reason
FROM sink_cursor c FORCE INDEX (PRIMARY) JOIN audit_head h ON h.tenant = c.tenant
WHERE c.tenant = ${tenant} ORDER BY c.sink`;

/** Of every tenant. Plan: the tables audit_head and sink_cursor, both a row a tenant. */
const BACKLOG = sql`SELECT s.name, (SELECT coalesce(sum(h.position - coalesce(c.position, 0)), 0)
  FROM audit_head h LEFT JOIN sink_cursor c ON c.tenant = h.tenant AND c.sink = s.name) AS behind
FROM sink s`;

/** Sinks over MySQL. */
export function mysqlSinks(writers: Lanes, readers: Lanes): SinkStore {
  return {
    async begin(sink, from, atMs) {
      const begin = sql`INSERT IGNORE INTO sink (name, begun_at_ms) VALUES (${sink}, ${atMs})`;
      const behind = sql`INSERT IGNORE INTO sink_cursor
  (tenant, sink, position, ready_at_ms, fence, attempts)
SELECT h.tenant, ${sink}, h.position, 0, 0, 0 FROM audit_head h
WHERE row_count() > 0`;
      await writers.write(from === 'now' ? [begin, behind] : [begin]);
    },
    async lease(sink, request) {
      await writers.write([follow(sink)]);
      const taken = await leased(
        () => writers.read(dueCursors(sink, request.limit)),
        (rows) => writers.write(rows.map((row) => takeCursor(sink, row, request))),
      );
      return taken.map((row) => ({ ...cursorOf(row), fence: (row['fence'] as number) + 1 }));
    },
    async settle(sink, tenant, fence, settlement) {
      const [done] = await writers.write([settleCursor(sink, tenant, fence, settlement)]);
      return done!.affected > 0;
    },
    async standings(tenant) {
      return (await readers.read(sinkStandings(tenant))).map(standingOf);
    },
    async backlog() {
      const rows = await readers.read<{ name: string; behind: number | string }>(BACKLOG);
      return new Map(rows.map(({ name, behind }) => [name, Number(behind)]));
    },
  };
}
