/** What an empty demo begins with. */

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { beginCases } from '../../src/cli/serve-cases.ts';
import { loadDemo } from '../../src/cli/serve-demo.ts';
import { Engine, silentLog } from '../../src/engine/index.ts';
import { Client } from '../../src/protocol/index.ts';
import { createMemoryStore } from '../../src/store/index.ts';
import type { ServedDemo } from './terminal.ts';
import { serveDemo } from './terminal.ts';

const lines: object[] = [];
const log = { ...silentLog, warn: (line: object) => void lines.push(line) };

describe('the cases of the demo', () => {
  let served: ServedDemo;
  const as = (person: string) =>
    new Client({ url: served.url, authorization: `Demo acme/${person}` });

  beforeAll(async () => {
    served = await serveDemo();
  });
  afterAll(() => served.close());

  test('whoever the first lines suggest to be has something to decide', async () => {
    expect(await beginCases(served.url, served.store, 'acme', log)).toBeGreaterThan(10);
    expect(lines).toEqual([]);
    const manager = await as('zhou-zihan').tasks('open');
    expect(manager.items.length).toBeGreaterThan(4);
    expect(new Set(manager.items.map(({ flow }) => flow)).size).toBeGreaterThan(2);
    for (const person of ['zhong-ling', 'hao-jia']) {
      expect((await as(person).tasks('open')).items.length, person).toBeGreaterThan(0);
    }
    const back = await as('hu-xiaotong').tasks('open');
    expect(back.items.map(({ kind }) => kind)).toContain('start');
  });

  test('a demo that has cases gets none again', async () => {
    expect(await beginCases(served.url, served.store, 'acme', log)).toBe(0);
  });
});

describe('a demo over what somebody made before', () => {
  const ends: (() => Promise<void>)[] = [];
  afterEach(async () => {
    lines.length = 0;
    for (const end of ends.splice(0).reverse()) await end();
  });

  const opened = async (): Promise<ServedDemo> => {
    const served = await serveDemo();
    ends.push(() => served.close());
    return served;
  };
  const authorOf = (served: ServedDemo, person: string) =>
    new Client({ url: served.url, authorization: `Demo acme/${person}` });
  const LEAVE = {
    flow: 'leave',
    form: { kind: 'annual', from: '2026-06-01', until: '2026-06-02', days: 2, reason: 'rest' },
  };

  test('a version that stands for something else stays, and is told of', async () => {
    const known = await (await opened()).store.flows.latest('acme', 'purchase');
    const store = createMemoryStore();
    const engine = new Engine({ store });
    ends.push(() => store.close());
    ends.push(() => engine.drain());
    const other = { ...known!, hash: '0'.repeat(64), source: 'another text' };
    const audit = engine.audit({ tenant: 'acme', person: 'wei-chenxi' }, 'PublishFlow', 'flow:x');
    expect(await store.flows.publish(other, audit)).toBe('published');
    expect((await loadDemo(engine, log)).flows).toBe(10);
    expect(lines).toEqual([{ tenant: 'acme', flow: 'purchase' }]);
    const { name, version } = other;
    expect(await store.flows.byVersion('acme', name, version)).toMatchObject(other);
    expect(await store.flows.latest('acme', 'leave')).toBeDefined();
  });

  test('a case that another version of its flow refuses is left out, and no other', async () => {
    const served = await opened();
    const { source, version } = (await served.store.flows.latest('acme', 'purchase'))!;
    const stricter = source.replace(`version: ${version}`, 'version: 9.0.0');
    const text = stricter.replace('minLength: 2', 'minLength: 100');
    await authorOf(served, 'wei-chenxi').publish(text);
    const begun = await beginCases(served.url, served.store, 'acme', log);
    expect(begun).toBeGreaterThan(5);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines).toEqual(lines.map(() => expect.objectContaining({ flow: 'purchase' })));
    const all = await served.store.instances.list('acme', {}, { limit: 100 });
    expect(all).toHaveLength(begun);
  });

  test('where anybody has begun anything, no case is begun', async () => {
    const served = await opened();
    await authorOf(served, 'wei-chenxi').start(LEAVE);
    expect(await beginCases(served.url, served.store, 'acme', log)).toBe(0);
  });
});
