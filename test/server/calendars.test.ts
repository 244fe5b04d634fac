import { afterAll, beforeAll, expect, test } from 'vitest';
import { TEST_ORGANISATION } from '../../src/testing/index.ts';
import type { Door } from './fixture.ts';
import { CLAIM, openDoor } from './fixture.ts';

const DAY_MS = 86_400_000;

let door: Door;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());

const saving = (calendars: unknown) => ({
  method: 'PUT' as const,
  url: '/v1/directory',
  payload: {
    ...TEST_ORGANISATION,
    people: [...TEST_ORGANISATION.people, { id: 'desi', name: 'Desi', roles: ['flow-designer'] }],
    calendars,
  },
});

test('a calendar that is wrong is refused with its place', async () => {
  const calendars = [{ id: 'office', timeZone: 'Europe/Nowhere', week: { monday: ['9-17'] } }];
  const { status, body } = await door.as('test/ada', saving(calendars));
  expect([status, body.code]).toEqual([422, 'organisation.invalid']);
  expect(JSON.stringify(body)).toContain('calendars.0.timeZone');
  expect(JSON.stringify(body)).toContain('calendars.0.week.monday');
});

test('R9.1 R9.4 due times by a saved calendar are shown, and explained', async () => {
  const always = ['00:00-24:00'];
  const week = { monday: always, tuesday: always, wednesday: always, thursday: always };
  const days = { ...week, friday: always, saturday: always, sunday: always };
  const calendars = [{ id: 'round-the-clock', timeZone: 'Asia/Kathmandu', week: days }];
  expect((await door.as('test/ada', saving(calendars))).status).toBe(204);
  const source = CLAIM.replace('name: claim', 'name: timed')
    .replace(
      '\n  steps:',
      '\n  calendar: round-the-clock\n  deadline: [{ after: 6d, working: true, do: reject }]\n  steps:',
    )
    .replace(
      'ballot: any',
      'ballot: any\n      ladder: [{ after: 3d, working: true, do: remind }]',
    );
  const published = await door.as('test/desi', {
    method: 'POST',
    url: '/v1/flows',
    payload: { source },
  });
  expect(published.status).toBe(201);
  const form = { amount: 5, reason: 'tea' };
  const payload = { flow: 'timed', form };
  const started = await door.as('test/emma', { method: 'POST', url: '/v1/instances', payload });
  const url = `/v1/instances/${started.body.instance}`;
  const { body: view } = await door.as('test/emma', { method: 'GET', url });
  expect(view.dueAtMs - view.startedAtMs).toBe(2 * DAY_MS);
  expect(view.path[1].dueAtMs - view.startedAtMs).toBe(DAY_MS);
  const why = await door.as('test/emma', { method: 'GET', url: `${url}/explanation` });
  const counted = why.body.items.map((item: { calendar?: string }) => item.calendar);
  expect(counted).toEqual(['round-the-clock', 'round-the-clock']);
});
