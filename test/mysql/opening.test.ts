/** Migrations, and what makes a store refuse to open or fail under way. */

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createMysqlStore, migrateMysql } from '../../src/store/index.ts';
import { connect } from '../../src/store/mysql/connection/config.ts';
import { mysqlMigrationSteps } from '../../src/store/mysql/migrate.ts';
import { answer, audit, unit } from '../contract/units.ts';
import { openCutter } from './cutter.ts';
import { type MysqlServer, mysqlServers } from './server.ts';

const { missing, start } = mysqlServers();
let server: MysqlServer;

beforeAll(async () => {
  if (missing === undefined) server = await start();
});
afterAll(() => server?.stop());
beforeEach(({ skip }) => skip(missing !== undefined, missing));

/** Session twice, lock, version, table of steps, steps done. */
const BEFORE_THE_SCHEMA = 6;

const SHAPE = `SELECT table_name, column_name, column_type, collation_name
FROM information_schema.columns WHERE table_schema = DATABASE() ORDER BY 1, 2`;

describe('migrations', () => {
  test('run once, however many start at the same time', async () => {
    const { config, drop } = await server.bare();
    const ran = await Promise.all([1, 2, 3].map(() => migrateMysql(config)));
    expect(ran.flat()).toEqual(mysqlMigrationSteps().map(({ name }) => name));
    expect(await migrateMysql(config)).toEqual([]);
    await drop();
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

  test.each(['before', 'after'] as const)(
    'R8 a start cut off %s any command leaves what the next one makes whole',
    async (when) => {
      const whole = await server.database();
      const database = await server.bare();
      const cutter = await openCutter(database.config);
      let cuts = 0;
      // What a start finds done it does not say again: the one after comes one command further.
      const turns = when === 'before' ? [2, 3] : [1, 2];
      for (;;) {
        const command = Math.min(cuts + 1, BEFORE_THE_SCHEMA + turns[cuts % 2]!);
        cutter.cutAt(command, when);
        const outcome = await migrateMysql(cutter.config).catch((error: { code: string }) => error);
        if (Array.isArray(outcome)) break;
        expect(outcome).toMatchObject({ code: 'store.unavailable', retryable: true });
        cuts += 1;
      }
      cutter.close();
      const steps = mysqlMigrationSteps().flatMap(({ statements }) => statements).length;
      expect(cuts).toBeGreaterThan(2 * steps);
      expect(await database.sql(SHAPE)).toEqual(await whole.sql(SHAPE));
      const [noted] = await database.sql<{ n: number }>('SELECT count(*) AS n FROM migration');
      expect(noted!.n).toBe(steps);
      const store = await database.store();
      expect(await store.instances.commit([unit('acme', 'i1', 0)])).toEqual(['committed']);
      await database.drop();
      await whole.giveBack();
    },
  );

  test('a store refuses a database that has not been migrated, or not to the end', async () => {
    const { config, sql, drop } = await server.bare();
    const refused = { code: 'store.schema-behind', retryable: false };
    await expect(createMysqlStore(config)).rejects.toMatchObject(refused);
    await migrateMysql(config);
    await sql('DELETE FROM migration ORDER BY step DESC LIMIT 1');
    await expect(createMysqlStore(config)).rejects.toMatchObject(refused);
    await drop();
  });
});

test('R8 a start waits for the one that migrates, and goes on when that one dies', async () => {
  const database = await server.bare();
  const [row] = await database.sql<{ name: string }>(
    "SELECT CONCAT('vermilion ', MD5(DATABASE())) AS name",
  );
  const holder = await connect(database.config);
  await new Promise((resolve) => holder.query(`SELECT GET_LOCK('${row!.name}', 0)`, resolve));
  const second = migrateMysql(database.config);
  const waiting = `SELECT time_ms FROM information_schema.processlist
    WHERE db = DATABASE() AND state = 'User lock'`;
  while ((await database.sql(waiting)).length === 0);
  holder.destroy();
  expect(await second).toEqual(mysqlMigrationSteps().map(({ name }) => name));
  await database.drop();
});

describe('faults', () => {
  test('D14 a store refuses a server set to lose commits, unless told not to', async () => {
    const database = await server.database();
    await database.sql('SET GLOBAL innodb_flush_log_at_trx_commit = 2');
    try {
      await expect(database.store()).rejects.toMatchObject({ code: 'store.degraded' });
      const store = await database.store({ allowDegraded: true });
      const health = await store.health();
      expect(health).toMatchObject({
        ok: false,
        degraded: ['innodb_flush_log_at_trx_commit=2'],
      });
    } finally {
      await database.sql('SET GLOBAL innodb_flush_log_at_trx_commit = 1');
    }
    await database.giveBack();
  });

  test('no server: unavailable, nothing written, worth a retry', async () => {
    const nowhere = { host: '127.0.0.1', port: 1, user: 'u', password: 'p', database: 'd' };
    await expect(createMysqlStore({ config: nowhere })).rejects.toMatchObject({
      code: 'store.unavailable',
      retryable: true,
    });
  });

  test.each([
    ['before the look', 'FOR UPDATE', 'before', 'store.unavailable', false],
    ['after the look', 'FOR UPDATE', 'after', 'store.unavailable', false],
    ['before the commit', 'INTO instance', 'before', 'store.unknown-outcome', false],
    ['after the commit', 'INTO instance', 'after', 'store.unknown-outcome', true],
  ] as const)('D3 D15 a line cut %s leaves all of it or nothing', async (...given) => {
    const [, words, when, code, isThere] = given;
    const database = await server.database();
    const cutter = await openCutter(database.config);
    const store = await createMysqlStore(cutter.config);
    await store.instances.commit([unit('acme', 'warm', 0, { audit: [audit('acme')] })]);
    const one = unit('acme', 'i1', 0, { answers: [answer('i1', 'k')], audit: [audit('acme')] });
    cutter.cutAt(1, when, words);
    const outcome = store.instances.commit([one, unit('acme', 'i2', 0)]);
    await expect(outcome).rejects.toMatchObject({ code, retryable: true });
    const keys = ['i1', 'i2'].map((instance) => ({ tenant: 'acme', instance }));
    const found = await store.instances.load(keys, [{ tenant: 'acme', key: 'k' }]);
    const there = [...found.instances, ...found.answers].map((row) => row !== undefined);
    expect(there).toEqual([isThere, isThere, isThere]);
    expect((await store.audit.head('acme'))?.position).toBe(isThere ? 2 : 1);
    expect(await store.instances.commit([unit('acme', 'i3', 0)])).toEqual(['committed']);
    await store.close();
    cutter.close();
    await database.giveBack();
  });

  test('a lost idle connection is replaced without the caller’s notice', async () => {
    const database = await server.database();
    const store = await database.store({ readers: 1, writers: 1 });
    await store.instances.commit([unit('acme', 'i1', 0)]);
    const mine = `SELECT id FROM information_schema.processlist
      WHERE db = DATABASE() AND id <> CONNECTION_ID() AND command = 'Sleep'`;
    const ids = await database.sql<{ id: number }>(mine);
    expect(ids.length).toBeGreaterThanOrEqual(2);
    await database.sql(ids.map(({ id }) => `KILL ${id}`).join(';'));
    const isGone = async (): Promise<boolean> => {
      const left = await database.sql<{ id: number }>(mine);
      return !left.some(({ id }) => ids.some((killed) => killed.id === id));
    };
    while (!(await isGone()));
    await new Promise((resolve) => setImmediate(resolve));
    expect(await store.instances.commit([unit('acme', 'i1', 2)])).toEqual(['committed']);
    expect(await store.access.tenants()).toEqual(['acme']);
    await database.giveBack();
  });

  test('a statement the database refuses writes nothing and leaves the connection sound', async () => {
    const database = await server.database();
    const store = await database.store({ writers: 1 });
    const long = unit('acme', 'i'.repeat(300), 0);
    const refused = store.instances.commit([unit('acme', 'i0', 0), long]);
    await expect(refused).rejects.toMatchObject({ code: 'store.rejected', retryable: false });
    expect(await store.instances.list('acme', {}, { limit: 9 })).toEqual([]);
    expect(await store.instances.commit([unit('acme', 'i0', 0)])).toEqual(['committed']);
    await database.giveBack();
  });

  test('D6 any text comes back as it was, whatever the SQL mode makes of backslashes', async () => {
    const database = await server.database();
    const store = await database.store();
    const texts = [
      "'",
      "''",
      '\\',
      "\\'",
      "\\\\'; --",
      '\u0000\u001a\n\r\t',
      '審批 🖋',
      ' ',
      "a'\\ ",
    ];
    const units = texts.map((snapshot, n) => unit('acme', `i${n}`, 0, { snapshot }));
    await store.instances.commit(units);
    const { instances } = await store.instances.load(units, []);
    expect(instances.map((row) => row?.snapshot)).toEqual(texts);
    await database.giveBack();
  });

  test('X1 ids that differ by a blank, by case or by an accent are different ids', async () => {
    const database = await server.database();
    const store = await database.store();
    const ids = ['a', 'a ', 'A', 'á', 'a\u0301'];
    const units = ids.map((id) => unit(id, id, 0, { answers: [answer(id, id)] }));
    const outcomes = await store.instances.commit(units);
    expect(outcomes).toEqual(ids.map(() => 'committed'));
    expect(await store.access.tenants()).toEqual(['A', 'a', 'a ', 'a\u0301', 'á']);
    await database.giveBack();
  });

  test('D14 a database that went away is not healthy', async () => {
    const database = await server.database();
    const store = await database.store();
    const [row] = await database.sql<{ name: string }>('SELECT DATABASE() AS name');
    await database.sql(`DROP DATABASE ${row!.name}`);
    await expect(store.access.tenants()).rejects.toMatchObject({ code: 'store.schema-behind' });
    await store.close();
  });

  test('a closed store says so', async () => {
    const database = await server.database();
    const store = await database.store();
    await store.close();
    await expect(store.access.tenants()).rejects.toMatchObject({ code: 'store.closed' });
    await database.giveBack();
  });
});
