import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Door } from './fixture.ts';
import { CLAIM, openDoor } from './fixture.ts';

let door: Door;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());

const post = (url: string, payload: object = {}, headers: Record<string, string> = {}) =>
  ({ method: 'POST', url, payload, headers }) as const;
const get = (url: string) => ({ method: 'GET', url }) as const;

describe('a claim over HTTP', () => {
  test('runs from start to approval, with inbox, view, journal and notice', async () => {
    const { instance, task } = await door.start();
    const inbox = await door.as('test/max', get('/v1/tasks'));
    expect(inbox.body.items.at(-1)).toMatchObject({ id: task, subject: 'tea', step: 'manager' });
    const vote = post(`/v1/tasks/${task}/approve`, {
      comment: 'ok',
      form: { reason: 'green tea' },
    });
    const manager = await door.as('test/max', vote);
    expect(manager).toMatchObject({ status: 200, body: { status: 'running' } });
    for (const { task: next, person } of manager.body.waitingFor.slice(0, 2)) {
      await door.as(`test/${person}`, post(`/v1/tasks/${next}/approve`));
    }
    const view = await door.as('test/emma', get(`/v1/instances/${instance}`));
    expect(view.body).toMatchObject({
      outcome: 'approved',
      form: { reason: 'green tea', salary: 9 },
      path: [{ step: 'start' }, { step: 'manager', title: 'manager' }, {}, { kind: 'notify' }],
    });
    const log = await door.as('test/emma', get(`/v1/instances/${instance}/events?limit=2`));
    expect(log.body.items.map((entry: { command: string }) => entry.command)).toEqual([
      'StartInstance',
      'ApproveTask',
    ]);
    const rest = await door.as(
      'test/emma',
      get(`/v1/instances/${instance}/events?after=${log.body.next}`),
    );
    expect(rest.body.items).toHaveLength(2);
    const notices = await door.as('test/emma', get('/v1/notices'));
    expect(notices.body.items[0]).toMatchObject({ instance, flow: 'claim' });
    const read = await door.as('test/emma', post(`/v1/notices/${instance}/read`));
    expect(read.status).toBe(204);
    const done = await door.as('test/max', get('/v1/tasks?view=done'));
    expect(done.body.items[0]).toMatchObject({ id: task, status: 'voted' });
  });

  test('R7.1 returns to the initiator, who resubmits, and R8.1 withdraws', async () => {
    const { instance, task } = await door.start();
    const back = await door.as('test/max', post(`/v1/tasks/${task}/return`, { to: 'initiator' }));
    expect(back.body.waitingFor).toMatchObject([{ step: 'start', person: 'emma' }]);
    const held = await door.as('test/emma', get(`/v1/instances/${instance}`));
    const { title } = held.body.path.at(-1);
    expect(title).toEqual({ en: 'Submission', 'zh-CN': '提交' });
    const again = await door.as(
      'test/emma',
      post(`/v1/instances/${instance}/resubmit`, { form: { amount: 6, reason: 'less tea' } }),
    );
    expect(again.body.waitingFor).toMatchObject([{ step: 'manager', person: 'max' }]);
    const withdrawn = await door.as('test/emma', post(`/v1/instances/${instance}/withdraw`));
    expect(withdrawn.body).toMatchObject({ status: 'ended', outcome: 'withdrawn' });
  });

  test('R6.4 R6.5 a task is delegated, advised on, recalled and handed on', async () => {
    const { instance, task } = await door.start();
    const act = (person: string, name: string, body: object = {}) =>
      door.as(`test/${person}`, post(`/v1/tasks/${task}/${name}`, body));
    const open = async (person: string) =>
      (await door.as(`test/${person}`, get('/v1/tasks'))).body.items.map(
        ({ id }: { id: string }) => id,
      );
    const asked = await act('max', 'delegate', { to: 'leo', comment: 'legal?' });
    expect(asked.body.waitingFor).toMatchObject([{ task, person: 'leo' }]);
    expect(await open('leo')).toContain(task);
    expect(await open('max')).not.toContain(task);
    expect(await act('max', 'approve')).toMatchObject({
      status: 409,
      body: { code: 'task.delegated' },
    });
    const advised = await act('leo', 'advise', { advice: 'reject', comment: 'no' });
    expect(advised).toMatchObject({ status: 200, body: { waitingFor: [{ person: 'max' }] } });
    await act('max', 'delegate', { to: 'leo' });
    expect((await act('max', 'recall')).status).toBe(200);
    const handed = await act('max', 'transfer', { to: 'dora' });
    expect(handed.body.waitingFor).toMatchObject([{ person: 'dora' }]);
    const view = await door.as('test/leo', get(`/v1/instances/${instance}`));
    expect(view.body.path[1].seats).toMatchObject([
      {
        closed: 'transferred',
        delegations: [
          { to: { id: 'leo' }, end: 'advised', advice: 'reject', comment: 'no' },
          { end: 'recalled' },
        ],
      },
      { from: task, person: { id: 'dora' } },
    ]);
    const nobody = await act('max', 'transfer', { to: 'nobody' });
    expect(nobody).toMatchObject({ status: 409, body: { code: 'task.closed' } });
  });

  test('R13.2 the same idempotency key gets the first answer', async () => {
    const request = post(
      '/v1/instances',
      { flow: 'claim', form: { amount: 1, reason: 'once' } },
      { 'idempotency-key': 'once' },
    );
    const [first, second] = [
      await door.as('test/emma', request),
      await door.as('test/emma', request),
    ];
    expect(second.body).toEqual(first.body);
    expect(second.headers['idempotent-replayed']).toBe('true');
    const other = await door.as('test/eric', request);
    expect(other.body.instance).not.toBe(first.body.instance);
    const changed = { ...request, payload: { flow: 'claim', form: { amount: 2, reason: 'once' } } };
    expect((await door.as('test/emma', changed)).body.code).toBe('key.reused');
  });
});

describe('bad input', () => {
  const start = (form: unknown) => post('/v1/instances', { flow: 'claim', form });
  test.each([
    ['an unknown field of the form', start({ amount: 1, reason: 'x', colour: 1 }), 'form.invalid'],
    ['a wrong type in the form', start({ amount: 'much', reason: 'x' }), 'form.invalid'],
    ['a missing field of the form', start({ amount: 1 }), 'form.invalid'],
    ['a form that is no object', start([1]), 'request.invalid'],
    [
      'an unknown field of the body',
      post('/v1/instances', { flow: 'claim', form: {}, x: 1 }),
      'request.invalid',
    ],
    ['an unknown flow', post('/v1/instances', { flow: 'nope', form: {} }), 'flow.unknown'],
    ['an unknown task', post('/v1/tasks/0123.2.1/approve'), 'instance.unknown'],
    ['a task id that is none', post('/v1/tasks/hello/approve'), 'instance.unknown'],
    [
      'a body that is no JSON',
      {
        method: 'POST',
        url: '/v1/instances',
        payload: '{"flow":',
        headers: { 'content-type': 'application/json' },
      },
      'request.malformed',
    ],
    [
      'a polluting body',
      {
        method: 'POST',
        url: '/v1/instances',
        payload: '{"flow":"claim","form":{"__proto__":{"x":1}}}',
        headers: { 'content-type': 'application/json' },
      },
      'request.malformed',
    ],
    [
      'a wrong content type',
      {
        method: 'POST',
        url: '/v1/instances',
        payload: '<a/>',
        headers: { 'content-type': 'text/xml' },
      },
      'request.media-type',
    ],
    ['a body too large', start({ amount: 1, reason: 'x'.repeat(1_100_000) }), 'request.too-large'],
    ['a body too deep', start({ reason: nested(40) }), 'request.too-deep'],
    ['a zero character in the path', get('/v1/flows/%00'), 'request.malformed'],
    ['a forged cursor', get('/v1/tasks?after=e30'), 'cursor.invalid'],
    ['a page too long', get('/v1/tasks?limit=1000'), 'request.invalid'],
    ['an unknown route', get('/v1/nothing'), 'route.unknown'],
    ['a path that is no UTF-8', post('/v1/tasks/%ff/approve'), 'route.unknown'],
    ['an id too long', post(`/v1/tasks/${'x'.repeat(201)}/approve`), 'route.unknown'],
    ['a sum that a double alters', start({ amount: 2 ** 53, reason: 'x' }), 'form.invalid'],
  ] as const)('%s is refused with a code', async (_title, request, code) => {
    const reply = await door.as('test/emma', request as never);
    expect(reply.body.code).toBe(code);
    expect(reply.status).toBeGreaterThanOrEqual(400);
    expect(reply.status).toBeLessThan(500);
    expect(reply.headers['content-type']).toContain('application/problem+json');
    expect(reply.text).not.toMatch(/node_modules|at \w+ \(|SELECT/);
  });

  test('one finds one’s tasks and requests by what their subjects say', async () => {
    await door.start({ amount: 5, reason: 'Kettle 水壶' });
    const found = async (url: string, person: string) => {
      const { body } = await door.as(person, { method: 'GET', url });
      return body.items.map(({ subject }: { subject: string }) => subject);
    };
    const about = encodeURIComponent('kettle 水');
    for (const [url, person] of [
      [`/v1/tasks?about=${about}`, 'test/max'],
      [`/v1/instances?about=${about}`, 'test/emma'],
    ] as const) {
      expect(await found(url, person)).toEqual(['Kettle 水壶']);
    }
    expect(await found(`/v1/instances?about=${about}`, 'test/max')).toEqual([]);
  });

  test('P3 what one decided is listed by when one did, the last first, page by page', async () => {
    let now = Date.now();
    const own = await openDoor({ nowMs: () => now++ });
    const [first, second, third] = [
      await own.start({ amount: 5, reason: 'Spoon one' }),
      await own.start({ amount: 5, reason: 'Spoon two' }),
      await own.start({ amount: 5, reason: 'Spoon three' }),
    ];
    const decided = [second.task, third.task, first.task];
    for (const task of decided) await own.as('test/max', post(`/v1/tasks/${task}/approve`));
    const seen: string[] = [];
    let after = '';
    for (const _ of decided) {
      const url = `/v1/tasks?view=done&about=spoon&limit=1${after}`;
      const { body } = await own.as('test/max', get(url));
      seen.push(body.items[0].id);
      after = `&after=${encodeURIComponent(body.next)}`;
    }
    expect(seen).toEqual(decided.toReversed());
    const opened = await own.as('test/max', get('/v1/tasks?limit=1'));
    const foreign = `/v1/tasks?view=done&after=${encodeURIComponent(opened.body.next ?? 'e30')}`;
    expect((await own.as('test/max', get(foreign))).body.code).toBe('cursor.invalid');
    await own.close();
  });

  test('a wrong form names every field that is wrong', async () => {
    const reply = await door.as('test/emma', start({ amount: -1, colour: 1 }));
    expect(reply.status).toBe(422);
    const fields = reply.body.errors.map((error: { field: string }) => error.field);
    expect(fields.sort()).toEqual(['amount', 'colour', 'reason']);
  });

  test('a stale task is refused with who closed it', async () => {
    const { task } = await door.start();
    await door.as('test/max', post(`/v1/tasks/${task}/approve`));
    const late = await door.as('test/max', post(`/v1/tasks/${task}/reject`));
    expect(late).toMatchObject({ status: 409, body: { code: 'task.closed' } });
    expect(late.body.detail).toMatchObject({ how: 'voted', closedBy: 'max' });
  });

  test('a definition with mistakes is not published and all mistakes come back', async () => {
    const source = CLAIM.replace('role: finance', 'roel: finance').replace(
      'ballot: any',
      'ballot: anyone',
    );
    const reply = await door.as('test/desi', post('/v1/flows', { source }));
    expect(reply).toMatchObject({ status: 422, body: { code: 'flow.invalid' } });
    expect(reply.body.diagnostics.length).toBeGreaterThanOrEqual(2);
    const malformed = await door.as('test/desi', post('/v1/flows', { source: 'a: [b' }));
    expect(malformed.body.diagnostics[0]).toHaveProperty('range.start.line', 1);
  });

  test('V1 another definition under a published version is refused', async () => {
    const source = CLAIM.replace('maxLength: 100', 'maxLength: 200');
    const reply = await door.as('test/desi', post('/v1/flows', { source }));
    expect(reply).toMatchObject({ status: 409, body: { code: 'flow.taken' } });
    const same = await door.as('test/desi', post('/v1/flows', { source: CLAIM }));
    expect(same).toMatchObject({ status: 200, body: { isNew: false } });
  });
});

function nested(depth: number): unknown {
  return depth === 0 ? 'x' : { in: nested(depth - 1) };
}

test('V1 a journal is read five thousand rows at a time, one after the other', async () => {
  const door = await openDoor();
  const { instance } = await door.start();
  const by = { tenant: 'test', person: 'emma' };
  for (let n = 0; n < 450; n++) {
    await door.engine.act(by, instance, { type: 'AddComment', text: `word ${n}` });
  }
  const url = `/v1/instances/${instance}/events`;
  const { body } = await door.as('test/emma', { url: `${url}?limit=5000` });
  expect(body.items).toHaveLength(451);
  expect(body.next).toBeUndefined();
  const first = (await door.as('test/emma', { url: `${url}?limit=300` })).body;
  expect(first.items).toEqual(body.items.slice(0, 300));
  const rest = (await door.as('test/emma', { url: `${url}?limit=300&after=${first.next}` })).body;
  expect([...first.items, ...rest.items]).toEqual(body.items);
  await door.close();
});
