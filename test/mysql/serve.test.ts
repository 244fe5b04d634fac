/** The whole server over MariaDB, as its users meet it: the URL alone picks the store. */

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { serve } from '../../src/cli/serve.ts';
import { backUp } from '../../src/cli/serve-backup.ts';
import { serverLog } from '../../src/cli/serve-log.ts';
import { databaseKind, type MysqlConfig } from '../../src/store/index.ts';
import { type MysqlServer, mysqlServers } from './server.ts';

const { missing, start } = mysqlServers();
let server: MysqlServer;
const folder = mkdtempSync(join(tmpdir(), 'vermilion-serve-'));

beforeAll(async () => {
  if (missing === undefined) server = await start();
});
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(({ skip }) => skip(missing !== undefined, missing));

function urlOf(config: MysqlConfig): string {
  if ('url' in config) return config.url;
  const { socketPath = '', user, database } = config.config;
  return `mariadb://${user}@localhost/${database}?socketPath=${encodeURIComponent(socketPath)}`;
}

const asked = async (url: string, person: string, path: string, body?: object) => {
  const headers = {
    authorization: `Demo acme/${person}`,
    ...(body ? { 'content-type': 'application/json' } : {}),
  };
  const text = body ? { method: 'POST', body: JSON.stringify(body) } : {};
  const response = await fetch(url + path, { headers, ...text });
  expect(response.status, path).toBeLessThan(300);
  return response.json();
};

test('R1 R4 a claim that one server took is approved at another, over one MariaDB', async () => {
  const database = await server.bare();
  const serving = (name: string) =>
    serve({
      ...{ host: '127.0.0.1', port: 0, demo: true, allowedHosts: [] },
      dataDir: join(folder, name),
      databaseUrl: urlOf(database.config),
      log: serverLog('silent'),
    });
  const [here, there] = await Promise.all([serving('here'), serving('there')]);
  // A server that outlives a failed test keeps the next ones of its thread from coming to an end.
  onTestFinished(async () => {
    for (const { stop } of [here, there]) await stop();
    await database.drop();
  });
  const form = { amount: 62_000, category: 'travel', spentOn: '2026-03-02', project: 'Aurora' };
  const claim = { flow: 'expense-claim', form: { ...form, reason: "Customer's visit \\ 客户" } };
  const { instance } = await asked(here.url, 'xu-ruoxi', '/v1/instances', claim);
  const taskOf = async (url: string) => {
    const { items } = await asked(url, 'zhou-zihan', '/v1/tasks');
    const open = items as { id: string; instance: string }[];
    return open.find((each) => each.instance === instance);
  };
  const task = await taskOf(there.url);
  expect(task).toBeDefined();
  await asked(there.url, 'zhou-zihan', `/v1/tasks/${task!.id}/approve`, { comment: '同意' });
  const shown = await asked(here.url, 'xu-ruoxi', `/v1/instances/${instance}`);
  expect(shown.form.reason).toBe("Customer's visit \\ 客户");
  expect(await taskOf(here.url)).toBeUndefined();
});

test('the scheme of a URL picks the store', () => {
  const urls = [
    'mysql://h/d',
    'MariaDB://h/d',
    'postgres://h/d',
    'postgresql://h/mysql',
    '/socket',
  ];
  expect(urls.map(databaseKind)).toEqual(['mysql', 'mysql', 'postgres', 'postgres', 'postgres']);
});

test('D13 a backup of a database that has its own means is refused by name, and leaves no file', async () => {
  const where = { dataDir: folder, databaseUrl: 'mysql://nobody@localhost/nowhere' };
  for (let nth = 0; nth < 100; nth += 1) {
    const backup = backUp(join(folder, `${nth}.backup`), where);
    await expect(backup).rejects.toMatchObject({ code: 'store.no-backup' });
  }
  expect(readdirSync(folder).filter((name) => name.includes('.backup'))).toEqual([]);
});

test('D13 what another backup has begun to write is left to it', async () => {
  const file = join(folder, 'begun.backup');
  writeFileSync(`${file}.partial`, 'half');
  const where = { dataDir: folder, databaseUrl: 'mysql://nobody@localhost/nowhere' };
  await expect(backUp(file, where)).rejects.toMatchObject({
    code: 'EEXIST',
    path: `${file}.partial`,
  });
  expect(readFileSync(`${file}.partial`, 'utf8')).toBe('half');
});
