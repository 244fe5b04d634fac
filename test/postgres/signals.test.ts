/** Signals between processes. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Signal, Store } from '../../src/store/index.ts';
import { unit } from '../contract/units.ts';
import { FaultProxy } from '../crash/proxy.ts';
import { startTestServer, type TestDatabase, type TestServer } from './server.ts';

let server: TestServer;
let database: TestDatabase;

beforeAll(async () => {
  server = await startTestServer();
  database = await server.database();
});
afterAll(async () => {
  await database?.drop();
  await server?.stop();
});

/** What a store hears; `until` waits for an instance, `gap` for an empty list. */
function heard(store: Store) {
  const signals: Signal[] = [];
  let waiting: (() => void)[] = [];
  let gaps = 0;
  store.watch((told) => {
    if (told.length === 0) gaps++;
    signals.push(...told);
    const wake = waiting;
    waiting = [];
    for (const one of wake) one();
  });
  const until = async (ready: () => boolean): Promise<void> => {
    while (!ready()) await new Promise<void>((resolve) => waiting.push(resolve));
  };
  return {
    signals,
    until: (instance: string) => until(() => signals.some((one) => one.instance === instance)),
    gap: () => until(() => gaps > 0),
  };
}

describe('watch over processes', () => {
  test('a commit elsewhere is told here, and its own process hears it once', async () => {
    const [one, two] = await Promise.all([database.store(), database.store()]);
    const [atOne, atTwo] = [heard(one), heard(two)];
    await one.instances.commit([unit('acme', 'a1', 0)]);
    await atTwo.until('a1');
    await two.instances.commit([unit('acme', 'a2', 0)]);
    await atOne.until('a2');
    expect(atOne.signals.map((signal) => signal.instance)).toEqual(['a1', 'a2']);
    expect(atTwo.signals.map((signal) => signal.instance)).toEqual(['a1', 'a2']);
    expect(atTwo.signals[0]).toEqual({ tenant: 'acme', instance: 'a1', seq: 2, people: [] });
  });

  test('a burst arrives whole, however many notifications it takes', async () => {
    const [one, two] = await Promise.all([database.store(), database.store()]);
    const atTwo = heard(two);
    const ids = Array.from({ length: 600 }, (_, n) => `burst-${'x'.repeat(40)}-${n}`);
    await one.instances.commit(ids.map((id) => unit('acme', id, 0)));
    await one.instances.commit([unit('acme', 'end', 0)]);
    await atTwo.until('end');
    expect(new Set(atTwo.signals.map((signal) => signal.instance)).size).toBe(601);
  });

  test('after a lost connection the gap is told, and signals come again', async () => {
    const [one, two] = await Promise.all([database.store(), database.store()]);
    const atTwo = heard(two);
    await database.sql(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'",
    );
    await atTwo.gap();
    // The writer's own way may still be down: it sends what waits when it is back.
    await one.instances.commit([unit('acme', 'after', 0)]);
    await atTwo.until('after');
  });

  test('a signal on a way that falls silent is sent again on the next one', async () => {
    const { host, port } = (database.config as { config: { host: string; port: number } }).config;
    const target = host.startsWith('/') ? `${host}/.s.PGSQL.${port}` : port;
    const way = await FaultProxy.open({ target, random: () => 0 });
    const config = { ...database.config, config: { host: '127.0.0.1', port: way.port } };
    const login = (database.config as { config: object }).config;
    const two = await database.store();
    const one = await database.store({ config: { ...login, ...config.config } } as never);
    const atTwo = heard(two);
    await one.instances.commit([unit('acme', 'before', 0)]);
    await atTwo.until('before');
    await one.instances.commit([unit('acme', 'silent', 0)]);
    way.mode = 'blackhole';
    // It is on its way, or was faster than the silence.
    const isToldOf = () => atTwo.signals.some(({ instance }) => instance === 'silent');
    while (!way.struck.get('blackhole') && !isToldOf()) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    way.mode = 'pass';
    await atTwo.until('silent');
    await one.close();
    await way.close();
  });

  test('what was committed just before the end is still told', async () => {
    const [one, two] = await Promise.all([database.store(), database.store()]);
    const atTwo = heard(two);
    await one.instances.commit([unit('acme', 'last', 0)]);
    await one.close();
    await atTwo.until('last');
  });
});
