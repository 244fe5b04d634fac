/** What sinks are given of what happens: everything, in order, whoever dies or is late. */

import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FeedEvent, Sink } from '../../src/engine/index.ts';
import { Engine } from '../../src/engine/index.ts';
import { createMemoryStore, type Store } from '../../src/store/index.ts';
import { clientConfig } from '../../src/store/postgres/connection/config.ts';
import { startTestServer, type TestServer } from '../postgres/server.ts';
import { audit, journalRow, T0, unit } from './units.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

/** Commits the next event of an instance, as the engine does. */
function writer(store: Store) {
  const seqs = new Map<string, number>();
  return async (tenant: string, instance: string): Promise<void> => {
    const before = seqs.get(`${tenant}/${instance}`) ?? 0;
    const seq = before + 1;
    const more = {
      seq,
      journal: [journalRow(seq, seq)],
      audit: [audit(tenant, { object: `instance:${instance}`, atMs: T0 + seq })],
    };
    expect(await store.instances.commit([unit(tenant, instance, before, more)])).toEqual([
      'committed',
    ]);
    seqs.set(`${tenant}/${instance}`, seq);
  };
}

/** A sink that keeps what it is given, and takes nothing as often as `fails` says. */
function keeping(fails: (events: readonly FeedEvent[]) => boolean = () => false) {
  const heard: FeedEvent[] = [];
  const mixed: string[] = [];
  const sink: Sink = {
    name: 'kept',
    from: 'start',
    async take(events) {
      if (new Set(events.map(({ tenant }) => tenant)).size > 1) mixed.push('two tenants at once');
      const isLost = fails(events);
      if (!isLost || heard.length % 2 === 0) heard.push(...events);
      if (isLost) throw new Error('no answer');
    },
  };
  /** The events of an instance as they were first heard. */
  const firsts = (tenant: string, instance: string): number[] => [
    ...new Set(
      heard
        .filter((event) => event.tenant === tenant && event.instance === instance)
        .map(({ seq }) => seq),
    ),
  ];
  return { sink, heard, mixed, firsts };
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n + 1);

/** Engines whose pauses are over at once. */
function engines(store: Store, sink: Sink, count: number): readonly Engine[] {
  const clock = {
    nowMs: () => Date.now(),
    sleep: (ms: number, signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        if (signal.aborted) return resolve();
        const timer = setTimeout(resolve, Math.min(ms, 20));
        signal.addEventListener('abort', () => {
          clearTimeout(timer);
          resolve();
        });
      }),
    turn: () => new Promise<void>((resolve) => void setImmediate(resolve)),
  };
  return Array.from({ length: count }, () => new Engine({ store, clock, sinks: [sink] }));
}

describe.each([
  ['memory', async () => ({ store: createMemoryStore(), end: async () => {} })],
  [
    'postgres',
    async () => {
      const database = await server.database();
      return { store: await database.store(), end: () => database.giveBack() };
    },
  ],
] as const)('on %s', (_name, open) => {
  test('O2 O5 O8 every event comes, in order, from two processes, though every third try is lost', async () => {
    const { store, end } = await open();
    let tries = 0;
    const { sink, mixed, firsts } = keeping(() => ++tries % 3 === 0);
    const commit = writer(store);
    const both = engines(store, sink, 2);
    try {
      for (let n = 0; n < 40; n++) {
        await Promise.all(['i1', 'i2', 'i3'].map((instance) => commit('acme', instance)));
        await commit('blue', 'i1');
      }
      for (const [tenant, instance] of [
        ['acme', 'i1'],
        ['acme', 'i2'],
        ['acme', 'i3'],
        ['blue', 'i1'],
      ] as const) {
        await expect.poll(() => firsts(tenant, instance)).toEqual(upTo(40));
      }
      expect(mixed).toEqual([]);
      await expect.poll(async () => [...(await store.sinks.backlog())]).toEqual([['kept', 0]]);
    } finally {
      await Promise.all(both.map((engine) => engine.drain()));
      await end();
    }
  });

  test('O6 a tenant whose events are not taken waits alone, and is given them later', async () => {
    const { store, end } = await open();
    let isMended = false;
    const { sink, firsts } = keeping(([first]) => first!.tenant === 'acme' && !isMended);
    const commit = writer(store);
    const [engine] = engines(store, sink, 1);
    try {
      await commit('acme', 'i1');
      for (let n = 0; n < 20; n++) await commit('blue', 'i1');
      await expect.poll(() => firsts('blue', 'i1')).toEqual(upTo(20));
      await expect
        .poll(async () => (await store.sinks.standings('acme'))[0])
        .toMatchObject({ position: 0, head: 1, reason: 'no answer' });
      isMended = true;
      await expect
        .poll(async () => (await store.sinks.standings('acme'))[0])
        .toEqual({ sink: 'kept', position: 1, head: 1, attempts: 0 });
      expect(firsts('acme', 'i1')).toEqual([1]);
    } finally {
      await engine!.drain();
      await end();
    }
  });
});

/** What the second commit of an instance writes, as far as sinks look at it. */
const LATE = `BEGIN; SET LOCAL vermilion.tenants = '{acme}';
UPDATE audit_head SET position = 2 WHERE tenant = 'acme';
INSERT INTO audit SELECT tenant, 2, at_ms + 1, actor, action, object, result, code, reason, digest
  FROM audit WHERE tenant = 'acme';
INSERT INTO journal SELECT tenant, instance, 2, 2, at_ms + 1, actor, command, events
  FROM journal WHERE tenant = 'acme'`;

test('O5 a commit held open while thousands of others pass is not skipped', async () => {
  const database = await server.database();
  const store = await database.store();
  const { sink, firsts } = keeping();
  const commit = writer(store);
  const [engine] = engines(store, sink, 1);
  const late = new pg.Client(clientConfig(database.config));
  await late.connect();
  try {
    await commit('acme', 'late');
    await commit('blue', 'i0');
    await late.query(LATE);
    for (let n = 0; n < 50; n++) {
      await Promise.all(Array.from({ length: 20 }, (_, i) => commit('blue', `i${i}`)));
    }
    await expect.poll(() => firsts('blue', 'i19')).toEqual(upTo(50));
    expect(firsts('acme', 'late')).toEqual([1]);
    await late.query('COMMIT');
    await expect.poll(() => firsts('acme', 'late')).toEqual([1, 2]);
  } finally {
    await late.end();
    await engine!.drain();
    await database.giveBack();
  }
});
