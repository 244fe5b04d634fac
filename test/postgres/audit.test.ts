/** The audit chain in the database: no forks, no gaps, nothing unrecorded, nothing changed unseen. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { EXPORT_FORMAT, verifyLog } from '../../src/audit/index.ts';
import { createPostgresStore, migrate, type Store } from '../../src/store/index.ts';
import { clientConfig } from '../../src/store/postgres/connection/config.ts';
import { migrationNames } from '../../src/store/postgres/migrate.ts';
import { audit, flow, unit } from '../contract/units.ts';
import { bare, startTestServer, type TestDatabase, type TestServer } from './server.ts';

let server: TestServer;
let database: TestDatabase;

beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(async () => {
  database = await server.database();
  return () => database.giveBack();
});
afterAll(() => server?.stop());

async function findings(store: Store, tenant: string) {
  const { head, records } = await store.audit.log(tenant, { limit: 5_000 });
  const header = { format: EXPORT_FORMAT, ...head! };
  return (await verifyLog(header, [...records, header])).findings;
}

const noted = (tenant: string, action: string) => audit(tenant, { action });

describe('the chain', () => {
  test('A4 commits of one tenant from two stores at once form one line without forks or gaps', async () => {
    const stores = [await database.store(), await database.store()];
    const tenants = ['acme', 'blue', 'cyan'];
    const work = Array.from({ length: 60 }, (_, n) => async () => {
      const store = stores[n % 2]!;
      const tenant = tenants[n % 3]!;
      if (n % 4 === 0) await store.audit.append([noted(tenant, `refused ${n}`)]);
      else if (n % 7 === 0) await store.flows.publish(flow(tenant, `f${n}`, '1'), audit(tenant));
      else {
        const units = [0, 1, 2].map((i) => {
          const own = tenants[(n + i) % 3]!;
          return unit(own, `i${n}`, 0, { audit: [noted(own, 'one'), noted(own, 'two')] });
        });
        await store.instances.commit(units);
      }
    });
    await Promise.all(work.map((one) => one()));
    for (const tenant of tenants) {
      const { head, records } = await stores[0]!.audit.log(tenant, { limit: 5_000 });
      expect(records.map((record) => record.position)).toEqual(records.map((_, i) => i + 1));
      expect(head!.position).toBe(records.length);
      expect(records.length).toBeGreaterThan(20);
      expect(await findings(stores[0]!, tenant)).toEqual([]);
    }
  });

  test('O5 a reader that follows the positions while others commit misses none', async () => {
    const [one, two] = [await database.store(), await database.store()];
    await one.audit.append([audit('acme')]);
    let isWriting = true;
    const seen: number[] = [];
    const follow = async (): Promise<void> => {
      for (let isLast = false; ; ) {
        const page = { after: seen.at(-1) ?? 0, limit: 7 };
        const rows = await one.audit.list('acme', page);
        seen.push(...rows.map((row) => row.position));
        if (isLast && rows.length === 0) return;
        isLast = !isWriting && rows.length === 0;
      }
    };
    const following = follow();
    const writes = Array.from({ length: 80 }, (_, n) =>
      (n % 2 ? one : two).instances.commit([
        unit('acme', `i${n}`, 0, { audit: [audit('acme')] }),
        unit('acme', `j${n}`, 0, { audit: [audit('acme')] }),
      ]),
    );
    await Promise.all(writes);
    isWriting = false;
    await following;
    expect(seen).toEqual(Array.from({ length: 161 }, (_, n) => n + 1));
  });

  test('A1 a unit that lost its race leaves no record, in whichever round it was', async () => {
    const store = await database.store();
    await store.instances.commit([unit('acme', 'i1', 0)]);
    const outcomes = await store.instances.commit([
      unit('acme', 'i1', 0, { audit: [noted('acme', 'late')] }),
      unit('acme', 'i2', 0, { audit: [noted('acme', 'second')] }),
      unit('acme', 'i2', 2, { audit: [noted('acme', 'third')] }),
      unit('acme', 'i2', 2, { audit: [noted('acme', 'late too')] }),
    ]);
    expect(outcomes).toEqual(['conflict', 'committed', 'committed', 'conflict']);
    const records = await store.audit.list('acme', { limit: 9 });
    expect(records.map((record) => record.action)).toEqual(['second', 'third']);
    expect(await findings(store, 'acme')).toEqual([]);
  });

  test('A10 a command whose record cannot be written fails, and leaves nothing', async () => {
    const store = await database.store();
    await store.audit.append([audit('acme')]);
    await database.sql('REVOKE INSERT ON audit FROM vermilion_app');
    onTestFinished(() => database.sql('GRANT INSERT ON audit TO vermilion_app').then(() => {}));
    const own = { audit: [audit('acme')] };
    for (const units of [
      [unit('acme', 'i1', 0, own)],
      [unit('acme', 'i1', 0, own), unit('acme', 'i2', 0, own)],
    ]) {
      await expect(store.instances.commit(units)).rejects.toMatchObject({ code: 'store.rejected' });
    }
    await expect(store.flows.publish(flow('acme', 'f', '1'), audit('acme'))).rejects.toThrow();
    expect(await store.instances.list('acme', {}, { limit: 9 })).toEqual([]);
    expect(await store.flows.list('acme', { limit: 9 })).toEqual([]);
  });

  test('A10 a log whose head is gone takes no record and no command', async () => {
    const store = await database.store();
    await store.audit.append([audit('acme')]);
    await database.sql('DELETE FROM audit_head');
    const units = [unit('acme', 'i1', 0, { audit: [audit('acme')] })];
    await expect(store.instances.commit(units)).rejects.toMatchObject({ code: 'store.rejected' });
    await expect(store.audit.append([audit('acme')])).rejects.toMatchObject({
      code: 'store.rejected',
    });
    expect(await store.instances.list('acme', {}, { limit: 9 })).toEqual([]);
  });

  test.each([
    ['UPDATE audit SET at_ms = at_ms + 1 WHERE position = 5', 'changed'],
    [`UPDATE audit SET actor = '{"kind":"person","id":"eve"}' WHERE position = 5`, 'changed'],
    ["UPDATE audit SET tenant = 'blue' WHERE position = 5", 'missing'],
    ["UPDATE audit SET code = '' WHERE position = 5", 'changed'],
    ["UPDATE audit SET digest = sha256('') WHERE position = 5", 'changed'],
    ["UPDATE audit SET seal = sha256('') WHERE position = 5", 'broken'],
    ['DELETE FROM audit WHERE position = 5', 'missing'],
    ['DELETE FROM audit WHERE position = 9', 'missing'],
    ['UPDATE audit SET position = 0 WHERE position = 5', 'extra'],
    ["UPDATE audit_head SET hash = sha256('')", 'head'],
  ])('A2 the owner of the tables changes nothing unseen: %s', async (sql, kind) => {
    const store = await database.store();
    for (let n = 0; n < 9; n++) await store.audit.append([noted('acme', `${n}`)]);
    expect(await findings(store, 'acme')).toEqual([]);
    await database.sql(sql);
    expect((await findings(store, 'acme')).map((finding) => finding.kind)).toContain(kind);
  });

  test('D8 what was recorded before there was a chain is numbered from 1 and sealed', async () => {
    const empty = await bare(database.config);
    const client = new pg.Client(clientConfig(empty.config));
    await client.connect();
    const folder = join(import.meta.dirname, '../../src/store/postgres/migrations');
    const isBefore = (name: string) => !name.includes('audit-chain');
    const before = migrationNames().slice(
      0,
      migrationNames().findIndex((n) => !isBefore(n)),
    );
    await client.query(`CREATE TABLE migration
      (id serial PRIMARY KEY, name text NOT NULL, run_on timestamp NOT NULL)`);
    for (const file of readdirSync(folder).sort()) {
      const name = file.replace('.sql', '');
      if (!before.includes(name)) continue;
      await client.query(readFileSync(join(folder, file), 'utf8'));
      await client.query('INSERT INTO migration (name, run_on) VALUES ($1, now())', [name]);
    }
    await client.query(`INSERT INTO audit (tenant, at_ms, actor, action, object, result, code, reason)
      SELECT (ARRAY['acme', '乙'])[1 + n % 2], n, '{"kind":"system","cause":"x"}', '做', 'o', 'done',
        CASE WHEN n % 3 = 0 THEN 'c' END, CASE WHEN n % 5 = 0 THEN 'r,' END
      FROM generate_series(1, 1300) n`);
    await client.end();
    await migrate(empty.config);
    const store = await createPostgresStore(empty.config);
    onTestFinished(async () => {
      await store.close();
      await empty.drop();
    });
    await store.audit.append([audit('acme'), audit('blue')]);
    for (const [tenant, count] of [
      ['acme', 651],
      ['乙', 650],
      ['blue', 1],
    ] as const) {
      const { records } = await store.audit.log(tenant, { limit: 5_000 });
      expect(records).toHaveLength(count);
      expect(await findings(store, tenant)).toEqual([]);
    }
  });
});
