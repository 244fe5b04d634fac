/** Reads that share a burst, and a connection after one of them failed. */

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Lanes } from '../../src/store/mysql/connection/lanes.ts';
import { sql } from '../../src/store/mysql/connection/sql.ts';
import { openCutter } from './cutter.ts';
import { type MysqlDatabase, type MysqlServer, mysqlServers } from './server.ts';

const { missing, start } = mysqlServers();
let server: MysqlServer;
let database: MysqlDatabase;

beforeAll(async () => {
  if (missing !== undefined) return;
  server = await start();
  database = await server.bare();
});
afterAll(async () => {
  await database?.drop();
  await server?.stop();
});
beforeEach(({ skip }) => skip(missing !== undefined, missing));

const BROKEN = sql`SELECT (SELECT 1 UNION SELECT 2) AS n`;
const counting = (n: number) => sql`SELECT ${n} AS n`;

test('R6 a read that fails takes nobody along of those who share its burst', async () => {
  const lanes = new Lanes(database.config, 1);
  const numbers = Array.from({ length: 40 }, (_, n) => n);
  const asked = numbers.map((n) => lanes.read(n === 3 ? BROKEN : counting(n)));
  const [first, ...others] = await Promise.allSettled(asked);
  const failed = others.splice(2, 1);
  expect(failed).toMatchObject([{ status: 'rejected', reason: { code: 'store.rejected' } }]);
  const rows = [first, ...others].map((one) => one?.status === 'fulfilled' && one.value);
  expect(rows).toEqual(numbers.filter((n) => n !== 3).map((n) => [{ n }]));
  expect(await lanes.read(counting(41))).toEqual([{ n: 41 }]);
  await lanes.close();
});

test('reads that wait for a connection share a round trip, sixteen at most', async () => {
  const cutter = await openCutter(database.config);
  const lanes = new Lanes(cutter.config, 1);
  const ask = (count: number) =>
    Promise.all(Array.from({ length: count }, (_, n) => lanes.read(counting(n))));
  await ask(1);
  for (const [reads, trips] of [
    [1, 1],
    [16, 1],
    [40, 3],
  ] as const) {
    const before = cutter.heard();
    const rows = await ask(reads);
    expect(rows).toEqual(rows.map((_, n) => [{ n }]));
    expect(cutter.heard() - before).toBe(trips);
  }
  await lanes.close();
  cutter.close();
});

test('R6 a transaction that fails in the middle leaves nothing open on its connection', async () => {
  await database.sql('CREATE TABLE t (n INT PRIMARY KEY) ENGINE = InnoDB');
  const lanes = new Lanes(database.config, 1);
  const write = lanes.write([sql`INSERT INTO t VALUES (1)`, BROKEN]);
  await expect(write).rejects.toMatchObject({ code: 'store.rejected' });
  expect(await lanes.read(sql`SELECT n FROM t`)).toEqual([]);
  await lanes.write([sql`INSERT INTO t VALUES (2)`]);
  expect(await database.sql('SELECT n FROM t')).toEqual([{ n: 2 }]);
  await lanes.close();
});

test('D11 a lost race is run again, and what is lost every time is not a race', async () => {
  await database.sql('CREATE TABLE k (n INT PRIMARY KEY) ENGINE = InnoDB');
  const lanes = new Lanes(database.config, 2);
  const next = () =>
    lanes.transact([sql`SELECT count(*) AS n FROM k`], ([found]) => {
      const n = found!.rows[0]!['n'] as number;
      return { write: [sql`INSERT INTO k VALUES (${n})`], result: n };
    });
  const taken = await Promise.all(Array.from({ length: 8 }, next));
  expect(taken.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  const again = lanes.write([sql`INSERT INTO k VALUES (0)`]);
  await expect(again).rejects.toMatchObject({ code: 'store.rejected' });
  await lanes.close();
});
