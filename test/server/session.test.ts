/** Signing in by browser, at a real issuer. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Door, Reply } from './fixture.ts';
import { openDoor, PUBLIC_URL } from './fixture.ts';
import type { TestIssuer } from './issuer.ts';
import { CLIENT, openIssuer } from './issuer.ts';

let issuer: TestIssuer;
let door: Door;
beforeAll(async () => {
  issuer = await openIssuer([`${PUBLIC_URL}/login/back`]);
  const oidc = { issuer: issuer.url, audience: 'vermilion', personClaim: 'person' };
  const browser = { ...CLIENT, publicUrl: PUBLIC_URL };
  door = await openDoor({ oidc, browser, demo: false });
});
afterAll(async () => {
  await door.close();
  await issuer.close();
});

/** Cookies as a browser keeps them. */
class Jar {
  readonly #cookies = new Map<string, string>();

  keep(set: unknown): void {
    for (const line of [set ?? []].flat() as string[]) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      if (value === '' || /max-age=0/i.test(line)) this.#cookies.delete(name!);
      else this.#cookies.set(name!, value!);
    }
  }

  get header(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }
}

function ask(url: string, jar: Jar, headers = {}): Promise<Reply> {
  return door.as(undefined, { method: 'GET', url, headers: { cookie: jar.header, ...headers } });
}

/** From the studio to the issuer and to where the issuer sends back; not yet there. */
async function toTheWayBack(ours: Jar, to = '/inbox'): Promise<{ left: Reply; back: string }> {
  const left = await ask(`/login/oidc?to=${encodeURIComponent(to)}`, ours);
  ours.keep(left.headers['set-cookie']);
  const theirs = new Jar();
  let at = String(left.headers['location']);
  while (!at.startsWith(PUBLIC_URL)) {
    const response = await fetch(at, { redirect: 'manual', headers: { cookie: theirs.header } });
    theirs.keep(response.headers.getSetCookie());
    at = new URL(response.headers.get('location')!, at).href;
  }
  return { left, back: at.slice(PUBLIC_URL.length) };
}

async function signedIn(who: string, to?: string): Promise<{ jar: Jar; arrived: Reply }> {
  issuer.who = who;
  const jar = new Jar();
  const { back } = await toTheWayBack(jar, to);
  const arrived = await ask(back, jar);
  jar.keep(arrived.headers['set-cookie']);
  return { jar, arrived };
}

const BY_SESSION = { authorization: 'Session' };

test('a browser signs in by code, PKCE, state and nonce, and has a session that no script reads', async () => {
  issuer.who = 'test/max';
  const jar = new Jar();
  const { left, back } = await toTheWayBack(jar);
  const asked = new URL(String(left.headers['location'])).searchParams;
  expect(asked.get('response_type')).toBe('code');
  expect(asked.get('code_challenge_method')).toBe('S256');
  expect(asked.get('state')).toMatch(/^[\w-]{20,}$/);
  expect(asked.get('nonce')).toMatch(/^[\w-]{20,}$/);
  const arrived = await ask(back, jar);
  expect([arrived.status, arrived.headers['location']]).toEqual([303, '/inbox']);
  const set = [arrived.headers['set-cookie']].flat().map(String);
  const session = set.find((line) => line.startsWith('__Host-vermilion-session='))!;
  for (const word of ['Path=/', 'HttpOnly', 'SameSite=Lax', 'Secure', 'Max-Age=28800']) {
    expect(session).toContain(word);
  }
  expect(session).not.toContain('max');
  jar.keep(set);
  expect((await ask('/v1/session', jar)).body).toEqual({ oidc: true, isSignedIn: true });
  const me = await ask('/v1/me', jar, BY_SESSION);
  expect(me.body).toMatchObject({ tenant: 'test', id: 'max' });
});

test('a cookie alone is no credential: another site’s page can send no more than that', async () => {
  const { jar } = await signedIn('test/max');
  expect((await ask('/v1/me', jar)).body.code).toBe('credential.missing');
  const write = await door.as(undefined, {
    method: 'POST',
    url: '/v1/instances',
    payload: { flow: 'claim', form: { amount: 1, reason: 'x' } },
    headers: { cookie: jar.header },
  });
  expect(write.status).toBe(401);
  expect((await ask('/v1/me', new Jar(), BY_SESSION)).body.code).toBe('credential.invalid');
});

test('a way back works once, in the browser that went there, with the state that it took along', async () => {
  issuer.who = 'test/max';
  const jar = new Jar();
  const { back } = await toTheWayBack(jar);
  const stranger = new Jar();
  const refused = '/?login=refused';
  expect((await ask(back, stranger)).headers['location']).toBe(refused);
  const other = new Jar();
  await toTheWayBack(other);
  expect((await ask(back, other)).headers['location']).toBe(refused);
  const changed = back.replace(/state=[^&]+/, 'state=x');
  expect((await ask(changed, jar)).headers['location']).toBe(refused);
  const arrived = await ask(back, jar);
  expect(arrived.headers['location']).toBe('/inbox');
  expect((await ask(back, jar)).headers['location']).toBe(refused);
});

test('who turns back, or is nobody here, has no session and is told so', async () => {
  issuer.who = undefined;
  const jar = new Jar();
  const { back } = await toTheWayBack(jar);
  const turned = await ask(back, jar);
  expect(turned.headers['location']).toBe('/?login=refused');
  for (const nobody of ['test/nobody', 'test/gone', 'nowhere/max']) {
    const { arrived } = await signedIn(nobody);
    expect(arrived.headers['location']).toBe('/?login=unknown');
    expect(String(arrived.headers['set-cookie'])).not.toContain('session=');
  }
});

test('a session is one tenant’s, untouched, and over when it is ended', async () => {
  const { jar } = await signedIn('test/max');
  const forged = new Jar();
  const other = Buffer.from('other').toString('base64url');
  forged.keep(jar.header.replace(/session=[\w-]+~/, `session=${other}~`));
  expect((await ask('/v1/me', forged, BY_SESSION)).status).toBe(401);
  // The first letter of the last part: of its last one a few bits stand for nothing.
  const touched = (_: string, first: string): string => (first === 'A' ? '.B' : '.A');
  forged.keep(jar.header.replace(/\.([\w-])(?=[\w-]*$)/, touched));
  expect((await ask('/v1/me', forged, BY_SESSION)).status).toBe(401);
  const ended = await door.as(undefined, {
    method: 'POST',
    url: '/v1/session/end',
    headers: { cookie: jar.header, ...BY_SESSION },
  });
  expect(ended.status).toBe(204);
  jar.keep(ended.headers['set-cookie']);
  expect((await ask('/v1/session', jar)).body).toEqual({ oidc: true, isSignedIn: false });
});

test('who may write secrets cannot choose the key of sessions, and can end them all', async () => {
  const { jar } = await signedIn('test/ada');
  const write = (method: 'POST' | 'PUT', url: string, payload: object) =>
    door.as(undefined, { method, url, payload, headers: { cookie: jar.header, ...BY_SESSION } });
  const key = () => door.engine.store.access.secret('test', 'session.key');
  const before = await key();
  for (const name of ['session.key', 'callback.signing']) {
    const reply = await write('PUT', `/v1/secrets/${name}`, { value: 'known' });
    expect(reply).toMatchObject({ status: 409, body: { code: 'secret.reserved' } });
  }
  expect(await key()).toBe(before);
  expect((await write('POST', '/v1/sessions/end', {})).status).toBe(204);
  expect(await key()).not.toBe(before);
});

test('a sign-in leads into the studio and nowhere else', async () => {
  for (const to of ['//evil.example', '/\\evil.example', 'https://evil.example', '/login/oidc']) {
    const { arrived } = await signedIn('test/max', to);
    expect(arrived.headers['location']).toBe('/');
  }
  const { arrived } = await signedIn('test/max', '/i/abc?at=4');
  expect(arrived.headers['location']).toBe('/i/abc?at=4');
});

test('an issuer that cannot be asked turns back to the studio, which says so', async () => {
  const oidc = { issuer: 'http://127.0.0.1:9', audience: 'vermilion' };
  const lost = await openDoor({ oidc, browser: { ...CLIENT, publicUrl: PUBLIC_URL }, demo: false });
  const left = await lost.as(undefined, { method: 'GET', url: '/login/oidc' });
  expect(left.headers['location']).toBe('/?login=unavailable');
  await lost.close();
});

test('a server without an issuer for browsers offers none', async () => {
  const plain = await openDoor({ demo: false });
  const { body } = await plain.as(undefined, { method: 'GET', url: '/v1/session' });
  expect(body).toEqual({ oidc: false, isSignedIn: false });
  const { status } = await plain.as(undefined, { method: 'GET', url: '/login/oidc' });
  expect(status).toBe(404);
  await plain.close();
});
