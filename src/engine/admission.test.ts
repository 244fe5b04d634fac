import { afterEach, describe, expect, test } from 'vitest';
import { createMemoryStore } from '../store/index.ts';
import { TEST_ORGANISATION } from '../testing/index.ts';
import { Aging } from './aging.ts';
import type { Answer, Caller } from './index.ts';
import { Engine, systemClock } from './index.ts';
import { ENGINE_LIMITS } from './limits.ts';

const FLOW = `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: leave }
spec:
  version: 1.0.0
  form: { type: object, properties: {} }
  steps:
    - approval: manager
      ask: { user: max }
`;
const people = [
  ...TEST_ORGANISATION.people,
  { id: 'desi', name: 'Desi', roles: ['flow-designer'] },
];
let engine: Engine;
let nowMs = 1_700_000_000_000;
let release = () => {};

/** An engine whose store holds every commit back until `release`. */
async function heldEngine(): Promise<void> {
  const store = createMemoryStore();
  let isReleased: Promise<void> | undefined;
  const { commit } = store.instances;
  const held = async (...given: Parameters<typeof commit>) => {
    await isReleased;
    return commit(...given);
  };
  const clock = { ...systemClock, nowMs: () => nowMs };
  engine = new Engine({
    store: { ...store, instances: { ...store.instances, commit: held } },
    clock,
  });
  for (const tenant of ['flood', 'calm']) {
    await store.access.saveTenant(tenant, tenant);
    await engine.saveDirectory(
      tenant,
      { kind: 'system', cause: 'test' },
      { ...TEST_ORGANISATION, people },
    );
    expect(await engine.publish({ tenant, person: 'desi' }, FLOW)).toMatchObject({ ok: true });
  }
  isReleased = new Promise((resolve) => {
    release = resolve;
  });
}

const start = (tenant: string, more: Partial<Caller> = {}): Promise<Answer> =>
  engine.start({ tenant, person: 'emma', ...more }, { flow: 'leave', form: {} });

const codeOf = (sent: Promise<Answer>): Promise<string> =>
  sent.then(
    (answer) => (answer.ok ? 'done' : answer.refusal.code),
    (fault) => fault.code,
  );

/** As many as the batches under way take, and then as many as the line holds. */
async function fill(tenant: string): Promise<Promise<string>[]> {
  const under = ENGINE_LIMITS.batchesInFlight * ENGINE_LIMITS.batchCommandsMax;
  const sent = Array.from({ length: under }, () => codeOf(start(tenant)));
  await systemClock.turn();
  await systemClock.turn();
  const more = Array.from({ length: ENGINE_LIMITS.queueLengthMax }, () => codeOf(start(tenant)));
  await systemClock.turn();
  return [...sent, ...more];
}

afterEach(async () => {
  release();
  await engine.drain();
});

describe('admission', () => {
  test('X11 the flood of one tenant is turned away, the commands of others are not', async () => {
    await heldEngine();
    const flood = await fill('flood');
    const calm = Array.from({ length: 50 }, () => codeOf(start('calm')));
    await systemClock.turn();
    const caller = { tenant: 'flood', person: 'emma' };
    expect(engine.noRoomFor(caller, true)?.code).toBe('engine.tenant-busy');
    expect(await codeOf(start('flood'))).toBe('engine.tenant-busy');
    release();
    expect(new Set(await Promise.all(calm))).toEqual(new Set(['done']));
    const codes = await Promise.all(flood);
    expect(codes.filter((code) => code === 'engine.tenant-busy').length).toBeGreaterThan(0);
    expect(codes.filter((code) => code === 'done').length).toBeGreaterThan(1_000);
  });

  test('a high priority takes the place of a low one in a full line', async () => {
    await heldEngine();
    const flood = await fill('flood');
    const caller = { tenant: 'flood', person: 'emma' };
    expect(engine.noRoomFor(caller, true)?.code).toBe('engine.overloaded');
    expect(engine.noRoomFor({ ...caller, priority: 50 }, true)).toBeUndefined();
    expect(engine.noRoomFor(caller, false)).toBeUndefined();
    const urgent = codeOf(start('flood', { priority: 50 }));
    release();
    expect(await urgent).toBe('done');
    expect(await Promise.all(flood)).toContain('engine.overloaded');
  });

  test('what waited for too long is turned away and leaves nothing behind (D2)', async () => {
    await heldEngine();
    const flood = await fill('flood');
    nowMs += ENGINE_LIMITS.queueWaitMsMax + 1;
    release();
    const codes = await Promise.all(flood);
    const done = codes.filter((code) => code === 'done').length;
    const late = codes.filter((code) => code === 'engine.overloaded').length;
    expect(done + late).toBe(codes.length);
    expect(late).toBeGreaterThanOrEqual(
      ENGINE_LIMITS.queueLengthMax - ENGINE_LIMITS.batchCommandsMax,
    );
    let page = await engine.store.instances.list('flood', {}, { limit: 200 });
    let stored = page.length;
    while (page.length > 0) {
      const { startedAtMs, instance } = page.at(-1)!;
      page = await engine.store.instances.list(
        'flood',
        {},
        { limit: 200, after: { startedAtMs, instance } },
      );
      stored += page.length;
    }
    expect(stored).toBe(done);
  });
});

describe('answers that may be a little old', () => {
  const reads: number[] = [];
  const read = async () => reads.push(0);

  test('those who ask together share one reading, until it is too old or forgotten', async () => {
    let atMs = 1_000;
    const aging = new Aging<string, number>({ ...systemClock, nowMs: () => atMs }, 100, 10);
    expect(await Promise.all([aging.get('a', read), aging.get('a', read)])).toEqual([1, 1]);
    atMs += 99;
    expect(await aging.get('a', read)).toBe(1);
    atMs += 1;
    expect(await aging.get('a', read)).toBe(2);
    aging.forget('a');
    expect(await aging.get('a', read)).toBe(3);
    atMs -= 5_000;
    expect(await aging.get('a', read)).toBe(4);
  });

  test('what was being read when it was forgotten is not kept', async () => {
    const aging = new Aging<string, string>(systemClock, 100_000, 10);
    const { promise: held, resolve: finish } = Promise.withResolvers<string>();
    const old = aging.get('a', () => held);
    aging.forget('a');
    expect(await aging.get('a', async () => 'new')).toBe('new');
    finish('old');
    expect(await old).toBe('old');
    expect(await aging.get('a', async () => 'newer')).toBe('new');
  });

  test('nor while those who forgot it are still reading anew', async () => {
    const aging = new Aging<string, string>(systemClock, 100_000, 10);
    const [before, after] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
    const old = aging.get('a', () => before.promise);
    aging.forget('a');
    const anew = aging.get('a', () => after.promise);
    before.resolve('old');
    expect(await old).toBe('old');
    const asked = aging.get('a', async () => 'read once more');
    after.resolve('new');
    expect(await Promise.all([anew, asked])).toEqual(['new', 'new']);
  });

  test('a reading that failed is not kept', async () => {
    const aging = new Aging<string, string>(systemClock, 100_000, 10);
    await expect(aging.get('a', () => Promise.reject(new Error('lost')))).rejects.toThrow('lost');
    expect(await aging.get('a', async () => 'there')).toBe('there');
  });
});
