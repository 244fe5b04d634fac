/** Migrations, and what makes a store refuse to open or fail under way. */

import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPostgresStore, migrate, type PostgresConfig } from '../../src/store/index.ts';
import { clientConfig } from '../../src/store/postgres/connection/config.ts';
import { migrationNames } from '../../src/store/postgres/migrate.ts';
import { answer, unit } from '../contract/units.ts';
import { bare, startTestServer, type TestServer } from './server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server?.stop());

/** The parts of a connection, given as such or as a URL. */
function connectionOf(config: PostgresConfig) {
  const client = new pg.Client(clientConfig(config));
  const { user, password, host, database } = client;
  return { user, password, host, database };
}

describe('migrations', () => {
  test('run once, however many start at the same time', async () => {
    const database = await server.database();
    const { config, drop } = await bare(database.config);
    const ran = await Promise.all([migrate(config), migrate(config), migrate(config)]);
    expect(ran.flat()).toEqual(migrationNames());
    expect(ran.flat()[0]).toBe('0001-foundation');
    expect(await migrate(config)).toEqual([]);
    const store = await createPostgresStore(config);
    expect(await store.access.tenants()).toEqual([]);
    await store.close();
    await drop();
    await database.drop();
  });

  test('R8 a start killed at any statement of the schema leaves what the next one makes whole', async () => {
    const database = await server.database();
    const { config, drop } = await bare(database.config);
    const client = new pg.Client(clientConfig(config));
    await client.connect();
    // Counts statements over rolled back transactions, and ends the one whose turn it is.
    await client.query(`
      CREATE SCHEMA kill; CREATE SEQUENCE kill.at; CREATE TABLE kill.turn (n bigint);
      INSERT INTO kill.turn VALUES (0);
      CREATE FUNCTION kill.it() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
        IF nextval('kill.at') = (SELECT n FROM kill.turn) THEN
          PERFORM pg_terminate_backend(pg_backend_pid());
        END IF;
      END $$;
      CREATE EVENT TRIGGER kill ON ddl_command_end EXECUTE FUNCTION kill.it()`);
    let killed = 0;
    for (;;) {
      const turn = "UPDATE kill.turn SET n = $1; SELECT setval('kill.at', 1, false)".split('; ');
      await client.query(turn[0]!, [killed + 1]);
      await client.query(turn[1]!);
      const outcome = await migrate(config).catch((error: { code: string }) => error.code);
      if (Array.isArray(outcome)) break;
      expect(outcome).toBe('store.unavailable');
      killed += 1;
    }
    expect(killed).toBeGreaterThan(60);
    await client.query('DROP EVENT TRIGGER kill; DROP SCHEMA kill CASCADE');
    const shape = `SELECT table_name, column_name, data_type FROM information_schema.columns
      WHERE table_schema = 'public' ORDER BY 1, 2`;
    const { rows } = await client.query(shape);
    await client.end();
    expect(rows).toEqual(await database.sql(shape));
    const store = await createPostgresStore(config);
    await store.instances.commit([unit('acme', 'i1', 0)]);
    await store.close();
    await drop();
    await database.drop();
  });

  test('X9 a file that a server without keepers wrote is its first keeper’s', async () => {
    const database = await server.database();
    const store = await database.store();
    await database.sql(`INSERT INTO file (tenant, digest, size, media_type, uploaded_by,
      uploaded_at_ms) VALUES ('acme', 'd1', 1, 'm', 'bob', 0)`);
    expect(await store.files.keptBy('acme', 'bob', ['d1', 'd2'])).toEqual(['d1']);
    expect(await store.files.keptBy('acme', 'cai', ['d1'])).toEqual([]);
    await database.drop();
  });

  test('a store refuses a database that has not been migrated', async () => {
    const database = await server.database();
    const { config, drop } = await bare(database.config);
    await expect(createPostgresStore(config)).rejects.toMatchObject({
      code: 'store.schema-behind',
      retryable: false,
    });
    await drop();
    await database.drop();
  });
});

describe('faults', () => {
  test('D14 a store refuses a database set to lose commits, unless told not to', async () => {
    const database = await server.database();
    const [row] = await database.sql<{ name: string }>('SELECT current_database() AS name');
    await database.sql(`ALTER DATABASE ${row!.name} SET synchronous_commit = off`);
    await expect(database.store()).rejects.toMatchObject({ code: 'store.degraded' });
    const store = await database.store({ allowDegraded: true });
    const health = await store.health();
    expect(health.ok).toBe(false);
    expect(health.degraded).toContain('synchronous_commit=off');
    await database.drop();
  });

  test('no server: unavailable, nothing written, worth a retry', async () => {
    const nowhere = { host: '127.0.0.1', port: 1, user: 'u', password: 'p', database: 'd' };
    await expect(createPostgresStore({ config: nowhere })).rejects.toMatchObject({
      code: 'store.unavailable',
      retryable: true,
    });
  });

  test('D3 D15 a connection that dies in a commit leaves all of it or nothing, never a rejection', async () => {
    const database = await server.database();
    const store = await database.store();
    await store.instances.commit([unit('acme', 'warm', 0)]);
    const blocker = new pg.Client(clientConfig(database.config));
    await blocker.connect();
    await blocker.query('BEGIN; LOCK TABLE journal IN ACCESS EXCLUSIVE MODE');
    const commit = store.instances.commit([
      unit('acme', 'i1', 0, { answers: [answer('i1', 'k')] }),
      unit('acme', 'i2', 0),
    ]);
    const outcome = commit.then(
      () => 'committed',
      (error: { code: string; retryable: boolean }) => error,
    );
    const waiting = async (): Promise<number> => {
      const [row] = await database.sql<{ n: number }>(
        `SELECT count(pg_terminate_backend(pid))::int AS n FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return row!.n;
    };
    while ((await waiting()) === 0);
    expect(await outcome).toMatchObject({ code: 'store.unknown-outcome', retryable: true });
    await blocker.query('ROLLBACK');
    await blocker.end();
    const keys = ['i1', 'i2'].map((instance) => ({ tenant: 'acme', instance }));
    const found = await store.instances.load(keys, [{ tenant: 'acme', key: 'k' }]);
    expect(found).toEqual({ instances: [undefined, undefined], answers: [undefined] });
    expect(await store.instances.commit([unit('acme', 'i1', 0)])).toEqual(['committed']);
    await database.drop();
  });

  test('a lost idle connection is replaced without the caller’s notice', async () => {
    const database = await server.database();
    const store = await database.store({ readers: 1, writers: 1 });
    await store.instances.commit([unit('acme', 'i1', 0)]);
    await database.sql(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    const settled = async (): Promise<boolean> => {
      const [row] = await database.sql<{ n: number }>(
        'SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
      );
      return row!.n === 0;
    };
    while (!(await settled()));
    await new Promise((resolve) => setImmediate(resolve));
    expect(await store.instances.commit([unit('acme', 'i1', 2)])).toEqual(['committed']);
    expect(await store.access.tenants()).toEqual(['acme']);
    await database.drop();
  });

  test('a statement the database refuses writes nothing and leaves the connection sound', async () => {
    const database = await server.database();
    const store = await database.store({ writers: 1 });
    const poison = unit('acme', 'i1', 0, { snapshot: '"nul \u0000 here"' });
    await expect(store.instances.commit([unit('acme', 'i0', 0), poison])).rejects.toMatchObject({
      code: 'store.rejected',
      retryable: false,
    });
    expect(await store.instances.list('acme', {}, { limit: 9 })).toEqual([]);
    expect(await store.instances.commit([unit('acme', 'i0', 0)])).toEqual(['committed']);
    await database.drop();
  });

  test('X3 a URL that keeps the app role from being taken is refused, whatever else is allowed', async () => {
    const database = await server.database();
    const { user, password, host, database: name } = connectionOf(database.config);
    const url = `postgresql://${user}:${password}@/${name}?host=${host}&options=-c%20jit%3Doff`;
    await expect(createPostgresStore({ url, allowDegraded: true })).rejects.toMatchObject({
      code: 'store.degraded',
    });
    await database.drop();
  });

  test('D14 a database that went away is not healthy', async () => {
    const database = await server.database();
    const store = await database.store();
    const [row] = await database.sql<{ name: string }>('SELECT current_database() AS name');
    const admin = new pg.Client({ ...clientConfig(database.config), database: 'postgres' });
    await admin.connect();
    await admin.query(`DROP DATABASE ${row!.name} WITH (FORCE)`);
    await admin.end();
    expect((await store.health()).ok).toBe(false);
    await store.close();
  });

  test('a closed store says so', async () => {
    const database = await server.database();
    const store = await database.store();
    await store.close();
    await expect(store.access.tenants()).rejects.toMatchObject({ code: 'store.closed' });
    await database.drop();
  });
});
