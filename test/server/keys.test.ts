/** API keys: who sees them, who revokes them, and that a revoked one opens nothing on any server. */

import { afterEach, expect, test } from 'vitest';
import type { ApiKey } from '../../src/protocol/index.ts';
import { createMemoryStore } from '../../src/store/index.ts';
import type { Door } from './fixture.ts';
import { openDoor } from './fixture.ts';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function opened(given: Parameters<typeof openDoor>[0] = {}): Promise<Door> {
  const door = await openDoor(given);
  ends.push(() => door.close());
  return door;
}

async function issued(door: Door, name: string, scopes = ['*']): Promise<string> {
  const request = { method: 'POST', url: '/v1/keys', payload: { name, scopes } } as const;
  return (await door.as('test/ada', request)).body.key;
}

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const get = (url: string, headers = {}) => ({ method: 'GET', url, headers }) as const;
const revoke = (id: string, headers = {}) =>
  ({ method: 'DELETE', url: `/v1/keys/${id}`, headers }) as const;

async function listed(door: Door, person: string, scope = 'mine'): Promise<readonly ApiKey[]> {
  return (await door.as(`test/${person}`, get(`/v1/keys?scope=${scope}`))).body.items;
}

test('X5 a key is listed by how it begins, when it was made and used, never by what it is', async () => {
  const door = await opened();
  const key = await issued(door, 'reports', ['instance.read']);
  const [before] = await listed(door, 'ada');
  expect(before).toMatchObject({
    name: 'reports',
    start: key.slice(0, 7),
    scopes: ['instance.read'],
    person: { id: 'ada', name: 'ada' },
    createdAtMs: expect.any(Number),
  });
  expect(before).not.toHaveProperty('usedAtMs');
  await door.as(undefined, get('/v1/me', bearer(key)));
  await expect.poll(async () => (await listed(door, 'ada'))[0]?.usedAtMs).toBeGreaterThan(0);
  const { text } = await door.as('test/ada', get('/v1/keys'));
  expect(text).not.toContain(key);
  expect(text).not.toContain(key.slice(7));
});

test('X5 a revoked key opens nothing: here at once, elsewhere within five seconds, streams included', async () => {
  const store = createMemoryStore();
  let offsetMs = 0;
  const here = await opened({ store });
  const there = await opened({ store, nowMs: () => Date.now() + offsetMs });
  const key = await issued(here, 'robot');
  for (const door of [here, there]) {
    expect((await door.as(undefined, get('/v1/me', bearer(key)))).status).toBe(200);
  }
  const [{ id }] = (await listed(here, 'ada')) as [ApiKey];
  expect((await here.as('test/ada', revoke(id))).status).toBe(204);
  expect((await here.as(undefined, get('/v1/me', bearer(key)))).status).toBe(401);
  offsetMs = 5_000;
  expect((await there.as(undefined, get('/v1/me', bearer(key)))).status).toBe(401);
  const stream = await there.as(undefined, get('/v1/inbox/stream', bearer(key)));
  expect(stream.status).toBe(401);
  expect(await listed(there, 'ada')).toEqual([]);
  const again = await here.as('test/ada', revoke(id));
  expect(again).toMatchObject({ status: 404, body: { code: 'api-key.unknown' } });
});

test('A1 issuing and revoking leave who did it to which key', async () => {
  const door = await opened();
  await issued(door, 'robot');
  const [{ id }] = (await listed(door, 'ada')) as [ApiKey];
  await door.as('test/ada', revoke(id));
  const { body } = await door.as('test/audrey', get('/v1/audit?limit=200'));
  const records = body.items.filter(({ object }: { object: string }) => object === 'key:robot');
  expect(records).toMatchObject([
    { action: 'IssueKey', actor: { id: 'ada' }, result: 'done' },
    { action: 'RevokeKey', actor: { id: 'ada' }, result: 'done', reason: `${id} of ada` },
  ]);
});

test('X9 others neither see nor revoke a key, of this tenant or another; an administrator does', async () => {
  const door = await opened();
  const key = await issued(door, 'robot');
  const [{ id }] = (await listed(door, 'ada')) as [ApiKey];
  expect(await listed(door, 'max')).toEqual([]);
  const all = await door.as('test/max', get('/v1/keys?scope=all'));
  expect(all).toMatchObject({ status: 403, body: { code: 'access.denied' } });
  for (const person of ['test/max', 'other/ada']) {
    const reply = await door.as(person, revoke(id));
    expect(reply).toMatchObject({ status: 404, body: { code: 'api-key.unknown' } });
  }
  for (const none of ['x', 'f'.repeat(16), `${id}0`]) {
    expect((await door.as('test/ada', revoke(none))).body.code).toBe('api-key.unknown');
  }
  expect((await door.as(undefined, get('/v1/me', bearer(key)))).status).toBe(200);
  const { body } = await door.as('test/ada', get('/v1/keys?scope=all'));
  expect(body.items).toHaveLength(1);
});

test('a key that was given less than everything manages no keys', async () => {
  const door = await opened();
  const narrow = bearer(await issued(door, 'narrow', ['instance.read']));
  const [{ id }] = (await listed(door, 'ada')) as [ApiKey];
  for (const request of [get('/v1/keys', narrow), revoke(id, narrow)]) {
    const reply = await door.as(undefined, request);
    expect(reply).toMatchObject({ status: 403, body: { code: 'access.denied' } });
  }
  const able = bearer(await issued(door, 'able', ['key.revoke']));
  expect((await door.as(undefined, revoke(id, able))).status).toBe(204);
});

test('X5 what a narrow key gives on holds no longer than itself; a whole one makes keys that last', async () => {
  const door = await opened();
  const expiresAtMs = Date.now() + 3_600_000;
  const first = { name: 'first', scopes: ['key.issue'], expiresAtMs };
  const post = (payload: object, headers = {}) =>
    ({ method: 'POST', url: '/v1/keys', payload, headers }) as const;
  const { key } = (await door.as('test/ada', post(first))).body;
  for (const wanted of [{}, { expiresAtMs: expiresAtMs + 1 }]) {
    const asked = post(
      { ...first, name: 'longer', expiresAtMs: undefined, ...wanted },
      bearer(key),
    );
    const reply = await door.as(undefined, asked);
    expect(reply).toMatchObject({ status: 403, body: { code: 'access.denied' } });
  }
  const shorter = post({ ...first, name: 'shorter' }, bearer(key));
  expect((await door.as(undefined, shorter)).status).toBe(201);
  const whole = (await door.as('test/ada', post({ ...first, scopes: ['*'] }))).body.key;
  const lasting = post({ name: 'lasting', scopes: ['*'] }, bearer(whole));
  expect((await door.as(undefined, lasting)).status).toBe(201);
});

test('keys come page by page', async () => {
  const door = await opened();
  for (const name of ['a', 'b', 'c']) await issued(door, name);
  const names: string[] = [];
  for (let after: string | undefined, n = 0; n < 5; n++) {
    const more = after === undefined ? '' : `&after=${after}`;
    const { body } = await door.as('test/ada', get(`/v1/keys?limit=2${more}`));
    names.push(...body.items.map(({ name }: ApiKey) => name));
    after = body.next;
    if (after === undefined) break;
  }
  expect(names.sort()).toEqual(['a', 'b', 'c']);
  expect((await door.as('test/ada', get('/v1/keys?after=x'))).body.code).toBe('cursor.invalid');
});

test('X5 a key that may only read does not silence its owner’s notices', async () => {
  const door = await opened();
  const url = '/v1/me/notices';
  const wishes = (await door.as('test/ada', get(url))).body;
  const put = (key: string) =>
    door.as(undefined, {
      method: 'PUT',
      url,
      headers: bearer(key),
      payload: { channels: wishes.channels, digest: wishes.digest, urgentPasses: false },
    });
  const reader = await put(await issued(door, 'reports', ['flow.read']));
  expect([reader.status, reader.body.code]).toEqual([403, 'access.denied']);
  expect((await put(await issued(door, 'robot'))).status).toBe(200);
});
