/** A backup taken while others commit is one moment of it all; it is restored whole or not at all. */

import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { EXPORT_FORMAT, verifyLog } from '../../src/audit/index.ts';
import { Engine, stateOf } from '../../src/engine/index.ts';
import { fold } from '../../src/kernel/index.ts';
import {
  createPostgresStore,
  logFate,
  migrate,
  type PostgresConfig,
  restoreBackup,
  type Store,
  writeBackup,
} from '../../src/store/index.ts';
import { TEST_ORGANISATION } from '../../src/testing/index.ts';
import { flow } from '../contract/units.ts';
import { bare, startTestServer, type TestDatabase, type TestServer } from './server.ts';

const FLOW = `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: claim }
spec:
  version: 1.0.0
  form: { type: object, properties: { amount: { type: number }, note: { type: string } } }
  steps:
    - approval: finance
      ask: { role: finance }
      ballot: any
      ladder: [{ after: 5d, do: remind }]
`;
const emma = { tenant: 'test', person: 'emma' };
const by = { kind: 'system', cause: 'test' } as const;

let server: TestServer;
let database: TestDatabase;
let store: Store;
let engine: Engine;

beforeAll(async () => {
  server = await startTestServer();
  database = await server.database();
  store = await database.store();
  engine = new Engine({ store });
  await store.access.saveTenant('test', 'Test');
  const designer = { id: 'desi', name: 'Desi', roles: ['flow-designer'] };
  const people = [...TEST_ORGANISATION.people, designer];
  await engine.saveDirectory('test', by, { ...TEST_ORGANISATION, people });
  await engine.publish({ tenant: 'test', person: 'desi' }, FLOW);
});
afterAll(async () => {
  await engine?.drain();
  await database?.drop();
  await server?.stop();
});

const start = (n: number) =>
  engine.start(emma, { flow: 'claim', form: { amount: n, note: `a\u2028b "c" \\ 同意 ${n}` } });

async function backup(config: PostgresConfig): Promise<Buffer> {
  const output = new PassThrough();
  const [bytes] = await Promise.all([buffer(output), writeBackup(config, output)]);
  return bytes;
}

async function emptyDatabase(): Promise<PostgresConfig> {
  const { config, drop } = await bare(database.config);
  onTestFinished(drop);
  return config;
}

const restored = (config: PostgresConfig, bytes: Uint8Array) =>
  restoreBackup(config, Readable.from([bytes]));

async function allRecords(from: Store) {
  return from.audit.log('test', { limit: 5_000 });
}

test('D13 a backup taken under load is a prefix of what came: journals, states, audit chain', async () => {
  for (let n = 0; n < 20; n++) await start(n);
  const writing = Array.from({ length: 200 }, (_, n) => start(n));
  await Promise.race(writing);
  const bytes = await backup(database.config);
  await Promise.all(writing);
  await start(1);

  const config = await emptyDatabase();
  const counts = await restored(config, bytes);
  const copy = await createPostgresStore(config);
  try {
    const truth = await allRecords(store);
    const { head, records } = await allRecords(copy);
    expect(records).toEqual(truth.records.slice(0, records.length));
    const report = await verifyLog({ format: EXPORT_FORMAT, ...head! }, [...records, head!]);
    expect(report.findings).toEqual([]);
    expect(await logFate(store.audit, head!)).toBe('held');
    expect(await logFate(copy.audit, truth.head!)).toBe('rolled-back');

    const headers = await copy.instances.list('test', {}, { limit: 200 });
    expect(headers.length).toBeGreaterThanOrEqual(20);
    expect(counts['instance']).toBeGreaterThanOrEqual(headers.length);
    for (const { tenant, instance } of headers) {
      const { instances } = await copy.instances.load([{ tenant, instance }], []);
      const journal = await copy.instances.journal({ tenant, instance }, { limit: 200 });
      const state = fold(journal.flatMap((row) => JSON.parse(row.events)));
      expect(JSON.stringify(state)).toBe(JSON.stringify(stateOf(instances[0]!)));
    }

    const revived = new Engine({ store: copy });
    const [open] = await copy.inbox.tasks('test', 'fay', 'open', { limit: 1 });
    const [, visit, seat] = open!.id.split('.').map(Number);
    const vote = { type: 'ApproveTask', visit: visit!, seat: seat! } as const;
    const fay = { tenant: 'test', person: 'fay' };
    expect(await revived.act(fay, open!.instance, vote)).toMatchObject({ ok: true });
    const record = flow('test', 'next', '1.0.0');
    expect(await copy.flows.publish(record, revived.audit(fay, 'x', 'y'))).toBe('published');
    await revived.drain();
  } finally {
    await copy.close();
  }
});

test('every table comes back row for row', async () => {
  const config = await emptyDatabase();
  const bytes = await backup(database.config);
  await restored(config, bytes);
  const lines = (text: Buffer) => gunzipSync(text).toString().split('\n').slice(1, -2).sort();
  expect(lines(await backup(config))).toEqual(lines(bytes));
});

test('a database that holds anything is not written over', async () => {
  const bytes = await backup(database.config);
  await expect(restored(database.config, bytes)).rejects.toMatchObject({
    code: 'store.not-empty',
  });
});

test.each([
  ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length - 40)],
  ['not one', () => Buffer.from('no gzip')],
  [
    'changed in one byte',
    (bytes: Buffer) =>
      edited(bytes, (text) => text.replace('"status":"running"', '"status":"runnin9"')),
  ],
  [
    'without a row',
    (bytes: Buffer) => edited(bytes, (text) => text.replace(/\n\{"tenant":[^\n]*"step"[^\n]*/, '')),
  ],
  ['without its end', (bytes: Buffer) => edited(bytes, (text) => text.replace(/\{"rows".*/, ''))],
] as const)('a backup that is %s restores nothing', async (_, damage) => {
  const config = await emptyDatabase();
  const bytes = damage(await backup(database.config));
  await expect(restored(config, bytes)).rejects.toMatchObject({ code: 'store.backup-damaged' });
  await migrate(config);
  const copy = await createPostgresStore(config);
  expect(await copy.access.tenants()).toEqual([]);
  await copy.close();
});

test('a backup of another schema, or of another program, is told apart', async () => {
  const config = await emptyDatabase();
  const bytes = await backup(database.config);
  for (const change of [
    (text: string) => text.replace('"0001-foundation",', ''),
    (text: string) => text.replace('"0001-foundation"', '"0001-foundation","9999-next"'),
    (text: string) => text.replace('vermilion-backup-1', 'vermilion-backup-9'),
  ]) {
    await expect(restored(config, edited(bytes, change))).rejects.toMatchObject({
      code: 'store.backup-foreign',
    });
  }
});

function edited(bytes: Buffer, change: (text: string) => string): Buffer {
  const text = gunzipSync(bytes).toString();
  expect(change(text)).not.toBe(text);
  return gzipSync(change(text));
}
