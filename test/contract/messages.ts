import { describe, expect, test } from 'vitest';
import type { WaitRow } from '../../src/kernel/index.ts';
import type { MessageRow, Store } from '../../src/store/index.ts';
import { type OpenStore, opened } from './harness.ts';
import { noChanges, T0, unit } from './units.ts';

const wait = (instance: string, more: Partial<WaitRow> = {}): WaitRow => ({
  tenant: 'acme',
  instance,
  visit: 2,
  message: 'paid',
  key: 'order-1',
  ...more,
});

const message = (id: string, more: Partial<MessageRow> = {}): MessageRow => ({
  tenant: 'acme',
  id,
  message: 'paid',
  key: 'order-1',
  payload: '{"amount":1}',
  atMs: T0,
  keepUntilMs: T0 + 1_000,
  ...more,
});

async function open(store: Store, rows: readonly WaitRow[]): Promise<void> {
  const units = rows.map((row) =>
    unit(row.tenant, row.instance, 0, { changes: { ...noChanges, waitsOpened: [row] } }),
  );
  await store.instances.commit(units);
}

/** Messages, and those who wait for them. */
export function messagePromises(opening: OpenStore): void {
  describe('messages', () => {
    test('those who wait for a name and a key are found, of the tenant only', async () => {
      const store = await opened(opening);
      const others = [wait('i3', { key: 'order-2' }), wait('i4', { message: 'sent' })];
      const rows = [wait('i2'), wait('i1'), ...others, wait('i5', { tenant: 'blue' })];
      await open(store, rows);
      const found = await store.messages.waiting('acme', 'paid', 'order-1');
      expect(found).toEqual([wait('i1'), wait('i2')]);
    });
    test('a visit that waits no more is found no more', async () => {
      const store = await opened(opening);
      await open(store, [wait('i1')]);
      const gone = { ...noChanges, waitsGone: [wait('i1')] };
      await store.instances.commit([unit('acme', 'i1', 2, { changes: gone })]);
      expect(await store.messages.waiting('acme', 'paid', 'order-1')).toEqual([]);
    });
    test('a message is saved once, and matches who waits now or later, until it is used', async () => {
      const store = await opened(opening);
      expect(await store.messages.save(message('m1'))).toBe('saved');
      expect(await store.messages.save(message('m1', { payload: '2' }))).toBe('kept');
      expect(await store.messages.matches(T0, 9)).toEqual([]);
      await open(store, [wait('i1'), wait('i2')]);
      const both = ['i1', 'i2'].map((id) => ({ message: message('m1'), wait: wait(id) }));
      expect(await store.messages.matches(T0, 9)).toEqual(both);
      expect(await store.messages.matches(T0, 1)).toEqual([both[0]]);
      await store.messages.use('acme', 'm1');
      expect(await store.messages.matches(T0, 9)).toEqual([]);
      expect(await store.messages.save(message('m1'))).toBe('used');
    });
    test('one that is too old matches nobody', async () => {
      const store = await opened(opening);
      await open(store, [wait('i1')]);
      await store.messages.save(message('m1'));
      expect(await store.messages.matches(T0 + 1_000, 9)).toEqual([]);
    });
  });
}
