import { describe, expect, test } from 'vitest';
import type { Store } from '../../src/store/index.ts';
import { type OpenStore, opened, openedTwice } from './harness.ts';
import { audit } from './units.ts';

const request = { owner: 'one', leaseMs: 60_000, limit: 10 };

async function record(store: Store, tenant: string, count: number): Promise<void> {
  await store.access.saveTenant(tenant, tenant);
  await store.audit.append(Array.from({ length: count }, () => audit(tenant)));
}

/** A lease finds what the one before made known. */
async function leased(store: Store, sink = 'mail') {
  await store.sinks.lease(sink, request);
  return store.sinks.lease(sink, request);
}

/** What the sinks of a store have been given, and still have to be given. */
export function sinkPromises(open: OpenStore): void {
  describe('sinks', () => {
    test('O5 a sink that begins now is given what comes after; a later tenant from its first record', async () => {
      const store = await opened(open);
      await record(store, 'acme', 3);
      await store.sinks.begin('mail', 'now', 1);
      expect(await leased(store)).toEqual([]);
      await record(store, 'acme', 2);
      await record(store, 'blue', 1);
      const first = await store.sinks.lease('mail', request);
      const more = await store.sinks.lease('mail', request);
      const all = [...first, ...more].map(({ tenant, position }) => [tenant, position]);
      expect(all.sort()).toEqual([
        ['acme', 3],
        ['blue', 0],
      ]);
    });

    test('O5 a sink that begins at the start is given everything, and begins once', async () => {
      const store = await opened(open);
      await record(store, 'acme', 3);
      await store.sinks.begin('stream', 'start', 1);
      await store.sinks.begin('stream', 'now', 2);
      const [cursor] = [
        ...(await store.sinks.lease('stream', request)),
        ...(await store.sinks.lease('stream', request)),
      ];
      expect(cursor).toEqual({ tenant: 'acme', position: 0, attempts: 0, fence: 1 });
    });

    test('O5 what was taken is not given again; what was not is, after its pause', async () => {
      const store = await opened(open);
      await store.sinks.begin('mail', 'start', 1);
      await record(store, 'acme', 3);
      await store.sinks.lease('mail', { ...request, leaseMs: 0 });
      const [cursor] = await store.sinks.lease('mail', { ...request, leaseMs: 0 });
      const failed = { kind: 'retry', afterMs: 0, reason: 'away' } as const;
      expect(await store.sinks.settle('mail', 'acme', cursor!.fence, failed)).toBe(true);
      expect(await store.sinks.standings('acme')).toEqual([
        { sink: 'mail', position: 0, head: 3, attempts: 1, reason: 'away' },
      ]);
      const [again] = await store.sinks.lease('mail', request);
      expect(again).toMatchObject({ position: 0, attempts: 1 });
      const taken = { kind: 'taken', position: 3 } as const;
      expect(await store.sinks.settle('mail', 'acme', again!.fence, taken)).toBe(true);
      expect(await store.sinks.lease('mail', request)).toEqual([]);
      expect(await store.sinks.standings('acme')).toEqual([
        { sink: 'mail', position: 3, head: 3, attempts: 0 },
      ]);
    });

    test('R5 whoever lost the lease settles nothing', async () => {
      const store = await opened(open);
      await store.sinks.begin('mail', 'start', 1);
      await record(store, 'acme', 2);
      await store.sinks.lease('mail', { ...request, leaseMs: 0 });
      const [late] = await store.sinks.lease('mail', { ...request, leaseMs: 0 });
      const [holder] = await store.sinks.lease('mail', request);
      const taken = { kind: 'taken', position: 2 } as const;
      expect(await store.sinks.settle('mail', 'acme', late!.fence, taken)).toBe(false);
      expect(await store.sinks.settle('mail', 'acme', holder!.fence, taken)).toBe(true);
    });

    test('R5 what somebody holds nobody else is given, and each tenant goes on alone', async ({
      skip,
    }) => {
      const [one, other] = await openedTwice(open, skip);
      await one.sinks.begin('mail', 'start', 1);
      await record(one, 'acme', 1);
      await record(one, 'blue', 1);
      await one.sinks.lease('mail', { ...request, leaseMs: 0 });
      const mine = await one.sinks.lease('mail', { ...request, limit: 1 });
      const theirs = await other.sinks.lease('mail', { ...request, owner: 'other' });
      const tenants = [...mine, ...theirs].map(({ tenant }) => tenant).sort();
      expect(tenants).toEqual(['acme', 'blue']);
      expect(await other.sinks.lease('mail', request)).toEqual([]);
    });

    test('the backlog counts the records that each sink has to be given still', async () => {
      const store = await opened(open);
      await store.sinks.begin('mail', 'start', 1);
      await record(store, 'acme', 2);
      await store.sinks.begin('stream', 'now', 1);
      await record(store, 'acme', 1);
      await record(store, 'blue', 4);
      expect([...(await store.sinks.backlog())].sort()).toEqual([
        ['mail', 7],
        ['stream', 5],
      ]);
    });
  });
}
