import { describe, expect, test } from 'vitest';
import type { Signal, Store } from '../../src/store/index.ts';
import { type OpenStore, openedTwice } from './harness.ts';
import { audit, noChanges, outboxRow, T0, task, timer, unit } from './units.ts';

const HOUR_MS = 3_600_000;

/** The first signals of an instance that a store tells. */
function heard(store: Store, instance: string): Promise<Signal> {
  const { promise, resolve } = Promise.withResolvers<Signal>();
  store.watch((signals) => {
    const found = signals.find((signal) => signal.instance === instance);
    if (found) resolve(found);
  });
  return promise;
}

/** What two processes on one store owe each other. */
export function processPromises(open: OpenStore): void {
  describe('two processes', () => {
    test('P2 each is told what the other committed, with the people whose inbox changed', async ({
      skip,
    }) => {
      const [here, there] = await openedTwice(open, skip);
      const told = heard(there, 'i1');
      const changes = { ...noChanges, tasks: [task('acme', 'i1', 'bob')] };
      await here.instances.commit([unit('acme', 'i1', 0, { changes })]);
      expect(await told).toEqual({ tenant: 'acme', instance: 'i1', seq: 2, people: ['bob'] });
      const answered = heard(here, 'i2');
      await there.instances.commit([unit('acme', 'i2', 0)]);
      expect(await answered).toMatchObject({ instance: 'i2', seq: 2, people: [] });
    });

    test('D15 what one committed the other reads, and D11 on a sequence one of them wins', async ({
      skip,
    }) => {
      const [here, there] = await openedTwice(open, skip);
      const key = { tenant: 'acme', instance: 'i1' };
      for (let seq = 0; seq < 20; seq += 2) {
        const rivals = [here, there].map((store) =>
          store.instances.commit([unit('acme', 'i1', seq, { audit: [audit('acme')] })]),
        );
        const outcomes = (await Promise.all(rivals)).flat().sort();
        expect(outcomes).toEqual(['committed', 'conflict']);
        const found = await Promise.all([here, there].map((s) => s.instances.load([key], [])));
        expect(found.map(({ instances }) => instances[0]?.seq)).toEqual([seq + 2, seq + 2]);
      }
      expect((await there.audit.head('acme'))?.position).toBe(10);
    });

    test('M2 R6 no timer and no effect is in the hands of both', async ({ skip }) => {
      const stores = await openedTwice(open, skip);
      const units = Array.from({ length: 30 }, (_, n) =>
        unit('acme', `i${n}`, 0, {
          changes: { ...noChanges, timersArmed: [timer('acme', `i${n}`, T0 + n)] },
          outbox: [outboxRow('acme', `i${n}`, 1), outboxRow('acme', `i${n}`, 2)],
        }),
      );
      await stores[0].instances.commit(units);
      const request = { owner: 'w', leaseMs: HOUR_MS, limit: 9 };
      const both = [...stores, ...stores, ...stores];
      const timers = await Promise.all(both.map((store) => store.timers.lease(request)));
      const effects = await Promise.all(both.map((store) => store.outbox.lease(request)));
      const timed = timers.flat().map((row) => row.instance);
      const called = effects.flat().map((row) => row.id);
      expect(new Set(timed).size).toBe(timed.length);
      expect(new Set(called).size).toBe(called.length);
      expect(called.filter((id) => id.endsWith('.2'))).toEqual([]);
      expect(timed.length).toBeGreaterThanOrEqual(9);
      expect(called.length).toBeGreaterThanOrEqual(9);
    });
  });
}
