import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Door } from './fixture.ts';
import { openDoor } from './fixture.ts';

let door: Door;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());

const reason = 'the audit asks for it';

function act(person: string, path: string, payload: object) {
  return door.as(`test/${person}`, { method: 'POST', url: `/v1/${path}`, payload });
}

test('R8.2 a suspended instance refuses its people, and goes on afterwards', async () => {
  const { instance, task } = await door.start();
  const url = `instances/${instance}`;
  expect((await act('emma', `${url}/suspend`, { reason })).body.code).toBe('access.denied');
  expect((await act('ada', `${url}/suspend`, { reason })).body.status).toBe('suspended');
  const refused = await act('max', `tasks/${task}/approve`, {});
  expect([refused.status, refused.body.code]).toEqual([409, 'instance.suspended']);
  expect(refused.body.detail).toMatchObject({ suspendedBy: 'ada', reason });
  const { body } = await door.as('test/emma', { method: 'GET', url: `/v1/${url}` });
  expect(body.suspension).toMatchObject({ by: { id: 'ada' }, reason });
  const listed = await door.as('test/emma', {
    method: 'GET',
    url: '/v1/instances?status=suspended',
  });
  expect(listed.body.items.map((item: { instance: string }) => item.instance)).toEqual([instance]);
  expect((await act('ada', `${url}/resume`, { reason })).body.status).toBe('running');
  expect((await act('max', `tasks/${task}/approve`, {})).status).toBe(200);
});

test('R8.2 an administrator leads an instance, and every act demands its reason', async () => {
  const { instance, task } = await door.start();
  const url = `instances/${instance}`;
  expect((await act('ada', `${url}/jump`, { to: 'finance' })).status).toBe(400);
  const replaced = await act('ada', `tasks/${task}/replace`, { to: 'leo', reason });
  expect(replaced.body.waitingFor).toMatchObject([{ person: 'leo', step: 'manager' }]);
  const passed = await act('ada', `${url}/advance`, { visit: 2, reason });
  expect(passed.body.waitingFor[0].step).toBe('finance');
  const back = await act('ada', `${url}/jump`, { to: 'manager', reason });
  expect(back.body.waitingFor).toMatchObject([{ person: 'max' }]);
  expect((await act('ada', `${url}/void`, { reason })).body.code).toBe('instance.not-ended');
  expect((await act('ada', `${url}/terminate`, { reason })).body.outcome).toBe('terminated');
  expect((await act('ada', `${url}/void`, { reason })).body.outcome).toBe('void');
  const revived = await act('ada', `${url}/revive`, { to: 'manager', reason });
  expect(revived.body).toMatchObject({ status: 'running', waitingFor: [{ person: 'max' }] });
});
