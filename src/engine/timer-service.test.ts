import { expect, test } from 'vitest';
import type { Store } from '../store/index.ts';
import { createMemoryStore } from '../store/index.ts';
import { ENGINE_LIMITS } from './limits.ts';
import type { TimerWorld } from './timer-service.ts';
import { timerWork } from './timer-service.ts';

test.each([
  ['none is armed', undefined, ENGINE_LIMITS.idlePollMs],
  ['the next is far away', 3_600_000, ENGINE_LIMITS.idlePollMs],
  ['the next is near', 400, 400],
  ['the next follows at once', 1, ENGINE_LIMITS.timerPauseMs],
  ['one is overdue and held', -5, ENGINE_LIMITS.timerPauseMs],
])('M1 when %s the timers are looked at neither late nor all the time', async (_, wait, rest) => {
  const real = createMemoryStore();
  const timers = { ...real.timers, nextDueInMs: async () => wait };
  const store: Store = { ...real, timers };
  expect(await timerWork({ store } as TimerWorld).restMs()).toBe(rest);
});
