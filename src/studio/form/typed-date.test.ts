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

test('F7 days are told by how many days or weeks away they are, in both languages', () => {
  const written: readonly (readonly [string, string])[] = [
    ['3w', '2026-12-12'],
    ['-2d', '2026-11-19'],
    ['in 3 days', '2026-11-24'],
    ['In a week', '2026-11-28'],
    ['3 days ago', '2026-11-18'],
    ['1 week ago', '2026-11-14'],
    ['两天前', '2026-11-19'],
    ['三天后', '2026-11-24'],
    ['十五日之后', '2026-12-06'],
    ['两个星期后', '2026-12-05'],
    ['２周以前', '2026-11-07'],
  ];
  for (const [typed, day] of written) expect(read(typed, '2026-11-21'), typed).toBe(day);
  for (const typed of ['w', '三天', 'in days', '3 days', '0.5w', '1000d', '天后']) {
    expect(read(typed, '2026-11-21'), typed).toBeUndefined();
  }
});

test('F7 days are told by their number in a month: the nearest such day; or are its last one', () => {
  const written: readonly (readonly [string, string, string | undefined])[] = [
    ['18号', '2026-11-21', '2026-11-18'],
    ['5日', '2026-11-21', '2026-12-05'],
    ['2nd', '2026-12-31', '2027-01-02'],
    ['18th', '2026-11-05', '2026-11-18'],
    ['28号', '2027-01-03', '2026-12-28'],
    ['31号', '2026-12-05', '2026-12-31'],
    ['32号', '2026-11-21', undefined],
    ['2th', '2026-11-21', '2026-12-02'],
    ['2st', '2026-11-21', undefined],
    ['下个月18号', '2026-11-21', '2026-12-18'],
    ['上月5日', '2027-01-21', '2026-12-05'],
    ['下月31号', '2027-01-21', undefined],
    ['月底', '2026-11-21', '2026-11-30'],
    ['本月底', '2028-02-03', '2028-02-29'],
    ['下个月底', '2026-12-21', '2027-01-31'],
    ['上月末', '2026-11-21', '2026-10-31'],
    ['end of month', '2026-11-21', '2026-11-30'],
    ['End of the month', '2026-11-21', '2026-11-30'],
    ['end of next month', '2026-11-21', '2026-12-31'],
  ];
  for (const [typed, today, day] of written) expect(read(typed, today), typed).toBe(day);
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
