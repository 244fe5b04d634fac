/** A PostgreSQL of the harness's own: its child, on TCP, with data in memory where there is a place. */

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { findBinaries, serverUser } from '../../src/store/embedded/binaries.ts';
import { serverEnvironment } from '../../src/store/embedded/cluster.ts';
import { processesIn } from '../../src/store/embedded/processes.ts';

const run = promisify(execFile);
const OWNER = 'vermilion';
const SERVES_MS_MAX = 60_000;
const ORPHAN_LOOKS_MAX = 800;

/** A folder for what a run leaves: in memory, else the temporary one. */
export function scratch(): string {
  const root = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  return join(root, `vermilion-crash-${process.pid}`);
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', resolve);
  });
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

export interface DatabaseOptions {
  /** Where PGDATA lies; made when missing. */
  readonly folder: string;
  readonly settings?: Readonly<Record<string, string>>;
}

const SETTINGS: Readonly<Record<string, string>> = {
  shared_buffers: '64MB',
  max_wal_size: '128MB',
  min_wal_size: '80MB',
  max_connections: '100',
  restart_after_crash: 'on',
  log_min_messages: 'fatal',
  unix_socket_directories: '',
  autovacuum_naptime: '10s',
};

export class Database {
  readonly folder: string;
  readonly port: number;
  readonly #settings: Readonly<Record<string, string>>;
  #child: ChildProcess | undefined;
  #ended: Promise<unknown> = Promise.resolve();

  private constructor(options: DatabaseOptions, port: number) {
    this.folder = options.folder;
    this.port = port;
    this.#settings = { ...SETTINGS, ...options.settings };
  }

  /** Makes the cluster unless it is there, starts it and waits until it serves. */
  static async open(options: DatabaseOptions): Promise<Database> {
    const database = new Database(options, await freePort());
    await initialise(options.folder);
    await database.start();
    await database.sql(`CREATE DATABASE ${OWNER}`, 'postgres').catch((error: pg.DatabaseError) => {
      if (error.code !== '42P04') throw error;
    });
    return database;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  get isUp(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && !this.#child.signalCode;
  }

  /** A database of this server by URL, through the given port. */
  url(port = this.port, database = OWNER): string {
    return `postgres://${OWNER}@127.0.0.1:${port}/${database}`;
  }

  async start(settings: Readonly<Record<string, string>> = {}): Promise<void> {
    const user = serverUser();
    const { postgres } = await findBinaries(user);
    // The number in it may be another process's by now, or that of one not yet reaped.
    rmSync(join(this.folder, 'postmaster.pid'), { force: true });
    const all = { ...this.#settings, ...settings };
    const args = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const where = ['-D', this.folder, '-p', String(this.port), '-h', '127.0.0.1'];
    const child = spawn(postgres, [...where, ...args], {
      ...user,
      cwd: '/',
      env: serverEnvironment(),
      stdio: 'ignore',
    });
    this.#child = child;
    this.#ended = new Promise((resolve) => child.once('exit', resolve));
    await this.serves();
  }

  /** Waits until it answers. */
  async serves(): Promise<void> {
    const endMs = performance.now() + SERVES_MS_MAX;
    for (;;) {
      if (!this.isUp) throw new Error('the database has ended');
      try {
        await this.sql('SELECT 1', 'postgres');
        return;
      } catch (error) {
        if (performance.now() > endMs) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  /** `SIGKILL` as in a fall, `SIGQUIT` for an immediate stop, `SIGINT` for a fast one. */
  async stop(signal: 'SIGKILL' | 'SIGQUIT' | 'SIGINT' = 'SIGINT'): Promise<void> {
    if (!this.isUp) return;
    this.#child?.kill(signal);
    await this.#ended;
    this.#child = undefined;
    await this.#orphansGone();
  }

  /** A killed postmaster's backends notice by themselves; the next start has to wait for them. */
  async #orphansGone(): Promise<void> {
    for (let tries = 0; tries < ORPHAN_LOOKS_MAX; tries++) {
      if ((processesIn(this.folder)?.length ?? 0) === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error('backends of the dead server live on');
  }

  /** Process ids of the backends that serve clients. */
  async backends(): Promise<readonly number[]> {
    const rows = await this.sql<{ pid: number }>(
      "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
    );
    return rows.map(({ pid }) => pid);
  }

  /** Runs SQL as the superuser, past the proxies. */
  async sql<Row = Record<string, unknown>>(text: string, database = OWNER): Promise<Row[]> {
    const client = await this.connect(database);
    try {
      return (await client.query(text)).rows as Row[];
    } finally {
      await client.end().catch(() => {});
    }
  }

  /** Rows of several statements, all as of one moment. */
  async snapshot(texts: readonly string[]): Promise<readonly unknown[][]> {
    const client = await this.connect(OWNER);
    try {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      const results: unknown[][] = [];
      for (const text of texts) results.push((await client.query(text)).rows);
      return results;
    } finally {
      await client.end().catch(() => {});
    }
  }

  /** A session of its own; whoever asks for it ends it. */
  async connect(database = OWNER): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.url(this.port, database),
      connectionTimeoutMillis: 5_000,
      types: { getTypeParser: parser } as pg.CustomTypesConfig,
    });
    client.on('error', () => {});
    await client.connect();
    return client;
  }
}

const BIGINT = 20;

function parser(oid: number, format?: 'text' | 'binary') {
  if (oid === BIGINT) return Number;
  return format === 'binary'
    ? pg.types.getTypeParser(oid, format)
    : pg.types.getTypeParser(oid, 'text');
}

/** Runs initdb unless the folder holds a cluster. */
async function initialise(folder: string): Promise<void> {
  if (existsSync(join(folder, 'PG_VERSION'))) return;
  const user = serverUser();
  const { initdb } = await findBinaries(user);
  mkdirSync(dirname(folder), { recursive: true, mode: 0o755 });
  mkdirSync(folder, { mode: 0o700 });
  if (user) chownSync(folder, user.uid, user.gid);
  const how = ['--username', OWNER, '--encoding', 'UTF8', '--locale', 'C', '--data-checksums'];
  const trust = ['--auth-local', 'trust', '--auth-host', 'trust'];
  await run(initdb, ['--pgdata', folder, ...how, ...trust], {
    ...user,
    cwd: '/',
    env: serverEnvironment(),
  });
}
