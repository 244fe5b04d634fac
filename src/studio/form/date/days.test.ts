import { expect, test } from 'vitest';
import { monthFrom, weeksOf } from './days.ts';

test('F7 a month is shown in whole weeks from Monday on', () => {
  const weeks = weeksOf('2026-11');
  expect([weeks[0]?.[0], weeks.at(-1)?.at(-1), weeks.length]).toEqual([
    '2026-10-26',
    '2026-12-06',
    6,
  ]);
  expect(weeksOf('2027-02').length).toBe(4);
  expect([monthFrom('2026-11', 2), monthFrom('2026-01', -1)]).toEqual(['2027-01', '2025-12']);
});
