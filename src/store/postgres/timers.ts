/** Timers, leased over all tenants. */

import type { LeasedTimer, TimerStore } from '../port.ts';
import { NOW_MS } from './clock.ts';
import type { Lanes } from './connection/lanes.ts';

/**
 * Plan: Index Scan using timer_ready (the most overdue of all tenants first, no sort), then
 * Nested Loop → Index Scan using timer_pkey. Rows that another worker is about to take are
 * skipped, never waited for.
 */
export const LEASE_TIMERS = `WITH due AS (
  SELECT tenant, instance, visit, rung, ready_at_ms FROM timer
  WHERE ready_at_ms <= ${NOW_MS} ORDER BY ready_at_ms LIMIT $1 FOR UPDATE SKIP LOCKED
)
UPDATE timer t SET ready_at_ms = ${NOW_MS} + $2, owner = $3
FROM due d
WHERE t.tenant = d.tenant AND t.instance = d.instance AND t.visit = d.visit AND t.rung = d.rung
RETURNING t.tenant, t.instance, t.visit, t.rung, t.due_at_ms AS "dueAtMs",
  ${NOW_MS} AS "leasedAtMs", d.ready_at_ms AS ready`;

/** Plan: Index Only Scan using timer_ready, its first entry. */
export const NEXT_TIMER = `SELECT ready_at_ms - ${NOW_MS} AS wait FROM timer
ORDER BY ready_at_ms LIMIT 1`;

/** Timers over PostgreSQL. */
export function postgresTimers(writers: Lanes, readers: Lanes): TimerStore {
  return {
    async lease({ owner, leaseMs, limit }) {
      const [rows] = await writers.write('every-tenant', [
        { name: 'timer_lease', text: LEASE_TIMERS, values: [limit, leaseMs, owner] },
      ]);
      return (rows as (LeasedTimer & { ready: number })[])
        .sort((a, b) => a.ready - b.ready)
        .map(({ ready: _, ...timer }) => timer);
    },
    async nextDueInMs() {
      const next = { name: 'timer_next', text: NEXT_TIMER, values: [] };
      const [row] = await readers.read<{ wait: number }>('every-tenant', next);
      return row?.wait;
    },
  };
}
