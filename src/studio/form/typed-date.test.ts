import { expect, test } from 'vitest';
import { narrow } from './typed.ts';
import { dateFrom, daysFrom } from './typed-date.ts';

const read = (typed: string, today: string): string | undefined => dateFrom(narrow(typed), today);

test('F7 dates are read as people write them; without a year it is the nearest such day', () => {
  const today = '2026-11-21';
  const written = [
    '2026-12-15',
    '2026/12/15',
    '2026.12.15',
    '2026年12月15日',
    '20261215',
    '15.12.2026',
    '12/15/2026',
    '１２/１５',
    '12.15',
    '15.12',
    '15 Dec',
    'Dec. 15th, 2026',
    'december 15',
    '15december2026',
  ];
  for (const typed of written) expect(read(typed, today), typed).toBe('2026-12-15');
  for (const typed of ['11.18', '11/18', '2026.11.18', '11月18日', '11月18号']) {
    expect(read(typed, today), typed).toBe('2026-11-18');
  }
  expect(read('3-1', today)).toBe('2027-03-01');
  expect(read('3.12', today)).toBe('2027-03-12');
  expect(read('3.3.2026', today)).toBe('2026-03-03');
  expect(read('11月2日', today)).toBe('2026-11-02');
  expect(read('12-30', '2027-01-04')).toBe('2026-12-30');
  expect(read('2/29', '2027-04-01')).toBe('2028-02-29');
  const away = ['明天', 'Today', '+10', '3天后', '大前天'];
  expect(away.map((typed) => read(typed, today))).toEqual([
    '2026-11-22',
    '2026-11-21',
    '2026-12-01',
    '2026-11-24',
    '2026-11-18',
  ]);
});

test('F7 a day of the week is one of the week that is named; weeks begin on Monday', () => {
  const sunday = '2026-11-22';
  const wednesday = '2026-11-18';
  const written: readonly (readonly [string, string, string | undefined])[] = [
    ['上周五', sunday, '2026-11-13'],
    ['周五', sunday, '2026-11-20'],
    ['下星期天', sunday, '2026-11-29'],
    ['上上礼拜一', wednesday, '2026-11-02'],
    ['这周五', wednesday, '2026-11-20'],
    ['last Friday', sunday, '2026-11-20'],
    ['last friday', wednesday, '2026-11-13'],
    ['Thursday', wednesday, '2026-11-19'],
    ['next Monday', wednesday, '2026-11-23'],
    ['next Friday', wednesday, undefined],
  ];
  for (const [typed, today, day] of written) expect(read(typed, today), typed).toBe(day);
});

test('F7 what is no date is none, nor is what could be two', () => {
  const none = ['', '2026-02-30', '2026-13-01', 'soon', '1', '32.1.2026', '上下周五', '13/13'];
  const two = ['03/04/2026', '3.12.2026', '26/11/18'];
  const odd = ['0026-11-18', '1899-12-31', '00261118', 'marvellous 5', 'decade 5', '5 sepember'];
  for (const typed of [...none, ...two, ...odd]) {
    expect(read(typed, '2026-11-21'), typed).toBeUndefined();
  }
  const named = ['5 Mar', 'march 5', '5 Sept.', '5 September', 'May 5', '5 july'];
  expect(named.map((typed) => read(typed, '2026-05-05')?.slice(5))).toEqual([
    ...['03-05', '03-05', '09-05', '09-05', '05-05', '07-05'],
  ]);
  expect(daysFrom('2026-02-28', 1)).toBe('2026-03-01');
});
