/** Letters, links and wishes over the given tables. */

import { compareText, pageLimit } from '../paging.ts';
import type { LetterStore, LinkStore, PreferenceStore } from '../port.ts';
import type { LetterEntry, Tables } from './tables.ts';
import { appendAudit, frozen, keyOf } from './tables.ts';

function byDue(a: LetterEntry, b: LetterEntry): number {
  return (
    a.row.readyAtMs - b.row.readyAtMs ||
    compareText(a.row.tenant, b.row.tenant) ||
    compareText(a.row.person, b.row.person) ||
    compareText(a.row.id, b.row.id)
  );
}

/** Letters over the given tables. */
export function memoryLetters(tables: Tables, clock: () => number): LetterStore {
  const { letters } = tables;
  const pending = () => [...letters.values()].filter(({ status }) => status === 'pending');
  return {
    async add(rows) {
      for (const row of rows) {
        const key = keyOf(row.tenant, row.id);
        if (letters.has(key)) continue;
        letters.set(key, { row: frozen(row), status: 'pending', attempts: 0, fence: 0 });
      }
    },
    async lease({ leaseMs, limit }) {
      const nowMs = clock();
      const due = pending()
        .filter(({ row }) => row.readyAtMs <= nowMs)
        .sort(byDue)
        .slice(0, limit);
      return due.map(({ row, attempts, fence, ...entry }) => {
        letters.set(keyOf(row.tenant, row.id), {
          ...entry,
          row: frozen({ ...row, readyAtMs: nowMs + leaseMs }),
          attempts: attempts + 1,
          fence: fence + 1,
        });
        return frozen({ ...row, attempts, fence: fence + 1 });
      });
    },
    async settle(tenant, id, fence, settlement) {
      const key = keyOf(tenant, id);
      const entry = letters.get(key);
      if (entry?.status !== 'pending' || entry.fence !== fence) return false;
      const reason = settlement.kind === 'sent' ? {} : { reason: settlement.reason };
      if (settlement.kind === 'retry') {
        const readyAtMs = clock() + settlement.afterMs;
        letters.set(key, { ...entry, ...reason, row: frozen({ ...entry.row, readyAtMs }) });
      } else {
        const { kind: status, atMs: settledAtMs } = settlement;
        letters.set(key, { ...entry, ...reason, status, settledAtMs });
      }
      return true;
    },
    async nextDueInMs() {
      const [first] = pending().sort(byDue);
      return first && first.row.readyAtMs - clock();
    },
    async redrive(tenant, id, audit) {
      const key = keyOf(tenant, id);
      const entry = letters.get(key);
      if (entry?.status !== 'dead') return false;
      const row = frozen({ ...entry.row, readyAtMs: clock() });
      letters.set(key, { row, status: 'pending', attempts: 0, fence: entry.fence });
      appendAudit(tables, audit);
      return true;
    },
    async dead(tenant, page) {
      return [...letters.values()]
        .filter(({ status, row }) => status === 'dead' && row.tenant === tenant)
        .filter(({ row }) => page.after === undefined || row.id > page.after)
        .sort((a, b) => compareText(a.row.id, b.row.id))
        .slice(0, pageLimit(page))
        .map(({ row, attempts, reason = '', settledAtMs: deadAtMs = 0 }) =>
          frozen({ ...row, attempts, reason, deadAtMs }),
        );
    },
  };
}

/** Links over the given tables. */
export function memoryLinks({ links }: Tables): LinkStore {
  return {
    async save(link) {
      links.set(keyOf(link.tenant, link.hash), frozen(link));
    },
    async read(tenant, hash) {
      return links.get(keyOf(tenant, hash));
    },
    async spend(tenant, hash, atMs) {
      const link = links.get(keyOf(tenant, hash));
      if (!link || link.spentAtMs !== undefined) return false;
      links.set(keyOf(tenant, hash), frozen({ ...link, spentAtMs: atMs }));
      return true;
    },
  };
}

/** What people wish to be told, over the given tables. */
export function memoryPreferences({ preferences }: Tables): PreferenceStore {
  return {
    async save(tenant, person, content) {
      preferences.set(keyOf(tenant, person), content);
    },
    async read(tenant, person) {
      return preferences.get(keyOf(tenant, person));
    },
  };
}
