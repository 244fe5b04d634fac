/**
 * Approvals a second, ours beside its peers and the physical limit, interleaved in one run.
 * Run: npm run bench -- [--peers ours,naive,…] [--in-flight 1,64] [--rounds 3] [--seconds 4]
 *   [--flush-ms 4] [--save]
 */

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { removeData } from '../examples/demo/server.ts';
import type { PostgresAddress } from '../src/store/index.ts';
import { startEmbeddedPostgres } from '../src/store/index.ts';
import type { Peer } from './peer.ts';
import { openDbos } from './peers/dbos.ts';
import { openHttp } from './peers/http.ts';
import { openLimit } from './peers/limit.ts';
import { openNaive } from './peers/naive.ts';
import { openOurs } from './peers/ours.ts';
import { openOursMysql } from './peers/ours-mysql.ts';
import { Probe } from './probe.ts';
import type { Run } from './results.ts';
import { printRatios, printTable, saveResults } from './results.ts';

const PEERS = {
  ours: openOurs,
  naive: openNaive,
  dbos: openDbos,
  limit: openLimit,
  'ours-mysql': openOursMysql,
  'ours-http': openHttp('ours'),
  'ours-http-twice': openHttp('ours', 2),
  'naive-http': openHttp('naive'),
} as const;
type Name = keyof typeof PEERS;

const { values: given } = parseArgs({
  options: {
    peers: { type: 'string', default: Object.keys(PEERS).join() },
    'in-flight': { type: 'string', default: '1,16,64,256' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '4' },
    /** Every flush to the disk takes so many milliseconds more. */
    'flush-ms': { type: 'string', default: '0' },
    /** Writes bench/results. */
    save: { type: 'boolean', default: false },
  },
});
const names = given.peers.split(',') as Name[];
const inFlight = given['in-flight'].split(',').map(Number);
const rounds = Number(given.rounds);
const milliseconds = Number(given.seconds) * 1000;

const folder = mkdtempSync(`${tmpdir()}/vermilion-bench-`);
const server = await startEmbeddedPostgres({ dataDir: folder });
await slowFlushes(Number(given['flush-ms']));
const probe = await new Probe(server.config).open();
const peers = new Map<Name, { readonly peer: Peer; readonly database: string }>();
for (const name of names) await open(name);
const runs: Run[] = [];
const total = inFlight.length * rounds * peers.size;
for (const clients of inFlight) {
  for (let round = 0; round < rounds; round++) {
    for (const name of peers.keys()) {
      await measure(name, clients, round).catch((error) => {
        console.log(`${name} failed with ${clients} in flight and is left out from here: ${error}`);
        peers.delete(name);
      });
    }
  }
}
process.stderr.write('\n');
printTable(runs);
printRatios(runs);
if (given.save) saveResults(runs);
for (const { peer } of peers.values()) await peer.close();
await probe.close();
await server.stop();
removeData(folder);

/** A disk as slow as that: PostgreSQL sleeps before it flushes, however few wait. */
async function slowFlushes(ms: number): Promise<void> {
  if (ms === 0) return;
  const admin = new pg.Client(server.config);
  await admin.connect();
  await admin.query(`ALTER SYSTEM SET commit_delay = ${ms * 1000}`);
  await admin.query('ALTER SYSTEM SET commit_siblings = 0');
  await admin.query('SELECT pg_reload_conf()');
  await admin.end();
}

async function open(name: Name): Promise<void> {
  const database = `bench_${name.replaceAll('-', '_')}`;
  const admin = new pg.Client(server.config);
  await admin.connect();
  await admin.query(`CREATE DATABASE ${database}`);
  await admin.end();
  const address: PostgresAddress = { ...server.config, database };
  try {
    peers.set(name, { peer: await PEERS[name](address), database });
  } catch (error) {
    console.log(`${name} is left out: ${error}`);
  }
}

async function measure(name: Name, clients: number, round: number): Promise<void> {
  const { peer, database } = peers.get(name)!;
  const read = peer.read ?? (() => probe.read(database));
  const before = await read();
  const figures = await peer.drive(clients, milliseconds);
  const after = await read();
  const { instancesAll } = figures;
  const server =
    before.cpuMs === undefined || after.cpuMs === undefined
      ? undefined
      : (after.cpuMs - before.cpuMs) / instancesAll;
  runs.push({
    name,
    inFlight: clients,
    round,
    commandsPerSecond: figures.commandsPerSecond,
    p50Ms: figures.p50Ms,
    p99Ms: figures.p99Ms,
    nodeMs: figures.cpuMs / instancesAll,
    serverMs: server,
    commits: (after.commits - before.commits) / instancesAll,
    flushes: (after.flushes - before.flushes) / instancesAll,
    walBytes: (after.walBytes - before.walBytes) / instancesAll,
  });
  process.stderr.write(`\r${runs.length} of ${total} runs`);
}
