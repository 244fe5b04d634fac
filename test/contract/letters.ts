import { describe, expect, test } from 'vitest';
import type { DeadLetterRow, Store } from '../../src/store/index.ts';
import { allPages, type OpenStore, opened } from './harness.ts';
import { audit, letter, link, T0 } from './units.ts';

const HOUR_MS = 3_600_000;
const lease = (limit = 100, leaseMs = HOUR_MS) => ({ owner: 'w', leaseMs, limit });

/** Letters are of tenants that have begun. */
async function withTenants(open: OpenStore): Promise<Store> {
  const store = await opened(open);
  for (const tenant of ['acme', 'blue']) await store.access.saveTenant(tenant, tenant);
  return store;
}

/** Letters, the links in them, and what people wish to be told. */
export function letterPromises(open: OpenStore): void {
  describe('letters', () => {
    test('O4 the same letter is kept once, as it was first', async () => {
      const { letters } = await withTenants(open);
      await letters.add([letter('acme', 'l1'), letter('blue', 'l1')]);
      await letters.add([letter('acme', 'l1', { notice: '{}' }), letter('acme', 'l2')]);
      await letters.add([]);
      const rows = await letters.lease(lease());
      expect(rows).toEqual(
        [letter('acme', 'l1'), letter('acme', 'l2'), letter('blue', 'l1')].map((row) => ({
          ...row,
          attempts: 0,
          fence: 1,
        })),
      );
    });

    test('M5 a letter that is held is not leased, nor is one that somebody has', async () => {
      const { letters, nowMs } = await withTenants(open);
      const laterMs = (await nowMs()) + HOUR_MS;
      await letters.add([letter('acme', 'l1'), letter('acme', 'l2', { readyAtMs: laterMs })]);
      expect(await letters.nextDueInMs()).toBeLessThanOrEqual(0);
      expect((await letters.lease(lease())).map(({ id }) => id)).toEqual(['l1']);
      expect(await letters.lease(lease())).toEqual([]);
      expect(await letters.nextDueInMs()).toBeGreaterThan(0);
    });

    test('what is due of one person stands together', async () => {
      const { letters } = await withTenants(open);
      await letters.add([
        letter('acme', 'l1', { person: 'cai' }),
        letter('acme', 'l2', { person: 'ann' }),
        letter('acme', 'l3', { person: 'cai' }),
        letter('acme', 'l4', { person: 'ann' }),
      ]);
      const rows = await letters.lease(lease());
      expect(rows.map(({ id }) => id)).toEqual(['l2', 'l4', 'l1', 'l3']);
    });

    test('R6 only the last lease settles, and what is settled stays so', async () => {
      const { letters } = await withTenants(open);
      await letters.add([letter('acme', 'l1')]);
      const [first] = await letters.lease(lease(1, 0));
      const [second] = await letters.lease(lease());
      expect(second).toMatchObject({ attempts: 1, fence: 2 });
      const sent = { kind: 'sent', atMs: T0 } as const;
      expect(await letters.settle('acme', 'l1', first!.fence, sent)).toBe(false);
      expect(await letters.settle('blue', 'l1', second!.fence, sent)).toBe(false);
      expect(await letters.settle('acme', 'l1', second!.fence, sent)).toBe(true);
      expect(await letters.settle('acme', 'l1', second!.fence, sent)).toBe(false);
      expect(await letters.nextDueInMs()).toBeUndefined();
      await letters.add([letter('acme', 'l1')]);
      expect(await letters.lease(lease())).toEqual([]);
    });

    test('a letter is tried again after its pause; one that was dropped is not', async () => {
      const { letters } = await withTenants(open);
      await letters.add([letter('acme', 'l1'), letter('acme', 'l2')]);
      await letters.lease(lease());
      const retry = { kind: 'retry', afterMs: 0, reason: 'busy' } as const;
      const dropped = { kind: 'dropped', atMs: T0, reason: 'done' } as const;
      expect(await letters.settle('acme', 'l1', 1, retry)).toBe(true);
      expect(await letters.settle('acme', 'l2', 1, dropped)).toBe(true);
      const rows = await letters.lease(lease());
      expect(rows.map(({ id, attempts }) => [id, attempts])).toEqual([['l1', 1]]);
    });

    test('letters given up are listed for their tenant, by pages, and hold up nobody', async () => {
      const { letters } = await withTenants(open);
      const ids = ['l1', 'l2', 'l3'];
      await letters.add([...ids.map((id) => letter('acme', id)), letter('blue', 'l9')]);
      await letters.lease(lease());
      const given = { kind: 'dead', atMs: T0 + 5, reason: 'no such user' } as const;
      for (const id of ids) await letters.settle('acme', id, 1, given);
      await letters.settle('blue', 'l9', 1, given);
      const rows = await allPages<DeadLetterRow, string>(
        (page) => letters.dead('acme', page),
        (row) => row.id,
        2,
      );
      expect(rows.map(({ id }) => id)).toEqual(ids);
      expect(rows[0]).toMatchObject({ attempts: 1, reason: 'no such user', deadAtMs: T0 + 5 });
      await letters.add([letter('acme', 'l4')]);
      expect((await letters.lease(lease())).map(({ id }) => id)).toEqual(['l4']);
    });

    test('R6 a letter that was given up is put back in line once, with its id, and recorded', async () => {
      const store = await withTenants(open);
      const { letters } = store;
      await letters.add([letter('acme', 'l1')]);
      const redrive = (tenant: string, id: string) => letters.redrive(tenant, id, audit(tenant));
      expect(await redrive('acme', 'l1')).toBe(false);
      const [held] = await letters.lease(lease());
      const dead = { kind: 'dead', atMs: T0, reason: 'nobody there' } as const;
      await letters.settle('acme', 'l1', held!.fence, dead);
      expect(await redrive('blue', 'l1')).toBe(false);
      expect(await redrive('acme', 'l1')).toBe(true);
      expect(await redrive('acme', 'l1')).toBe(false);
      expect(await letters.dead('acme', { limit: 9 })).toEqual([]);
      const [again] = await letters.lease(lease());
      expect(again).toMatchObject({ id: 'l1', attempts: 0, fence: 2 });
      expect(await store.audit.list('acme', { limit: 9 })).toHaveLength(1);
      expect(await store.audit.list('blue', { limit: 9 })).toEqual([]);
    });

    test('sent letters and links whose time is over are forgotten, letters given up are not', async () => {
      const { letters, links, upkeep, nowMs } = await withTenants(open);
      const now = await nowMs();
      await letters.add(['l1', 'l2', 'l3', 'l4'].map((id) => letter('acme', id)));
      await letters.lease(lease());
      await letters.settle('acme', 'l1', 1, { kind: 'sent', atMs: now - HOUR_MS });
      await letters.settle('acme', 'l2', 1, { kind: 'dropped', atMs: T0, reason: 'x' });
      await letters.settle('acme', 'l3', 1, { kind: 'dead', atMs: T0, reason: 'x' });
      await letters.settle('acme', 'l4', 1, { kind: 'sent', atMs: now });
      await links.save(link('acme', 'old'));
      await links.save(link('acme', 'new', { expiresAtMs: now + HOUR_MS }));
      const keep = { answersMs: HOUR_MS / 2, deliveredMs: HOUR_MS / 2, newsMs: 1, limit: 9 };
      expect(await upkeep.sweep(keep)).toMatchObject({ letters: 2, links: 1 });
      expect(await upkeep.sweep(keep)).toMatchObject({ letters: 0, links: 0 });
      expect(await links.read('acme', 'old')).toBeUndefined();
      expect(await links.read('acme', 'new')).toBeDefined();
      expect(await letters.dead('acme', { limit: 9 })).toHaveLength(1);
    });
  });

  describe('links', () => {
    test('T1 a link is read as it was saved, by its tenant, and spent once', async () => {
      const { links } = await opened(open);
      await links.save(link('acme', 'h1'));
      expect(await links.read('acme', 'h1')).toEqual(link('acme', 'h1'));
      expect(await links.read('blue', 'h1')).toBeUndefined();
      expect(await links.spend('blue', 'h1', T0)).toBe(false);
      const both = await Promise.all([
        links.spend('acme', 'h1', T0 + 1),
        links.spend('acme', 'h1', T0 + 1),
      ]);
      expect(both.sort()).toEqual([false, true]);
      expect(await links.read('acme', 'h1')).toEqual(link('acme', 'h1', { spentAtMs: T0 + 1 }));
    });
  });

  describe('preferences', () => {
    test('what a person wishes takes the place of what they wished before', async () => {
      const { preferences } = await opened(open);
      expect(await preferences.read('acme', 'bob')).toBeUndefined();
      await preferences.save('acme', 'bob', '{"a":1}');
      await preferences.save('acme', 'bob', '{"a":"\\\\ \'"}');
      expect(await preferences.read('acme', 'bob')).toBe('{"a":"\\\\ \'"}');
      expect(await preferences.read('acme', 'cai')).toBeUndefined();
      expect(await preferences.read('blue', 'bob')).toBeUndefined();
    });
  });
}
