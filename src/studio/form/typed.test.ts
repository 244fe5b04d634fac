import { expect, test } from 'vitest';
import { dateFrom, daysFrom, numberFrom } from './typed.ts';

test('F7 numbers are read in full width, grouped, and with the sign of a currency', () => {
  expect(['６２，０００．５', '62,000.50', ' ¥1 234 ', '-3'].map(numberFrom)).toEqual([
    62_000.5, 62_000.5, 1_234, -3,
  ]);
  expect(['', 'many', '1.2.3', '１２x'].map(numberFrom)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('F7 dates are read as people write them; without a year it is the nearest such day', () => {
  const today = '2026-11-21';
  const written = [
    '2026-12-15',
    '2026/12/15',
    '2026年12月15日',
    '20261215',
    '15.12.2026',
    '１２/１５',
  ];
  expect(written.map((text) => dateFrom(text, today))).toEqual(written.map(() => '2026-12-15'));
  expect(dateFrom('3-1', today)).toBe('2027-03-01');
  expect(dateFrom('11月2日', today)).toBe('2026-11-02');
  expect(dateFrom('12-30', '2027-01-04')).toBe('2026-12-30');
  expect(dateFrom('2/29', '2027-04-01')).toBe('2028-02-29');
  expect(['明天', 'Today', '+10'].map((text) => dateFrom(text, today))).toEqual([
    '2026-11-22',
    '2026-11-21',
    '2026-12-01',
  ]);
});

test('F7 what is no date is none', () => {
  for (const text of ['', '2026-02-30', '2026-13-01', 'soon', '1', '32.1.2026']) {
    expect(dateFrom(text, '2026-11-21'), text).toBeUndefined();
  }
  expect(daysFrom('2026-02-28', 1)).toBe('2026-03-01');
});
