/** Timers, leased over all tenants. */

import { STORE_LIMITS } from '../limits.ts';
import type { LeaseRequest, TimerStore } from '../port.ts';
import type { Row } from '../rows.ts';
import { NOW_MS } from './clock.ts';
import type { Lanes } from './connection/lanes.ts';
import { type Sql, sql } from './connection/sql.ts';

/**
 * Of every tenant, the most overdue first. Plan: range over timer_ready, no sort. Locks nothing:
 * `takeTimer` finds out who comes first.
 */
export const dueTimers = (limit: number): Sql =>
  sql`SELECT tenant, instance, visit, rung, due_at_ms, ready_at_ms, ${NOW_MS} AS now
FROM timer FORCE INDEX (timer_ready) WHERE ready_at_ms <= ${NOW_MS}
ORDER BY ready_at_ms LIMIT ${limit}`;

/** Plan: one row by the primary key. Of no effect when somebody took it since. */
export const takeTimer = (row: Row, { leaseMs, owner }: LeaseRequest): Sql =>
  sql`UPDATE timer FORCE INDEX (PRIMARY) SET ready_at_ms = ${NOW_MS} + ${leaseMs}, owner = ${owner}
WHERE tenant = ${row['tenant']} AND instance = ${row['instance']} AND visit = ${row['visit']}
  AND rung = ${row['rung']} AND ready_at_ms = ${row['ready_at_ms']}`;

/** Of every tenant. Plan: the first entry of timer_ready. */
export const NEXT_TIMER = sql`SELECT ready_at_ms - ${NOW_MS} AS wait FROM timer
ORDER BY ready_at_ms LIMIT 1`;

/** Timers over MySQL. */
export function mysqlTimers(writers: Lanes, readers: Lanes): TimerStore {
  return {
    async lease(request) {
      const taken = await leased(
        () => writers.read(dueTimers(request.limit)),
        (rows) => writers.write(rows.map((row) => takeTimer(row, request))),
      );
      return taken.map((row) => ({
        tenant: row['tenant'] as string,
        instance: row['instance'] as string,
        visit: row['visit'] as number,
        rung: row['rung'] as number,
        dueAtMs: row['due_at_ms'] as number,
        leasedAtMs: row['now'] as number,
      }));
    },
    async nextDueInMs() {
      const [row] = await readers.read<{ wait: number }>(NEXT_TIMER);
      return row?.wait;
    },
  };
}

/**
 * Finds what may be leased and takes it, a compare-and-set a row: no lock is held over a round trip.
 * Who comes second to every row looks again.
 */
export async function leased(
  find: () => Promise<readonly Row[]>,
  take: (rows: readonly Row[]) => ReturnType<Lanes['write']>,
): Promise<readonly Row[]> {
  for (let again = 0; again <= STORE_LIMITS.raceRetriesMax; again++) {
    const found = await find();
    if (found.length === 0) return [];
    const takes = await take(found);
    const taken = found.filter((_, i) => takes[i]!.affected > 0);
    if (taken.length > 0) return taken;
  }
  return [];
}
