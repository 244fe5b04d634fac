import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Engine } from '../../src/engine/index.ts';
import { buildServer, createMetrics } from '../../src/server/index.ts';
import { clientConfig } from '../../src/store/postgres/connection/config.ts';
import { startTestServer, type TestDatabase, type TestServer } from '../postgres/server.ts';
import { vermilion } from './terminal.ts';

const SHOP = `
id: shop
name: Shop
people:
  - { id: olga, name: Olga, roles: [approval-admin] }
  - { id: sam, name: Sam }
`;

let server: TestServer;
let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  server = await startTestServer();
  database = await server.database();
  folder = mkdtempSync(join(tmpdir(), 'vermilion-tenant-'));
  writeFileSync(join(folder, 'shop.yaml'), SHOP);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await database.drop();
  await server.stop();
});

function create(file: string, admin: string) {
  const { user, password, host, database: name } = new pg.Client(clientConfig(database.config));
  const env = { DATABASE_URL: `postgresql://${user}:${password}@/${name}?host=${host}` };
  return vermilion(['tenant', 'create', join(folder, file), '--admin', admin], { env });
}

test('7 the first tenant comes with its people and a key of who administers it, once', async () => {
  expect(await create('none.yaml', 'olga')).toMatchObject({ code: 4 });
  expect((await create('shop.yaml', 'sam')).err).toContain('approval-admin');
  const made = await create('shop.yaml', 'olga');
  expect(made).toMatchObject({ code: 0, err: '' });
  const key = made.out.trim().split('\n').at(-1)!;
  expect(await create('shop.yaml', 'olga')).toMatchObject({ code: 3 });

  const store = await database.store();
  const engine = new Engine({ store });
  const app = await buildServer({ engine, metrics: createMetrics(), version: '0.0.0' });
  const ask = (url: string) =>
    app
      .inject({ url, headers: { authorization: `Bearer ${key}` } })
      .then((answer) => answer.json());
  expect(await ask('/v1/me')).toMatchObject({ tenant: 'shop', id: 'olga' });
  const { items } = await ask('/v1/keys');
  expect(items).toMatchObject([{ name: 'first', scopes: ['*'] }]);
  const livesMs = items[0].expiresAtMs - items[0].createdAtMs;
  expect(Math.ceil(livesMs / 3_600_000)).toBe(24);
  const log = await store.audit.list('shop', { limit: 9 });
  expect(log.map(({ action }) => action)).toEqual(['SaveDirectory', 'IssueKey']);
  await app.close();
});
