import { describe, expect, test } from 'vitest';
import type { DeadLetter, OutboxRow, Store } from '../../src/store/index.ts';
import { allPages, type OpenStore, opened } from './harness.ts';
import { audit, outboxRow, T0, unit } from './units.ts';

const HOUR_MS = 3_600_000;
const lease = (limit = 100, leaseMs = HOUR_MS) => ({ owner: 'w', leaseMs, limit });

/** One unit per instance, with all its rows. */
async function put(store: Store, rows: readonly OutboxRow[]): Promise<void> {
  const byInstance = Map.groupBy(rows, (row) => row.instance);
  const units = [...byInstance.values()].map((own) =>
    unit(own[0]!.tenant, own[0]!.instance, 0, { outbox: own }),
  );
  const outcomes = await store.instances.commit(units);
  expect(new Set(outcomes)).toEqual(new Set(['committed']));
}

const redriven = audit('acme', { action: 'Redrive', object: 'effect:x', atMs: T0 + 500 });

/** The outbox: order, fences, dead letters. */
export function outboxPromises(open: OpenStore): void {
  describe('the outbox', () => {
    test('O1 a row is leased as it was committed, with no attempt before', async () => {
      const store = await opened(open);
      const row = outboxRow('acme', 'i1', 3);
      await put(store, [row]);
      expect(await store.outbox.nextDueInMs()).toBeLessThanOrEqual(0);
      expect(await store.outbox.lease(lease())).toEqual([{ ...row, attempts: 0, fence: 1 }]);
      expect(await store.outbox.depth()).toEqual({ pending: 1, dead: 0 });
    });

    test('O2 only the first pending row of an instance is leased, by position', async () => {
      const store = await opened(open);
      await put(store, [
        outboxRow('acme', 'i1', 12),
        outboxRow('acme', 'i1', 9),
        outboxRow('acme', 'i2', 4),
      ]);
      const first = await store.outbox.lease(lease());
      expect(first.map((row) => row.id).sort()).toEqual(['i1.9', 'i2.4']);
      expect(await store.outbox.lease(lease())).toEqual([]);
      const head = first.find((row) => row.instance === 'i1')!;
      const done = { kind: 'delivered', atMs: T0, status: 200 } as const;
      expect(await store.outbox.settle('acme', head.id, head.fence, done)).toBe(true);
      expect((await store.outbox.lease(lease())).map((row) => row.id)).toEqual(['i1.12']);
      expect(await store.outbox.depth()).toEqual({ pending: 2, dead: 0 });
    });

    test('O6 a row that waits for a retry holds up its own instance only', async () => {
      const store = await opened(open);
      await put(store, [
        outboxRow('acme', 'i1', 1),
        outboxRow('acme', 'i1', 2),
        outboxRow('acme', 'i2', 1),
      ]);
      const rows = await store.outbox.lease(lease());
      for (const row of rows) {
        const settlement =
          row.instance === 'i1'
            ? ({ kind: 'retry', afterMs: HOUR_MS, reason: '503' } as const)
            : ({ kind: 'delivered', atMs: T0, status: 200 } as const);
        expect(await store.outbox.settle('acme', row.id, row.fence, settlement)).toBe(true);
      }
      const waitMs = await store.outbox.nextDueInMs();
      expect(waitMs).toBeGreaterThan(0);
      expect(waitMs).toBeLessThanOrEqual(HOUR_MS);
      expect(await store.outbox.lease(lease())).toEqual([]);
    });

    test('M5 a row that waits for a retry is leased after its pause by the store', async () => {
      const store = await opened(open);
      await put(store, [outboxRow('acme', 'i1', 1)]);
      const [row] = await store.outbox.lease(lease());
      const retry = { kind: 'retry', afterMs: 0, reason: '503' } as const;
      expect(await store.outbox.settle('acme', row!.id, row!.fence, retry)).toBe(true);
      const [again] = await store.outbox.lease(lease());
      expect(again).toMatchObject({ id: 'i1.1', attempts: 1, fence: 2 });
    });

    test('R6 O4 a settlement with an older fence is refused and writes nothing', async () => {
      const store = await opened(open);
      await put(store, [outboxRow('acme', 'i1', 1)]);
      const [old] = await store.outbox.lease(lease(1, 0));
      const [now] = await store.outbox.lease(lease());
      expect(now).toMatchObject({ id: old!.id, attempts: 1, fence: 2 });
      const dead = { kind: 'dead', atMs: T0, reason: 'late' } as const;
      expect(await store.outbox.settle('acme', old!.id, old!.fence, dead)).toBe(false);
      expect(await store.outbox.depth()).toEqual({ pending: 1, dead: 0 });
      const done = { kind: 'delivered', atMs: T0, status: 204 } as const;
      expect(await store.outbox.settle('acme', now!.id, now!.fence, done)).toBe(true);
      expect(await store.outbox.settle('acme', now!.id, now!.fence, done)).toBe(false);
      expect(await store.outbox.settle('acme', 'none', 1, done)).toBe(false);
    });

    test('concurrent workers never hold the same row', async () => {
      const store = await opened(open);
      const rows = Array.from({ length: 40 }, (_, n) => outboxRow('acme', `i${n >> 1}`, n));
      await put(store, rows);
      const got = await Promise.all(Array.from({ length: 6 }, () => store.outbox.lease(lease(7))));
      const rest = await store.outbox.lease(lease());
      const held = [...got.flat(), ...rest].map((row) => row.id).sort();
      const heads = rows.filter((row) => row.position % 2 === 0).map((row) => row.id);
      expect(held).toEqual(heads.sort());
    });

    test('O3 a dead letter is listed with its reason and holds up nobody', async () => {
      const store = await opened(open);
      await put(store, [outboxRow('acme', 'i1', 1), outboxRow('acme', 'i1', 2)]);
      const [row] = await store.outbox.lease(lease());
      const dead = { kind: 'dead', atMs: T0 + 3, reason: '410 gone' } as const;
      expect(await store.outbox.settle('acme', row!.id, row!.fence, dead)).toBe(true);
      expect(await store.outbox.deadLetters('acme', { limit: 9 })).toEqual([
        { ...outboxRow('acme', 'i1', 1), attempts: 1, reason: '410 gone', deadAtMs: T0 + 3 },
      ]);
      expect(await store.outbox.depth()).toEqual({ pending: 1, dead: 1 });
      expect((await store.outbox.lease(lease())).map((one) => one.id)).toEqual(['i1.2']);
    });

    test('O3 O4 a redriven letter is back in line with its old id and recorded', async () => {
      const store = await opened(open);
      await put(store, [outboxRow('acme', 'i1', 1)]);
      const [row] = await store.outbox.lease(lease());
      expect(await store.outbox.redrive('acme', 'i1.1', redriven)).toBe(false);
      await store.outbox.settle('acme', 'i1.1', row!.fence, {
        kind: 'dead',
        atMs: T0,
        reason: 'x',
      });
      expect(await store.outbox.redrive('acme', 'i1.1', redriven)).toBe(true);
      expect(await store.outbox.redrive('acme', 'i1.1', redriven)).toBe(false);
      expect(await store.outbox.redrive('acme', 'none', redriven)).toBe(false);
      expect(await store.outbox.deadLetters('acme', { limit: 9 })).toEqual([]);
      expect(await store.outbox.lease(lease())).toEqual([
        { ...outboxRow('acme', 'i1', 1), attempts: 0, fence: 2 },
      ]);
      const records = await store.audit.list('acme', { limit: 9 });
      expect(records.map((record) => record.action)).toEqual(['Redrive']);
    });

    test('dead letters page by id', async () => {
      const store = await opened(open);
      const rows = [3, 1, 5, 2, 4].map((n) => outboxRow('acme', `i${n}`, 1));
      await put(store, rows);
      for (const row of await store.outbox.lease(lease())) {
        const dead = { kind: 'dead', atMs: T0, reason: 'no' } as const;
        await store.outbox.settle('acme', row.id, row.fence, dead);
      }
      const letters = await allPages<DeadLetter, string>(
        (page) => store.outbox.deadLetters('acme', page),
        (letter) => letter.id,
        2,
      );
      expect(letters.map((letter) => letter.id)).toEqual(['i1.1', 'i2.1', 'i3.1', 'i4.1', 'i5.1']);
    });

    test('an empty outbox is due never', async () => {
      const store = await opened(open);
      expect(await store.outbox.nextDueInMs()).toBeUndefined();
      expect(await store.outbox.lease(lease())).toEqual([]);
    });
  });
}
