import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EngineFault } from '../../src/engine/index.ts';
import { buildServer, createMetrics } from '../../src/server/index.ts';
import type { Door } from './fixture.ts';
import { openDoor } from './fixture.ts';

let door: Door;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());

const get = (url: string, headers: Record<string, string> = {}) =>
  ({ method: 'GET', url, headers }) as const;
const post = (url: string, payload: object = {}) => ({ method: 'POST', url, payload }) as const;

test('X8 a route without a policy keeps the server from starting', async () => {
  const { engine } = door;
  const app = await buildServer({ engine, metrics: createMetrics(), version: '0.0.0' });
  expect(() => app.get('/open', async () => 'x')).toThrow('declares no policy');
  await app.close();
});

test('every route but the public ones refuses a request without a credential', async () => {
  const { body } = await door.as(undefined, get('/openapi.json'));
  const routes = Object.entries(body.paths as Record<string, Record<string, { security?: [] }>>);
  let refused = 0;
  for (const [path, methods] of routes) {
    for (const [method, { security }] of Object.entries(methods)) {
      if (security) continue;
      const url = path.replaceAll(/\{\w+\}/g, 'x');
      const reply = await door.as(undefined, { method: method.toUpperCase() as 'GET', url });
      expect([path, reply.body.code]).toEqual([path, 'credential.missing']);
      refused += 1;
    }
  }
  expect(refused).toBeGreaterThan(25);
});

describe('a right that is missing', () => {
  test.each([
    ['publish', 'test/emma', post('/v1/flows', { source: 'x' })],
    ['check a definition', 'test/emma', post('/v1/flows/check', { source: 'x' })],
    ['read all', 'test/emma', get('/v1/instances?scope=all')],
    ['read the audit trail', 'test/ada', get('/v1/audit')],
    ['read dead letters', 'test/audrey', get('/v1/dead-letters')],
    ['issue keys', 'test/desi', post('/v1/keys', { name: 'k', scopes: ['*'] })],
    ['replace the directory', 'test/max', { method: 'PUT', url: '/v1/directory', payload: {} }],
  ] as const)('%s is refused and audited', async (_title, person, request) => {
    const reply = await door.as(person, request as never);
    expect(reply).toMatchObject({ status: 403, body: { code: 'access.denied' } });
    const audit = await door.as('test/audrey', get('/v1/audit?limit=200'));
    const denials = audit.body.items.filter(
      (record: { result: string; actor: { id: string } }) =>
        record.result === 'refused' && record.actor.id === person.slice(5),
    );
    expect(denials.length).toBeGreaterThan(0);
  });
});

test('X8 an auditor finds and lists every case of the tenant, and acts on none', async () => {
  const { instance, task } = await door.start({ amount: 5, reason: 'Samovar 茶炊', salary: 9 });
  await door.start({ amount: 5, reason: 'Samovar elsewhere' }, 'other/emma');
  const about = encodeURIComponent('samovar');
  const number = instance.slice(-10);
  const found = async (person: string, query: string) => {
    const { body } = await door.as(person, get(`/v1/instances?${query}`));
    return body.items.map((item: { instance: string }) => item.instance);
  };
  expect(await found('test/audrey', 'scope=all&limit=200')).toContain(instance);
  for (const query of [`about=${about}`, `about=${number}`, `about=${about}&flow=claim`]) {
    expect(await found('test/audrey', `scope=all&${query}`)).toEqual([instance]);
    expect(await found('test/max', query)).toEqual([]);
    expect(await found('other/audrey', `scope=all&${query}`)).not.toContain(instance);
  }
  const wide = await door.as('test/max', get(`/v1/instances?scope=all&about=${about}`));
  expect(wide).toMatchObject({ status: 403, body: { code: 'access.denied' } });
  const seen = await door.as('test/audrey', get(`/v1/instances/${instance}`));
  expect(seen.body).toMatchObject({ form: { salary: 9 }, hidden: [] });
  for (const request of [
    post(`/v1/tasks/${task}/approve`),
    post(`/v1/instances/${instance}/withdraw`),
    post(`/v1/instances/${instance}/terminate`, { reason: 'x' }),
    post(`/v1/instances/${instance}/suspend`, { reason: 'x' }),
  ]) {
    const { status } = await door.as('test/audrey', request as never);
    expect([request.url, [403, 404, 409].includes(status)]).toEqual([request.url, true]);
  }
});

test('X8 a search of all finds words in any order, amounts as they are shown, and who started it', async () => {
  const { instance } = await door.start({ amount: 5, reason: 'Zamboni wide · ¥62000' });
  await door.start({ amount: 5, reason: 'Zamboni narrow · ¥162000' });
  await door.start({ amount: 5, reason: 'Zamboni wide · ¥62000' }, 'other/emma');
  const found = async (person: string, about: string, scope: string) => {
    const query = `about=${encodeURIComponent(about)}&scope=${scope}&limit=200`;
    const { body } = await door.as(person, get(`/v1/instances?${query}`));
    return body.items.map((item: { instance: string }) => item.instance);
  };
  for (const about of [
    'wide zamboni',
    'zamboni ¥62,000',
    '62,000 zamboni',
    'emma  wide 62,000.00',
  ]) {
    expect([about, await found('test/audrey', about, 'all')]).toEqual([about, [instance]]);
    expect([about, await found('test/emma', about, 'mine')]).toEqual([about, [instance]]);
    expect(await found('test/max', about, 'mine')).toEqual([]);
  }
  expect((await found('test/audrey', 'emma', 'all')).length).toBeGreaterThan(1);
  expect(await found('test/audrey', 'max zamboni', 'all')).toEqual([]);
  expect(await found('test/audrey', 'zamboni one two three four five six', 'all')).toEqual([]);
  const asked = await door.as('test/max', get('/v1/tasks?about=emma%20zamboni%20wide'));
  expect(asked.body.items.map((item: { instance: string }) => item.instance)).toEqual([instance]);
  const blank = await door.as('test/max', get('/v1/tasks?about=%20'));
  expect(blank.body.code).toBe('request.invalid');
});

test('P3 requests are listed by how they ended, one’s own and those of all', async () => {
  const { instance, task } = await door.start({ amount: 5, reason: 'Balalaika' });
  await door.start({ amount: 5, reason: 'Balalaika again' });
  const found = async (person: string, query: string) => {
    const { body } = await door.as(person, get(`/v1/instances?about=balalaika&${query}`));
    return body.items.map((item: { instance: string }) => item.instance);
  };
  const instances = await found('test/emma', 'status=running');
  expect(instances.length).toBe(2);
  await door.as('test/max', post(`/v1/tasks/${task}/reject`, { comment: 'No' }));
  for (const [person, scope] of [
    ['test/emma', 'mine'],
    ['test/audrey', 'all'],
  ] as const) {
    expect(await found(person, `scope=${scope}&outcome=rejected`)).toEqual([instance]);
    expect(await found(person, `scope=${scope}&outcome=approved`)).toEqual([]);
    expect(await found(person, `scope=${scope}&status=running`)).not.toContain(instance);
  }
});

test('P3 a search of all goes on where it stopped, though a page may be short', async () => {
  for (let n = 0; n < 5; n += 1) await door.start({ amount: n, reason: `Zither ${n % 2}` });
  const seen: string[] = [];
  let after = '';
  do {
    const url = `/v1/instances?scope=all&about=zither%201&limit=1${after}`;
    const { body } = await door.as('test/audrey', get(url));
    seen.push(...body.items.map(({ subject }: { subject: string }) => subject));
    after = body.next === undefined ? '' : `&after=${encodeURIComponent(body.next)}`;
  } while (after !== '');
  expect(seen).toEqual(['Zither 1', 'Zither 1']);
});

test('X2 the id of another tenant is like one that does not exist, wherever it hides', async () => {
  const { instance, task } = await door.start();
  const requests = [
    get(`/v1/instances/${instance}`),
    get(`/v1/instances/${instance}/events`),
    get(`/v1/instances/${instance}/stream`),
    get(`/v1/tasks/${task}`),
    post(`/v1/tasks/${task}/approve`),
    post(`/v1/instances/${instance}/withdraw`),
    post(`/v1/instances/${instance}/comments`, { text: 'hello' }),
    post(`/v1/instances/${instance}/terminate`, { reason: 'mine' }),
  ] as const;
  for (const request of requests) {
    const foreign = await door.as('other/ada', request as never);
    const url = request.url.replace(instance, 'f'.repeat(32));
    const absent = await door.as('other/ada', { ...request, url } as never);
    const { request: _id, ...foreignBody } = foreign.body;
    const { request: _other, ...absentBody } = absent.body;
    expect(foreignBody).toEqual(absentBody);
    expect(foreign.status).toBe(404);
  }
  const view = await door.as('test/emma', get(`/v1/instances/${instance}`));
  expect(view.body).toMatchObject({ status: 'running', seq: expect.any(Number) });
});

test('the demo identity is no credential outside demo mode', async () => {
  const closed = await openDoor({ demo: false });
  const reply = await closed.as('test/emma', get('/v1/me'));
  expect(reply).toMatchObject({ status: 401, body: { code: 'credential.invalid' } });
  expect((await closed.as(undefined, get('/v1/demo/people'))).status).toBe(404);
  await closed.close();
});

test('a disabled person’s credential is not valid any more', async () => {
  expect((await door.as('test/gone', get('/v1/me'))).status).toBe(401);
});

test('an API key acts as its person within its scopes and cannot widen them', async () => {
  const body = { name: 'robot', scopes: ['instance.start', 'key.issue'] };
  const issued = await door.as('test/ada', post('/v1/keys', body));
  const authorization = `Bearer ${issued.body.key}`;
  const me = await door.as(undefined, get('/v1/me', { authorization }));
  expect(me.body).toMatchObject({ id: 'ada', rights: ['instance.start', 'key.issue'] });
  const all = await door.as(undefined, get('/v1/instances?scope=all', { authorization }));
  expect(all.body.code).toBe('access.denied');
  const wider = post('/v1/keys', { name: 'more', scopes: ['*'] });
  const refused = await door.as(undefined, { ...wider, headers: { authorization } });
  expect(refused.body.code).toBe('access.denied');
  const wrong = authorization.slice(0, -1) + (authorization.endsWith('x') ? 'y' : 'x');
  expect((await door.as(undefined, get('/v1/me', { authorization: wrong }))).status).toBe(401);
});

async function keyOf(person: string, scopes: readonly string[]): Promise<Record<string, string>> {
  const by = { tenant: 'test', person: 'ada' };
  const key = `vk_${person}-${scopes.join('-')}`;
  const hash = createHash('sha256').update(key).digest('hex');
  const record = { tenant: 'test', person, name: 'robot', hash, scopes };
  await door.engine.store.access.saveApiKey(record, door.engine.audit(by, 'IssueKey', 'key:robot'));
  return { authorization: `Bearer ${key}` };
}

test('R6.17 a key without the scope to act neither votes nor comments nor withdraws', async () => {
  const { instance, task } = await door.start();
  const headers = await keyOf('max', ['instance.read', 'flow.read']);
  const acts = [
    post(`/v1/tasks/${task}/approve`),
    post(`/v1/tasks/${task}/return`, { to: 'initiator' }),
    post(`/v1/instances/${instance}/comments`, { text: 'hello' }),
    post(`/v1/instances/${instance}/withdraw`),
    post('/v1/instances', { flow: 'claim', form: { amount: 1, reason: 'x' } }),
  ];
  for (const act of acts) {
    const reply = await door.as(undefined, { ...act, headers });
    expect(reply).toMatchObject({ status: 403, body: { code: 'access.denied' } });
  }
  expect((await door.as(undefined, get(`/v1/tasks/${task}`, headers))).status).toBe(200);
  const able = await keyOf('max', ['instance.act']);
  const vote = await door.as(undefined, { ...acts[0]!, headers: able });
  expect(vote.status).toBe(200);
});

test('R6.17 a key without the scope to read sees no task, instance, notice or stream', async () => {
  const { instance, task } = await door.start();
  const headers = await keyOf('max', ['audit.read']);
  for (const url of [
    '/v1/tasks',
    `/v1/tasks/${task}`,
    '/v1/instances',
    `/v1/instances/${instance}`,
    `/v1/instances/${instance}/events`,
    `/v1/instances/${instance}/stream`,
    `/v1/instances/${instance}/forecast`,
    `/v1/instances/${instance}/explanation`,
    '/v1/notices',
    '/v1/news',
    '/v1/inbox/counts',
    '/v1/inbox/stream',
  ]) {
    const reply = await door.as(undefined, get(url, headers));
    expect([url, reply.status, reply.body.code]).toEqual([url, 403, 'access.denied']);
  }
});

test('a key’s scopes are rights that exist; `*` may be narrowed', async () => {
  const typo = await door.as('test/ada', post('/v1/keys', { name: 'k', scopes: ['instance.Act'] }));
  expect(typo).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
  const headers = await keyOf('ada', ['*']);
  const narrow = { ...post('/v1/keys', { name: 'k', scopes: ['instance.act'] }), headers };
  expect((await door.as(undefined, narrow)).status).toBe(201);
});

describe('OpenID Connect', () => {
  test('accepts a good token and refuses forged, foreign and expired ones', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const stranger = await generateKeyPair('ES256');
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256' };
    const idp = createServer((request, response) => {
      const isKeys = request.url === '/jwks';
      const body = isKeys ? { keys: [jwk] } : { issuer, jwks_uri: `${issuer}/jwks` };
      response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => idp.listen(0, '127.0.0.1', resolve));
    const issuer = `http://127.0.0.1:${(idp.address() as AddressInfo).port}`;
    const guarded = await openDoor({ demo: false, oidc: { issuer, audience: 'vermilion' } });
    const token = (claims: object, key = privateKey, expires = '5m') =>
      new SignJWT({ tenant: 'test', ...claims })
        .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
        .setSubject('emma')
        .setIssuer(issuer)
        .setAudience('vermilion')
        .setIssuedAt()
        .setExpirationTime(expires)
        .sign(key);
    const none = `${btoa('{"alg":"none"}')}.${btoa('{"sub":"emma","tenant":"test"}')}.`;
    const tokens: [string, number][] = [
      [await token({}), 200],
      [await token({}, stranger.privateKey), 401],
      [await token({}, privateKey, '-1m'), 401],
      [await token({ aud: 'vermilion', tenant: 7 }), 401],
      [await token({ tenant: 'nowhere' }), 401],
      [none.replaceAll('=', ''), 401],
      ['nonsense', 401],
    ];
    for (const [value, status] of tokens) {
      const reply = await guarded.as(
        undefined,
        get('/v1/me', { authorization: `Bearer ${value}` }),
      );
      expect([value.slice(0, 20), reply.status]).toEqual([value.slice(0, 20), status]);
    }
    await guarded.close();
    idp.close();
  });
});

test('a key without the scope to act cannot hand a task on', async () => {
  const { task } = await door.start();
  const issued = await door.as(
    'test/ada',
    post('/v1/keys', { name: 'reader', scopes: ['instance.read'] }),
  );
  const headers = { authorization: `Bearer ${issued.body.key}` };
  for (const act of ['approve', 'transfer', 'delegate', 'advise', 'recall']) {
    const payload = { transfer: { to: 'eric' }, delegate: { to: 'eric' } }[act] ?? {};
    const reply = await door.as(undefined, {
      ...post(`/v1/tasks/${task}/${act}`, payload),
      headers,
    });
    expect([act, reply.body.code]).toEqual([act, 'access.denied']);
  }
});

test('R13.2 every write that is no command keeps its first answer under its key', async () => {
  const headers = { 'idempotency-key': 'write-1' };
  const issue = { ...post('/v1/keys', { name: 'once', scopes: ['instance.read'] }), headers };
  const first = await door.as('test/ada', issue);
  const again = await door.as('test/ada', issue);
  expect([first.status, again.status]).toEqual([201, 201]);
  expect(first.body.key).toMatch(/^vk_/);
  expect(again.body).toEqual({ name: 'once' });
  expect(again.headers['idempotent-replayed']).toBe('true');
  const other = post('/v1/keys', { name: 'twice', scopes: ['instance.read'] });
  const reused = await door.as('test/ada', { ...other, headers });
  expect(reused.body.code).toBe('key.reused');
  const secret = { method: 'PUT', url: '/v1/secrets/a', payload: { value: 'x' }, headers } as const;
  expect((await door.as('test/ada', secret)).status).toBe(204);
  const repeated = await door.as('test/ada', secret);
  expect([repeated.status, repeated.headers['idempotent-replayed']]).toEqual([204, 'true']);
  const audit = await door.as('test/audrey', get('/v1/audit?limit=200'));
  const saved = audit.body.items.filter(
    (record: { object: string }) => record.object === 'secret:a' || record.object === 'key:once',
  );
  expect(saved).toHaveLength(2);
});

test('every writing route takes an Idempotency-Key', async () => {
  const { body } = await door.as(undefined, get('/openapi.json'));
  const writes = Object.entries(body.paths as Record<string, Record<string, Operation>>).flatMap(
    ([path, methods]) =>
      Object.entries(methods)
        .filter(([method]) => method !== 'get')
        .map(([method, { parameters = [] }]) => ({ at: `${method} ${path}`, parameters })),
  );
  const without = writes.filter(
    ({ parameters }) => !parameters.some(({ name }) => name === 'idempotency-key'),
  );
  // A file's bytes are its key, and a callback's token: a call is answered once.
  expect(without.map(({ at }) => at)).toEqual([
    'post /v1/flows/check',
    'post /v1/flows/{name}/twins',
    'post /v1/callbacks/{token}',
    'post /v1/forecasts',
    'post /v1/instances/{id}/mentions',
    'post /v1/files',
  ]);
});

interface Operation {
  readonly parameters?: readonly { readonly name: string }[];
}

test('while the issuer cannot be asked its tokens are neither good nor bad', async () => {
  const oidc = { issuer: 'http://127.0.0.1:9', audience: 'vermilion' };
  const guarded = await openDoor({ demo: false, oidc });
  const reply = await guarded.as(undefined, get('/v1/me', { authorization: 'Bearer a.b.c' }));
  expect(reply).toMatchObject({ status: 503, body: { code: 'issuer.unavailable' } });
  await guarded.close();
});

test('R6.18 what is hidden at every step of the viewer is in no byte of any answer', async () => {
  const { instance } = await door.start({ amount: 1, reason: 'x', salary: 123_456 });
  for (const url of [`/v1/instances/${instance}`, `/v1/instances/${instance}/events`]) {
    expect((await door.as('test/max', get(url))).text).not.toContain('123456');
    expect((await door.as('test/emma', get(url))).text).toContain('123456');
  }
});

describe('a priority', () => {
  const inbox = (priority: string) => get('/v1/tasks', { 'vermilion-priority': priority });

  test('below others is anybody’s to ask for, above them takes a right', async () => {
    expect((await door.as('test/emma', inbox('-100'))).status).toBe(200);
    expect((await door.as('test/emma', inbox('0'))).status).toBe(200);
    expect(await door.as('test/emma', inbox('1'))).toMatchObject({
      status: 403,
      body: { code: 'access.denied', detail: { right: 'command.prioritize' } },
    });
    expect((await door.as('test/ada', inbox('100'))).status).toBe(200);
  });

  test.each(['101', '-101', '1.5', 'high', '', '1e2', '0x10'])(
    'of “%s” is refused',
    async (given) => {
      expect(await door.as('test/emma', inbox(given))).toMatchObject({
        status: 400,
        body: { code: 'priority.invalid' },
      });
    },
  );
});

test('R2 a full engine turns writes away before their body is read, and reads go on', async () => {
  const { engine } = door;
  const { noRoomFor } = engine;
  engine.noRoomFor = () => new EngineFault('engine.tenant-busy');
  const write = await door.as('test/emma', { method: 'POST', url: '/v1/instances', payload: '{' });
  const read = await door.as('test/emma', get('/v1/tasks'));
  engine.noRoomFor = noRoomFor;
  expect(write).toMatchObject({ status: 429, body: { code: 'engine.tenant-busy' } });
  expect(Number(write.headers['retry-after'])).toBeGreaterThan(0);
  expect(read.status).toBe(200);
});
