/**
 * One PostgreSQL for the tests, and a database of its own for each that asks.
 *
 * The embedded server in a well-known temporary folder, or the one of VERMILION_TEST_POSTGRES (a
 * URL of a superuser). It needs no set-up: whoever comes first starts it, everybody else adopts it,
 * the last process to leave stops it. A runner that wants it to live over all files calls
 * `startTestServer()` before and `stop()` after them. The folder stays, so the next run starts in
 * a tenth of a second.
 */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import {
  createPostgresStore,
  migrate,
  type PostgresConfig,
  type PostgresOptions,
  type Store,
  startEmbeddedPostgres,
} from '../../src/store/index.ts';
import { clientConfig } from '../../src/store/postgres/connection/config.ts';

const MIGRATIONS = join(import.meta.dirname, '../../src/store/postgres/migrations');
const TEMPLATE_LOCK = 7_215_001;

export interface TestServer {
  /** Makes a database from the migrated template, or empties one given back. */
  database(): Promise<TestDatabase>;
  stop(): Promise<void>;
}

export interface TestDatabase {
  readonly config: PostgresConfig;
  /** Opens a store on it; closed by `drop`. */
  store(options?: Partial<PostgresOptions>): Promise<Store>;
  /** Runs SQL as the owner. */
  sql<Row = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Closes its stores, empties it and keeps it for the next who asks: a tenth of the cost of a new one. */
  giveBack(): Promise<void>;
  drop(): Promise<void>;
}

/** Where the tests' own server has its data. */
export function testServerFolder(): string {
  return join(tmpdir(), `vermilion-test-${process.getuid?.() ?? 'user'}`);
}

/** Starts or adopts the tests' server and makes the template when it is missing. */
export async function startTestServer(): Promise<TestServer> {
  const url = process.env['VERMILION_TEST_POSTGRES'];
  const embedded = url ? undefined : await startEmbeddedPostgres({ dataDir: testServerFolder() });
  const on = (database: string): pg.ClientConfig =>
    embedded
      ? { ...embedded.config, database }
      : { connectionString: withDatabase(url!, database) };
  const at = (database: string): PostgresConfig =>
    embedded ? { config: { ...embedded.config, database } } : { url: withDatabase(url!, database) };
  await sweep(on);
  const template = await ensureTemplate(on, at);
  const idle: TestDatabase[] = [];
  return {
    database: async () => idle.pop() ?? cloneDatabase(template, on, at, idle),
    stop: async () => {
      for (const database of idle.splice(0)) await database.drop();
      await embedded?.stop();
    },
  };
}

type On = (database: string) => pg.ClientConfig;
type At = (database: string) => PostgresConfig;

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

async function run<Row>(config: pg.ClientConfig, text: string, values: readonly unknown[] = []) {
  const client = new pg.Client(config);
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(text, [...values])).rows as Row[];
  } finally {
    await client.end();
  }
}

/** Drops databases of test processes that ended without doing so. */
async function sweep(on: On): Promise<void> {
  const found = await run<{ datname: string }>(
    on('postgres'),
    "SELECT datname FROM pg_database WHERE datname LIKE 'test\\_%'",
  );
  for (const { datname } of found) {
    const pid = Number(datname.split('_')[1]);
    try {
      process.kill(pid, 0);
    } catch {
      await run(on('postgres'), `DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`);
    }
  }
}

/** The template's name changes with the migrations, so an old one is never used. */
async function ensureTemplate(on: On, at: At): Promise<string> {
  const hash = createHash('sha256');
  for (const file of readdirSync(MIGRATIONS).sort())
    hash.update(file).update(readFileSync(join(MIGRATIONS, file)));
  const name = `template_${hash.digest('hex').slice(0, 12)}`;
  const client = new pg.Client(on('postgres'));
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (found.rowCount) return name;
    await client.query(`DROP DATABASE IF EXISTS ${name}_new WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${name}_new`);
    await migrate(at(`${name}_new`));
    await client.query(`ALTER DATABASE ${name}_new RENAME TO ${name}`);
    return name;
  } finally {
    await client.end();
  }
}

let made = 0;

/** Deletes every row, as the superuser whom no policy holds. */
const EMPTY = `DO $$ DECLARE t text; BEGIN
  FOR t IN SELECT relname FROM pg_class WHERE relkind = 'r' AND relname <> 'migration'
    AND relnamespace = 'public'::regnamespace ORDER BY relname LOOP
    EXECUTE format('DELETE FROM %I', t);
  END LOOP;
END $$`;

async function cloneDatabase(
  template: string,
  on: On,
  at: At,
  idle: TestDatabase[],
): Promise<TestDatabase> {
  const unique = `${process.pid}_${Math.floor(performance.timeOrigin)}_${++made}`;
  const name = `test_${unique}_${crypto.randomUUID().slice(0, 8)}`;
  await run(on('postgres'), `CREATE DATABASE ${name} TEMPLATE ${template}`);
  const stores: Store[] = [];
  const close = () => Promise.all(stores.splice(0).map((store) => store.close()));
  const database: TestDatabase = {
    config: at(name),
    async store(options = {}) {
      const store = await createPostgresStore({ ...at(name), ...options } as PostgresOptions);
      stores.push(store);
      return store;
    },
    sql: (text, values) => run(on(name), text, values),
    async giveBack() {
      await close();
      await run(on(name), EMPTY);
      idle.push(database);
    },
    async drop() {
      await close();
      await run(on('postgres'), `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
  return database;
}

/** An empty database beside the template's clones. */
export async function bare(
  config: PostgresConfig,
): Promise<{ config: PostgresConfig; drop(): Promise<void> }> {
  const admin = new pg.Client(clientConfig(config));
  await admin.connect();
  const name = `test_${process.pid}_bare_${crypto.randomUUID().slice(0, 8)}`;
  await admin.query(`CREATE DATABASE ${name}`);
  const at: PostgresConfig =
    'url' in config
      ? { url: Object.assign(new URL(config.url), { pathname: `/${name}` }).href }
      : { config: { ...config.config, database: name } };
  return {
    config: at,
    async drop() {
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.end();
    },
  };
}
