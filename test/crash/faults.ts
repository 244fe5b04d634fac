/** Everything that goes wrong in a crash run; each ends by itself or is healed at the next rest. */

import { execFile } from 'node:child_process';
import { rmSync, statfsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type pg from 'pg';
import type { Failpoint } from './failpoints.ts';
import { FAILPOINTS } from './failpoints.ts';
import { killMigrations } from './migrating.ts';
import type { FaultProxy, Mode } from './proxy.ts';
import type { Server } from './server.ts';
import { rollVersions } from './versions.ts';
import { LEASE_MS, SILENCE_MS, type World } from './world.ts';

const run = promisify(execFile);

export interface Fault {
  /** Who or what it strikes. */
  readonly family: 'server' | 'database' | 'network' | 'clock' | 'failpoint';
  /** Whether another fault may strike meanwhile. */
  readonly isShared?: boolean;
  readonly strike: (world: World) => Promise<void>;
}

const DIES_MS_MAX = 60_000;
const BURST = 200;
const HOUR_MS = 3_600_000;
const BIT = 262_144;

/** A server that listens; waits for one. */
async function listening(world: World): Promise<Server> {
  for (let tries = 0; tries < 1_200; tries++) {
    const up = world.servers.filter(({ isListening }) => isListening);
    if (up.length > 0) return world.chance.pick(up);
    await sleep(50);
  }
  throw new Error('no server comes up');
}

function network(side: 'before' | 'behind', mode: Mode, ms: number): Fault {
  const strike = async (world: World): Promise<void> => {
    const proxies: readonly FaultProxy[] = world.chance.happens(0.3)
      ? world[side]
      : [world.chance.pick(world[side])];
    for (const proxy of proxies) proxy.mode = mode;
    await sleep(ms * (0.5 + world.chance.next()));
    for (const proxy of proxies) proxy.mode = 'pass';
  };
  return { family: 'network', isShared: true, strike };
}

async function killServers(world: World, count: number): Promise<void> {
  await listening(world);
  const up = world.servers.filter(({ isListening }) => isListening).slice(0, count);
  world.count('server kills', up.length);
  await Promise.all(up.map((server) => server.kill()));
}

async function restartDatabase(world: World, signal: 'SIGKILL' | 'SIGQUIT' | 'SIGINT') {
  const { database } = world;
  if (signal !== 'SIGINT') world.count('database kills');
  await database.stop(signal);
  await sleep(world.chance.below(400));
  await database.start();
}

export const FAULTS = {
  'kill a server': {
    family: 'server',
    isShared: true,
    strike: async (world) => {
      const server = await listening(world);
      await sleep(world.chance.below(300));
      world.count('server kills');
      await server.kill();
    },
  },
  'kill all servers': { family: 'server', strike: (world) => killServers(world, Infinity) },
  'freeze a server past its leases': {
    family: 'server',
    isShared: true,
    strike: async (world) => {
      const server = await listening(world);
      server.signal('SIGSTOP');
      await sleep(LEASE_MS + 1_500);
      server.signal('SIGCONT');
      world.count('freezes');
    },
  },
  'kill a server at each step of a migration': { family: 'server', strike: killMigrations },
  'roll the servers': { family: 'server', strike: roll },
  'roll to the next version and back': { family: 'server', strike: rollVersions },
  'a burst of clients': {
    family: 'server',
    isShared: true,
    strike: async (world) => {
      const server = await listening(world);
      const url = `http://127.0.0.1:${server.port}`;
      world.count('requests of bursts', BURST);
      world.count('requests of bursts without an answer', await world.clients.burst(BURST, url));
    },
  },
  'kill the broker': {
    family: 'network',
    isShared: true,
    strike: async (world) => {
      await world.stream?.killAndRestart(world.chance.below(3_000));
    },
  },
  'kill the database': { family: 'database', strike: (world) => restartDatabase(world, 'SIGKILL') },
  'kill a backend': {
    family: 'database',
    isShared: true,
    strike: async (world) => {
      const backends = await world.database.backends().catch(() => []);
      if (backends.length === 0) return;
      world.count('database kills');
      process.kill(world.chance.pick(backends), 'SIGKILL');
      await sleep(200);
      await world.database.serves();
    },
  },
  'stop the database at once': {
    family: 'database',
    strike: (world) => restartDatabase(world, 'SIGQUIT'),
  },
  'restart the database': {
    family: 'database',
    strike: (world) => restartDatabase(world, 'SIGINT'),
  },
  'end all sessions': {
    family: 'database',
    isShared: true,
    strike: async (world) => {
      await world.database
        .sql(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE application_name = 'vermilion'`,
        )
        .catch(() => {});
    },
  },
  'the power fails': { family: 'database', strike: losePower },
  'no connection is left': { family: 'database', strike: exhaust },
  'somebody holds a lock': { family: 'database', isShared: true, strike: lock },
  'the disk is full': { family: 'database', strike: fillDisk },
  'the connections die without a word': {
    family: 'network',
    isShared: true,
    strike: async (world) => {
      world.chance.pick(world.behind).deaden();
      await sleep(SILENCE_MS + 1_000);
    },
  },
  'the database refuses': network('behind', 'refuse', 1_500),
  'the database is silent': network('behind', 'blackhole', 1_500),
  'the database is not heard': network('behind', 'deaf', 1_000),
  'a commit’s answer is cut off': network('behind', 'reset-answer', 700),
  'half of a commit’s answer': network('behind', 'truncate', 700),
  'the database is slow': network('behind', 'slow', 2_000),
  'the server refuses': network('before', 'refuse', 1_500),
  'the server is silent': network('before', 'blackhole', 1_500),
  'the server is not heard': network('before', 'deaf', 1_500),
  'an answer is cut off': network('before', 'reset-answer', 700),
  'half of an answer': network('before', 'truncate', 700),
  'the server is slow': network('before', 'slow', 2_000),
  'a clock an hour off': {
    family: 'clock',
    strike: async (world) => {
      const server = await listening(world);
      await server.relive({ skewMs: world.chance.pick([-HOUR_MS, HOUR_MS]) });
      await sleep(2_000);
      await server.kill();
    },
  },
} as const satisfies { readonly [name: string]: Fault };

export type FaultName = keyof typeof FAULTS;

/** One after the other is asked to go; the clients may notice by one more try, no more (R7). */
async function roll(world: World): Promise<void> {
  for (const server of world.servers) await world.ready(server);
  const first = world.clients.attempts.length;
  for (const server of world.servers) {
    const { ms, end } = await server.terminate();
    world.drains.push(ms);
    world.promises.holds('R7', end.code === 0, () => `${server.name} went with ${end.code}`);
    await world.ready(server);
  }
  const during = world.clients.attempts.slice(first).filter(({ returnedAt }) => {
    return Number.isFinite(returnedAt);
  });
  world.count('requests during rolls', during.length);
  world.count('retries during rolls', during.filter(({ tries }) => tries > 1).length);
  const more = during.filter(({ tries }) => tries > 2).length;
  world.count('second retries during rolls', more);
  const isRare = more <= during.length / 100;
  world.promises.holds('R7', isRare, () => `${more} of ${during.length} were sent three times`);
}

/** Every connection that the database has is taken by somebody else. */
async function exhaust(world: World): Promise<void> {
  const taken: pg.Client[] = [];
  const { database } = world;
  const sql = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE application_name = 'vermilion'`;
  const first = await database.connect();
  taken.push(first);
  try {
    for (;;) taken.push(await database.connect());
  } catch {
    world.count('connections taken', taken.length);
  }
  await first.query(sql).catch(() => {});
  await sleep(1_500);
  await Promise.all(taken.map((client) => client.end().catch(() => {})));
}

/** A session that stands still in its transaction. */
async function lock(world: World): Promise<void> {
  const client = await world.database.connect().catch(() => undefined);
  if (!client) return;
  try {
    await client.query('BEGIN');
    const table = world.chance.pick(['instance', 'outbox', 'timer', 'answer']);
    await client.query(`LOCK TABLE ${table} IN EXCLUSIVE MODE`);
    await sleep(1_500);
  } catch {
    // The database fell meanwhile, and the lock with it.
  } finally {
    await client.end().catch(() => {});
  }
}

/** The database falls with its machine, and finds what the disk has kept. */
async function losePower(world: World): Promise<void> {
  const { database, disk } = world;
  if (!disk) return;
  await sleep(1_000 + world.chance.below(2_000));
  await database.stop('SIGKILL');
  await disk.losePower();
  await database.start();
  world.count('power losses');
}

/** Not a byte is left; then there is room again, and a database that gave up is started. */
async function fillDisk(world: World): Promise<void> {
  if (!world.isFillable) {
    world.count('disks not filled: it takes root on Linux');
    return;
  }
  const { database } = world;
  const ballast = join(database.folder, '..', 'ballast');
  const before = world.clients.attempts.length;
  try {
    await fill(ballast, database.folder);
    await sleep(2_000);
  } finally {
    rmSync(ballast, { force: true });
  }
  world.count('full disks');
  const refused = world.clients.attempts.slice(before).filter(({ lost }) => lost > 0).length;
  world.promises.holds('R3', true, () => '');
  world.count('commands that met a full disk', refused);
  if (!database.isUp) await database.start();
  await database.serves();
}

/** Takes what is free at once, then the rest by bits, while others still write. */
async function fill(ballast: string, folder: string): Promise<void> {
  const { bavail, bsize } = statfsSync(folder);
  const most = Math.max(0, bavail * bsize - BIT * 32);
  await run('fallocate', ['-l', String(most), ballast]);
  const file = await open(ballast, 'a');
  try {
    for (;;) await file.appendFile(Buffer.alloc(BIT));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    await file.close();
  }
}

/** Those that are met by any server in its ordinary life. */
const MET_BY_ITSELF = (Object.keys(FAILPOINTS) as Failpoint[]).filter(
  (name) => name !== 'while draining' && name !== 'a migration step',
);
/** Those that a life comes to once, or that the servers share. */
const ONCE = new Set<Failpoint>([
  ...(['before listen', 'after listen', 'while draining'] as const),
  ...(['after timers are leased', 'after a timer fired'] as const),
]);

/** Every failpoint, in its order. */
export const FAILPOINT_NAMES: readonly Failpoint[] = [...MET_BY_ITSELF, 'while draining'];

/** A server dies at a failpoint: it must get there. */
export async function strikeFailpoint(world: World, name: Failpoint): Promise<void> {
  const server = await listening(world);
  const passage = ONCE.has(name) ? 1 : 1 + world.chance.below(4);
  await server.relive({ failpoint: { name, passage } });
  if (name === 'while draining') server.signal('SIGTERM');
  const late = Symbol('late');
  const end = await Promise.race([server.ended, sleep(DIES_MS_MAX).then(() => late)]);
  const isDead = typeof end !== 'symbol' && end.signal === 'SIGKILL';
  world.promises.holds('F10', isDead, () => `no server died at “${name}”`);
  if (isDead) world.count(`died ${name}`);
  world.count('server kills');
}
