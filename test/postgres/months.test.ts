/** The journal by months: made ahead, pruned when an instance is read, never in the way of a write. */

import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Store } from '../../src/store/index.ts';
import { clientConfig } from '../../src/store/postgres/connection/config.ts';
import { JOURNAL } from '../../src/store/postgres/instances.ts';
import { makeMonths, monthOf } from '../../src/store/postgres/partitions.ts';
import { header, journalRow, unit } from '../contract/units.ts';
import { startTestServer, type TestDatabase, type TestServer } from './server.ts';

const DAY_MS = 86_400_000;

let server: TestServer;
let database: TestDatabase;
let store: Store;
let owner: pg.Client;
beforeAll(async () => {
  server = await startTestServer();
  database = await server.database();
  store = await database.store();
  owner = new pg.Client(clientConfig(database.config));
  await owner.connect();
});
afterAll(async () => {
  await owner?.end();
  await database?.drop();
  await server?.stop();
});

const months = async (): Promise<string[]> => {
  const rows = await database.sql<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relispartition AND relkind = 'r' ORDER BY 1",
  );
  return rows.map((row) => row.name);
};

interface PlanNode {
  readonly 'Relation Name'?: string;
  readonly 'Actual Loops': number;
  readonly Plans?: readonly PlanNode[];
}

function nodesOf(plan: PlanNode): PlanNode[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

/** Starts an instance at one instant and writes to it at others. */
async function lived(instance: string, startedAtMs: number, later: readonly number[]) {
  const own = header('acme', instance, { startedAtMs });
  let seq = 0;
  for (const atMs of [startedAtMs, ...later]) {
    const journal = [{ ...journalRow(seq + 1, seq + 2), atMs }];
    await store.instances.commit([unit('acme', instance, seq, { header: own, journal })]);
    seq += 2;
  }
}

describe('the months', () => {
  test.each([
    ['2026-11-21', 0, 'journal_2026_11', '2026-11-01', '2026-12-01'],
    ['2026-11-21', 2, 'journal_2027_01', '2027-01-01', '2027-02-01'],
    ['2026-01-31', 1, 'journal_2026_02', '2026-02-01', '2026-03-01'],
  ])('of %s, %i ahead, is %s', (now, ahead, name, from, until) => {
    const [nowMs, fromMs, untilMs] = [now, from, until].map((day) => Date.parse(day));
    expect(monthOf(nowMs!, ahead)).toEqual({ name, fromMs, untilMs });
  });

  test('are made three ahead, once, by whoever comes, and go on as time does', async () => {
    const nowMs = Date.now();
    const ahead = (from: number) => [1, 2, 3].map((n) => monthOf(from, n).name);
    expect(await months()).toEqual(expect.arrayContaining(ahead(nowMs)));
    const before = await months();
    await store.upkeep.prepare();
    expect(await months()).toEqual(before);
    const laterMs = nowMs + 100 * DAY_MS;
    const other = new pg.Client(clientConfig(database.config));
    await other.connect();
    await Promise.all([makeMonths(owner, laterMs), makeMonths(other, laterMs)]);
    await other.end();
    expect(await months()).toEqual(expect.arrayContaining(ahead(laterMs)));
  });

  test('one that nobody made keeps no write from being done, and is left as it is', async () => {
    const farMs = Date.now() + 400 * DAY_MS;
    await lived('far', farMs, [farMs + 1]);
    const { name } = monthOf(farMs, 0);
    const [row] = await database.sql<{ n: number }>('SELECT count(*)::int AS n FROM journal_later');
    expect(row!.n).toBe(2);
    await makeMonths(owner, farMs);
    expect(await months()).not.toContain(name);
    const key = { tenant: 'acme', instance: 'far' };
    expect(await store.instances.journal(key, { limit: 9 })).toHaveLength(2);
  });

  test('a writer that holds the journal makes the owner come again later', async () => {
    const writer = new pg.Client(clientConfig(database.config));
    await writer.connect();
    await writer.query('BEGIN; LOCK TABLE journal IN ROW EXCLUSIVE MODE');
    const laterMs = Date.now() + 250 * DAY_MS;
    const before = await months();
    await makeMonths(owner, laterMs);
    expect(await months()).toEqual(before);
    await writer.query('ROLLBACK');
    await writer.end();
    await makeMonths(owner, laterMs);
    expect(await months()).toContain(monthOf(laterMs, 1).name);
  });
});

test('an instance is read in order over its months, and older ones are not looked into', async () => {
  const nextMs = monthOf(Date.now(), 1).fromMs;
  const [oneMs, twoMs, threeMs] = [nextMs - DAY_MS, nextMs + DAY_MS, nextMs + 40 * DAY_MS];
  await lived('long', oneMs, [twoMs, threeMs]);
  await lived('young', threeMs, []);
  const rows = await store.instances.journal({ tenant: 'acme', instance: 'long' }, { limit: 9 });
  expect(rows.map((row) => row.atMs)).toEqual([oneMs, twoMs, threeMs]);
  expect(rows.map((row) => row.firstSeq)).toEqual([1, 3, 5]);

  const read = async (instance: string) => {
    await owner.query(`PREPARE look AS ${JOURNAL}`);
    await owner.query("SET plan_cache_mode = 'force_generic_plan'");
    const { rows: plan } = await owner.query(
      `EXPLAIN (ANALYZE, COSTS OFF, FORMAT JSON) EXECUTE look ('acme', '${instance}', 0, 9)`,
    );
    await owner.query('DEALLOCATE look');
    const nodes = nodesOf(plan[0]['QUERY PLAN'][0].Plan);
    const looked = nodes.filter((node) => node['Actual Loops'] > 0);
    return looked.map((node) => node['Relation Name']);
  };
  const long = await read('long');
  const young = await read('young');
  expect(long).toContain('journal_before');
  expect(young).not.toContain('journal_before');
  expect(young).toContain(monthOf(threeMs, 0).name);
  expect(young.length).toBeLessThan(long.length);
});
