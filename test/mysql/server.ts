/**
 * A MariaDB of its own for each file of tests that asks, and a database of its own for each test.
 *
 * The server is Debian's `mariadb-server-core`, taken as it lies on the machine, or installed when
 * there is none and we may (root, apt-get). Where neither is, `mysqlServers` says why and the tests
 * are skipped by that name. VERMILION_TEST_MYSQL, the URL of a user with every right, puts another
 * server in its place, a MySQL 8 for one.
 */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createMysqlStore,
  type MysqlConfig,
  type MysqlOptions,
  migrateMysql,
  type Store,
} from '../../src/store/index.ts';
import { connect } from '../../src/store/mysql/connection/config.ts';
import { programOf } from '../programs.ts';

const NOBODY = 65_534;
/** Followed by the process that made it. */
const FOLDER = 'vermilion-mysql-';
const PID = 'server.pid';
/** A server that has not answered by then will not. */
const START_MS_MAX = 30_000;

export interface MysqlServer {
  /** Makes a database with the schema, or empties one given back. */
  database(): Promise<MysqlDatabase>;
  /** Makes a database without one. */
  bare(): Promise<MysqlDatabase>;
  /** The process of a server of ours. */
  pid(): number | undefined;
  /** Ends the server as a power cut would, and starts it again on what it left. */
  killAndRestart(): Promise<void>;
  stop(): Promise<void>;
}

export interface MysqlDatabase {
  readonly config: MysqlConfig;
  /** Opens a store on it; closed by `giveBack`. */
  store(options?: Partial<MysqlOptions>): Promise<Store>;
  /** Runs one statement as the owner. */
  sql<Row = Record<string, unknown>>(text: string): Promise<Row[]>;
  /** Closes its stores and empties it for the next who asks. */
  giveBack(): Promise<void>;
  drop(): Promise<void>;
}

/** The servers that can be started here, or why none can. */
export interface MysqlServers {
  readonly missing: string | undefined;
  /** Starts one, with settings that take the place of the tests' own. */
  start(settings?: readonly string[]): Promise<MysqlServer>;
}

/** Finds the binaries, or installs them. */
export function mysqlServers(): MysqlServers {
  const url = process.env['VERMILION_TEST_MYSQL'];
  if (url) return { missing: undefined, start: async () => serverAt(url) };
  const mariadbd = programOf('mariadbd', 'mariadb-server-core');
  const installDb = programOf('mariadb-install-db', 'mariadb-server-core');
  if (!mariadbd || !installDb) {
    const missing = 'no mariadbd on this machine, and none that we may install';
    return { missing, start: () => Promise.reject(new Error(missing)) };
  }
  return {
    missing: undefined,
    start: (settings = []) => startServer(mariadbd, installDb, settings),
  };
}

async function startServer(
  mariadbd: string,
  installDb: string,
  settings: readonly string[],
): Promise<MysqlServer> {
  sweep();
  const folder = mkdtempSync(join(tmpdir(), `${FOLDER}${process.pid}-`));
  const data = join(folder, 'data');
  const asNobody = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  if (asNobody.uid) chownSync(folder, NOBODY, NOBODY);
  const socketPath = join(folder, 's');
  // The system's asynchronous input and output is scarce, and a few servers at once use it up.
  const small = [
    ...['--no-defaults', `--datadir=${data}`],
    ...['--innodb-log-file-size=16M', '--innodb-use-native-aio=0'],
  ];
  execFileSync(
    installDb,
    [...small, '--auth-root-authentication-method=normal', '--skip-test-db', '--skip-name-resolve'],
    { stdio: ['ignore', 'ignore', 'pipe'], ...asNobody },
  );
  const args = [
    ...small,
    ...[`--socket=${socketPath}`, `--pid-file=${join(folder, PID)}`],
    ...['--skip-networking', '--skip-name-resolve'],
    ...['--innodb-buffer-pool-size=64M', '--innodb-fast-shutdown=2', '--innodb-purge-threads=1'],
    ...settings,
  ];
  const run = (): ChildProcess => spawn(mariadbd, args, { stdio: 'ignore', ...asNobody });
  let server = run();
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    const ended = once(server, 'exit');
    server.kill(signal);
    await ended;
  };
  const at = (database: string): MysqlConfig => ({
    config: { socketPath, user: 'root', database },
  });
  await answering(at('mysql'), () => server.exitCode === null);
  return {
    ...databasesOf(at),
    pid: () => server.pid,
    async killAndRestart() {
      await end('SIGKILL');
      server = run();
      await answering(at('mysql'), () => server.exitCode === null);
    },
    async stop() {
      await end('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Ends servers of test processes that were killed, and removes what they left. */
function sweep(): void {
  for (const name of readdirSync(tmpdir()).filter((one) => one.startsWith(FOLDER))) {
    if (isAlive(Number(name.slice(FOLDER.length).split('-')[0]))) continue;
    const folder = join(tmpdir(), name);
    const [pid] = existsSync(join(folder, PID)) ? [readFileSync(join(folder, PID), 'utf8')] : [];
    if (pid && isAlive(Number(pid))) process.kill(Number(pid), 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Somebody else's server: what is killed there is not ours to kill. */
async function serverAt(url: string): Promise<MysqlServer> {
  const at = (database: string): MysqlConfig => ({
    url: Object.assign(new URL(url), { pathname: `/${database}` }).href,
  });
  return {
    ...databasesOf(at),
    pid: () => undefined,
    killAndRestart: () => Promise.reject(new Error('not a server of ours')),
    stop: async () => {},
  };
}

async function answering(config: MysqlConfig, isRunning: () => boolean): Promise<void> {
  const until = Date.now() + START_MS_MAX;
  for (;;) {
    try {
      (await connect(config)).destroy();
      return;
    } catch (error) {
      if (!isRunning() || Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

/** Runs one statement on a connection of its own. */
async function run<Row>(config: MysqlConfig, text: string): Promise<Row[]> {
  const connection = await connect(config);
  try {
    return await new Promise((resolve, reject) => {
      connection.query(text, (error: Error | null, rows: unknown) => {
        if (error) reject(error);
        else resolve(rows as Row[]);
      });
    });
  } finally {
    connection.destroy();
  }
}

let made = 0;

function databasesOf(at: (database: string) => MysqlConfig) {
  const idle: MysqlDatabase[] = [];
  const bare = async (): Promise<MysqlDatabase> => {
    const name = `test_${process.pid}_${++made}_${crypto.randomUUID().slice(0, 8)}`;
    await run(at('mysql'), `CREATE DATABASE ${name}`);
    return databaseNamed(name, at, idle);
  };
  return {
    bare,
    async database() {
      const known = idle.pop();
      if (known) return known;
      const database = await bare();
      await migrateMysql(database.config);
      return database;
    },
  };
}

function databaseNamed(
  name: string,
  at: (database: string) => MysqlConfig,
  idle: MysqlDatabase[],
): MysqlDatabase {
  const stores: Store[] = [];
  const close = () => Promise.all(stores.splice(0).map((store) => store.close()));
  const database: MysqlDatabase = {
    config: at(name),
    async store(options = {}) {
      const store = await createMysqlStore({ ...at(name), ...options } as MysqlOptions);
      stores.push(store);
      return store;
    },
    sql: (text) => run(at(name), text),
    async giveBack() {
      await close();
      const tables = await run<{ name: string }>(
        at(name),
        `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = '${name}'
         AND table_name NOT IN ('migration', 'signal_last')`,
      );
      await run(at(name), tables.map((table) => `DELETE FROM ${table.name}`).join(';'));
      idle.push(database);
    },
    async drop() {
      await close();
      await run(at('mysql'), `DROP DATABASE IF EXISTS ${name}`);
    },
  };
  return database;
}
