import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPostgresStore, type PostgresConfig } from '../../src/store/index.ts';
import { clientConfig } from '../../src/store/postgres/connection/config.ts';
import { audit } from '../contract/units.ts';
import { bare, startTestServer, type TestDatabase, type TestServer } from '../postgres/server.ts';
import { vermilion } from './terminal.ts';

let server: TestServer;
let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  server = await startTestServer();
  database = await server.database();
  folder = mkdtempSync(join(tmpdir(), 'vermilion-backup-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await database.drop();
  await server.stop();
});

function urlOf(config: PostgresConfig): string {
  if ('url' in config) return config.url;
  const { user, password, host, database: name } = new pg.Client(clientConfig(config));
  return `postgresql://${user}:${password}@/${name}?host=${host}`;
}

test('a database goes through a file into an empty one, once', async () => {
  const store = await database.store();
  await store.access.saveTenant('acme', 'Acme');
  await store.audit.append([audit('acme')]);
  const file = join(folder, 'acme.backup');
  const { config, drop } = await bare(database.config);
  const at = (where: PostgresConfig) => ({ env: { DATABASE_URL: urlOf(where) } });
  try {
    const written = await vermilion(['backup', file], at(database.config));
    expect(written).toMatchObject({ code: 0, err: '' });
    expect(written.out).toContain('✓ 3 rows of ');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await vermilion(['backup', file], at(database.config))).toMatchObject({ code: 2 });
    expect(existsSync(`${file}.partial`)).toBe(false);

    expect(await vermilion(['restore', file], at(config))).toMatchObject({ code: 0 });
    const copy = await createPostgresStore(config);
    expect(await copy.audit.list('acme', { limit: 9 })).toHaveLength(1);
    await copy.close();
    const again = await vermilion(['restore', file], at(config));
    expect(again).toMatchObject({ code: 3 });
    expect(again.err).toContain('holds rows already');
    expect(await vermilion(['restore', `${file}.not`], at(config))).toMatchObject({ code: 4 });
  } finally {
    await drop();
  }
});
