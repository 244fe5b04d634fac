import { afterAll, beforeAll, expect, test } from 'vitest';
import { Client, ProblemError } from '../../src/protocol/index.ts';
import type { Door } from './fixture.ts';
import { openDoor } from './fixture.ts';

let door: Door;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());

function post(person: string, url: string, payload: object) {
  return door.as(`test/${person}`, { method: 'POST', url, payload });
}

async function deskOf(person: string, task: string) {
  return door.as(`test/${person}`, { method: 'GET', url: `/v1/tasks/${task}/desk` });
}

test('R6.1 R7.1 a desk says what a task lets its person do, and whom a return would reach', async () => {
  const { task } = await door.start();
  const { status, body } = await deskOf('max', task);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    ballot: 'any',
    verdicts: ['approve', 'reject'],
    require: [],
    rights: { reason: 'edit', salary: 'hidden' },
    returns: [{ to: 'initiator', people: [{ id: 'emma' }] }],
    onReject: { kind: 'end' },
  });
  expect(body.seen).toMatch(/^[0-9a-f]{64}$/);
  const { instance } = await door.start();
  const shown = await door.as('test/emma', { method: 'GET', url: `/v1/instances/${instance}` });
  expect(body.seq).toBe(shown.body.seq);
});

test('R6.17 a desk is shown to the one who has the task, and to nobody else', async () => {
  const { task } = await door.start();
  for (const person of ['emma', 'leo', 'ada']) {
    expect((await deskOf(person, task)).body.code).toBe('instance.unknown');
  }
});

test('R10.1 an act on content that has changed since it was shown is refused, and then holds', async () => {
  const { instance, task } = await door.start();
  expect((await post('max', `/v1/tasks/${task}/approve`, {})).status).toBe(200);
  const { body } = await door.as('test/fay', { method: 'GET', url: '/v1/tasks' });
  const theirs = body.items.find((item: { instance: string }) => item.instance === instance).id;
  const before = (await deskOf('fay', theirs)).body.seen;
  const other = { seen: '0'.repeat(64) };
  const refused = await post('fay', `/v1/tasks/${theirs}/approve`, other);
  expect([refused.status, refused.body.code]).toEqual([409, 'task.changed']);
  const returned = await post('fay', `/v1/tasks/${theirs}/return`, { to: 'initiator', ...other });
  expect(returned.body.code).toBe('task.changed');
  const batch = await post('fay', '/v1/tasks/batch', {
    items: [{ task: theirs, act: 'approve', ...other }],
  });
  expect(batch.body.results[0].problem.code).toBe('task.changed');
  expect((await post('fay', `/v1/tasks/${theirs}/approve`, { seen: before })).status).toBe(200);
});

test('R10.1 a hidden field is no part of what a vote is bound to', async () => {
  const first = await door.start({ amount: 5, reason: 'tea', salary: 1 });
  const second = await door.start({ amount: 5, reason: 'tea', salary: 2 });
  const [a, b] = await Promise.all([first, second].map(({ task }) => deskOf('max', task)));
  expect(a?.body.seen).toBe(b?.body.seen);
});

test('R3.1 people are found by name, initials or id, the best match first', async () => {
  const find = async (query: string) => {
    const { body } = await door.as('test/emma', { method: 'GET', url: `/v1/people?${query}` });
    return body.items.map(({ id }: { id: string }) => id);
  };
  expect((await find('text=em'))[0]).toBe('emma');
  expect((await find('text=ema'))[0]).toBe('emma');
  expect(await find('text=nobody-is-called-so')).toEqual([]);
  expect(await find('ids=fay,max,unknown')).toEqual(['fay', 'max']);
  expect((await find('limit=3')).length).toBe(3);
  expect(await find('text=gone')).toEqual([]);
  expect(await find('text=gone&left=true')).toEqual(['gone']);
  expect((await find('left=true&limit=100')).at(-1)).toBe('gone');
});

test('the typed client follows the inbox, and reads a refused stream as a problem', async () => {
  await door.app.listen({ host: '127.0.0.1', port: 0 });
  const url = door.app.listeningOrigin;
  const over = new AbortController();
  const client = new Client({ url, authorization: 'Demo test/max' });
  const counts = client.followInbox(over.signal);
  const first = (await counts.next()).value;
  const { task } = await door.start();
  expect((await counts.next()).value.open).toBe(first.open + 1);
  expect((await client.desk(task)).seen).toHaveLength(64);
  over.abort();
  const stranger = new Client({ url, authorization: 'Demo test/nobody' });
  await expect(stranger.followInbox(over.signal).next()).rejects.toThrow();
  await expect(stranger.followInbox(new AbortController().signal).next()).rejects.toBeInstanceOf(
    ProblemError,
  );
});

test('what a role is called stands beside its id, on the desk and at the person', async () => {
  const named = await openDoor();
  const by = { kind: 'system', cause: 'test' } as const;
  const { content } = (await named.engine.store.access.directory('test'))!;
  const roles = [{ id: 'finance', name: { en: 'Finance', 'zh-CN': '财务' } }];
  await named.engine.saveDirectory('test', by, { ...JSON.parse(content), roles });
  const { task } = await named.start();
  await named.as('test/max', { method: 'POST', url: `/v1/tasks/${task}/approve`, payload: {} });
  const tasks = await named.as('test/fay', { method: 'GET', url: '/v1/tasks' });
  const url = `/v1/tasks/${tasks.body.items[0].id}/desk`;
  const desk = await named.as('test/fay', { method: 'GET', url });
  expect(desk.body.asks).toEqual([{ kind: 'role', of: 'finance', title: roles[0]!.name }]);
  const me = await named.as('test/fay', { method: 'GET', url: '/v1/me' });
  expect(me.body).toMatchObject({
    organisation: 'Test',
    roles: ['finance'],
    roleTitles: { finance: roles[0]!.name },
  });
  await named.close();
});
