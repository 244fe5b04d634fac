import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMemoryStore, StoreFault } from '../../src/store/index.ts';
import type { Door } from './fixture.ts';
import { openDoor } from './fixture.ts';

let door: Door;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());

const post = (url: string, payload: object | string) =>
  ({ method: 'POST', url, payload, headers: { 'content-type': 'application/json' } }) as const;
const get = (url: string) => ({ method: 'GET', url }) as const;
const cursor = (text: string) => Buffer.from(text).toString('base64url');

describe('a cursor that was made by hand is refused', () => {
  test.each([
    ['/v1/instances', '{"startedAtMs":1e400,"instance":"x"}'],
    ['/v1/instances', '{"startedAtMs":1.5,"instance":"x"}'],
    ['/v1/instances', '{"startedAtMs":1e300,"instance":"x"}'],
    ['/v1/instances', '{"startedAtMs":1,"instance":"\\u0000"}'],
    ['/v1/tasks', '{"openedAtMs":0.1,"id":"x"}'],
    ['/v1/tasks', '{"openedAtMs":1,"id":"\\u0000"}'],
    ['/v1/notices', '{"atMs":1e300,"instance":"x"}'],
    ['/v1/flows', '"\\u0000"'],
    ['/v1/flows', '7'],
  ])('%s %s', async (url, text) => {
    const reply = await door.as('test/emma', get(`${url}?after=${cursor(text)}`));
    expect(reply).toMatchObject({ status: 400, body: { code: 'cursor.invalid' } });
  });
});

describe('a page of no size is refused', () => {
  test.each(['-1e400', '1e400', 'Infinity', 'NaN', '0', '1.5', ''])('limit=%s', async (limit) => {
    const reply = await door.as('test/emma', get(`/v1/notices?limit=${limit}`));
    expect(reply).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
  });
});

describe('a NUL in a body is refused, wherever it hides', () => {
  test.each([
    ['test/emma', '/v1/instances', { flow: 'cl\0aim', form: {} }],
    ['test/emma', '/v1/instances', { flow: 'claim', form: { reason: 'a\0b' } }],
    ['test/emma', '/v1/instances', { flow: 'claim', form: { 'a\0b': 1 } }],
    ['test/emma', '/v1/forecasts', { flow: 'claim', version: '\0', form: {} }],
    ['test/ada', '/v1/keys', { name: 'a\0b', scopes: ['*'] }],
  ])('%s %s %j', async (person, url, payload) => {
    const reply = await door.as(person, post(url, payload));
    expect(reply).toMatchObject({ status: 400, body: { code: 'request.malformed' } });
  });
});

test('a number beyond all doubles is refused, and never kept as null', async () => {
  for (const [person, url, body] of [
    ['test/emma', '/v1/instances', '{"flow":"claim","form":{"amount":1e400,"reason":"x"}}'],
    ['test/ada', '/v1/messages', '{"name":"paid","key":"x","payload":[{"amount":-1e400}]}'],
  ] as const) {
    const reply = await door.as(person, post(url, body));
    expect(reply).toMatchObject({ status: 400, body: { code: 'request.malformed' } });
  }
});

test('a key expires at an instant that a clock can reach', async () => {
  const body = '{"name":"k","scopes":["*"],"expiresAtMs":1e300}';
  const reply = await door.as('test/ada', post('/v1/keys', body));
  expect(reply).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
});

test('an answer stays small, however much is wrong with the request', async () => {
  const fields = Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`field${n}`, n]));
  for (const body of [fields, { flow: 'claim', form: fields }]) {
    const reply = await door.as('test/emma', post('/v1/instances', body));
    expect(reply.status).toBeGreaterThanOrEqual(400);
    expect(reply.text.length).toBeLessThan(50_000);
  }
});

describe('while the database does not answer', () => {
  const down = async () => {
    throw new StoreFault('store.unavailable');
  };
  const store = createMemoryStore();

  test('a request may be tried again, and is told when', async () => {
    const closed = await openDoor({ store });
    const inbox = { ...store.inbox };
    Object.assign(store.inbox, { tasks: down });
    const reply = await closed.as('test/emma', get('/v1/tasks'));
    Object.assign(store.inbox, inbox);
    expect(reply).toMatchObject({ status: 503, body: { code: 'engine.unavailable' } });
    expect(reply.headers['retry-after']).toBeDefined();
    await closed.close();
  });

  test('the server is not ready', async () => {
    const closed = await openDoor({ store });
    const health = async () => ({ ok: false, degraded: ['store.unavailable'], version: '' });
    const { health: healthy } = store;
    Object.assign(store, { health });
    expect((await closed.as(undefined, get('/health/ready'))).status).toBe(503);
    Object.assign(store, { health: healthy });
    expect((await closed.as(undefined, get('/health/ready'))).status).toBe(200);
    await closed.close();
  });
});
