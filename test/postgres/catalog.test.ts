/** The wall between tenants, read from the catalog and tried as the app role. */

import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appConfig } from '../../src/store/postgres/connection/config.ts';
import { audit, letter, link, news, outboxRow, T0, task, timer, unit } from '../contract/units.ts';
import { startTestServer, type TestDatabase, type TestServer } from './server.ts';

/** Read before a tenant is known, and the table of migrations. */
const UNWALLED = ['api_key_owner', 'migration', 'sink', 'tenant'];

/** Everything the app role may do, column by column where only some may change. */
const PRIVILEGES: Readonly<Record<string, readonly string[]>> = {
  answer: ['DELETE', 'INSERT', 'SELECT'],
  api_key: ['INSERT', 'SELECT'],
  api_key_owner: ['INSERT', 'SELECT'],
  audit: ['INSERT', 'SELECT'],
  audit_head: ['INSERT', 'SELECT'],
  directory: ['INSERT', 'SELECT'],
  draft: ['DELETE', 'INSERT', 'SELECT'],
  file: ['INSERT', 'SELECT'],
  file_keeper: ['INSERT', 'SELECT'],
  file_part: ['INSERT', 'SELECT'],
  flow: ['INSERT', 'SELECT'],
  instance: ['INSERT', 'SELECT', 'UPDATE'],
  journal: ['INSERT', 'SELECT'],
  letter: ['DELETE', 'INSERT', 'SELECT'],
  link: ['DELETE', 'INSERT', 'SELECT'],
  message: ['DELETE', 'INSERT', 'SELECT'],
  migration: ['SELECT'],
  news: ['DELETE', 'INSERT', 'SELECT'],
  notice: ['INSERT', 'SELECT'],
  outbox: ['DELETE', 'INSERT', 'SELECT'],
  preference: ['INSERT', 'SELECT'],
  secret: ['INSERT', 'SELECT'],
  shelf: ['DELETE', 'INSERT', 'SELECT'],
  sink: ['INSERT', 'SELECT'],
  sink_cursor: ['INSERT', 'SELECT'],
  substitution: ['INSERT', 'SELECT'],
  task: ['INSERT', 'SELECT', 'UPDATE'],
  tenant: ['INSERT', 'SELECT'],
  timer: ['DELETE', 'INSERT', 'SELECT'],
  turn: ['INSERT', 'SELECT'],
  waiting: ['DELETE', 'INSERT', 'SELECT'],
};

let server: TestServer;
let database: TestDatabase;
let app: pg.Client;

beforeAll(async () => {
  server = await startTestServer();
  database = await server.database();
  const store = await database.store();
  for (const tenant of ['acme', 'blue']) {
    await store.instances.commit([
      unit(tenant, 'i1', 0, {
        audit: [audit(tenant)],
        outbox: [outboxRow(tenant, 'i1', 1)],
        answers: [],
        changes: {
          tasks: [task(tenant, 'i1', 'bob')],
          released: [],
          timersArmed: [timer(tenant, 'i1', T0)],
          timersGone: [],
          waitsOpened: [{ tenant, instance: 'i1', visit: 2, message: 'm', key: 'k' }],
          waitsGone: [],
          notices: [{ tenant, instance: 'i1', person: 'bob', flow: 'f', subject: 's', atMs: T0 }],
        },
      }),
    ]);
    const kept = { message: 'm', key: 'k', payload: '{}', atMs: T0, keepUntilMs: T0 + 9 };
    await store.messages.save({ tenant, id: 'm1', ...kept });
    await store.turns.take(tenant, 'f/a');
    const draft = { content: '{}', atMs: T0 };
    await store.drafts.save({ tenant, person: 'bob', task: 'i1.2.1' }, draft);
    await store.letters.add([letter(tenant, 'l1')]);
    await store.news.add([news(tenant, 'i1', 3)]);
    await store.links.save(link(tenant, 'h1'));
    await store.preferences.save(tenant, 'bob', '{}');
    const own = { tenant, person: 'bob', kind: 'filter' } as const;
    await store.shelf.put(own, { name: 'f', content: '{}', atMs: T0 });
    await store.access.saveDirectory(tenant, 'v1', '{}', audit(tenant));
    await store.access.saveSecret(tenant, 's', 'canary', audit(tenant));
    const holds = { id: 's1', principal: 'bob', substitute: 'eve', fromMs: T0, untilMs: T0 + 9 };
    const set = { setBy: { kind: 'person', id: 'bob' }, setAtMs: T0 } as const;
    await store.substitutes.save({ tenant, ...holds, ...set }, audit(tenant));
  }
  app = new pg.Client(appConfig(database.config));
  await app.connect();
});

afterAll(async () => {
  await app?.end();
  await database?.drop();
  await server?.stop();
});

const tables = async (): Promise<string[]> => {
  const rows = await database.sql<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = 'public'::regnamespace ORDER BY 1",
  );
  return rows.map((row) => row.name);
};
const walled = async () => (await tables()).filter((name) => !UNWALLED.includes(name));

describe('the catalog', () => {
  test('X3 every table but the registries has row security enabled and forced', async () => {
    const rows = await database.sql<{ name: string; on: boolean; forced: boolean }>(
      `SELECT relname AS name, relrowsecurity AS on, relforcerowsecurity AS forced FROM pg_class
       WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = 'public'::regnamespace`,
    );
    const open = rows.filter((row) => !row.on || !row.forced).map((row) => row.name);
    expect(open.sort()).toEqual(UNWALLED);
    expect(rows.length).toBe(Object.keys(PRIVILEGES).length);
  });

  test('X3 each has one policy, for every role and every command, that asks the setting', async () => {
    const rows = await database.sql<Record<string, unknown>>(
      'SELECT tablename, permissive, roles::text, cmd, qual, with_check FROM pg_policies',
    );
    expect(rows.map((row) => row['tablename']).sort()).toEqual(await walled());
    for (const row of rows) {
      expect(row).toMatchObject({
        permissive: 'PERMISSIVE',
        roles: '{public}',
        cmd: 'ALL',
        with_check: null,
      });
      expect(row['qual']).toContain("current_setting('vermilion.tenants'::text, true)");
      expect(row['qual']).not.toContain('current_user');
    }
  });

  test('X3 nobody but the owner comes to a part of a table by its own name', async () => {
    const parts = await database.sql<{ name: string; forced: boolean; policies: number }>(
      `SELECT relname AS name, relrowsecurity AND relforcerowsecurity AS forced,
         (SELECT count(*)::int FROM pg_policy WHERE polrelid = c.oid) AS policies
       FROM pg_class c WHERE relispartition AND relkind = 'r' ORDER BY 1`,
    );
    expect(parts.length).toBeGreaterThan(3);
    for (const { name, forced, policies } of parts) {
      expect({ name, forced, policies }).toEqual({ name, forced: true, policies: 0 });
      await expect(app.query(`SELECT FROM ${name}`)).rejects.toMatchObject({ code: '42501' });
    }
  });

  test('X3 the app role is no owner, no superuser, passes no policy and cannot log in', async () => {
    const [role] = await database.sql(
      `SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, rolcanlogin,
         (SELECT count(*)::int FROM pg_class WHERE relowner = r.oid) AS owned,
         (SELECT count(*)::int FROM pg_auth_members WHERE member = r.oid) AS memberships
       FROM pg_roles r WHERE rolname = 'vermilion_app'`,
    );
    expect(role).toEqual({
      rolsuper: false,
      rolbypassrls: false,
      rolcreaterole: false,
      rolcreatedb: false,
      rolreplication: false,
      rolcanlogin: false,
      owned: 0,
      memberships: 0,
    });
    const { rows } = await app.query('SELECT current_user::text AS role');
    expect(rows).toEqual([{ role: 'vermilion_app' }]);
  });

  test('D9 V1 the app role may do to each table what it needs and nothing more', async () => {
    const rows = await database.sql<{ name: string; privileges: string[] }>(
      `SELECT c.relname AS name, array_agg(DISTINCT a.privilege_type ORDER BY a.privilege_type) AS privileges
       FROM pg_class c, aclexplode(c.relacl) a
       WHERE c.relnamespace = 'public'::regnamespace AND a.grantee = 'vermilion_app'::regrole
       GROUP BY 1`,
    );
    const found = Object.fromEntries(rows.map((row) => [row.name, row.privileges]));
    expect(found).toEqual(PRIVILEGES);
    const toAll = await database.sql(
      `SELECT relname FROM pg_class c, aclexplode(c.relacl) a
       WHERE c.relnamespace = 'public'::regnamespace AND a.grantee = 0`,
    );
    expect(toAll).toEqual([]);
  });

  test('D9 no column of journal, audit, flow and answer can be updated, and no row of the first three deleted', async () => {
    const rows = await database.sql<{ name: string }>(
      `SELECT DISTINCT c.relname AS name FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid
       CROSS JOIN aclexplode(t.attacl) a
       WHERE a.grantee = 'vermilion_app'::regrole AND a.privilege_type = 'UPDATE' ORDER BY 1`,
    );
    const updatable = rows.map((row) => row.name);
    expect(updatable).toEqual([
      'api_key',
      'audit_head',
      'directory',
      'draft',
      'letter',
      'link',
      'message',
      'news',
      'notice',
      'outbox',
      'preference',
      'secret',
      'shelf',
      'sink_cursor',
      'substitution',
      'tenant',
      'timer',
      'turn',
    ]);
    for (const table of ['journal', 'audit', 'flow', 'answer']) {
      const deletes = table === 'answer' ? [] : [`DELETE FROM ${table}`];
      for (const sql of [`UPDATE ${table} SET tenant = 'x'`, ...deletes, `TRUNCATE ${table}`]) {
        await expect(app.query(sql)).rejects.toMatchObject({ code: '42501' });
      }
    }
  });

  test('every primary key and every policy starts with the tenant', async () => {
    const rows = await database.sql<{ name: string; first: string }>(
      `SELECT c.relname AS name, a.attname AS first FROM pg_index i
       JOIN pg_class c ON c.oid = i.indrelid AND c.relnamespace = 'public'::regnamespace
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
       WHERE i.indisprimary AND NOT c.relispartition`,
    );
    const other = rows.filter((row) => row.first !== 'tenant').map((row) => row.name);
    expect(other.sort()).toEqual(['api_key_owner', 'migration', 'sink']);
  });

  test('an instance’s update stays off the indexes: none holds a column that changes', async () => {
    const rows = await database.sql<{ column: string }>(
      `SELECT DISTINCT a.attname AS column FROM pg_index i
       JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)
       WHERE i.indrelid = 'instance'::regclass ORDER BY 1`,
    );
    const columns = rows.map((row) => row.column);
    expect(columns).toEqual(['flow', 'initiator', 'instance', 'started_at_ms', 'tenant']);
  });
});

describe('the wall', () => {
  const counted = async (table: string): Promise<number> =>
    (await app.query(`SELECT count(*)::int AS n FROM ${table}`)).rows[0].n;

  test('X3 no tenant set: no row of any table, before and after a transaction that set one', async () => {
    const seen: string[] = [];
    for (const table of await walled()) expect(await counted(table), table).toBe(0);
    await app.query("BEGIN; SET LOCAL vermilion.tenants = '{acme}'");
    for (const table of await walled()) if ((await counted(table)) > 0) seen.push(table);
    await app.query('COMMIT');
    expect(seen).toEqual([
      ...[
        'audit',
        'audit_head',
        'directory',
        'draft',
        'instance',
        'journal',
        'letter',
        'link',
        'message',
        'news',
        'notice',
        'outbox',
        'preference',
        'secret',
        'shelf',
        'substitution',
        'task',
        'timer',
        'turn',
        'waiting',
      ],
    ]);
    for (const table of await walled()) expect(await counted(table), table).toBe(0);
  });

  test('X3 a setting holds for its transaction only, after a rollback too', async () => {
    await app.query("BEGIN; SET LOCAL vermilion.tenants = '{acme}'");
    expect(await counted('instance')).toBe(1);
    await app.query('ROLLBACK');
    expect(await counted('instance')).toBe(0);
  });

  test('X1 rows of the tenants named, of nobody else', async () => {
    for (const [tenants, found] of [
      ['{acme}', 1],
      ['{acme,blue}', 2],
      ['{other}', 0],
      ['{}', 0],
    ] as const) {
      await app.query(`BEGIN; SET LOCAL vermilion.tenants = '${tenants}'`);
      expect(await counted('instance'), tenants).toBe(found);
      await app.query('COMMIT');
    }
  });

  test('X2 a row of another tenant is neither written nor changed nor moved', async () => {
    const attempts = [
      "INSERT INTO secret (tenant, name, value) VALUES ('blue', 'n', 'v')",
      "UPDATE task SET tenant = 'blue'",
    ];
    for (const sql of attempts) {
      await app.query("BEGIN; SET LOCAL vermilion.tenants = '{acme}'");
      await expect(app.query(sql)).rejects.toMatchObject({ code: '42501' });
      await app.query('ROLLBACK');
    }
    await app.query("BEGIN; SET LOCAL vermilion.tenants = '{acme}'");
    const { rowCount } = await app.query("UPDATE instance SET seq = 99 WHERE tenant = 'blue'");
    expect(rowCount).toBe(0);
    await app.query('COMMIT');
  });

  test('a policy costs one look at the setting a statement, not one a row', async () => {
    await app.query("BEGIN; SET LOCAL vermilion.tenants = '{acme}'");
    const { rows } = await app.query('EXPLAIN SELECT * FROM instance');
    await app.query('COMMIT');
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toContain('InitPlan');
    expect(plan).not.toContain('SubPlan');
  });
});
