import { expect, onTestFinished, test } from 'vitest';
import { createMemoryStore } from '../store/index.ts';
import { silentLog, systemClock } from './ports.ts';
import { storeClock } from './store-clock.ts';

const T0 = 1_760_000_000_000;
const HOUR_MS = 3_600_000;

/** A node that is so far ahead of its store; `wake` lets its next look happen. */
async function node(aheadMs: number) {
  const time = { storeMs: T0, aheadMs };
  const store = createMemoryStore(() => time.storeMs);
  let naps: (() => void)[] = [];
  const base = {
    ...systemClock,
    nowMs: () => time.storeMs + time.aheadMs,
    sleep: (_ms: number, signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        naps.push(resolve);
        signal.addEventListener('abort', () => resolve());
      }),
  };
  const { clock, stop } = await storeClock(store, base, silentLog);
  onTestFinished(stop);
  const wake = async (): Promise<void> => {
    while (naps.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const sleeping = naps;
    naps = [];
    for (const end of sleeping) end();
    while (naps.length === 0) await new Promise((resolve) => setImmediate(resolve));
  };
  return { time, clock, wake };
}

test.each([HOUR_MS, -HOUR_MS, 300_000])('M5 a node %i ms ahead goes by the store', async (ms) => {
  const { time, clock } = await node(ms);
  expect(clock.nowMs()).toBe(T0);
  time.storeMs += 5_000;
  expect(clock.nowMs()).toBe(T0 + 5_000);
});

test('a clock that the way to the store explains is left alone', async () => {
  const { clock } = await node(40);
  expect(clock.nowMs()).toBe(T0 + 40);
});

test('M5 a jump of either clock is found at the next look', async () => {
  const { time, clock, wake } = await node(0);
  time.aheadMs = HOUR_MS;
  expect(clock.nowMs()).toBe(T0 + HOUR_MS);
  await wake();
  expect(clock.nowMs()).toBe(T0);
  time.aheadMs = 0;
  await wake();
  expect(clock.nowMs()).toBe(T0);
});
