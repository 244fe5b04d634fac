import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Door } from './fixture.ts';
import { CLAIM, openDoor } from './fixture.ts';

let door: Door;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());
const get = (url: string) => ({ method: 'GET', url }) as const;

test('R12.1 the path and its people are told before anything is started', async () => {
  const payload = { flow: 'claim', form: { amount: 5, reason: 'tea' } };
  const path = await door.as('test/emma', { method: 'POST', url: '/v1/forecasts', payload });
  expect(path.status).toBe(200);
  const steps = path.body.steps.map((step: { step: string; people: { id: string }[] }) => [
    step.step,
    step.people.map(({ id }) => id),
  ]);
  expect(steps).toEqual([
    ['manager', ['max']],
    ['finance', ['fay', 'finn', 'flo']],
    ['told', []],
  ]);
  expect((await door.as('test/emma', get('/v1/instances'))).body.items).toEqual([]);
  const wrong = { ...payload, form: { amount: -1 } };
  const refused = await door.as('test/emma', {
    method: 'POST',
    url: '/v1/forecasts',
    payload: wrong,
  });
  expect(refused.body.code).toBe('form.invalid');
});

test('R12.1 a verdict tried on a task shows where it leads', async () => {
  const { instance, task } = await door.start();
  const url = `/v1/instances/${instance}/forecast`;
  const rejected = await door.as('test/max', get(`${url}?task=${task}&verdict=reject`));
  expect(rejected.body).toMatchObject({ outcome: 'rejected', steps: [{ when: 'now' }] });
  const approved = await door.as('test/max', get(`${url}?task=${task}`));
  expect(approved.body.outcome).toBe('approved');
  const foreign = await door.as('other/max', get(url));
  expect(foreign.body.code).toBe('instance.unknown');
});

test('R12.1 a verdict that would be refused is answered with why, and is no error', async () => {
  const { instance, task } = await door.start();
  await door.as('test/max', { method: 'POST', url: `/v1/tasks/${task}/approve`, payload: {} });
  const url = `/v1/instances/${instance}/forecast?task=${task}`;
  const { status, body } = await door.as('test/max', get(url));
  expect([status, body.steps, body.refused.code]).toEqual([200, [], 'task.closed']);
});

test('R6.10 whether a vote can be taken back is told without taking it back', async () => {
  const { instance, task } = await door.start();
  const url = `/v1/tasks/${task}/way-back`;
  const ask = async () => (await door.as('test/max', get(url))).body;
  expect((await ask()).refused.code).toBe('take-back.no-vote');
  await door.as('test/max', { method: 'POST', url: `/v1/tasks/${task}/approve`, payload: {} });
  expect(await ask()).toEqual({ can: true });
  expect(await ask()).toEqual({ can: true });
  const { body } = await door.as('test/fay', get('/v1/tasks'));
  const next = body.items.find((item: { instance: string }) => item.instance === instance).id;
  await door.as('test/fay', { method: 'POST', url: `/v1/tasks/${next}/approve`, payload: {} });
  expect(await ask()).toMatchObject({ can: false, refused: { code: 'take-back.acted-on' } });
  expect((await door.as('other/max', get(url))).body.code).toBe('instance.unknown');
});

test('R12.2 a branch that was taken is called what its author called it', async () => {
  const branching = CLAIM.replace('name: claim', 'name: ways').replace(
    '    - approval: manager',
    `    - choice: way
      branches:
        - when: form.amount >= 5.0
          title: { en: Dear, zh-CN: 较贵 }
        - otherwise: true
          title: { en: Cheap, zh-CN: 便宜 }
    - approval: manager`,
  );
  const published = await door.engine.publish({ tenant: 'test', person: 'desi' }, branching);
  expect(published).toMatchObject({ ok: true });
  const payload = { flow: 'ways', form: { amount: 7, reason: 'tea', salary: 1 } };
  const post = { method: 'POST', url: '/v1/instances', payload } as const;
  const { body } = await door.as('test/emma', post);
  const why = await door.as('test/emma', get(`/v1/instances/${body.instance}/explanation`));
  const way = why.body.items.find(({ step }: { step: string }) => step === 'way');
  expect(way).toMatchObject({
    branches: [{ en: 'Dear', 'zh-CN': '较贵' }],
    because: { expression: 'form.amount >= 5.0' },
  });
});

test('R12.2 why her, and why not him, is one query', async () => {
  const { instance } = await door.start();
  const url = `/v1/instances/${instance}/explanation?person=`;
  const why = await door.as('test/max', get(`${url}max`));
  expect(why.body.items[0]).toMatchObject({
    step: 'manager',
    standing: { kind: 'asked' },
    people: [{ stage: 'resolved', people: [{ id: 'max' }] }],
  });
  const whyNot = await door.as('test/max', get(`${url}dora`));
  expect(whyNot.body.items[0].standing).toEqual({ kind: 'not-found' });
});
