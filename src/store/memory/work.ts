/** Work that is leased: timers and the outbox. */

import { compareText, pageLimit } from '../paging.ts';
import type {
  DeadLetter,
  LeasedOutboxRow,
  LeaseRequest,
  OutboxStore,
  TimerStore,
} from '../port.ts';
import type { OutboxEntry, Tables, TimerEntry } from './tables.ts';
import { appendAudit, frozen, keyOf } from './tables.ts';

/** Timers over the given tables. */
export function memoryTimers(tables: Tables, clock: () => number): TimerStore {
  return {
    async lease({ leaseMs, limit }) {
      const nowMs = clock();
      const due = [...tables.timers.entries()]
        .filter(([, entry]) => entry.readyAtMs <= nowMs)
        .sort(([, a], [, b]) => a.readyAtMs - b.readyAtMs || timerOrder(a, b))
        .slice(0, limit);
      for (const [key, entry] of due) {
        tables.timers.set(key, { ...entry, readyAtMs: nowMs + leaseMs });
      }
      return due.map(([, entry]) => frozen({ ...entry.timer, leasedAtMs: nowMs }));
    },
    async nextDueInMs() {
      return wait([...tables.timers.values()], clock());
    },
  };
}

function timerOrder(a: TimerEntry, b: TimerEntry): number {
  return (
    compareText(a.timer.tenant, b.timer.tenant) ||
    compareText(a.timer.instance, b.timer.instance) ||
    a.timer.visit - b.timer.visit ||
    a.timer.rung - b.timer.rung
  );
}

function wait(entries: readonly { readonly readyAtMs: number }[], nowMs: number) {
  if (entries.length === 0) return undefined;
  return entries.reduce((least, { readyAtMs }) => Math.min(least, readyAtMs), Infinity) - nowMs;
}

/** The outbox over the given tables. */
export function memoryOutbox(tables: Tables, clock: () => number): OutboxStore {
  return {
    async lease(request) {
      return leaseHeads(tables, request, clock());
    },
    async settle(tenant, id, fence, settlement) {
      const key = keyOf(tenant, id);
      const entry = tables.outbox.get(key);
      if (entry?.status !== 'pending' || entry.fence !== fence) return false;
      const { kind } = settlement;
      const change: Partial<OutboxEntry> =
        kind === 'retry'
          ? { readyAtMs: clock() + settlement.afterMs, reason: settlement.reason }
          : kind === 'dead'
            ? { status: 'dead', settledAtMs: settlement.atMs, reason: settlement.reason }
            : { status: 'delivered', settledAtMs: settlement.atMs };
      tables.outbox.set(key, { ...entry, ...change });
      return true;
    },
    async nextDueInMs() {
      return wait(heads(tables), clock());
    },
    async deadLetters(tenant, page) {
      const limit = pageLimit(page);
      return [...tables.outbox.values()]
        .filter((entry) => entry.status === 'dead' && entry.row.tenant === tenant)
        .filter((entry) => page.after === undefined || entry.row.id > page.after)
        .sort((a, b) => compareText(a.row.id, b.row.id))
        .slice(0, limit)
        .map(deadLetter);
    },
    async redrive(tenant, id, audit) {
      const key = keyOf(tenant, id);
      const entry = tables.outbox.get(key);
      if (entry?.status !== 'dead') return false;
      tables.outbox.set(key, {
        row: entry.row,
        status: 'pending',
        readyAtMs: clock(),
        attempts: 0,
        fence: entry.fence,
      });
      appendAudit(tables, audit);
      return true;
    },
    async depth() {
      const entries = [...tables.outbox.values()];
      return {
        pending: entries.filter((entry) => entry.status === 'pending').length,
        dead: entries.filter((entry) => entry.status === 'dead').length,
      };
    },
  };
}

function deadLetter(entry: OutboxEntry): DeadLetter {
  return frozen({
    ...entry.row,
    attempts: entry.attempts,
    reason: entry.reason ?? '',
    deadAtMs: entry.settledAtMs ?? 0,
  });
}

/** The first pending row of each instance. */
function heads(tables: Tables): OutboxEntry[] {
  const first = new Map<string, OutboxEntry>();
  for (const entry of tables.outbox.values()) {
    if (entry.status !== 'pending') continue;
    const key = keyOf(entry.row.tenant, entry.row.instance);
    const other = first.get(key);
    if (!other || inLine(entry, other) < 0) first.set(key, entry);
  }
  return [...first.values()];
}

function inLine(a: OutboxEntry, b: OutboxEntry): number {
  return a.row.position - b.row.position || compareText(a.row.id, b.row.id);
}

function leaseHeads(
  tables: Tables,
  { leaseMs, limit }: LeaseRequest,
  nowMs: number,
): readonly LeasedOutboxRow[] {
  const due = heads(tables)
    .filter((entry) => entry.readyAtMs <= nowMs)
    .sort((a, b) => a.readyAtMs - b.readyAtMs || compareText(a.row.id, b.row.id))
    .slice(0, limit);
  return due.map((entry) => {
    const fence = entry.fence + 1;
    tables.outbox.set(keyOf(entry.row.tenant, entry.row.id), {
      ...entry,
      readyAtMs: nowMs + leaseMs,
      attempts: entry.attempts + 1,
      fence,
    });
    return frozen({ ...entry.row, attempts: entry.attempts, fence });
  });
}
