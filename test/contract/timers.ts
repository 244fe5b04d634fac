import { describe, expect, test } from 'vitest';
import type { TimerRow } from '../../src/kernel/index.ts';
import type { DueTimer, Store } from '../../src/store/index.ts';
import { type OpenStore, opened } from './harness.ts';
import { noChanges, T0, timer, unit } from './units.ts';

const HOUR_MS = 3_600_000;
/** A day from now by this machine's clock; `T0` is long ago. */
const TOMORROW = Date.now() + 24 * HOUR_MS;
const lease = (limit = 100, leaseMs = HOUR_MS) => ({ owner: 'w', leaseMs, limit });

/** Leases, without the instants. */
async function leased(store: Store, request = lease()): Promise<readonly DueTimer[]> {
  const timers = await store.timers.lease(request);
  return timers.map(({ leasedAtMs, ...due }) => {
    expect(leasedAtMs).toBeGreaterThanOrEqual(due.dueAtMs);
    return due;
  });
}

async function arm(store: Store, timers: readonly TimerRow[]): Promise<void> {
  const units = timers.map((row) =>
    unit(row.tenant, row.instance, 0, { changes: { ...noChanges, timersArmed: [row] } }),
  );
  const outcomes = await store.instances.commit(units);
  expect(new Set(outcomes)).toEqual(new Set(['committed']));
}

/** Timers: due, leased, gone. */
export function timerPromises(open: OpenStore): void {
  describe('timers', () => {
    test('M3 M5 none is leased before it is due by the store; the oldest come first', async () => {
      const store = await opened(open);
      await arm(store, [
        timer('acme', 'i1', T0 + 30),
        timer('acme', 'i3', TOMORROW),
        timer('blue', 'i2', T0 + 10),
      ]);
      expect(await store.timers.nextDueInMs()).toBeLessThan(0);
      expect(await leased(store, lease(1))).toEqual([timer('blue', 'i2', T0 + 10)]);
      expect(await leased(store)).toEqual([timer('acme', 'i1', T0 + 30)]);
      expect(await leased(store)).toEqual([]);
    });

    test('M1 M5 a lease that ends by the clock of the store gives the timer back', async () => {
      const store = await opened(open);
      await arm(store, [timer('acme', 'i1', T0)]);
      expect(await leased(store, lease(1, 0))).toHaveLength(1);
      expect(await leased(store)).toEqual([timer('acme', 'i1', T0)]);
      expect(await leased(store)).toEqual([]);
      const waitMs = await store.timers.nextDueInMs();
      expect(waitMs).toBeGreaterThan(0);
      expect(waitMs).toBeLessThanOrEqual(HOUR_MS);
    });

    test('M2 concurrent workers never hold the same timer', async () => {
      const store = await opened(open);
      const rows = Array.from({ length: 60 }, (_, n) => timer('acme', `i${n}`, T0 + (n % 7)));
      await arm(store, rows);
      const got = await Promise.all(Array.from({ length: 6 }, () => store.timers.lease(lease(15))));
      const rest = await store.timers.lease(lease());
      const held = [...got.flat(), ...rest].map((row) => row.instance);
      expect(new Set(held).size).toBe(held.length);
      expect(held).toHaveLength(60);
    });

    test('M4 the commit of a fired or cancelled rung removes its timer, leased or not', async () => {
      const store = await opened(open);
      await arm(store, [timer('acme', 'i1', T0), timer('acme', 'i2', T0)]);
      await store.timers.lease(lease(1));
      const gone = ['i1', 'i2'].map((id) =>
        unit('acme', id, 2, {
          changes: { ...noChanges, timersGone: [timer('acme', id, T0)] },
        }),
      );
      expect(await store.instances.commit(gone)).toEqual(['committed', 'committed']);
      expect(await store.timers.nextDueInMs()).toBeUndefined();
    });

    test('M4 a commit that lost its race leaves the timer armed', async () => {
      const store = await opened(open);
      await arm(store, [timer('acme', 'i1', T0)]);
      const lost = unit('acme', 'i1', 1, {
        changes: { ...noChanges, timersGone: [timer('acme', 'i1', T0)] },
      });
      expect(await store.instances.commit([lost])).toEqual(['conflict']);
      expect(await store.timers.lease(lease())).toHaveLength(1);
    });

    test('a rung that is gone and armed in one commit has its new time and no lease', async () => {
      const store = await opened(open);
      await arm(store, [timer('acme', 'i1', T0)]);
      await store.timers.lease(lease());
      const moved = unit('acme', 'i1', 2, {
        changes: {
          ...noChanges,
          timersGone: [timer('acme', 'i1', T0)],
          timersArmed: [timer('acme', 'i1', T0 + 5), timer('acme', 'i1', T0 + 6, { rung: 1 })],
        },
      });
      expect(await store.instances.commit([moved])).toEqual(['committed']);
      expect(await leased(store, lease(1))).toEqual([timer('acme', 'i1', T0 + 5)]);
    });

    test('M8 a limit takes the most overdue of all tenants', async () => {
      const store = await opened(open);
      await arm(store, [
        ...Array.from({ length: 20 }, (_, n) => timer('acme', `i${n}`, T0 + 10 + n)),
        timer('blue', 'old', T0 + 1),
      ]);
      const first = await store.timers.lease(lease(2));
      expect(first.map((row) => row.instance)).toEqual(['old', 'i0']);
    });
  });
}
