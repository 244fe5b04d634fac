import { expect, test } from 'vitest';
import type { AuditHead, Store } from '../store/index.ts';
import { createMemoryStore } from '../store/index.ts';
import { housekeepingWork } from './housekeeping.ts';
import { ENGINE_LIMITS } from './limits.ts';

const DAY_MS = 86_400_000;
const entry = {
  tenant: 'acme',
  atMs: 0,
  actor: { kind: 'system', cause: 'test' },
  action: 'a',
  object: 'o',
  result: 'done',
} as const;

async function remember(store: Store, count: number, atMs: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    const answer = { key: `${atMs}.${n}`, requestHash: '', instance: 'i', answer: '{}', atMs };
    await store.instances.remember('acme', answer);
  }
}

test('D4 old answers go by small batches until none is left, and younger ones stay a week', async () => {
  let nowMs = 100 * DAY_MS;
  const store = createMemoryStore(() => nowMs);
  const clock = { nowMs: () => nowMs, sleep: async () => {}, turn: async () => {} };
  await remember(store, ENGINE_LIMITS.sweepRows + 1, nowMs);
  const { step } = housekeepingWork({ store, clock });
  const known = async () => {
    const key = `${100 * DAY_MS}.${ENGINE_LIMITS.sweepRows}`;
    const { answers } = await store.instances.load([], [{ tenant: 'acme', key }]);
    return answers[0] !== undefined;
  };
  nowMs += 7 * DAY_MS;
  expect(await step()).toBe(false);
  expect(await known()).toBe(true);
  nowMs += 2 * DAY_MS;
  expect(await step()).toBe(true);
  expect(await known()).toBe(true);
  expect(await step()).toBe(false);
  expect(await known()).toBe(false);
});

test('A3 a log that moved is signed once a minute, one that stands still is not', async () => {
  let nowMs = 0;
  const store = createMemoryStore();
  await store.access.saveTenant('acme', 'Acme');
  await store.access.saveTenant('silent', 'Silent');
  const heads: AuditHead[] = [];
  const { step } = housekeepingWork({
    store,
    clock: { nowMs: () => nowMs, sleep: async () => {}, turn: async () => {} },
    checkpoint: async (head) => {
      heads.push(head);
    },
  });
  await store.audit.append([entry]);
  for (const [atMs, record] of [
    [0, true],
    [1, false],
    [ENGINE_LIMITS.checkpointMs, false],
    [2 * ENGINE_LIMITS.checkpointMs, false],
  ] as const) {
    nowMs = atMs;
    await step();
    if (record) await store.audit.append([entry]);
  }
  expect(heads.map(({ tenant, position }) => [tenant, position])).toEqual([
    ['acme', 1],
    ['acme', 2],
  ]);
});
