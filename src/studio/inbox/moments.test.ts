import { expect, test } from 'vitest';
import { momentsFrom } from './moments.ts';

const HOUR = 3_600_000;

test.each([
  [2026, 10, 16, 10],
  [2026, 10, 20, 23],
  [2026, 10, 21, 8],
  [2026, 10, 22, 12],
])('a snooze on %i-%i-%i at %i h ends later, in the morning but for the first', (y, m, d, h) => {
  const nowMs = new Date(y, m, d, h).getTime();
  const moments = momentsFrom(nowMs);
  expect(moments[0]).toEqual(['inThreeHours', nowMs + 3 * HOUR]);
  for (const [index, [name, atMs]] of moments.entries()) {
    expect(atMs).toBeGreaterThan(moments[index - 1]?.[1] ?? nowMs);
    if (name !== 'inThreeHours') expect(new Date(atMs).getHours()).toBe(9);
    if (name === 'monday') expect(new Date(atMs).getDay()).toBe(1);
  }
});
