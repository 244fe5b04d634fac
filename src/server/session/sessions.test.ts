import { expect, test } from 'vitest';
import { systemClock } from '../../engine/index.ts';
import { createMemoryStore } from '../../store/index.ts';
import { SERVER_LIMITS } from '../limits.ts';
import { SESSION_KEY, sessionsOf } from './sessions.ts';

const MAX = { tenant: 'acme', person: 'max' };

function opened() {
  const store = createMemoryStore();
  let nowMs = 1_760_000_000_000;
  const clock = { ...systemClock, nowMs: () => nowMs };
  const node = () => sessionsOf({ store, clock });
  const pass = (ms: number) => {
    nowMs += ms;
  };
  const setKey = (value: string) =>
    store.access.saveSecret('acme', SESSION_KEY, value, {
      tenant: 'acme',
      atMs: nowMs,
      actor: { kind: 'system', cause: 'test' },
      action: 'SaveSecret',
      object: `secret:${SESSION_KEY}`,
      result: 'done',
    });
  return { node, pass, setKey };
}

test('a session that one node gave is known to every other', async () => {
  const { node } = opened();
  const value = await node().seal(MAX);
  expect(await node().read(value)).toEqual(MAX);
  expect(await node().seal(MAX)).not.toBe(value);
});

test('a session is over after its hours', async () => {
  const { node, pass } = opened();
  const sessions = node();
  const value = await sessions.seal(MAX);
  pass(SERVER_LIMITS.sessionMs - 1_000);
  expect(await sessions.read(value)).toEqual(MAX);
  pass(1_001);
  expect(await sessions.read(value)).toBeUndefined();
});

test('another key ends the sessions of its tenant, as soon as the old one is too old', async () => {
  const { node, pass, setKey } = opened();
  const sessions = node();
  const value = await sessions.seal(MAX);
  const other = await sessions.seal({ tenant: 'blue', person: 'max' });
  await setKey('another');
  pass(SERVER_LIMITS.sessionKeyAgeMs);
  expect(await sessions.read(value)).toBeUndefined();
  expect(await sessions.read(other)).toEqual({ tenant: 'blue', person: 'max' });
  expect(await sessions.read(await sessions.seal(MAX))).toEqual(MAX);
});

test('what is no session is nobody’s, and makes no key for a tenant that there is not', async () => {
  const { node } = opened();
  const sessions = node();
  const [, sealed] = (await sessions.seal(MAX)).split('~') as [string, string];
  const name = (tenant: string) => Buffer.from(tenant).toString('base64url');
  for (const value of [
    '',
    '~',
    'x',
    sealed,
    `${name('blue')}~${sealed}`,
    `${name('\0')}~${sealed}`,
  ]) {
    expect(await sessions.read(value)).toBeUndefined();
  }
});
