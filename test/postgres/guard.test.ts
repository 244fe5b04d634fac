/** The embedded server that is killed comes back by itself, and what was acknowledged with it. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Engine } from '../../src/engine/index.ts';
import { homeOf } from '../../src/store/embedded/home.ts';
import { readPostmasterFile } from '../../src/store/embedded/processes.ts';
import { openStore } from '../../src/store/index.ts';
import { TEST_ORGANISATION } from '../../src/testing/index.ts';

const FLOW = `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: claim }
spec:
  version: 1.0.0
  form: { type: object, properties: { amount: { type: number } } }
  steps: [{ approval: manager, ask: { manager: initiator } }]
`;

test('R13.2 commands sent while the database is killed are written once, after it came back', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'vermilion-guard-'));
  const { store, close } = await openStore({ kind: 'embedded', dataDir });
  const engine = new Engine({ store });
  await store.access.saveTenant('test', 'Test');
  const people = [
    ...TEST_ORGANISATION.people,
    { id: 'desi', name: 'Desi', roles: ['flow-designer'] },
  ];
  const by = { kind: 'system', cause: 'test' } as const;
  await engine.saveDirectory('test', by, { ...TEST_ORGANISATION, people });
  await engine.publish({ tenant: 'test', person: 'desi' }, FLOW);
  const emma = { tenant: 'test', person: 'emma' };
  /** Like a client: asks again with its key until there is an answer. */
  const start = async (key: string) => {
    for (let tries = 0; tries < 300; tries++) {
      const answer = await engine
        .start(emma, { flow: 'claim', form: { amount: tries * 0 }, key })
        .catch(() => undefined);
      if (answer?.ok) return answer.result.instance;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('no answer');
  };
  const before = await start('before');
  const { pid } = readPostmasterFile(homeOf(dataDir).data)!;
  const sent = Array.from({ length: 20 }, (_, n) => start(`during-${n}`));
  process.kill(pid, 'SIGKILL');
  const instances = await Promise.all(sent);
  expect(readPostmasterFile(homeOf(dataDir).data)?.pid).not.toBe(pid);
  const stored = await store.instances.list('test', {}, { limit: 100 });
  expect(stored.map((header) => header.instance).sort()).toEqual([before, ...instances].sort());
  await engine.drain();
  await close();
  rmSync(dataDir, { recursive: true, force: true });
});
