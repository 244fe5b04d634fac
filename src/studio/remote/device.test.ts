import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { forgetAll, keep, keepFor, kept } from './device.ts';

/** As much of a browser's storage as is used: its entries are its own keys. */
function storage() {
  const entries: Record<string, string> = {};
  const methods = {
    getItem: (key: string) => entries[key] ?? null,
    setItem: (key: string, text: string) => {
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

beforeEach(() => void vi.stubGlobal('localStorage', storage()));
afterEach(() => void vi.unstubAllGlobals());

const ANN = { tenant: 'acme', id: 'ann' };
const NEXT = [
  { tenant: 'acme', id: 'ann.x' },
  { tenant: 'globex', id: 'ann' },
  { tenant: 'ac', id: 'meann' },
];

test('X1 what is kept for one person is not met by the next one on the device', () => {
  keepFor(ANN);
  keep('start.leave', 'surgery');
  for (const next of NEXT) {
    keepFor(next);
    expect(kept('start.leave')).toBeUndefined();
    keep('start.leave', `of ${next.tenant}/${next.id}`);
  }
  keepFor(ANN);
  expect(kept('start.leave')).toBe('surgery');
});

test('X12 a sign-out takes along what was kept for the person, and nothing of others', () => {
  for (const person of [ANN, ...NEXT]) {
    keepFor(person);
    keep('opinion.1', 'no');
  }
  localStorage.setItem('vermilion.appearance', '{}');
  keepFor(ANN);
  forgetAll();
  expect(kept('opinion.1')).toBeUndefined();
  for (const next of NEXT) {
    keepFor(next);
    expect(kept('opinion.1')).toBe('no');
  }
  expect(localStorage.getItem('vermilion.appearance')).toBe('{}');
});

test('X12 what was still on its way to the device when its person signed out is not kept', () => {
  keepFor(ANN);
  forgetAll();
  keep('reserve', 'read a moment ago');
  expect(kept('reserve')).toBeUndefined();
  expect(Object.values({ ...localStorage })).toEqual([]);
});
