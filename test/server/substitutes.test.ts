import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Door } from './fixture.ts';
import { openDoor } from './fixture.ts';

let door: Door;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());

const DAY_MS = 86_400_000;
const post = (url: string, payload: object = {}) => ({ method: 'POST', url, payload }) as const;
const get = (url: string) => ({ method: 'GET', url }) as const;
const until = () => Date.now() + DAY_MS;
const set = (person: string, payload: object) =>
  door.as(`test/${person}`, post('/v1/substitutes', payload));

test('R3.7 a substitute is set, offered the task, votes for the principal, and is ended', async () => {
  const made = await set('max', { substitute: 'leo', untilMs: until() });
  expect(made).toMatchObject({
    status: 201,
    body: { principal: { id: 'max' }, substitute: { id: 'leo', name: 'leo' } },
  });
  const { instance, task } = await door.start();
  const inbox = async (person: string, view: string) => {
    const { body } = await door.as(`test/${person}`, get(`/v1/tasks?view=${view}`));
    return body.items.map(({ id }: { id: string }) => id);
  };
  expect(await inbox('leo', 'open')).toContain(task);
  expect(await inbox('max', 'open')).not.toContain(task);
  expect(await inbox('max', 'given')).toContain(task);
  for (const person of ['leo', 'max']) {
    const seen = await door.as(`test/${person}`, get(`/v1/tasks/${task}`));
    expect(seen.body).toMatchObject({ id: task, person: 'leo', principal: 'max' });
    expect((await door.as(`test/${person}`, get(`/v1/instances/${instance}`))).status).toBe(200);
  }
  const why = await door.as('test/emma', get(`/v1/instances/${instance}/explanation`));
  expect(JSON.stringify(why.body)).toContain('leo for max');
  const voted = await door.as('test/leo', post(`/v1/tasks/${task}/approve`));
  expect(voted.status).toBe(200);
  const view = await door.as('test/emma', get(`/v1/instances/${instance}`));
  expect(view.body.path[1].seats[0]).toMatchObject({
    person: { id: 'max' },
    substitute: { id: 'leo' },
    actor: { id: 'leo' },
  });
  const { id } = made.body;
  const mine = await door.as('test/leo', get('/v1/substitutes'));
  expect(mine.body.items.map((each: { id: string }) => each.id)).toEqual([id]);
  expect((await door.as('test/leo', post(`/v1/substitutes/${id}/end`))).status).toBe(403);
  expect((await door.as('test/max', post(`/v1/substitutes/${id}/end`))).status).toBe(204);
  expect((await door.as('test/max', post(`/v1/substitutes/${id}/end`))).status).toBe(404);
  const next = await door.start();
  expect(await inbox('max', 'open')).toContain(next.task);
  const audit = await door.as('test/audrey', get('/v1/audit?limit=200'));
  const actions = audit.body.items.map(({ action }: { action: string }) => action);
  expect(actions).toEqual(expect.arrayContaining(['SetSubstitute', 'EndSubstitute']));
});

test('R3.7 what cannot be arranged is refused', async () => {
  const cases: readonly (readonly [string, object, number, string])[] = [
    ['max', { substitute: 'max', untilMs: until() }, 422, 'substitute.self'],
    ['max', { substitute: 'leo', untilMs: 1 }, 422, 'substitute.period'],
    ['max', { substitute: 'leo', fromMs: until(), untilMs: until() }, 422, 'substitute.period'],
    ['max', { substitute: 'leo', untilMs: Date.now() + 400 * DAY_MS }, 422, 'substitute.period'],
    ['max', { substitute: 'gone', untilMs: until() }, 404, 'person.unknown'],
    ['max', { substitute: 'leo', untilMs: until(), principal: 'fay' }, 403, 'access.denied'],
    ['max', { substitute: 'leo' }, 400, 'request.invalid'],
  ];
  for (const [who, body, status, code] of cases) {
    expect(await set(who, body)).toMatchObject({ status, body: { code } });
  }
  expect((await door.as('test/max', get('/v1/substitutes?scope=all'))).status).toBe(403);
});

test('R3.7 an administrator arranges for others, and sees all', async () => {
  const made = await set('ada', { principal: 'fay', substitute: 'finn', untilMs: until() });
  expect(made).toMatchObject({ status: 201, body: { principal: { id: 'fay' } } });
  const all = await door.as('test/ada', get('/v1/substitutes?scope=all'));
  expect(all.body.items[0]).toMatchObject({ id: made.body.id, setBy: { id: 'ada' } });
  expect((await door.as('test/ada', post(`/v1/substitutes/${made.body.id}/end`))).status).toBe(204);
});
