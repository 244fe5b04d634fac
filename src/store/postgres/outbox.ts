/** The outbox: leases of the first row of each instance, settlements, dead letters. */

import { compareText, pageLimit } from '../paging.ts';
import type { OutboxStore, Settlement } from '../port.ts';
import { outboxOf, type Row } from '../rows.ts';
import { sealOneStep } from './audit/seal.ts';
import { ONE_RECORD, recordValues, type Trail } from './audit/trail.ts';
import { NOW_MS } from './clock.ts';
import type { Lanes } from './connection/lanes.ts';

/** No pending row of the same instance stands before this one. */
const FIRST_IN_LINE = `NOT EXISTS (
    SELECT FROM outbox p
    WHERE p.tenant = o.tenant AND p.instance = o.instance AND p.status = 'pending'
      AND (p.position, p.id) < (o.position, o.id)
  )`;

/**
 * Plan: Index Scan using outbox_ready, for each row an anti join by Index Only Scan using
 * outbox_line; then Nested Loop → Index Scan using outbox_pkey. A row whose predecessor is being
 * settled right now waits for the next lease: the snapshot still shows the predecessor pending.
 */
export const LEASE_OUTBOX = `WITH due AS (
  SELECT o.tenant, o.id, o.ready_at_ms FROM outbox o
  WHERE o.status = 'pending' AND o.ready_at_ms <= ${NOW_MS} AND ${FIRST_IN_LINE}
  ORDER BY o.ready_at_ms, o.id LIMIT $1 FOR UPDATE OF o SKIP LOCKED
)
UPDATE outbox o SET ready_at_ms = ${NOW_MS} + $2, owner = $3, attempts = o.attempts + 1,
  fence = o.fence + 1
FROM due d
WHERE o.tenant = d.tenant AND o.id = d.id
RETURNING o.tenant, o.instance, o.id, o.position, o.effect, o.created_at_ms,
  o.attempts - 1 AS attempts, o.fence, d.ready_at_ms AS ready`;

/** Plan: Index Scan using outbox_ready to the first that is first in its line. */
export const NEXT_OUTBOX = `SELECT o.ready_at_ms - ${NOW_MS} AS wait FROM outbox o
WHERE o.status = 'pending' AND ${FIRST_IN_LINE} ORDER BY o.ready_at_ms LIMIT 1`;

/** Plan: Index Scan using outbox_pkey. */
export const SETTLE_OUTBOX = `UPDATE outbox SET
  status = $4, settled_at_ms = $5, ready_at_ms = coalesce(${NOW_MS} + $6::bigint, ready_at_ms),
  reason = coalesce($7, reason), http_status = $8
WHERE tenant = $1 AND id = $2 AND fence = $3 AND status = 'pending' RETURNING true`;

/** Plan: Index Scan using outbox_dead, no sort. */
export const DEAD_LETTERS = `SELECT tenant, instance, id, position, effect, created_at_ms, attempts,
  reason, settled_at_ms
FROM outbox WHERE tenant = $1 AND status = 'dead' AND id > $2 ORDER BY id LIMIT $3`;

/** Plan: Index Scan using outbox_pkey. */
const REDRIVE = `WITH redriven AS (
  UPDATE outbox SET status = 'pending', ready_at_ms = ${NOW_MS}, attempts = 0, owner = NULL,
    reason = NULL, settled_at_ms = NULL, http_status = NULL
  WHERE tenant = $1 AND id = $10 AND status = 'dead' RETURNING true
), ${sealOneStep(`${ONE_RECORD} WHERE EXISTS (SELECT FROM redriven)`)}
SELECT FROM redriven`;

/** Plan: Index Only Scan using outbox_ready, Index Only Scan using outbox_dead. */
const DEPTH = `SELECT
  (SELECT count(*) FROM outbox WHERE status = 'pending') AS pending,
  (SELECT count(*) FROM outbox WHERE status = 'dead') AS dead`;

function settlementValues(settlement: Settlement): readonly unknown[] {
  switch (settlement.kind) {
    case 'delivered':
      return ['delivered', settlement.atMs, null, null, settlement.status];
    case 'retry':
      return ['pending', null, settlement.afterMs, settlement.reason, null];
    case 'dead':
      return ['dead', settlement.atMs, null, settlement.reason, null];
  }
}

/** The outbox over PostgreSQL. */
export function postgresOutbox(trail: Trail, writers: Lanes, readers: Lanes): OutboxStore {
  return {
    async lease({ owner, leaseMs, limit }) {
      const values = [limit, leaseMs, owner];
      const [rows] = await writers.write('every-tenant', [
        { name: 'outbox_lease', text: LEASE_OUTBOX, values },
      ]);
      return (rows as Row[])
        .sort(
          (a, b) =>
            (a['ready'] as number) - (b['ready'] as number) ||
            compareText(a['id'] as string, b['id'] as string),
        )
        .map((row) => ({
          ...outboxOf(row),
          attempts: row['attempts'] as number,
          fence: row['fence'] as number,
        }));
    },
    async settle(tenant, id, fence, settlement) {
      const values = [tenant, id, fence, ...settlementValues(settlement)];
      const [rows] = await writers.write(
        [tenant],
        [{ name: 'outbox_settle', text: SETTLE_OUTBOX, values }],
      );
      return rows!.length > 0;
    },
    async nextDueInMs() {
      const next = { name: 'outbox_next', text: NEXT_OUTBOX, values: [] };
      const [row] = await readers.read<{ wait: number }>('every-tenant', next);
      return row?.wait;
    },
    async deadLetters(tenant, page) {
      const values = [tenant, page.after ?? '', pageLimit(page)];
      const dead = { name: 'outbox_dead', text: DEAD_LETTERS, values };
      return (await readers.read<Row>([tenant], dead)).map((row) => ({
        ...outboxOf(row),
        attempts: row['attempts'] as number,
        reason: row['reason'] as string,
        deadAtMs: row['settled_at_ms'] as number,
      }));
    },
    async redrive(tenant, id, audit) {
      const values = [...recordValues(audit), id];
      const [rows] = await trail.write(
        [tenant],
        [{ name: 'outbox_redrive', text: REDRIVE, values }],
      );
      return rows!.length > 0;
    },
    async depth() {
      const depth = { name: 'outbox_depth', text: DEPTH, values: [] };
      const [row] = await readers.read<{ pending: number; dead: number }>('every-tenant', depth);
      return row!;
    },
  };
}
