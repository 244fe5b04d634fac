import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { refresh, refreshInbox } from './refresh.ts';

/** Longer than signs are gathered, shorter than what was read stays fresh. */
const PAST_MS = 1_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What is looked at, and how often each of it was read. */
function looking(...keys: readonly (readonly string[])[]) {
  const queries = new QueryClient();
  const read: string[] = [];
  for (const queryKey of keys) {
    const queryFn = () => read.push(queryKey.join(' '));
    new QueryObserver(queries, { queryKey, queryFn, staleTime: 60_000 }).subscribe(() => {});
  }
  return { queries, read };
}

test('what an act is heard of by three ways is read again once', async () => {
  const { queries, read } = looking(['tasks', 'open'], ['instance', 'i'], ['desk', 'i.2.1']);
  await vi.advanceTimersByTimeAsync(PAST_MS);
  read.length = 0;
  const told = [refresh(queries, 'i'), refreshInbox(queries), refresh(queries, 'i')];
  await vi.advanceTimersByTimeAsync(PAST_MS);
  await Promise.all(told);
  expect(read.toSorted()).toEqual(['desk i.2.1', 'instance i', 'tasks open']);
});

test('an act on one instance leaves what is known of others', async () => {
  const mine = [
    ['instance', 'i'],
    ['way-back', 'i.2.1'],
    ['desk', 'batch', 'i.2.1'],
  ];
  const others = [
    ['instance', 'j'],
    ['desk', 'j.2.1'],
    ['desk', 'i2.2.1'],
    ['flow', 'f', '1'],
  ];
  const { queries, read } = looking(...mine, ...others);
  await vi.advanceTimersByTimeAsync(PAST_MS);
  read.length = 0;
  void refresh(queries, 'i');
  await vi.advanceTimersByTimeAsync(PAST_MS);
  expect(read.toSorted()).toEqual(mine.map((key) => key.join(' ')).toSorted());
});

test('a sign that comes later is another one, and one that names no instance is of all', async () => {
  const { queries, read } = looking(['instance', 'i'], ['desk', 'j.2.1'], ['news']);
  await vi.advanceTimersByTimeAsync(PAST_MS);
  read.length = 0;
  await Promise.all([refresh(queries, 'i'), vi.advanceTimersByTimeAsync(PAST_MS)]);
  await Promise.all([refresh(queries), vi.advanceTimersByTimeAsync(PAST_MS)]);
  expect(read.toSorted()).toEqual(['desk j.2.1', 'instance i', 'instance i', 'news', 'news']);
});
