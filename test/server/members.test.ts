import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Door } from './fixture.ts';
import { CLAIM, openDoor } from './fixture.ts';

let door: Door;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());

function act(person: string, path: string, payload: object) {
  return door.as(`test/${person}`, { method: 'POST', url: `/v1/${path}`, payload });
}

async function openTasks(person: string, instance: string): Promise<readonly string[]> {
  const { body } = await door.as(`test/${person}`, { method: 'GET', url: '/v1/tasks' });
  const own = body.items.filter((item: { instance: string }) => item.instance === instance);
  return own.map((item: { id: string }) => item.id);
}

test('R6.6 a voter hears somebody first: the task leaves the inbox and comes back', async () => {
  const { instance, task } = await door.start();
  const added = await act('max', `tasks/${task}/add`, { where: 'before', people: ['leo'] });
  expect(added.body.waitingFor).toMatchObject([{ person: 'leo', step: 'manager' }]);
  expect(await openTasks('max', instance)).toEqual([]);
  const [theirs] = await openTasks('leo', instance);
  const early = await act('max', `tasks/${task}/approve`, {});
  expect([early.status, early.body.code]).toEqual([409, 'task.waiting']);
  expect((await act('leo', `tasks/${theirs}/approve`, {})).status).toBe(200);
  expect(await openTasks('max', instance)).toEqual([task]);
  const { body } = await door.as('test/emma', { method: 'GET', url: `/v1/instances/${instance}` });
  const [, visit] = body.path;
  expect(visit.groups).toMatchObject([{ where: 'before', of: task, outcome: 'passed' }]);
  expect(visit.seats[1]).toMatchObject({ person: { id: 'leo' }, addedBy: { id: 'max' }, group: 1 });
});

test('R12.2 R6.9 who added and removed whom is forecast and explained', async () => {
  const { instance, task } = await door.start();
  const mode = { where: 'before', people: ['leo', 'fay'], mode: { count: 1 } };
  expect((await act('max', `tasks/${task}/add`, mode)).status).toBe(200);
  const url = `/v1/instances/${instance}`;
  const ahead = await door.as('test/emma', { method: 'GET', url: `${url}/forecast` });
  expect(ahead.body.steps[0].added).toMatchObject([
    { person: { id: 'leo' }, by: { id: 'max' } },
    { person: { id: 'fay' }, by: { id: 'max' } },
  ]);
  const [theirs] = await openTasks('leo', instance);
  expect((await act('fay', `tasks/${theirs}/remove`, {})).body.code).toBe('remove.not-allowed');
  expect((await act('max', `tasks/${theirs}/remove`, { comment: 'on leave' })).status).toBe(200);
  const why = await door.as('test/emma', { method: 'GET', url: `${url}/explanation?person=leo` });
  const told = why.body.items.filter((item: { by?: object }) => item.by);
  expect(told).toMatchObject([
    { result: 'added', by: { id: 'max' }, standing: { kind: 'asked' } },
    { result: 'removed', by: { id: 'max' }, standing: { kind: 'dropped', stage: 'removed' } },
  ]);
});

test('R6.7 adding after the own vote approves, and waits to be confirmed', async () => {
  const { task } = await door.start();
  const after = { where: 'after', people: ['leo'], comment: 'fine', form: { reason: 'green tea' } };
  const added = await act('max', `tasks/${task}/add`, after);
  expect(added.body.waitingFor).toMatchObject([{ person: 'leo', step: 'manager' }]);
  const [{ task: theirs }] = added.body.waitingFor;
  const confirmed = await act('leo', `tasks/${theirs}/approve`, {});
  expect(confirmed.body.waitingFor[0].step).toBe('finance');
  const wrong = await act('fay', `tasks/${confirmed.body.waitingFor[0].task}/add`, { people: [] });
  expect(wrong.status).toBe(400);
});

const GROUPS = `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: grouped }
spec:
  version: 1.0.0
  form: { type: object, properties: {} }
  steps:
    - approval: review
      groups:
        - { group: finance, ask: { role: finance }, ballot: { vote: { pass: { count: 2 } } } }
        - { group: legal, ask: { post: legal-counsel }, ballot: any }
      ballot: sequence
`;

test('R5.8 R5.3 a published flow asks group by group', async () => {
  expect((await act('desi', 'flows', { source: GROUPS })).status).toBe(201);
  const started = await act('emma', 'instances', { flow: 'grouped', form: {} });
  const people = started.body.waitingFor.map(({ person }: { person: string }) => person);
  expect(people).toEqual(['fay', 'finn', 'flo']);
  const [first, second] = started.body.waitingFor;
  await act('fay', `tasks/${first.task}/approve`, {});
  const next = await act('finn', `tasks/${second.task}/approve`, {});
  expect(next.body.waitingFor).toMatchObject([{ person: 'leo' }]);
});

test('R6.15 R6.18 nobody adds themselves, or others, to a step that shows more than theirs', async () => {
  const { instance, task } = await door.start();
  for (const person of ['max', 'leo']) {
    const body = { step: 'finance', people: [person] };
    const refused = await act('max', `tasks/${task}/add-ahead`, body);
    expect([refused.status, refused.body.code]).toEqual([403, 'add.shows-more']);
  }
  await act('max', `tasks/${task}/approve`, {});
  const seen = await door.as('test/max', { method: 'GET', url: `/v1/instances/${instance}` });
  expect(seen.body).toMatchObject({ form: { amount: 5, reason: 'tea' }, hidden: ['salary'] });
  expect(seen.body.form).not.toHaveProperty('salary');
});

const OPEN = CLAIM.replace('name: claim', 'name: open').replace(', salary: hidden', '');

test('R6.15 R6.11 R6.14 people are added ahead, reminded and told', async () => {
  expect((await act('desi', 'flows', { source: OPEN })).status).toBe(201);
  const form = { amount: 5, reason: 'tea' };
  const { body } = await act('emma', 'instances', { flow: 'open', form });
  const { instance } = body;
  const [{ task }] = body.waitingFor;
  const url = `instances/${instance}`;
  const added = await act('max', `tasks/${task}/add-ahead`, { step: 'finance', people: ['leo'] });
  expect(added.status).toBe(200);
  const ahead = await door.as('test/emma', { method: 'GET', url: `/v1/${url}/forecast` });
  expect(ahead.body.steps[1].added).toMatchObject([{ person: { id: 'leo' }, by: { id: 'max' } }]);
  expect((await act('emma', `${url}/remind`, { comment: 'please' })).status).toBe(200);
  const again = await act('emma', `${url}/remind`, {});
  expect([again.status, again.body.code]).toEqual([429, 'remind.too-soon']);
  expect((await act('max', `${url}/copy`, { people: ['eric'] })).status).toBe(200);
  const notices = await door.as('test/eric', { method: 'GET', url: '/v1/notices' });
  expect(notices.body.items).toMatchObject([{ instance }]);
  expect((await act('dora', `${url}/copy`, { people: ['eric'] })).status).toBe(404);
  const next = await act('max', `tasks/${task}/approve`, {});
  const people = next.body.waitingFor.map(({ person }: { person: string }) => person);
  expect(people).toEqual(['fay', 'finn', 'flo', 'leo']);
});

const POOL = `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: pooled }
spec:
  version: 1.0.0
  form: { type: object, properties: {} }
  steps:
    - approval: review
      ask: { of: { role: finance }, as: pool }
      ballot: any
`;

test('R6.3 a pool’s task is in everybody’s inbox, then in the claimer’s alone', async () => {
  expect((await act('desi', 'flows', { source: POOL })).status).toBe(201);
  const { body } = await act('emma', 'instances', { flow: 'pooled', form: {} });
  const { instance } = body;
  const [fays] = await openTasks('fay', instance);
  const [finns] = await openTasks('finn', instance);
  expect((await act('finn', `tasks/${finns}/claim`, {})).status).toBe(200);
  expect(await openTasks('fay', instance)).toEqual([]);
  const late = await act('fay', `tasks/${fays}/claim`, {});
  expect([late.status, late.body.code, late.body.detail]).toEqual([
    409,
    'task.claimed',
    { by: 'finn' },
  ]);
  const seen = await door.as('test/emma', { method: 'GET', url: `/v1/instances/${instance}` });
  expect(seen.body.path[1].groups).toMatchObject([{ pool: true, claimed: finns }]);
  expect((await act('finn', `tasks/${finns}/unclaim`, {})).status).toBe(200);
  expect(await openTasks('fay', instance)).toEqual([fays]);
  expect((await act('fay', `tasks/${fays}/approve`, {})).body.outcome).toBe('approved');
});

const HELD = `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: held }
spec:
  version: 1.0.0
  undo: 1h
  form: { type: object, properties: {} }
  steps:
    - approval: first
      ask: { user: max }
      ballot: any
    - call: erp
      http: { method: POST, url: 'https://example.com/erp' }
      wait: false
    - approval: second
      ask: { user: leo }
      ballot: any
`;

test('R6.10 R6.13 a vote is taken back, and what it set off never leaves', async () => {
  expect((await act('desi', 'flows', { source: HELD })).status).toBe(201);
  const { body } = await act('emma', 'instances', { flow: 'held', form: {} });
  const [{ task }] = body.waitingFor;
  const voted = await act('max', `tasks/${task}/approve`, {});
  expect(voted.body.waitingFor).toMatchObject([{ person: 'leo' }]);
  expect((await door.engine.store.outbox.depth()).pending).toBe(0);
  expect((await act('leo', `tasks/${task}/take-back`, {})).body.code).toBe('take-back.no-vote');
  const back = await act('max', `tasks/${task}/take-back`, { comment: 'wrong one' });
  expect(back.body.waitingFor).toMatchObject([{ task, person: 'max' }]);
  expect(await openTasks('leo', body.instance)).toEqual([]);
  expect(await openTasks('max', body.instance)).toEqual([task]);
  const again = await act('max', `tasks/${task}/approve`, {});
  await act('leo', `tasks/${again.body.waitingFor[0].task}/approve`, {});
  const late = await act('max', `tasks/${task}/take-back`, {});
  expect([late.status, late.body.code]).toEqual([409, 'take-back.acted-on']);
});

test('R6.12 many tasks at once: each has its own result, and is done once', async () => {
  const [one, two] = [await door.start(), await door.start()];
  const items = [
    { task: one.task, act: 'approve', comment: 'fine' },
    { task: 'nonsense', act: 'approve' },
    { task: one.task, act: 'reject', key: 'own' },
    { task: two.task, act: 'approve' },
  ];
  const send = () =>
    door.as('test/max', {
      method: 'POST',
      url: '/v1/tasks/batch',
      payload: { items },
      headers: { 'idempotency-key': 'batch-1' },
    });
  const { status, body } = await send();
  expect(status).toBe(200);
  expect(body.results).toMatchObject([
    { task: one.task, ok: true },
    { task: 'nonsense', ok: false, problem: { status: 404 } },
    { task: one.task, ok: false, problem: { status: 409, code: 'task.closed' } },
    { task: two.task, ok: true, result: { instance: two.instance } },
  ]);
  expect((await send()).body).toEqual(body);
  const again = await door.as('test/max', {
    method: 'POST',
    url: '/v1/tasks/batch',
    payload: { items: [{ ...items[0], key: 'batch-1.0' }] },
  });
  expect(again.body.results).toMatchObject([{ ok: true }]);
});

test('R6.2 an opinion is saved for its author only, and not once it is said', async () => {
  const { task } = await door.start();
  const url = `/v1/tasks/${task}/draft`;
  const save = (person: string) =>
    door.as(`test/${person}`, { method: 'PUT', url, payload: { comment: 'hm' } });
  const read = (person: string) => door.as(`test/${person}`, { method: 'GET', url });
  expect((await save('max')).status).toBe(204);
  expect((await read('max')).body).toMatchObject({ comment: 'hm' });
  expect((await save('leo')).status).toBe(404);
  expect((await read('ada')).body.code).toBe('draft.unknown');
  expect((await door.as('test/max', { method: 'DELETE', url })).status).toBe(204);
  expect((await read('max')).status).toBe(404);
  const { instance } = (await act('max', `tasks/${task}/approve`, {})).body;
  expect((await save('max')).body.code).toBe('draft.closed');
  const theirs = async (person: string) => {
    const { body } = await door.as(`test/${person}`, { method: 'GET', url: '/v1/tasks' });
    return body.items.find((item: { instance: string }) => item.instance === instance).id;
  };
  const late = await theirs('flo');
  for (const person of ['fay', 'finn']) {
    await act(person, `tasks/${await theirs(person)}/approve`, {});
  }
  const half = { method: 'PUT', url: `/v1/tasks/${late}/draft`, payload: { comment: 'no' } };
  expect((await door.as('test/flo', half as InjectOptions)).status).toBe(204);
});
