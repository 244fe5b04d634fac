import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Me } from '../../protocol/index.ts';
import { BY_SESSION, forgetCredential, keepPerson, keptPerson } from './session.ts';

function storage() {
  const entries = new Map<string, string>();
  return {
    getItem: (key: string) => entries.get(key) ?? null,
    setItem: (key: string, text: string) => void entries.set(key, text),
    removeItem: (key: string) => void entries.delete(key),
  };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('localStorage', storage());
  vi.stubGlobal('sessionStorage', storage());
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const ANN = { tenant: 'acme', id: 'ann' } as Me;
const KEY = 'Bearer one';

test('a session is the browser’s: another tab knows without the server whose it is', () => {
  keepPerson(BY_SESSION, ANN);
  vi.stubGlobal('sessionStorage', storage());
  expect(keptPerson(BY_SESSION)).toEqual(ANN);
  forgetCredential(BY_SESSION);
  expect(keptPerson(BY_SESSION)).toBeUndefined();
});

test('a credential is the tab’s: no other tab, and no other credential, is that person', () => {
  keepPerson(KEY, ANN);
  expect([keptPerson(KEY), keptPerson('Bearer two'), keptPerson(BY_SESSION)]).toEqual([
    ...[ANN, undefined, undefined],
  ]);
  vi.stubGlobal('sessionStorage', storage());
  expect(keptPerson(KEY)).toBeUndefined();
});

test('who was heard of longer ago than a session lasts is nobody', () => {
  keepPerson(BY_SESSION, ANN);
  vi.advanceTimersByTime(8 * 3_600_000);
  expect(keptPerson(BY_SESSION)).toEqual(ANN);
  vi.advanceTimersByTime(1);
  expect(keptPerson(BY_SESSION)).toBeUndefined();
});
