/** Timers, leased over all tenants. */

import type { DueTimer, TimerStore } from '../port.ts';
import type { Lanes } from './connection/lanes.ts';

/**
 * Plan: Index Scan using timer_ready (the most overdue of all tenants first, no sort), then
 * Nested Loop → Index Scan using timer_pkey. Rows that another worker is about to take are
 * skipped, never waited for.
 */
export const LEASE_TIMERS = `WITH due AS (
  SELECT tenant, instance, visit, rung, ready_at_ms FROM timer
  WHERE ready_at_ms <= $1 ORDER BY ready_at_ms LIMIT $2 FOR UPDATE SKIP LOCKED
)
UPDATE timer t SET ready_at_ms = $3, owner = $4
FROM due d
WHERE t.tenant = d.tenant AND t.instance = d.instance AND t.visit = d.visit AND t.rung = d.rung
RETURNING t.tenant, t.instance, t.visit, t.rung, t.due_at_ms AS "dueAtMs", d.ready_at_ms AS ready`;

/** Plan: Index Only Scan using timer_ready, its first entry. */
export const NEXT_TIMER = 'SELECT ready_at_ms AS at FROM timer ORDER BY ready_at_ms LIMIT 1';

/** Timers over PostgreSQL. */
export function postgresTimers(writers: Lanes, readers: Lanes): TimerStore {
  return {
    async lease({ owner, nowMs, leaseMs, limit }) {
      const [rows] = await writers.write('every-tenant', [
        { name: 'timer_lease', text: LEASE_TIMERS, values: [nowMs, limit, nowMs + leaseMs, owner] },
      ]);
      return (rows as (DueTimer & { ready: number })[])
        .sort((a, b) => a.ready - b.ready)
        .map(({ ready: _, ...timer }) => timer);
    },
    async nextDueAtMs() {
      const next = { name: 'timer_next', text: NEXT_TIMER, values: [] };
      const [row] = await readers.read<{ at: number }>('every-tenant', next);
      return row?.at;
    },
  };
}
