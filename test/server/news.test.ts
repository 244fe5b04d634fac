/** News: who is told what in the studio, once, and only what they may still see. */

import { afterEach, expect, test } from 'vitest';
import { keepNews } from '../../src/notices/newsroom.ts';
import type { NewsItem } from '../../src/protocol/index.ts';
import { createMemoryStore } from '../../src/store/index.ts';
import type { Door } from './fixture.ts';
import { openDoor } from './fixture.ts';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function opened(): Promise<Door> {
  const door = await openDoor({ channels: [] });
  ends.push(() => door.close());
  return door;
}

const post = (door: Door, person: string, url: string, payload: object = {}) =>
  door.as(`test/${person}`, { method: 'POST', url, payload });

async function listed(door: Door, person: string): Promise<readonly NewsItem[]> {
  const { body } = await door.as(`test/${person}`, { method: 'GET', url: '/v1/news' });
  return body.items;
}

const counted = async (door: Door, person: string): Promise<number> =>
  (await door.as(`test/${person}`, { method: 'GET', url: '/v1/inbox/counts' })).body.news;

/** What a person is told, once there is so much of it. */
async function told(door: Door, person: string, count: number): Promise<readonly NewsItem[]> {
  await expect.poll(() => counted(door, person)).toBe(count);
  return listed(door, person);
}

test('O4 a reminder leads to the task while it is open, and is one entry however often it is heard of', async () => {
  const store = createMemoryStore();
  const door = await openDoor({ channels: [], store });
  ends.push(() => door.close());
  const { instance, task } = await door.start();
  await post(door, 'emma', `/v1/instances/${instance}/remind`, { comment: 'please' });
  const [item] = await told(door, 'max', 1);
  expect(item).toMatchObject({
    kind: 'reminder',
    by: { id: 'emma' },
    words: 'please',
    subject: 'tea',
    title: { en: 'Claim' },
    task,
    instance,
  });
  const { seq, atMs } = item!;
  const header = (await store.instances.header({ tenant: 'test', instance }))!;
  const [row] = await store.instances.journal(
    { tenant: 'test', instance },
    { after: seq - 1, limit: 1 },
  );
  const [event] = JSON.parse(row!.events);
  const { actor, command } = row!;
  const again = { tenant: 'test', instance, seq, firstSeq: seq, atMs, actor, command };
  await keepNews(door.engine, [{ ...again, event, header }]);
  expect(await listed(door, 'max')).toHaveLength(1);
  await post(door, 'max', `/v1/tasks/${task}/approve`);
  const [settled] = await listed(door, 'max');
  expect(settled).not.toHaveProperty('task');
});

test('R6.4 R6.5 who is given a task hears of it, and its owner of the opinion', async () => {
  const door = await opened();
  const { instance, task } = await door.start();
  await post(door, 'max', `/v1/tasks/${task}/delegate`, { to: 'dora', comment: 'what say you?' });
  const [asked] = await told(door, 'dora', 1);
  expect(asked).toMatchObject({ kind: 'delegated', by: { id: 'max' }, task });
  await post(door, 'dora', `/v1/tasks/${task}/advise`, { advice: 'approve', comment: 'fine' });
  const [opinion] = await told(door, 'max', 1);
  expect(opinion).toMatchObject({ kind: 'opinion', by: { id: 'dora' }, words: 'fine', task });
  await post(door, 'max', `/v1/tasks/${task}/transfer`, { to: 'fay' });
  const transferred = { kind: 'transferred', task: `${instance}.2.2` };
  expect((await told(door, 'fay', 1))[0]).toMatchObject(transferred);
});

test('whose request it is hears that it was returned, rejected, ended by another, and not of the own acts', async () => {
  const door = await opened();
  const back = await door.start();
  await post(door, 'max', `/v1/tasks/${back.task}/return`, { to: 'initiator', comment: 'why?' });
  const [returned] = await told(door, 'emma', 1);
  expect(returned).toMatchObject({ kind: 'returned', words: 'why?', by: { id: 'max' } });
  expect(returned!.task).toMatch(new RegExp(`^${back.instance}\\.`));
  await post(door, 'emma', `/v1/instances/${back.instance}/withdraw`);
  const no = await door.start();
  await post(door, 'max', `/v1/tasks/${no.task}/reject`, { comment: 'no' });
  const items = await told(door, 'emma', 2);
  expect(items[0]).toMatchObject({ kind: 'ended', outcome: 'rejected', instance: no.instance });
  expect(items.filter(({ kind }) => kind === 'ended')).toHaveLength(1);
});

test('R6.14 a copy is read in the news and in its own list alike', async () => {
  const door = await opened();
  const { instance } = await door.start();
  await post(door, 'emma', `/v1/instances/${instance}/copy`, { people: ['leo'] });
  const [item] = await told(door, 'leo', 1);
  expect(item).toMatchObject({ kind: 'told', by: { id: 'emma' } });
  await post(door, 'leo', `/v1/news/${item!.id}/read`);
  const counts = await door.as('test/leo', { method: 'GET', url: '/v1/inbox/counts' });
  expect(counts.body).toEqual({ open: 0, unread: 0, news: 0 });
  const second = await door.start();
  await post(door, 'emma', `/v1/instances/${second.instance}/copy`, { people: ['leo'] });
  await told(door, 'leo', 1);
  await post(door, 'leo', `/v1/notices/${second.instance}/read`);
  expect(await counted(door, 'leo')).toBe(0);
});

const COPIED = `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: copied }
spec:
  version: 1.0.0
  form: { type: object }
  steps:
    - approval: manager
      ask: { manager: initiator }
      ballot: any
    - notify: file
      tell: [initiator, { user: leo }]
`;

test('whose request has ended is told so once, in copy or not', async () => {
  const door = await opened();
  await door.engine.publish({ tenant: 'test', person: 'desi' }, COPIED);
  const { body } = await post(door, 'emma', '/v1/instances', { flow: 'copied', form: {} });
  await post(door, 'max', `/v1/tasks/${body.instance}.2.1/approve`);
  const [copy] = await told(door, 'leo', 1);
  expect(copy).toMatchObject({ kind: 'told' });
  const [end, ...more] = await told(door, 'emma', 1);
  expect(end).toMatchObject({ kind: 'ended', outcome: 'approved' });
  expect(more).toEqual([]);
});

test('X9 a comment tells those it names who may see the case, and nobody else', async () => {
  const door = await opened();
  const { instance } = await door.start();
  const text = 'ask @max, @leo and @emma';
  await post(door, 'emma', `/v1/instances/${instance}/comments`, { text });
  const [item] = await told(door, 'max', 1);
  expect(item).toMatchObject({ kind: 'mentioned', words: text, by: { id: 'emma' } });
  expect(await listed(door, 'leo')).toEqual([]);
  expect(await listed(door, 'emma')).toEqual([]);
});

test('X9 who writes a comment learns who takes no part, and not who may read all', async () => {
  const door = await opened();
  const { instance } = await door.start();
  const url = `/v1/instances/${instance}/mentions`;
  const { body } = await post(door, 'emma', url, { text: '@max, @leo, @audrey and @nobody-here' });
  expect(body).toEqual({
    people: [
      { id: 'max', name: expect.anything(), takesPart: true },
      { id: 'leo', name: expect.anything(), takesPart: false },
      { id: 'audrey', name: expect.anything(), takesPart: false },
    ],
    tooMany: 0,
    nobody: ['nobody-here'],
  });
  expect(await listed(door, 'max')).toEqual([]);
  const foreign = await post(door, 'leo', url, { text: '@max' });
  expect(foreign).toMatchObject({ status: 404, body: { code: 'instance.unknown' } });
});

test('X9 of more people than one comment tells, it is said how many are too many', async () => {
  const door = await opened();
  const { instance } = await door.start();
  const by = { kind: 'system', cause: 'test' } as const;
  const known = JSON.parse((await door.engine.store.access.directory('test'))!.content);
  const crowd = Array.from({ length: 53 }, (_, n) => ({ id: `crowd-${n}-`, name: `Crowd ${n}` }));
  await door.engine.saveDirectory('test', by, { ...known, people: [...known.people, ...crowd] });
  const text = crowd.map(({ id }) => `@${id}`).join(' ');
  const { body } = await post(door, 'emma', `/v1/instances/${instance}/mentions`, { text });
  expect(body).toMatchObject({ tooMany: 3, nobody: [] });
  expect(body.people).toHaveLength(50);
});

test('X9 whom a comment would name is told to nobody without the right to read the directory', async () => {
  const door = await opened();
  const { instance } = await door.start();
  const asked = { name: 'narrow', scopes: ['instance.read'] };
  const { key } = (await post(door, 'ada', '/v1/keys', asked)).body;
  const headers = { authorization: `Bearer ${key}` };
  const url = `/v1/instances/${instance}/mentions`;
  const payload = { text: '@max' };
  const refused = await door.as(undefined, { method: 'POST', url, headers, payload });
  expect(refused).toMatchObject({ status: 403, body: { code: 'access.denied' } });
});

test('X9 what a person may not see any more is shown no more, nor counted', async () => {
  const door = await opened();
  const { instance } = await door.start();
  await post(door, 'emma', `/v1/instances/${instance}/comments`, { text: 'see @audrey' });
  expect(await told(door, 'audrey', 1)).toHaveLength(1);
  const by = { kind: 'system', cause: 'test' } as const;
  const { content } = (await door.engine.store.access.directory('test'))!;
  const people = JSON.parse(content).people.map((person: { id: string }) =>
    person.id === 'audrey' ? { ...person, roles: [] } : person,
  );
  await door.engine.saveDirectory('test', by, { ...JSON.parse(content), people });
  expect(await listed(door, 'audrey')).toEqual([]);
  expect(await counted(door, 'audrey')).toBe(0);
});

test('X9 what a narrow key may not see stays unread for its person', async () => {
  const door = await opened();
  const { instance } = await door.start();
  await post(door, 'emma', `/v1/instances/${instance}/comments`, { text: '@ada look' });
  await told(door, 'ada', 1);
  const asked = { name: 'narrow', scopes: ['instance.read'] };
  const { key } = (await post(door, 'ada', '/v1/keys', asked)).body;
  const headers = { authorization: `Bearer ${key}` };
  const seen = await door.as(undefined, { method: 'GET', url: '/v1/news', headers });
  expect(seen).toMatchObject({ status: 200, body: { items: [] } });
  expect(await counted(door, 'ada')).toBe(1);
});

test('P4 no instant that there cannot be is read until', async () => {
  const door = await opened();
  const refused = await post(door, 'max', '/v1/news/read', { untilMs: 1e300 });
  expect(refused).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
});

test('P4 X1 all are read until an instant, by their own person in their own tenant', async () => {
  const door = await opened();
  const { instance } = await door.start();
  for (const text of ['@max one', '@max two']) {
    await post(door, 'emma', `/v1/instances/${instance}/comments`, { text });
  }
  const [newest] = await told(door, 'max', 2);
  const all = { untilMs: newest!.atMs };
  await post(door, 'emma', '/v1/news/read', all);
  await door.as('other/max', { method: 'POST', url: '/v1/news/read', payload: all });
  const foreign = await door.as('other/max', { method: 'GET', url: '/v1/news' });
  expect(foreign.body).toEqual({ items: [] });
  expect(await counted(door, 'max')).toBe(2);
  expect((await post(door, 'max', '/v1/news/read', all)).status).toBe(204);
  expect(await counted(door, 'max')).toBe(0);
  expect((await listed(door, 'max')).every(({ readAtMs }) => readAtMs !== undefined)).toBe(true);
});

test('news come page by page, and an unknown one is read without harm', async () => {
  const door = await opened();
  const { instance } = await door.start();
  for (const text of ['@max one', '@max two', '@max three']) {
    await post(door, 'emma', `/v1/instances/${instance}/comments`, { text });
  }
  await told(door, 'max', 3);
  const words: string[] = [];
  for (let after: string | undefined, n = 0; n < 5; n++) {
    const query = after === undefined ? 'limit=2' : `limit=2&after=${after}`;
    const { body } = await door.as('test/max', { method: 'GET', url: `/v1/news?${query}` });
    words.push(...body.items.map((item: NewsItem) => item.words));
    after = body.next;
    if (after === undefined) break;
  }
  expect(words).toEqual(['@max three', '@max two', '@max one']);
  const bad = await door.as('test/max', { method: 'GET', url: '/v1/news?after=x' });
  expect(bad.body.code).toBe('cursor.invalid');
  for (const id of ['x', `${instance}.999`, `${'f'.repeat(32)}.1`]) {
    expect((await post(door, 'max', `/v1/news/${id}/read`)).status).toBe(204);
  }
});
