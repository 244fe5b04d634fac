/** Starts the embedded PostgreSQL, or adopts the one that runs. */

import { type ChildProcess, spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { StoreFault } from '../faults.ts';
import { findBinaries } from './binaries.ts';
import { ensureCluster, OWNER, serverArguments, serverEnvironment } from './cluster.ts';
import { guardServer } from './guard.ts';
import { type Home, homeOf } from './home.ts';
import {
  isAlive,
  type PostmasterFile,
  processesIn,
  readPostmasterFile,
  waitFor,
  withLock,
} from './processes.ts';

/** Where an embedded database lies and how it is reached. */
export interface EmbeddedOptions {
  /** Where the data lies; made when missing. */
  readonly dataDir: string;
  readonly log?: (line: string) => void;
  /** Default: a unix socket, but for Windows. */
  readonly transport?: 'socket' | 'tcp';
  /** true: a server that is killed is started again, where it was, until `stop`. */
  readonly guarded?: boolean;
}

/** How to reach a database. */
export interface PostgresAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** A running server that this process uses. */
export interface EmbeddedPostgres {
  readonly config: PostgresAddress;
  /** true: it ran already, started by a process that may be dead. */
  readonly adopted: boolean;
  /** The postmaster's process id. */
  readonly pid: number;
  /** Leaves the server; the last process to leave shuts it down and waits for its end. */
  stop(): Promise<void>;
}

const START_MS_MAX = 60_000;
const STOP_MS_MAX = 30_000;
const LOG_BYTES_MAX = 8 << 20;
const SOCKET_PORT = 5432;

/**
 * Makes the database when it is new, then starts it or adopts a living postmaster.
 * Any number of processes may call it for one folder, at the same time too: one starts, the
 * others adopt.
 * Faults: `store.embedded-failed`.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const home = homeOf(options.dataDir);
  const log = options.log ?? (() => {});
  return withLock(home.lock, START_MS_MAX, async () => {
    const running = await adopt(home);
    let server = running ?? (await start(home, options, log));
    log(running ? `adopted the database of process ${server.pid}` : `started ${server.pid}`);
    await ensureDatabase(server.config);
    const seat = join(home.users, String(process.pid));
    const places = (existsSync(seat) ? Number(readFileSync(seat, 'utf8')) : 0) + 1;
    writeFileSync(seat, String(places));
    const { port } = server.config;
    const again = () =>
      withLock(home.lock, START_MS_MAX, async () => {
        server = (await adopt(home)) ?? (await start(home, options, log, port));
        return server.pid;
      });
    const unguard = options.guarded ? guardServer(server.pid, again, log) : undefined;
    return {
      config: server.config,
      adopted: running !== undefined,
      pid: server.pid,
      stop: once(async () => {
        await unguard?.();
        await leave(home, server, seat);
      }),
    };
  });
}

interface Running {
  readonly pid: number;
  readonly config: PostgresAddress;
  readonly child?: ChildProcess;
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= work();
    return done;
  };
}

/** Gives the living postmaster of this folder; clears away what a dead one left. */
async function adopt(home: Home): Promise<Running | undefined> {
  const file = readPostmasterFile(home.data);
  if (!file) return undefined;
  const inside = processesIn(home.data);
  const ours = isAlive(file.pid) && (inside === undefined || inside.includes(file.pid));
  if (ours) {
    const config = addressOf(home, file);
    const answer = await waitFor(async () => {
      if (!isAlive(file.pid)) return 'dead';
      return (await answers({ ...config, database: 'postgres' })) ? 'alive' : undefined;
    }, START_MS_MAX);
    if (answer === 'alive') return { pid: file.pid, config };
    if (answer === undefined) throw new StoreFault('store.embedded-failed', 'it does not answer');
  }
  // A killed postmaster's backends end by themselves; no new server may start before they did.
  const empty = await waitFor(
    () => ((processesIn(home.data)?.length ?? 0) === 0 ? true : undefined),
    STOP_MS_MAX,
  );
  if (!empty) throw new StoreFault('store.embedded-failed', 'backends of a dead server live on');
  // PostgreSQL takes a foreign process that got the dead one's number, or a zombie, for itself.
  rmSync(join(home.data, 'postmaster.pid'), { force: true });
  for (const end of ['', '.lock']) {
    rmSync(join(home.socket, `.s.PGSQL.${SOCKET_PORT}${end}`), { force: true });
  }
  return undefined;
}

function addressOf(home: Home, file: Pick<PostmasterFile, 'port' | 'socket' | 'listen'>) {
  return {
    host: file.socket || file.listen || '127.0.0.1',
    port: file.port,
    user: OWNER,
    password: readFileSync(home.password, 'utf8'),
    database: OWNER,
  };
}

async function start(
  home: Home,
  options: EmbeddedOptions,
  log: (line: string) => void,
  wantedPort?: number,
): Promise<Running> {
  const binaries = await findBinaries(home.user);
  if (!existsSync(home.data)) log('making a new database');
  await ensureCluster(home, binaries);
  const tcp = (options.transport ?? (process.platform === 'win32' ? 'tcp' : 'socket')) === 'tcp';
  const port = tcp ? (wantedPort ?? (await freePort())) : SOCKET_PORT;
  const listening = {
    port: String(port),
    listen_addresses: tcp ? '127.0.0.1' : '',
    unix_socket_directories: tcp ? '' : home.socket,
  };
  const child = launch(home, binaries.postgres, await serverArguments(home, binaries, listening));
  const { listen_addresses: listen, unix_socket_directories: socket } = listening;
  const config = addressOf(home, { port, socket, listen });
  const answer = await waitFor(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return 'dead';
    return (await answers({ ...config, database: 'postgres' })) ? 'alive' : undefined;
  }, START_MS_MAX);
  if (answer !== 'alive' || child.pid === undefined) {
    child.kill('SIGQUIT');
    throw new StoreFault('store.embedded-failed', `see ${home.log}`);
  }
  return { pid: child.pid, config, child };
}

function launch(home: Home, program: string, args: readonly string[]): ChildProcess {
  if (existsSync(home.log) && statSync(home.log).size > LOG_BYTES_MAX) {
    renameSync(home.log, `${home.log}.old`);
  }
  const out = openSync(home.log, 'a', 0o600);
  // In a session of its own: a Ctrl-C at the terminal reaches us, and we stop the server.
  const child = spawn(program, args, {
    ...home.user,
    cwd: home.root,
    env: serverEnvironment(),
    detached: true,
    stdio: ['ignore', out, out],
  });
  closeSync(out);
  child.on('error', () => {});
  child.unref();
  return child;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', resolve);
  });
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

async function answers(config: PostgresAddress): Promise<boolean> {
  const client = new pg.Client({ ...config, connectionTimeoutMillis: 2_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

async function ensureDatabase(config: PostgresAddress): Promise<void> {
  const client = new pg.Client({ ...config, database: 'postgres' });
  client.on('error', () => {});
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [
      config.database,
    ]);
    if (!rowCount) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(config.database)}`);
  } finally {
    await client.end();
  }
}

async function leave(home: Home, server: Running, seat: string): Promise<void> {
  await withLock(home.lock, START_MS_MAX, async () => {
    const places = existsSync(seat) ? Number(readFileSync(seat, 'utf8')) - 1 : 0;
    if (places > 0) {
      writeFileSync(seat, String(places));
      return;
    }
    rmSync(seat, { force: true });
    for (const pid of readdirSync(home.users).map(Number)) {
      if (isAlive(pid)) return;
      rmSync(join(home.users, String(pid)), { force: true });
    }
    await shutDown(server);
  });
}

/** SIGINT: fast shutdown, clients are cut, everything is on disk at its end. */
async function shutDown({ pid, child }: Running): Promise<void> {
  const gone = (): true | undefined => {
    // Our own child must be reaped, or its number stays taken.
    const reaped = !child || child.exitCode !== null || child.signalCode !== null;
    return reaped && !isAlive(pid) ? true : undefined;
  };
  if (gone()) return;
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      // Gone between the look and the signal.
    }
    if (await waitFor(gone, STOP_MS_MAX)) return;
  }
  throw new StoreFault('store.embedded-failed', `process ${pid} does not end`);
}
