import { describe, expect, test } from 'vitest';
import type { NewsPosition, NewsRow, Signal, Store } from '../../src/store/index.ts';
import { allPages, type OpenStore, opened } from './harness.ts';
import { news, T0 } from './units.ts';

/** News are of tenants that have begun. */
async function withTenants(open: OpenStore): Promise<Store> {
  const store = await opened(open);
  for (const tenant of ['acme', 'blue']) await store.access.saveTenant(tenant, tenant);
  return store;
}

const page = { limit: 9 };

/** What people are told in the studio. */
export function newsPromises(open: OpenStore): void {
  describe('news', () => {
    test('O4 a person is told of an event once, read or not, as it was first', async () => {
      const store = await withTenants(open);
      const first = news('acme', 'i1', 3);
      await store.news.add([
        first,
        news('acme', 'i1', 4),
        news('acme', 'i1', 3, { person: 'cai' }),
      ]);
      expect(await store.news.markRead('acme', 'bob', { instance: 'i1', seq: 3 }, T0 + 5)).toBe(1);
      await store.news.add([news('acme', 'i1', 3, { content: '{}', atMs: T0 + 9 })]);
      await store.news.add([]);
      expect(await store.news.list('acme', 'bob', page)).toEqual([
        news('acme', 'i1', 4),
        { ...first, readAtMs: T0 + 5 },
      ]);
      expect(await store.inbox.counts('acme', 'bob')).toMatchObject({ news: 1 });
      expect(await store.inbox.counts('acme', 'cai')).toMatchObject({ news: 1 });
    });

    test('come newest first, page by page', async () => {
      const store = await withTenants(open);
      const rows: NewsRow[] = [];
      for (let n = 0; n < 7; n++) rows.push(news('acme', `i${n >> 1}`, n, { atMs: T0 + (n >> 2) }));
      await store.news.add(rows);
      const listed = await allPages<NewsRow, NewsPosition>(
        (asked) => store.news.list('acme', 'bob', asked),
        ({ atMs, instance, seq }) => ({ atMs, instance, seq }),
        2,
      );
      expect(listed.map(({ seq }) => seq)).toEqual([6, 5, 4, 3, 2, 1, 0]);
    });

    test('P4 are read one by one, by instance, and all until an instant', async () => {
      const store = await withTenants(open);
      const { inbox } = store;
      const unread = async () => (await inbox.counts('acme', 'bob')).news;
      const more = [1, 2, 3].map((n) => news('acme', `i${n}`, 1, { atMs: T0 + n }));
      await store.news.add([news('acme', 'i1', 2), news('acme', 'i1', 3), ...more]);
      expect(await unread()).toBe(5);
      expect(await store.news.markRead('acme', 'bob', { instance: 'i1', seq: 2 }, T0)).toBe(1);
      expect(await store.news.markRead('acme', 'bob', { instance: 'i1', seq: 2 }, T0)).toBe(0);
      expect(await store.news.markRead('acme', 'bob', { instance: 'i1' }, T0)).toBe(2);
      expect(await unread()).toBe(2);
      expect(await store.news.markRead('acme', 'bob', { untilMs: T0 + 2 }, T0)).toBe(1);
      expect(await unread()).toBe(1);
      expect(await store.news.markRead('acme', 'bob', { untilMs: T0 + 3 }, T0)).toBe(1);
      expect(await unread()).toBe(0);
    });

    test('X1 X2 nobody meets or reads the news of another person or tenant', async () => {
      const store = await withTenants(open);
      await store.news.add([news('acme', 'i1', 3)]);
      for (const [tenant, person] of [
        ['acme', 'cai'],
        ['blue', 'bob'],
      ] as const) {
        expect(await store.news.list(tenant, person, page)).toEqual([]);
        expect(await store.news.markRead(tenant, person, { instance: 'i1' }, T0)).toBe(0);
        expect(await store.news.markRead(tenant, person, { untilMs: T0 + 9 }, T0)).toBe(0);
        expect(await store.inbox.counts(tenant, person)).toMatchObject({ news: 0 });
      }
      expect(await store.news.list('acme', 'bob', page)).toEqual([news('acme', 'i1', 3)]);
    });

    test('whoever watches hears of the people who have some', async () => {
      const store = await withTenants(open);
      const heard: Signal[] = [];
      const { promise, resolve } = Promise.withResolvers<void>();
      const unwatch = store.watch((signals) => {
        heard.push(...signals);
        if (heard.some(({ instance }) => instance === 'i1')) resolve();
      });
      await store.news.add([news('acme', 'i1', 3), news('acme', 'i1', 4, { person: 'cai' })]);
      await promise;
      unwatch();
      expect(heard.flatMap(({ people }) => people).sort()).toEqual(['bob', 'cai']);
    });

    test('what is older than they are kept for is forgotten, read or not, of all tenants', async () => {
      const store = await withTenants(open);
      const nowMs = await store.nowMs();
      const old = { atMs: nowMs - 2_000 };
      await store.news.add([news('acme', 'i1', 1, old), news('blue', 'i1', 1, old)]);
      await store.news.add([news('acme', 'i1', 2, { atMs: nowMs + 60_000 })]);
      const keep = { answersMs: 1, deliveredMs: 1, newsMs: 1_000 };
      expect(await store.upkeep.sweep({ ...keep, limit: 1 })).toMatchObject({ news: 1 });
      expect(await store.upkeep.sweep({ ...keep, limit: 9 })).toMatchObject({ news: 1 });
      expect((await store.news.list('acme', 'bob', page)).map(({ seq }) => seq)).toEqual([2]);
      expect(await store.news.list('blue', 'bob', page)).toEqual([]);
    });
  });
}
