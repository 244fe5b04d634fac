import { describe, expect, test } from 'vitest';
import type { Store } from '../../src/store/index.ts';
import { type OpenStore, opened } from './harness.ts';
import { answer, outboxRow, unit } from './units.ts';

const DAY_MS = 86_400_000;
const none = { letters: 0, links: 0, news: 0 };
const keep = { answersMs: 7 * DAY_MS, deliveredMs: 7 * DAY_MS, newsMs: 90 * DAY_MS, limit: 3 };

/** An instance of each tenant with an answer and a delivered effect of this age. */
async function written(store: Store, name: string, ageMs: number): Promise<void> {
  const atMs = Date.now() - ageMs;
  for (const tenant of ['acme', 'blue']) {
    const answers = [answer(name, name, { atMs })];
    const outbox = [outboxRow(tenant, name, 1, { createdAtMs: atMs })];
    await store.instances.commit([unit(tenant, name, 0, { answers, outbox })]);
  }
  const rows = await store.outbox.lease({ owner: 'w', leaseMs: 1, limit: 9 });
  for (const { tenant, id, fence } of rows) {
    await store.outbox.settle(tenant, id, fence, { kind: 'delivered', atMs, status: 200 });
  }
}

const answerOf = async (store: Store, tenant: string, key: string) =>
  (await store.instances.load([], [{ tenant, key }])).answers[0];

/** What is forgotten, and what is not. */
export function upkeepPromises(open: OpenStore): void {
  describe('upkeep', () => {
    test('D4 O3 answers and delivered effects are kept for a week, of all tenants', async () => {
      const store = await opened(open);
      await written(store, 'old', 8 * DAY_MS);
      await written(store, 'young', 6 * DAY_MS);
      expect(await store.upkeep.sweep(keep)).toEqual({
        answers: 2,
        delivered: 2,
        messages: 0,
        ...none,
      });
      expect(await store.upkeep.sweep(keep)).toEqual({
        answers: 0,
        delivered: 0,
        messages: 0,
        ...none,
      });
      for (const tenant of ['acme', 'blue']) {
        expect(await answerOf(store, tenant, 'old')).toBeUndefined();
        expect(await answerOf(store, tenant, 'young')).toBeDefined();
        expect(await store.instances.header({ tenant, instance: 'old' })).toBeDefined();
      }
    });

    test('a sweep takes a few rows of each kind, and the next one the next', async () => {
      const store = await opened(open);
      for (const name of ['a', 'b', 'c', 'd']) await written(store, name, 9 * DAY_MS);
      const gone: number[] = [];
      for (let n = 0; n < 4; n++) gone.push((await store.upkeep.sweep(keep)).answers);
      expect(gone).toEqual([3, 3, 2, 0]);
    });

    test('O3 what waits or was given up stays, however old', async () => {
      const store = await opened(open);
      const outbox = ['i1', 'i2'].map((id) => outboxRow('acme', id, 1, { createdAtMs: 0 }));
      await store.instances.commit([
        unit('acme', 'i1', 0, { outbox: [outbox[0]!] }),
        unit('acme', 'i2', 0, { outbox: [outbox[1]!] }),
      ]);
      const [row] = await store.outbox.lease({ owner: 'w', leaseMs: 1, limit: 1 });
      const dead = { kind: 'dead', atMs: 0, reason: 'no' } as const;
      await store.outbox.settle('acme', row!.id, row!.fence, dead);
      expect((await store.upkeep.sweep(keep)).delivered).toBe(0);
      expect(await store.outbox.depth()).toEqual({ pending: 1, dead: 1 });
    });

    test('a message is forgotten when its time is over', async () => {
      const store = await opened(open);
      const message = { message: 'm', key: 'k', payload: '{}', atMs: 0 };
      const save = (id: string, keepUntilMs: number) =>
        store.messages.save({ tenant: 'acme', id, ...message, keepUntilMs });
      await store.access.saveTenant('acme', 'Acme');
      await save('old', 1);
      await save('young', Date.now() + DAY_MS);
      expect((await store.upkeep.sweep(keep)).messages).toBe(1);
      expect(await save('old', 1)).toBe('saved');
      expect(await save('young', 1)).toBe('kept');
    });
  });
}
