/** Every promise of the store's port, held by every implementation. */

import { afterAll, describe } from 'vitest';
import { createMemoryStore } from '../../src/store/index.ts';
import { startTestServer, type TestServer } from '../postgres/server.ts';
import { accessPromises } from './access.ts';
import { commitPromises } from './commits.ts';
import { draftPromises } from './drafts.ts';
import { flowPromises } from './flows.ts';
import type { OpenStore } from './harness.ts';
import { inboxPromises } from './inbox.ts';
import { messagePromises } from './messages.ts';
import { outboxPromises } from './outbox.ts';
import { substitutePromises } from './substitutes.ts';
import { timerPromises } from './timers.ts';
import { turnPromises } from './turns.ts';
import { upkeepPromises } from './upkeep.ts';
import { wallPromises } from './walls.ts';
import { watchPromises } from './watch.ts';

let server: Promise<TestServer> | undefined;

const openPostgres: OpenStore = async () => {
  server ??= startTestServer();
  const database = await (await server).database();
  return { store: await database.store(), end: () => database.giveBack() };
};

afterAll(async () => (await server)?.stop());

const implementations: readonly (readonly [string, OpenStore])[] = [
  ['memory', async () => ({ store: createMemoryStore(), end: async () => {} })],
  ['postgres', openPostgres],
];

describe.each(implementations)('a store of %s', (_, open) => {
  commitPromises(open);
  flowPromises(open);
  inboxPromises(open);
  timerPromises(open);
  outboxPromises(open);
  messagePromises(open);
  turnPromises(open);
  draftPromises(open);
  accessPromises(open);
  substitutePromises(open);
  upkeepPromises(open);
  wallPromises(open);
  watchPromises(open);
});
