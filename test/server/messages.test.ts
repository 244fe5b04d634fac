import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Door } from './fixture.ts';
import { openDoor } from './fixture.ts';

const FLOW = `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: paid }
spec:
  version: 1.0.0
  form: { type: object, properties: { order: { type: string } } }
  vars: { amount: { type: number } }
  steps:
    - wait: payment
      message: payment-received
      key: form.order
      set: { amount: message.amount }
    - approval: check
      ask: { user: max }
`;

let door: Door;
beforeAll(async () => {
  door = await openDoor();
  const published = await post('desi', 'flows', { source: FLOW });
  expect(published.status).toBe(201);
});
afterAll(() => door.close());

function post(person: string, path: string, payload: object, key?: string) {
  const headers = key === undefined ? {} : { 'idempotency-key': key };
  return door.as(`test/${person}`, { method: 'POST', url: `/v1/${path}`, payload, headers });
}

async function start(order: string): Promise<string> {
  return (await post('emma', 'instances', { flow: 'paid', form: { order } })).body.instance;
}

async function view(id: string) {
  return (await door.as('test/emma', { method: 'GET', url: `/v1/instances/${id}` })).body;
}

const name = 'payment-received';

test('a message reaches the instances that wait for its name and key, each once', async () => {
  const [one, two, other] = [await start('o-1'), await start('o-1'), await start('o-2')];
  const body = { name, key: 'o-1', payload: { amount: 5 } };
  expect((await post('emma', 'messages', body)).body.code).toBe('access.denied');
  const sent = await post('ada', 'messages', body, 'k-1');
  expect(sent.status).toBe(202);
  expect(sent.body.instances.toSorted()).toEqual([one, two].toSorted());
  const again = await post('ada', 'messages', body, 'k-1');
  expect(again.body).toEqual(sent.body);
  expect((await view(one)).vars).toEqual({ amount: 5 });
  expect((await view(one)).path.at(-1)).toMatchObject({ step: 'check', status: 'open' });
  expect((await view(other)).path.at(-1)).toMatchObject({ step: 'payment', status: 'open' });
});

test('a message that comes before its wait is kept for as long as is said', async () => {
  const nobody = await post('ada', 'messages', { name, key: 'o-3', keepMs: 0 });
  expect([nobody.status, nobody.body.code]).toEqual([409, 'message.nobody-waits']);
  const early = await post('ada', 'messages', { name, key: 'o-3', payload: { amount: 7 } });
  expect(early.body).toMatchObject({ instances: [], keptUntilMs: expect.any(Number) });
  const instance = await start('o-3');
  await expect.poll(async () => (await view(instance)).vars).toEqual({ amount: 7 });
  const later = await start('o-3');
  expect((await view(later)).path.at(-1)).toMatchObject({ step: 'payment', status: 'open' });
});
