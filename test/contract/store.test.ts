/** Every promise of the store's port, held by every implementation. */

import { afterAll, beforeEach, describe } from 'vitest';
import { createMemoryStore, type Store } from '../../src/store/index.ts';
import { type MysqlServer, mysqlServers } from '../mysql/server.ts';
import { startTestServer, type TestServer } from '../postgres/server.ts';
import { accessPromises } from './access.ts';
import { commitPromises } from './commits.ts';
import { draftPromises } from './drafts.ts';
import { filePromises } from './files.ts';
import { flowPromises } from './flows.ts';
import type { OpenStore } from './harness.ts';
import { inboxPromises } from './inbox.ts';
import { letterPromises } from './letters.ts';
import { messagePromises } from './messages.ts';
import { newsPromises } from './news.ts';
import { outboxPromises } from './outbox.ts';
import { processPromises } from './processes.ts';
import { shelfPromises } from './shelf.ts';
import { sinkPromises } from './sinks.ts';
import { substitutePromises } from './substitutes.ts';
import { timerPromises } from './timers.ts';
import { turnPromises } from './turns.ts';
import { upkeepPromises } from './upkeep.ts';
import { wallPromises } from './walls.ts';
import { watchPromises } from './watch.ts';

/** A database of a server: stores are opened on it, and it is given back. */
async function openedOn(database: { store(): Promise<Store>; giveBack(): Promise<void> }) {
  const again = () => database.store();
  return { store: await again(), again, end: () => database.giveBack() };
}

let server: Promise<TestServer> | undefined;

const openPostgres: OpenStore = async () => {
  server ??= startTestServer();
  const database = await (await server).database();
  return openedOn(database);
};

const mysql = mysqlServers();
let mysqlServer: Promise<MysqlServer> | undefined;

const openMysql: OpenStore = async () => {
  mysqlServer ??= mysql.start();
  const database = await (await mysqlServer).database();
  return openedOn(database);
};

afterAll(async () => {
  await (await server)?.stop();
  await (await mysqlServer)?.stop();
});

/** Each by its name, and why it cannot be tried here. */
const implementations: readonly (readonly [string, OpenStore, string | undefined])[] = [
  ['memory', async () => ({ store: createMemoryStore(), end: async () => {} }), undefined],
  ['postgres', openPostgres, undefined],
  ['mysql', openMysql, mysql.missing],
];

describe.each(implementations)('a store of %s', (_, open, missing) => {
  beforeEach(({ skip }) => skip(missing !== undefined, missing));

  commitPromises(open);
  flowPromises(open);
  inboxPromises(open);
  timerPromises(open);
  outboxPromises(open);
  messagePromises(open);
  turnPromises(open);
  draftPromises(open);
  letterPromises(open);
  newsPromises(open);
  shelfPromises(open);
  sinkPromises(open);
  filePromises(open);
  accessPromises(open);
  substitutePromises(open);
  upkeepPromises(open);
  wallPromises(open);
  watchPromises(open);
  processPromises(open);
});
