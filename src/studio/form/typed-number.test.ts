import { expect, test } from 'vitest';
import { narrow } from './typed.ts';
import { numberFrom } from './typed-number.ts';

const read = (typed: string, currency = 'CNY'): number | undefined =>
  numberFrom(narrow(typed), { kind: 'money', currency });
const counted = (typed: string): number | undefined =>
  numberFrom(narrow(typed), { kind: 'number' });

test('F7 numbers are read in full width, grouped, and with the sign of a currency', () => {
  const written: readonly (readonly [string, number])[] = [
    ['６２，０００．５', 62_000.5],
    ['62,000.50', 62_000.5],
    [' ¥1 234 ', 1_234],
    ['１２，０００', 12_000],
    ['￥1,200.50', 1_200.5],
    ['1,200.50元', 1_200.5],
    ['CNY 300', 300],
    ['-3', -3],
    ['-¥500', -500],
    ['500 rmb', 500],
    ['1\u00a0200', 1_200],
    ['2E3', 2_000],
    ['.5', 0.5],
  ];
  for (const [typed, number] of written) expect(read(typed), typed).toBe(number);
});

test('F7 numbers are read in 千, 万 and 亿, in Chinese numerals, and in thousands', () => {
  const written: readonly (readonly [string, number])[] = [
    ['1.2万', 12_000],
    ['1.1 万元', 11_000],
    ['3千', 3_000],
    ['1.2亿', 120_000_000],
    ['1亿2000万', 120_000_000],
    ['1万2千', 12_000],
    ['1,200万', 12_000_000],
    ['两万', 20_000],
    ['二十五', 25],
    ['十万', 100_000],
    ['三百二十五万', 3_250_000],
    ['1万零2', 10_002],
    ['两千五', 2_500],
    ['三万二', 32_000],
    ['三万两千五百块', 32_500],
    ['一百五', 150],
    ['十五', 15],
    ['一亿二', 120_000_000],
    ['两千零五', 2_005],
    ['叁万', 30_000],
    ['壹万贰仟叁佰肆拾伍元整', 12_345],
    ['贰萬圆整', 20_000],
    ['伍仟〇陆', 5_006],
    ['人民币柒佰捌拾玖圆', 789],
    ['壹万贰仟叁佰肆拾伍元陆角柒分', 12_345.67],
    ['伍元陆角', 5.6],
    ['伍圆零柒分', 5.07],
    ['五块', 5],
    ['3w', 30_000],
    ['9007199254740991', 9_007_199_254_740_991],
    ['5k', 5_000],
    ['1.5M', 1_500_000],
    ['-¥5 K', -5_000],
    ['0.0000001万', 0.001],
    ['0.0000001k', 0.0001],
    ['-2万', -20_000],
  ];
  for (const [typed, number] of written) expect(read(typed), typed).toBe(number);
});

test('F7 what is no number is none, nor is what could be two', () => {
  const none = [
    '',
    'many',
    '1.2.3',
    '１２x',
    '0x10',
    '万',
    '1万2亿千',
    '1千2万3万',
    '１ ２',
    '叁元伍',
    '叁元十角',
    '3.5元5角',
    '角',
    '99999999999999999',
    '五六',
  ];
  const two = ['1,2', '62.000,50', '12,34,567', '1万2', '贰仟伍', '2千五', '1,234 567'];
  const small = ['0,500', '0,125', '10²', '5㎞'];
  for (const typed of [...none, ...two, ...small]) expect(read(typed), typed).toBeUndefined();
});

test('F7 thousands and millions in one letter are amounts, and nothing stands behind them', () => {
  for (const typed of ['5km', '120 km', '30m', '1.5m', '1千m', '5kM', '5千k', '5kk', 'k', '1k2']) {
    expect(read(typed), typed).toBeUndefined();
    expect(counted(typed), typed).toBeUndefined();
  }
  for (const typed of ['5k', '1.5M']) expect(counted(typed), typed).toBeUndefined();
});

test('F7 an amount is in the currency of its field, or it is not read', () => {
  for (const typed of ['$500', 'USD 500', '500€', '-£5', '500 円']) {
    expect(read(typed), typed).toBeUndefined();
  }
  for (const typed of ['$500', 'USD 500', '500usd', '$0.5k']) {
    expect(read(typed, 'USD'), typed).toBe(500);
  }
  for (const typed of ['￥500', '¥500', 'JPY 500', '500円']) expect(read(typed, 'JPY')).toBe(500);
  for (const typed of ['500元', '¥500']) expect(read(typed, 'USD'), typed).toBeUndefined();
  for (const typed of ['500元', '¥500', '$500']) expect(counted(typed), typed).toBeUndefined();
  expect(read('CHF 500', 'CHF')).toBe(500);
});

test('F7 more characters than a number has are none, and are not looked at', () => {
  expect(read(`5${' '.repeat(39)}!`)).toBeUndefined();
  expect(read(` ${'1'.repeat(15)}${' '.repeat(100_000)}`)).toBe(111_111_111_111_111);
  expect(read('1'.repeat(41))).toBeUndefined();
  expect(read(`5${' '.repeat(1_000_000)}!`)).toBeUndefined();
});
