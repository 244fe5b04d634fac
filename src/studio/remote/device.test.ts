import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { deviceOf } from './device.ts';

let isFull = false;

/** As much of a browser's storage as is used: its entries are its own keys. */
function storage() {
  const entries: Record<string, string> = {};
  const methods = {
    getItem: (key: string) => entries[key] ?? null,
    setItem: (key: string, text: string) => {
      if (isFull) throw new DOMException('no room', 'QuotaExceededError');
      entries[key] = text;
    },
    removeItem: (key: string) => {
      delete entries[key];
    },
  };
  return new Proxy(entries, {
    get: (_, key) => methods[key as keyof typeof methods] ?? entries[key as string],
  });
}

beforeEach(() => {
  isFull = false;
  vi.stubGlobal('localStorage', storage());
});
afterEach(() => void vi.unstubAllGlobals());

const ANN = { tenant: 'acme', id: 'ann' };
const NEXT = [
  { tenant: 'acme', id: 'ann.x' },
  { tenant: 'globex', id: 'ann' },
  { tenant: 'ac', id: 'meann' },
];

test('X1 what is kept for one person is not met by the next one on the device', () => {
  deviceOf(ANN).keep('start.leave', 'surgery');
  for (const next of NEXT) {
    const device = deviceOf(next);
    expect(device.kept('start.leave')).toBeUndefined();
    device.keep('start.leave', `of ${next.tenant}/${next.id}`);
  }
  expect(deviceOf(ANN).kept('start.leave')).toBe('surgery');
});

test('X12 a sign-out takes along what was kept for the person, and nothing of others', () => {
  for (const person of [ANN, ...NEXT]) deviceOf(person).keep('opinion.1', 'no');
  localStorage.setItem('vermilion.appearance', '{}');
  deviceOf(ANN).forgetAll();
  expect(deviceOf(ANN).kept('opinion.1')).toBeUndefined();
  for (const next of NEXT) expect(deviceOf(next).kept('opinion.1')).toBe('no');
  expect(localStorage.getItem('vermilion.appearance')).toBe('{}');
});

test('X12 what began before its person signed out is kept neither for them nor for the next', () => {
  const before = deviceOf(ANN);
  const tab = deviceOf(ANN);
  before.forgetAll();
  tab.keep('reserve', 'read a moment ago');
  expect(Object.values({ ...localStorage })).toEqual([]);
  const [next, again] = [deviceOf(NEXT[0]!), deviceOf(ANN)];
  again.keep('opinion.1', 'anew');
  before.keep('opinion.1', 'no');
  before.forgetAll();
  expect([before.isLeft(), tab.isLeft(), again.isLeft()]).toEqual([true, true, false]);
  expect([before.kept('opinion.1'), next.kept('opinion.1')]).toEqual([undefined, undefined]);
  expect(again.kept('opinion.1')).toBe('anew');
});

test('a device without room lets its person in, and keeps what they write as long as the page stands', () => {
  const other = deviceOf(NEXT[0]!);
  other.keep('opinion.1', 'old');
  isFull = true;
  const device = deviceOf(ANN);
  expect([device.isFull(), device.isLeft(), other.isFull()]).toEqual([true, false, false]);
  device.keep('opinion.1', 'at length');
  other.keep('opinion.1', 'longer');
  expect([device.kept('opinion.1'), other.kept('opinion.1')]).toEqual(['at length', 'longer']);
  expect([other.isFull(), deviceOf(NEXT[0]!).kept('opinion.1')]).toEqual([true, undefined]);
  const told = vi.fn();
  other.whenFull(told);
  isFull = false;
  other.keep('opinion.1', 'short');
  expect([told.mock.calls.length, other.isFull()]).toEqual([1, false]);
  expect(deviceOf(NEXT[0]!).kept('opinion.1')).toBe('short');
  device.forgetAll();
  expect([device.isLeft(), device.kept('opinion.1')]).toEqual([true, undefined]);
});
