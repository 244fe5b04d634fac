/** The outbox: leases of the first row of each instance, settlements, dead letters. */

import { pageLimit } from '../paging.ts';
import type { LeaseRequest, OutboxStore, Page, Settlement } from '../port.ts';
import { outboxOf, type Row } from '../rows.ts';
import { sealStatements } from './audit/seal.ts';
import type { Trail } from './audit/trail.ts';
import { NOW_MS } from './clock.ts';
import type { Lanes } from './connection/lanes.ts';
import { type Sql, sql } from './connection/sql.ts';
import { leased } from './timers.ts';

/** No pending row of the same instance stands before this one. Plan: range over outbox_line. */
const FIRST_IN_LINE = sql`NOT EXISTS (
    SELECT 1 FROM outbox p
    WHERE p.tenant = o.tenant AND p.instance = o.instance AND p.status = 'pending'
      AND p.position <= o.position AND (p.position < o.position OR p.id < o.id)
  )`;

/**
 * Of every tenant. Plan: range over outbox_ready, for each row a range over outbox_line; no sort.
 *
 * A plain read, one moment for a row and what stands before it. Lost: FOR UPDATE SKIP LOCKED, which
 * reads the row as it is now and its line as it was when the statement began: of two rows committed
 * in between it may find the second and not the first, and deliver out of order (O2). What follows
 * takes the row by its fence, so that it is as it was seen.
 */
export const dueEffects = (limit: number): Sql =>
  sql`SELECT o.tenant, o.instance, o.id, o.position, o.effect, o.created_at_ms, o.attempts, o.fence
FROM outbox o FORCE INDEX (outbox_ready)
WHERE o.status = 'pending' AND o.ready_at_ms <= ${NOW_MS} AND ${FIRST_IN_LINE}
ORDER BY o.ready_at_ms, o.id LIMIT ${limit}`;

/** Plan: one row by the primary key. Of no effect when somebody leased or settled it since. */
export const takeEffect = (row: Row, { leaseMs, owner }: LeaseRequest): Sql =>
  sql`UPDATE outbox FORCE INDEX (PRIMARY) SET ready_at_ms = ${NOW_MS} + ${leaseMs}, owner = ${owner},
  attempts = attempts + 1, fence = fence + 1
WHERE tenant = ${row['tenant']} AND id = ${row['id']} AND fence = ${row['fence']}
  AND status = 'pending' AND ready_at_ms <= ${NOW_MS}`;

/** Of every tenant. Plan: outbox_ready to the first that is first in its line. */
export const NEXT_EFFECT = sql`SELECT o.ready_at_ms - ${NOW_MS} AS wait
FROM outbox o FORCE INDEX (outbox_ready)
WHERE o.status = 'pending' AND ${FIRST_IN_LINE} ORDER BY o.ready_at_ms, o.id LIMIT 1`;

/** Plan: one row by the primary key. */
export const settleEffect = (
  tenant: string,
  id: string,
  fence: number,
  settlement: Settlement,
): Sql => sql`UPDATE outbox FORCE INDEX (PRIMARY) SET ${settled(settlement)}
WHERE tenant = ${tenant} AND id = ${id} AND fence = ${fence} AND status = 'pending'`;

function settled(settlement: Settlement): Sql {
  switch (settlement.kind) {
    case 'delivered':
      return sql`status = 'delivered', settled_at_ms = ${settlement.atMs},
  http_status = ${settlement.status}`;
    case 'retry':
      return sql`ready_at_ms = ${NOW_MS} + ${settlement.afterMs}, reason = ${settlement.reason}`;
    case 'dead':
      return sql`status = 'dead', settled_at_ms = ${settlement.atMs}, reason = ${settlement.reason}`;
  }
}

/** Plan: range over outbox_dead, no sort. */
export const deadLetters = (tenant: string, page: Page<string>): Sql =>
  sql`SELECT tenant, instance, id, position, effect, created_at_ms, attempts, reason, settled_at_ms
FROM outbox FORCE INDEX (outbox_dead)
WHERE tenant = ${tenant} AND status = 'dead' AND id > ${page.after ?? ''}
ORDER BY id LIMIT ${pageLimit(page)}`;

/** Of every tenant. Plan: outbox_ready twice, not the table. */
const DEPTH = sql`SELECT
  (SELECT count(*) FROM outbox WHERE status = 'pending') AS pending,
  (SELECT count(*) FROM outbox WHERE status = 'dead') AS dead`;

/** The outbox over MySQL. */
export function mysqlOutbox(trail: Trail, writers: Lanes, readers: Lanes): OutboxStore {
  return {
    async lease(request) {
      const taken = await leased(
        () => writers.read(dueEffects(request.limit)),
        (rows) => writers.write(rows.map((row) => takeEffect(row, request))),
      );
      return taken.map((row) => ({
        ...outboxOf(row),
        attempts: row['attempts'] as number,
        fence: (row['fence'] as number) + 1,
      }));
    },
    async settle(tenant, id, fence, settlement) {
      const [settled] = await writers.write([settleEffect(tenant, id, fence, settlement)]);
      return settled!.affected > 0;
    },
    async nextDueInMs() {
      const [row] = await readers.read<{ wait: number }>(NEXT_EFFECT);
      return row?.wait;
    },
    async deadLetters(tenant, page) {
      return (await readers.read(deadLetters(tenant, page))).map((row) => ({
        ...outboxOf(row),
        attempts: row['attempts'] as number,
        reason: row['reason'] as string,
        deadAtMs: row['settled_at_ms'] as number,
      }));
    },
    redrive: (tenant, id, audit) =>
      trail.transact(
        [tenant],
        [
          sql`UPDATE outbox FORCE INDEX (PRIMARY) SET status = 'pending', ready_at_ms = ${NOW_MS}, attempts = 0,
  owner = NULL, reason = NULL, settled_at_ms = NULL, http_status = NULL
WHERE tenant = ${tenant} AND id = ${id} AND status = 'dead'`,
        ],
        ([redriven]) => {
          if (redriven!.affected === 0) return { write: [], result: false };
          return { write: sealStatements([audit]), result: true };
        },
      ),
    async depth() {
      const [row] = await readers.read<{ pending: number; dead: number }>(DEPTH);
      return { pending: row!.pending, dead: row!.dead };
    },
  };
}
