/** How far sinks have followed the tenants. */

import { compareText } from '../paging.ts';
import type { SinkStore } from '../port.ts';
import { type CursorEntry, frozen, keyOf, type Tables } from './tables.ts';

const FRESH: CursorEntry = { position: 0, readyAtMs: 0, attempts: 0, fence: 0 };

/** Sinks over the given tables. */
export function memorySinks(tables: Tables, clock: () => number): SinkStore {
  const cursorOf = (tenant: string, sink: string): CursorEntry =>
    tables.cursors.get(keyOf(tenant, sink)) ?? FRESH;
  const headOf = (tenant: string): number => tables.audit.get(tenant)?.head.position ?? 0;
  return {
    async begin(sink, from) {
      if (tables.sinks.has(sink)) return;
      tables.sinks.add(sink);
      if (from === 'start') return;
      for (const tenant of tables.audit.keys()) {
        tables.cursors.set(keyOf(tenant, sink), { ...FRESH, position: headOf(tenant) });
      }
    },
    async lease(sink, { leaseMs, limit }) {
      const nowMs = clock();
      const due = [...tables.audit.keys()]
        .map((tenant) => ({ tenant, cursor: cursorOf(tenant, sink) }))
        .filter(
          ({ tenant, cursor }) => cursor.readyAtMs <= nowMs && cursor.position < headOf(tenant),
        )
        .sort((a, b) => a.cursor.readyAtMs - b.cursor.readyAtMs || compareText(a.tenant, b.tenant));
      return due.slice(0, limit).map(({ tenant, cursor }) => {
        const { position, attempts } = cursor;
        const fence = cursor.fence + 1;
        tables.cursors.set(keyOf(tenant, sink), { ...cursor, fence, readyAtMs: nowMs + leaseMs });
        return frozen({ tenant, position, attempts, fence });
      });
    },
    async settle(sink, tenant, fence, settlement) {
      const cursor = cursorOf(tenant, sink);
      if (cursor.fence !== fence) return false;
      const { position, attempts } = cursor;
      const next: CursorEntry =
        settlement.kind === 'taken'
          ? { position: settlement.position, readyAtMs: clock(), attempts: 0, fence }
          : {
              ...{ position, fence, attempts: attempts + 1, reason: settlement.reason },
              readyAtMs: clock() + settlement.afterMs,
            };
      tables.cursors.set(keyOf(tenant, sink), next);
      return true;
    },
    async standings(tenant) {
      const head = headOf(tenant);
      const known = [...tables.sinks].filter((sink) => tables.cursors.has(keyOf(tenant, sink)));
      return known.sort(compareText).map((sink) => {
        const { position, attempts, reason } = cursorOf(tenant, sink);
        return frozen({ sink, position, head, attempts, ...(reason ? { reason } : {}) });
      });
    },
    async backlog() {
      const behind = (sink: string): number =>
        [...tables.audit.keys()].reduce(
          (sum, tenant) => sum + headOf(tenant) - cursorOf(tenant, sink).position,
          0,
        );
      return new Map([...tables.sinks].map((sink) => [sink, behind(sink)]));
    },
  };
}
