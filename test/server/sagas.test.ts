import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Caller, Delivery, DeliveryResult } from '../../src/engine/index.ts';
import { Engine } from '../../src/engine/index.ts';
import { createMemoryStore } from '../../src/store/index.ts';
import { TEST_ORGANISATION } from '../../src/testing/index.ts';
import type { Door } from './fixture.ts';
import { openDoor } from './fixture.ts';

const HEAD = (name: string) => `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: ${name} }
spec:
  version: 1.0.0
  form: { type: object, properties: { amount: { type: number } } }
  vars: { answer: { type: string } }
  steps:`;

const BOOKED = `${HEAD('booked')}
    - call: book
      http: { method: POST, url: https://example.com/book }
      compensate:
        http: { method: DELETE, url: https://example.com/book, body: { amount: form.amount } }
        retry: { attempts: 2, backoff: 1ms..1ms }
    - approval: check
      ask: { user: max }
`;

const ASKED = `${HEAD('asked')}
    - call: ask
      http: { method: POST, url: https://example.com/ask }
      callback: { set: { answer: message.answer } }
    - approval: check
      ask: { user: max }
`;

const emma: Caller = { tenant: 'test', person: 'emma' };

/** An engine that delivers to a list, and says what the test wants said. */
async function world(answer: (delivery: Delivery) => DeliveryResult) {
  const delivered: string[] = [];
  const store = createMemoryStore();
  const deliver = async (delivery: Delivery) => {
    delivered.push(delivery.id.split('.').slice(1).join('.'));
    return answer(delivery);
  };
  const engine = new Engine({ store, deliver });
  const people = [...TEST_ORGANISATION.people, { id: 'desi', name: 'D', roles: ['flow-designer'] }];
  const by = { kind: 'system', cause: 'test' } as const;
  await engine.saveDirectory('test', by, { ...TEST_ORGANISATION, people });
  await engine.publish({ tenant: 'test', person: 'desi' }, BOOKED);
  const form = { amount: 7 };
  const started = await engine.start(emma, { flow: 'booked', form });
  if (!started.ok) throw new Error(started.refusal.code);
  const { instance } = started.result;
  const view = async () => {
    const seen = await engine.views.instance({ tenant: 'test', person: 'ada' }, instance);
    if ('code' in seen) throw new Error(seen.code);
    return seen;
  };
  await expect.poll(async () => (await view()).path.at(-1)?.step).toBe('check');
  return { engine, instance, delivered, view };
}

test('R11.2 what was called is undone over the outbox when the instance is rejected', async () => {
  const { engine, instance, delivered, view } = await world(() => ({
    kind: 'delivered',
    status: 200,
  }));
  const max: Caller = { tenant: 'test', person: 'max' };
  await engine.act(max, instance, { type: 'RejectTask', visit: 3, seat: 1 });
  await expect.poll(async () => (await view()).saga?.[0]?.status).toBe('undone');
  expect(delivered).toEqual(['2', '2.undo']);
  await engine.drain();
});

test('R11.2 a compensation that keeps failing is a dead letter, and a redrive mends it', async () => {
  let fails = true;
  const { engine, instance, delivered, view } = await world(({ id }) =>
    fails && id.endsWith('.undo')
      ? { kind: 'retry', reason: 'answered 503' }
      : { kind: 'delivered', status: 200 },
  );
  await engine.act(emma, instance, { type: 'WithdrawInstance' });
  await expect.poll(async () => (await view()).saga?.[0]?.failure).toContain('answered 503');
  expect(delivered).toEqual(['2', '2.undo', '2.undo']);
  fails = false;
  const ada: Caller = { tenant: 'test', person: 'ada' };
  await expect.poll(() => engine.redrive(ada, `${instance}.2.undo`)).toBeUndefined();
  await expect.poll(async () => (await view()).saga?.[0]?.status).toBe('undone');
  await engine.drain();
});

let door: Door;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());

test('R11.1 a receiver answers a call later with the token that came with it', async () => {
  const payload = { source: ASKED };
  await door.as('test/desi', { method: 'POST', url: '/v1/flows', payload });
  const started = await door.as('test/emma', {
    method: 'POST',
    url: '/v1/instances',
    payload: { flow: 'asked', form: {} },
  });
  const { instance } = started.body;
  const token = await door.engine.callbackToken({ tenant: 'test', instance, visit: 2 });
  const post = (url: string, body: object) =>
    door.as(undefined, { method: 'POST', url, payload: body });
  const wrong = await post(`/v1/callbacks/${token.slice(0, -1)}${token.endsWith('0') ? 1 : 0}`, {});
  expect([wrong.status, wrong.body.code]).toEqual([404, 'callback.unknown']);
  expect((await post('/v1/callbacks/abc', {})).status).toBe(404);
  expect((await post(`/v1/callbacks/${token}`, { answer: 'yes' })).status).toBe(204);
  expect((await post(`/v1/callbacks/${token}`, { answer: 'yes' })).status).toBe(204);
  const url = `/v1/instances/${instance}`;
  const { body } = await door.as('test/emma', { method: 'GET', url });
  expect(body.vars).toEqual({ answer: 'yes' });
  expect(body.path.at(-1)).toMatchObject({ step: 'check', status: 'open' });
});
