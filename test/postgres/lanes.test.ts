/** Pipelined transactions on one connection do not spoil each other's prepared statements. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import { appConfig } from '../../src/store/postgres/connection/config.ts';
import { Lanes } from '../../src/store/postgres/connection/lanes.ts';
import { startTestServer, type TestDatabase, type TestServer } from './server.ts';

let server: TestServer;
let database: TestDatabase;

beforeAll(async () => {
  server = await startTestServer();
  database = await server.database();
});

afterAll(async () => {
  await database.drop();
  await server.stop();
});

const BROKEN = { name: 'broken', text: 'SELECT 1 / $1::int AS n', values: [0] };

function counting(n: number) {
  return { name: 'counting', text: 'SELECT $1::int AS n', values: [n] };
}

test('R6 a statement first used behind a failure is there for the transactions that follow', async () => {
  const lanes = new Lanes(appConfig(database.config), 1);
  const failing = lanes.readAll('registries', [BROKEN, counting(0)]);
  const following = Array.from({ length: 5 }, (_, n) => lanes.read('registries', counting(n)));
  await expect(failing).rejects.toMatchObject({ code: 'store.rejected' });
  expect(await Promise.all(following)).toEqual([0, 1, 2, 3, 4].map((n) => [{ n }]));
  expect(await lanes.read('registries', counting(5))).toEqual([{ n: 5 }]);
  await lanes.close();
});

test('R6 a read that fails takes nobody along of those who share its transaction', async () => {
  const lanes = new Lanes(appConfig(database.config), 1);
  const numbers = [0, 1, 2, 3];
  const [failing, ...others] = await Promise.allSettled([
    lanes.read('registries', BROKEN),
    ...numbers.map((n) => lanes.read('registries', counting(n))),
  ]);
  expect(failing).toMatchObject({ status: 'rejected', reason: { code: 'store.rejected' } });
  expect(others).toEqual(numbers.map((n) => ({ status: 'fulfilled', value: [{ n }] })));
  await lanes.close();
});

test('X3 only reads behind the same walls share a transaction', async () => {
  const lanes = new Lanes(appConfig(database.config), 1);
  const wall = {
    name: 'wall',
    text: `SELECT current_setting('vermilion.tenants', true) AS wall, now()::text AS begun`,
    values: [],
  };
  const rows = await Promise.all(
    [['a'], ['b'], ['a'], ['a', 'b']].map((walls) =>
      lanes.read<Record<string, string>>(walls, wall),
    ),
  );
  const [a, b, again, both] = rows.map(([row]) => row!);
  expect([a!['wall'], b!['wall'], both!['wall']]).toEqual(['{"a"}', '{"b"}', '{"a","b"}']);
  expect(again).toEqual(a);
  expect(b!['begun']).not.toBe(a!['begun']);
  await lanes.close();
});
