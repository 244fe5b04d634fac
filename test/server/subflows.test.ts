import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Door } from './fixture.ts';
import { openDoor } from './fixture.ts';

const HEAD = (name: string) => `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: ${name} }
spec:
  version: 1.0.0
  form:
    type: object
    properties: { people: { type: array, items: { type: string } }, who: { type: string } }
  vars: { seen: { type: array, items: { type: string } } }
  steps:`;

const PARENT = `${HEAD('onboard')}
    - approval: manager
      ask: { user: max }
    - subflow: checks
      flow: check
      each: form.people
      form: { who: item }
      set: { seen: child.form.who }
    - approval: chief
      ask: { user: ceo }
`;

const CHILD = `${HEAD('check')}
    - approval: look
      ask: { user: leo }
      returns: [initiator, parent]
`;

const LONELY = `${HEAD('lonely')}
    - subflow: gone
      flow: nowhere
`;

let door: Door;
beforeAll(async () => {
  door = await openDoor();
  for (const source of [PARENT, CHILD, LONELY]) {
    expect((await post('desi', 'flows', { source })).status).toBe(201);
  }
});
afterAll(() => door.close());

function post(person: string, path: string, payload: object) {
  return door.as(`test/${person}`, { method: 'POST', url: `/v1/${path}`, payload });
}

async function view(id: string, person = 'ada') {
  return (await door.as(`test/${person}`, { method: 'GET', url: `/v1/instances/${id}` })).body;
}

/** An onboarding whose checks have begun: its id, and those of the children. */
async function begun(people: readonly string[]) {
  const started = await post('emma', 'instances', { flow: 'onboard', form: { people } });
  const { instance } = started.body;
  await post('max', `tasks/${instance}.2.1/approve`, {});
  const { children } = (await view(instance)).path.at(-1);
  const ids: string[] = children.map((child: { instance: string }) => child.instance);
  for (const id of ids) await expect.poll(async () => (await view(id)).status).toBe('running');
  return { instance, ids };
}

test('R11.1 children start once each, and their ends bring the parent on', async () => {
  const { instance, ids } = await begun(['a', 'b']);
  for (const id of ids) {
    expect(await view(id)).toMatchObject({ parent: instance, initiator: { id: 'emma' } });
    expect((await post('leo', `tasks/${id}.2.1/approve`, {})).status).toBe(200);
  }
  await expect.poll(async () => (await view(instance)).path.at(-1).step).toBe('chief');
  expect((await view(instance)).vars).toEqual({ seen: ['a', 'b'] });
  const listed = await door.as('test/ada', {
    method: 'GET',
    url: '/v1/instances?scope=all&flow=check',
  });
  expect(listed.body.items).toHaveLength(2);
});

test('R8.3 suspension, resumption and termination reach the children', async () => {
  const { instance, ids } = await begun(['a', 'b']);
  const all = (status: string) => () =>
    Promise.all(ids.map(async (id) => (await view(id)).status)).then((found) =>
      found.every((each) => each === status),
    );
  const reason = 'audit';
  await post('ada', `instances/${instance}/suspend`, { reason });
  await expect.poll(all('suspended')).toBe(true);
  await post('ada', `instances/${instance}/resume`, { reason });
  await expect.poll(all('running')).toBe(true);
  await post('ada', `instances/${instance}/terminate`, { reason });
  await expect.poll(all('ended')).toBe(true);
});

test('R8.3 a return out of a child takes the parent back', async () => {
  const { instance, ids } = await begun(['a', 'b']);
  const back = await post('leo', `tasks/${ids[0]}.2.1/return`, { to: 'parent', comment: 'no' });
  expect(back.body).toMatchObject({ status: 'ended', outcome: 'returned' });
  await expect.poll(async () => (await view(instance)).path.at(-1).step).toBe('manager');
  await expect.poll(async () => (await view(ids[1]!)).outcome).toBe('terminated');
});

test('R2.3 a flow that is not there stops the parent with an incident', async () => {
  const { instance } = (await post('emma', 'instances', { flow: 'lonely', form: {} })).body;
  await expect
    .poll(async () => (await view(instance)).path.at(-1).incident)
    .toEqual({ code: 'subflow.not-started', message: 'There is no flow nowhere.' });
});
