import { afterAll, beforeAll, expect, test } from 'vitest';
import { SERVER_LIMITS } from '../../src/server/limits.ts';
import { TEST_ORGANISATION } from '../../src/testing/index.ts';
import type { Door } from './fixture.ts';
import { openDoor } from './fixture.ts';

let door: Door;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());

type Method = 'GET' | 'PUT' | 'DELETE' | 'POST';
function ask(person: string, method: Method, url: string, payload?: object) {
  return door.as(person, { method, url, ...(payload ? { payload } : {}) });
}
const later = () => door.engine.clock.nowMs() + 3_600_000;
const marksOf = async (person: string) => (await ask(person, 'GET', '/v1/inbox/marks')).body;
const tasksIn = (snoozed: readonly { task: { id: string } }[]) =>
  snoozed.map(({ task }) => task.id);

test('a task is snoozed for its person until then, and seen again before by a word', async () => {
  const { task } = await door.start();
  const url = `/v1/tasks/${task}/snooze`;
  const untilMs = later();
  expect((await ask('test/max', 'PUT', url, { untilMs })).status).toBe(204);
  expect((await marksOf('test/max')).snoozed).toMatchObject([{ task: { id: task }, untilMs }]);
  expect((await marksOf('test/leo')).snoozed).toEqual([]);
  expect((await ask('test/max', 'DELETE', url)).status).toBe(204);
  expect((await marksOf('test/max')).snoozed).toEqual([]);
  await ask('test/max', 'PUT', url, { untilMs: door.engine.clock.nowMs() - 1 });
  expect((await marksOf('test/max')).snoozed).toEqual([]);
});

test('a task that is decided is snoozed no more, and one of another cannot be', async () => {
  const { task } = await door.start();
  const url = `/v1/tasks/${task}/snooze`;
  await ask('test/max', 'PUT', url, { untilMs: later() });
  await ask('test/max', 'POST', `/v1/tasks/${task}/approve`, {});
  expect(tasksIn((await marksOf('test/max')).snoozed)).not.toContain(task);
  const foreign = (await door.start()).task;
  for (const person of ['test/leo', 'other/max']) {
    const no = await ask(person, 'PUT', `/v1/tasks/${foreign}/snooze`, { untilMs: later() });
    expect([no.status, no.body.code]).toEqual([404, 'instance.unknown']);
  }
});

test('a task is marked as unread, and the mark is taken off', async () => {
  const { task } = await door.start();
  expect((await ask('test/max', 'PUT', `/v1/tasks/${task}/unread`)).status).toBe(204);
  expect((await marksOf('test/max')).unread).toEqual([task]);
  await ask('test/max', 'DELETE', `/v1/tasks/${task}/unread`);
  expect((await marksOf('test/max')).unread).toEqual([]);
});

test('X1 filters are saved by name for their person alone, and there are only so many', async () => {
  const put = (name: string, query: string) =>
    ask('test/leo', 'PUT', `/v1/inbox/filters/${encodeURIComponent(name)}`, { query });
  expect((await put('大额', 'amount>50000')).status).toBe(204);
  expect((await put('大额', 'amount>90000')).status).toBe(204);
  const read = async (person: string) => (await ask(person, 'GET', '/v1/inbox/filters')).body.items;
  expect(await read('test/leo')).toEqual([{ name: '大额', query: 'amount>90000' }]);
  expect(await read('test/max')).toEqual([]);
  const tooLong = await put('x'.repeat(SERVER_LIMITS.filterNameCharsMax + 1), 'a');
  expect(tooLong.status).toBe(400);
  for (let n = 1; n < SERVER_LIMITS.filtersMax; n++) await put(`f${n}`, 'a');
  expect((await put('one more', 'a')).body.code).toBe('shelf.full');
  await ask('test/leo', 'DELETE', `/v1/inbox/filters/${encodeURIComponent('大额')}`);
  expect((await put('one more', 'a')).status).toBe(204);
});

test('I9 phrases are saved for their person alone, the last one first, and only so many', async () => {
  let now = Date.now();
  const own = await openDoor({ nowMs: () => now++ });
  const url = '/v1/inbox/phrases';
  const put = (text: unknown, verdict: unknown = 'approve') =>
    own.as('test/leo', { method: 'PUT', url, payload: { text, verdict } });
  const remove = (phrase: Record<string, string>) =>
    own.as('test/leo', { method: 'DELETE', url: `${url}?${new URLSearchParams(phrase)}` });
  const read = async (person: string) => (await own.as(person, { method: 'GET', url })).body.items;
  const awkward = 'a/b?c&d=é 100% ../.';
  for (const text of ['同意，请财务核对。', awkward]) {
    expect((await put(text)).status).toBe(204);
  }
  await put('同意，请财务核对。', 'reject');
  const agreed = { text: '同意，请财务核对。', verdict: 'approve' };
  const rest = [{ ...agreed, verdict: 'reject' }, agreed];
  expect(await read('test/leo')).toEqual([rest[0], { text: awkward, verdict: 'approve' }, rest[1]]);
  expect(await read('test/max')).toEqual([]);
  expect((await remove({ text: awkward, verdict: 'approve' })).status).toBe(204);
  expect(await read('test/leo')).toEqual(rest);
  for (const wrong of ['', ' x', 'x ', 'two\nlines', 'x'.repeat(61), 'a\u0000b', 1]) {
    expect((await put(wrong)).status, JSON.stringify(wrong)).toBe(400);
  }
  expect((await remove({ text: 'a\u0000b', verdict: 'approve' })).status).toBe(400);
  expect((await put('x', 'resubmit')).status).toBe(400);
  const room = SERVER_LIMITS.phrasesMax - 2;
  const both = await Promise.all(Array.from({ length: room + 9 }, (_, n) => put(`f${n}`)));
  expect(both.filter(({ status }) => status === 204).length).toBeLessThanOrEqual(room);
  const kept = await read('test/leo');
  expect(kept.length).toBeLessThanOrEqual(SERVER_LIMITS.phrasesMax);
  expect(kept).toEqual(expect.arrayContaining(rest));
  for (let n = 0; n < room; n++) await put(`f${n}`);
  expect((await put('one more')).body.code).toBe('shelf.full');
  expect((await put('f2')).status).toBe(204);
  await own.close();
});

const LOAN = `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: bonus }
spec:
  version: 1.0.0
  form:
    type: object
    properties:
      count: { type: number }
      secret: { type: number, x-kind: money }
      sum: { type: number, x-kind: money, x-currency: CNY }
  steps:
    - approval: manager
      ask: { manager: initiator }
      ballot: any
      rights: { secret: hidden }
`;

test('R6.18 the amount of a request is the first that its reader may see', async () => {
  const published = await door.engine.publish({ tenant: 'test', person: 'desi' }, LOAN);
  expect(published.ok).toBe(true);
  const form = { count: 3, secret: 1, sum: 250 };
  const started = await ask('test/emma', 'POST', '/v1/instances', { flow: 'bonus', form });
  const { instance } = started.body;
  const url = `/v1/inbox/facts?of=${instance},${(await door.start()).instance},none`;
  const read = async (person: string) => (await ask(person, 'GET', url)).body.items;
  expect(await read('test/max')).toEqual([{ instance, amount: { value: 250, currency: 'CNY' } }]);
  expect(await read('test/emma')).toEqual([{ instance, amount: { value: 1 } }]);
  expect(await read('test/leo')).toEqual([]);
  expect(await read('other/max')).toEqual([]);
});

test('own instances that run say whose turn it is; a vote is told to who cast it', async () => {
  const { instance, task } = await door.start();
  const own = async () => (await ask('test/emma', 'GET', '/v1/instances')).body.items;
  const waits = (await own()).find(
    (each: { instance: string }) => each.instance === instance,
  ).waits;
  expect(waits).toEqual({ people: ['max'], step: 'manager', sinceMs: expect.any(Number) });
  await ask('test/max', 'POST', `/v1/tasks/${task}/approve`, {});
  const url = `/v1/inbox/facts?of=${instance}`;
  const votes = async (person: string) => (await ask(person, 'GET', url)).body.items[0]?.votes;
  expect(await votes('test/max')).toEqual({ [task]: 'approve' });
  expect(await votes('test/emma')).toBeUndefined();
});

const SETTLEMENT = `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: settlement }
spec:
  version: 1.0.0
  form:
    type: object
    x-order: [total, advance]
    properties:
      total: { type: number, x-kind: money }
      advance: { type: number, x-kind: money }
  steps:
    - approval: manager
      ask: { manager: initiator }
      ballot: any
`;

test('the amount of a request is the one that its form shows first, however its fields are named', async () => {
  const published = await door.engine.publish({ tenant: 'test', person: 'desi' }, SETTLEMENT);
  expect(published.ok).toBe(true);
  const begun = { flow: 'settlement', form: { advance: 300, total: 512 } };
  const { instance } = (await ask('test/emma', 'POST', '/v1/instances', begun)).body;
  const facts = await ask('test/max', 'GET', `/v1/inbox/facts?of=${instance}`);
  expect(facts.body.items).toEqual([{ instance, amount: { value: 512 } }]);
});

const PINNED = `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: pinned }
spec:
  version: 1.0.0
  form:
    type: object
    x-facts: [who, team, level, secret, lines]
    properties:
      who: { title: Host, type: string, x-kind: person }
      team: { type: string, x-kind: department }
      level: { enum: [high, low], x-labels: { high: { en: High, zh-CN: 高 } } }
      secret: { type: number, x-kind: money, x-currency: CNY }
      lines: { type: array, items: { type: string } }
  steps:
    - approval: first
      ask: { user: max }
      ballot: any
      rights: { secret: hidden }
`;

test('R6.18 lists show the fields that the flow pins, by name, and to nobody what is hidden from them', async () => {
  await door.engine.publish({ tenant: 'test', person: 'desi' }, PINNED);
  const form = { who: 'fay', team: 'office', level: 'high', secret: 5, lines: ['a', 'b'] };
  const started = await ask('test/emma', 'POST', '/v1/instances', { flow: 'pinned', form });
  const { instance } = started.body;
  const pinned = async (person: string) =>
    (await ask(`test/${person}`, 'GET', `/v1/inbox/facts?of=${instance}`)).body.items[0]?.pinned;
  const { name } = TEST_ORGANISATION.people.find(({ id }) => id === 'fay')!;
  const others = [
    { field: 'who', title: 'Host', kind: 'text', value: 'fay', label: name },
    { field: 'team', title: 'team', kind: 'text', value: 'office', label: 'Office' },
    {
      ...{ field: 'level', title: 'level', kind: 'text', value: 'high' },
      label: { en: 'High', 'zh-CN': '高' },
    },
  ];
  const lines = { field: 'lines', title: 'lines', kind: 'count', value: 2 };
  expect(await pinned('max')).toEqual([...others, lines]);
  const secret = { field: 'secret', title: 'secret', kind: 'money', value: 5, currency: 'CNY' };
  expect(await pinned('emma')).toEqual([...others, secret, lines]);
});

const POOL = `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: pooled }
spec:
  version: 1.0.0
  form: { type: object, properties: { why: { type: string } } }
  steps:
    - approval: finance
      ask: { of: { role: finance }, as: pool }
      ballot: any
`;

test('R6.3 what waits in a pool is told to its people until one has taken it', async () => {
  await door.engine.publish({ tenant: 'test', person: 'desi' }, POOL);
  const started = await ask('test/emma', 'POST', '/v1/instances', { flow: 'pooled', form: {} });
  const { instance, waitingFor } = started.body;
  const taskOf = (person: string): string =>
    waitingFor.find((each: { person: string }) => each.person === person).task;
  const pooled = async (person: string) =>
    (await ask(`test/${person}`, 'GET', `/v1/inbox/facts?of=${instance}`)).body.items[0]?.pooled;
  const deskOf = async (person: string) =>
    (await ask(`test/${person}`, 'GET', `/v1/tasks/${taskOf(person)}/desk`)).body.pool;
  expect(await pooled('fay')).toEqual([taskOf('fay')]);
  expect(await pooled('emma')).toBeUndefined();
  expect(await deskOf('fay')).toBe('free');
  await ask('test/fay', 'POST', `/v1/tasks/${taskOf('fay')}/claim`, {});
  expect([await pooled('fay'), await pooled('flo')]).toEqual([undefined, undefined]);
  expect([await deskOf('fay'), await deskOf('flo')]).toEqual(['yours', undefined]);
});

test('R6.2 an author finds all drafts in one list, those of tasks others settled too', async () => {
  const { instance, task } = await door.start();
  const url = `/v1/tasks/${task}/draft`;
  await ask('test/max', 'PUT', url, { comment: 'hm', form: { reason: 'coffee' } });
  const read = async (person: string) => (await ask(person, 'GET', '/v1/drafts')).body.items;
  expect(await read('test/max')).toMatchObject([
    { task: { id: task, status: 'open' }, comment: 'hm', form: { reason: 'coffee' } },
  ]);
  expect(await read('test/leo')).toEqual([]);
  await ask('test/emma', 'POST', `/v1/instances/${instance}/withdraw`, {});
  expect(await read('test/max')).toMatchObject([{ task: { id: task, status: 'closed' } }]);
});

test('an inbox opens with one answer: who it is, what waits, what lists show, what was put by', async () => {
  const { task } = await door.start();
  const opened = await door.as('test/max', { method: 'GET', url: '/v1/inbox' });
  const alone = async (url: string) => (await door.as('test/max', { method: 'GET', url })).body;
  expect(opened.body.tasks.items.map(({ id }: { id: string }) => id)).toContain(task);
  const listed = opened.body.tasks.items.map(({ instance }: { instance: string }) => instance);
  expect(opened.body.facts.items.length).toBeGreaterThan(0);
  expect(opened.body).toEqual({
    facts: await alone(`/v1/inbox/facts?of=${listed}`),
    flows: await alone('/v1/flows?limit=100'),
    me: await alone('/v1/me'),
    tasks: await alone('/v1/tasks?limit=100'),
    marks: await alone('/v1/inbox/marks'),
    filters: await alone('/v1/inbox/filters'),
    drafts: await alone('/v1/drafts'),
  });
});
