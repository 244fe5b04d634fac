/** What people are told in the studio, over the given tables. */

import { compareText, pageLimit } from '../paging.ts';
import type { KeptNews, NewsPosition, NewsRead, NewsStore, Signal } from '../port.ts';
import type { Tables } from './tables.ts';
import { frozen, keyOf } from './tables.ts';

export function memoryNews(
  { news }: Tables,
  tell: (signals: readonly Signal[]) => void,
): NewsStore {
  const ofPerson = (tenant: string, person: string): KeptNews[] =>
    [...news.values()].filter((row) => row.tenant === tenant && row.person === person);
  return {
    async add(rows) {
      for (const row of rows) {
        const key = keyOf(row.tenant, row.person, row.instance, row.seq);
        if (!news.has(key)) news.set(key, frozen(row));
      }
      tell(
        rows.map(({ tenant, instance, seq, person }) => ({
          ...{ tenant, instance, seq, people: [person] },
        })),
      );
    },
    async list(tenant, person, page) {
      const { after } = page;
      return ofPerson(tenant, person)
        .filter((row) => !after || newestFirst(after, row) < 0)
        .sort(newestFirst)
        .slice(0, pageLimit(page));
    },
    async markRead(tenant, person, which, atMs) {
      const unread = ofPerson(tenant, person).filter(
        (row) => row.readAtMs === undefined && isMeant(row, which),
      );
      for (const row of unread) {
        const key = keyOf(tenant, person, row.instance, row.seq);
        news.set(key, frozen({ ...row, readAtMs: atMs }));
      }
      return unread.length;
    },
  };
}

function isMeant(row: KeptNews, which: NewsRead): boolean {
  if ('untilMs' in which) return row.atMs <= which.untilMs;
  const { instance, seq = row.seq } = which;
  return row.instance === instance && row.seq === seq;
}

function newestFirst(a: NewsPosition, b: NewsPosition): number {
  return b.atMs - a.atMs || compareText(b.instance, a.instance) || b.seq - a.seq;
}
