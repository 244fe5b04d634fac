/** What the journal and its explanations tell somebody from whom fields are kept (R6.18). */

import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Door } from './fixture.ts';
import { openDoor } from './fixture.ts';

const SECRET = 'TOP-SECRET';
const PAY = 424_242;
const RAISE = 987_654;
const PATIENCE = { timeout: 60_000 };

const PARENT = `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: pay }
spec:
  version: 1.0.0
  form:
    type: object
    properties: { pay: { type: number }, secret: { type: string } }
  vars: { raise: { type: number }, level: { enum: [low, high] } }
  steps:
    - approval: first
      ask: { user: max }
      rights: { pay: hidden, secret: hidden }
    - rule: rate
      table:
        hit: first
        inputs: { amount: form.pay }
        rows:
          - { when: { amount: '< 1000.0' }, set: { level: '"low"' } }
          - { when: { amount: '>= 1000.0' }, set: { level: '"high"' } }
    - approval: boss
      ask:
        matrix: { amount: form.pay }
        rows: [ { when: { amount: '< 7000.0' }, ask: { user: leo } } ]
        otherwise: { user: leo }
    - parallel: both
      join: all
      branches:
        - steps:
            - wait: raised
              message: raise
              key: form.secret
              set: { raise: message.raise }
        - steps:
            - subflow: kid
              flow: kid
              form: { pay: form.pay }
`;

const CHILD = `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: kid }
spec:
  version: 1.0.0
  form: { type: object, properties: { pay: { type: number } } }
  steps:
    - approval: look
      ask: { user: leo }
`;

let door: Door;
let instance: string;
beforeAll(async () => {
  door = await openDoor();
  for (const source of [PARENT, CHILD]) {
    expect((await post('desi', 'flows', { source })).status).toBe(201);
  }
  const form = { pay: PAY, secret: SECRET };
  const started = await post('emma', 'instances', { flow: 'pay', form });
  instance = started.body.instance;
  expect((await post('max', `tasks/${started.body.waitingFor[0].task}/approve`, {})).status).toBe(
    200,
  );
  expect((await post('leo', `tasks/${(await taskOf('leo')).id}/approve`, {})).status).toBe(200);
  await vi.waitFor(async () => expect((await taskOf('leo'))?.flow).toBe('kid'), PATIENCE);
  const suspended = await post('ada', `instances/${instance}/suspend`, { reason: 'a pause' });
  expect(suspended.status).toBe(200);
  const message = { name: 'raise', key: SECRET, payload: { raise: RAISE } };
  expect((await post('ada', 'messages', message)).status).toBe(202);
  const child = await taskOf('leo');
  await post('ada', `instances/${child.instance}/resume`, { reason: 'goes on' });
  expect((await post('leo', `tasks/${child.id}/approve`, {})).status).toBe(200);
  await vi.waitFor(async () => {
    expect((await textOf('ada', 'events')).match(/InputHeld/g)?.length).toBe(2);
  }, PATIENCE);
});
afterAll(() => door.close());

function post(person: string, path: string, payload: object) {
  return door.as(`test/${person}`, { method: 'POST', url: `/v1/${path}`, payload });
}

async function taskOf(person: string) {
  return (await door.as(`test/${person}`, { method: 'GET', url: '/v1/tasks' })).body.items[0];
}

async function textOf(person: string, what: string): Promise<string> {
  return (
    await door.as(`test/${person}`, { method: 'GET', url: `/v1/instances/${instance}/${what}` })
  ).text;
}

test.each([SECRET, String(PAY), String(RAISE)])(
  'R6.18 the journal of a suspended instance does not tell %s to whom it is hidden',
  async (value) => {
    expect(await textOf('emma', 'events')).toContain(value);
    expect(await textOf('max', 'events')).not.toContain(value);
  },
);

test.each(['events', 'explanation'])(
  'R6.18 %s name no row that was found by a hidden field',
  async (what) => {
    for (const row of [/"rows":\[2\]/, /no row of the matrix/]) {
      expect(await textOf('emma', what)).toMatch(row);
      expect(await textOf('max', what)).not.toMatch(row);
    }
  },
);
