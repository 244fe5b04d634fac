/**
 * `node bench/scale.ts [open/finished …]`: what people wait for, in stores of growing size.
 * Default: 20 000 open tasks over 100 000 finished instances. `--keep FOLDER` loads into a folder
 * that stays; `--on FOLDER` measures one that was loaded before, as far as it was.
 */

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { removeData } from '../examples/demo/server.ts';
import { Engine } from '../src/engine/index.ts';
import { createPostgresStore, migrate, startEmbeddedPostgres } from '../src/store/index.ts';
import type { Wanted } from './loader.ts';
import { fill, PEOPLE, personOf, playSamples, TENANT } from './loader.ts';

const DAY_MS = 86_400_000;
const ASKED = 2_000;
const ACTED = 300;

const { values: given, positionals } = parseArgs({
  options: { keep: { type: 'string' }, on: { type: 'string' } },
  allowPositionals: true,
});
const wanted = positionals.length > 0 ? positionals : ['20000/100000'];
const sizes = wanted.map((size) => {
  const [open = 0, finished = 0] = size.split('/').map(Number);
  return { open, finished };
});

const folder = given.on ?? given.keep ?? mkdtempSync(`${tmpdir()}/vermilion-scale-`);
const server = await startEmbeddedPostgres({ dataDir: folder });
const config = { config: server.config };
await migrate(config);
const store = await createPostgresStore(config);
const admin = new pg.Client(server.config);
await admin.connect();
if (given.on === undefined) await grow();
else {
  await admin.query('ANALYZE');
  await measure();
}
await store.close();
await admin.end();
await server.stop();
if (given.on === undefined && given.keep === undefined) removeData(folder);

/** Each size adds to the one before, in a month of its own; what is open now began in the last. */
async function grow(): Promise<void> {
  const samples = await playSamples(store);
  const loaded = { open: 0, finished: 0 };
  for (const [round, { open, finished }] of sizes.entries()) {
    const nowMs = Date.now();
    const month: Wanted = {
      open: open - loaded.open,
      finished: finished - loaded.finished,
      fromMs: nowMs - (30 + round) * DAY_MS,
      untilMs: nowMs - DAY_MS - round * 1_000,
    };
    console.log(`\n${open} open tasks, ${finished} finished instances`);
    await fill(server.config, samples, month, (line) => console.log(line));
    Object.assign(loaded, { open, finished });
    await measure();
  }
}

async function measure(): Promise<void> {
  const { rows } = await admin.query(
    `SELECT pg_size_pretty(pg_database_size(current_database())) AS size,
      (SELECT reltuples::bigint FROM pg_class WHERE oid = 'instance'::regclass) AS instances`,
  );
  const [{ size, instances }] = rows as [{ size: string; instances: number }];
  console.log(`  ${size}, about ${instances} instances`);
  console.log(`  ${await largest()}`);
  const random = () => personOf(Math.floor(Math.random() * PEOPLE));
  const page = { limit: 20 };
  await timed('inbox page', () => store.inbox.tasks(TENANT, random(), 'open', page));
  const about = [{ text: 'no such subject' }];
  await timed('search of open', () => store.inbox.tasks(TENANT, random(), 'open', page, { about }));
  await timed('done page', () => store.inbox.tasks(TENANT, random(), 'done', page));
  await timed('counts', () => store.inbox.counts(TENANT, random()));
  await timed('list of all', () => store.instances.list(TENANT, {}, page));
  await timed('list of one', () => store.instances.list(TENANT, { initiator: random() }, page));
  const status = 'running' as const;
  await timed('list of running', () => store.instances.list(TENANT, { status }, page));
  const ids = await someInstances();
  let at = 0;
  const next = () => ({ tenant: TENANT, instance: ids[at++ % ids.length]! });
  await timed('load of one', () => store.instances.load([next()], []));
  await timed('journal of one', () => store.instances.journal(next(), page));
  await checkCounts();
  await act();
}

/** The tables that take most, with their indexes. */
async function largest(): Promise<string> {
  const { rows } = await admin.query(
    `SELECT coalesce(i.inhparent::regclass, c.oid::regclass)::text AS name,
       pg_size_pretty(sum(pg_table_size(c.oid))) AS rows,
       pg_size_pretty(sum(pg_indexes_size(c.oid))) AS indexes
     FROM pg_class c LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
     WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
     GROUP BY 1 ORDER BY sum(pg_total_relation_size(c.oid)) DESC LIMIT 4`,
  );
  return rows.map((row) => `${row.name} ${row.rows} + ${row.indexes}`).join(', ');
}

async function someInstances(): Promise<readonly string[]> {
  const { rows } = await admin.query(
    `SELECT instance FROM instance TABLESAMPLE SYSTEM (1) LIMIT ${ASKED}`,
  );
  return rows.map((row) => row.instance as string);
}

async function timed(name: string, work: () => Promise<unknown>): Promise<void> {
  for (let n = 0; n < ASKED / 10; n++) await work();
  const times: number[] = [];
  for (let n = 0; n < ASKED; n++) {
    const startedAt = performance.now();
    await work();
    times.push(performance.now() - startedAt);
  }
  times.sort((a, b) => a - b);
  const ms = (share: number) => (times[Math.floor(times.length * share)] ?? 0).toFixed(2);
  console.log(`  ${name.padEnd(18)} p50 ${ms(0.5)} ms, p90 ${ms(0.9)} ms, p99 ${ms(0.99)} ms`);
}

/** Counts are exact (P4): each is the number of rows. */
async function checkCounts(): Promise<void> {
  const people = Array.from({ length: 200 }, (_, n) => personOf(n * 47));
  const { rows } = await admin.query(
    `SELECT person, count(*)::int AS n FROM task
     WHERE tenant = $1 AND status = 'open' AND person = ANY ($2) GROUP BY 1`,
    [TENANT, people],
  );
  const rowsOf = new Map(rows.map(({ person, n }) => [person as string, n as number]));
  for (const person of people) {
    const { open } = await store.inbox.counts(TENANT, person);
    if (open !== (rowsOf.get(person) ?? 0)) throw new Error(`${person} counts ${open}`);
  }
  console.log(`  counts of ${people.length} people are the numbers of their rows`);
}

/** The engine goes on with what was loaded as if it had written it. */
async function act(): Promise<void> {
  const engine = new Engine({ store });
  const { rows } = await admin.query(
    `SELECT id, instance, person FROM task TABLESAMPLE SYSTEM (5)
     WHERE status = 'open' ORDER BY md5(id) LIMIT ${ACTED}`,
  );
  let ended = 0;
  for (const { id, instance, person } of rows as {
    id: string;
    instance: string;
    person: string;
  }[]) {
    const [, visit, seat] = id.split('.').map(Number);
    const vote = { type: 'ApproveTask', visit: visit!, seat: seat! } as const;
    const answer = await engine.act({ tenant: TENANT, person }, instance, vote);
    if (!answer.ok) throw new Error(`${id}: ${answer.refusal.code}`);
    const header = await store.instances.header({ tenant: TENANT, instance });
    if (header?.outcome === 'approved') ended += 1;
  }
  await engine.drain();
  console.log(`  ${rows.length} loaded tasks were approved, ${ended} instances ended by it`);
}
