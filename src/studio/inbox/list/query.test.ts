import { expect, test } from 'vitest';
import { queryOf } from './query.ts';
import type { Row } from './rows.ts';

const NOW = 1_000_000_000_000;
const HOUR = 3_600_000;
const ROWS: readonly Row[] = [
  {
    key: 'a',
    instance: 'a',
    subject: 'Six servers',
    flow: 'purchase',
    who: { en: 'Li Lei', 'zh-CN': '李雷' },
    atMs: NOW,
    dueAtMs: NOW + 3 * HOUR,
    amount: { value: 62_000, currency: 'CNY' },
  },
  { key: 'b', instance: 'b', subject: 'Three days', flow: 'leave', atMs: NOW, isUnread: true },
  {
    key: 'c',
    instance: 'c',
    subject: 'A chair: blue',
    flow: 'purchase',
    who: 'Wang',
    atMs: NOW,
    dueAtMs: NOW - HOUR,
    amount: { value: 900 },
  },
];
const known = {
  nowMs: NOW,
  flowTitle: (flow: string) => (flow === 'purchase' ? '采购申请' : '请假'),
};

function found(typed: string): string {
  const { tests } = queryOf(typed);
  return ROWS.filter((row) => tests.every((holds) => holds(row, known)))
    .map(({ key }) => key)
    .join('');
}

test.each([
  ['', 'abc'],
  ['six', 'a'],
  ['采购', 'ac'],
  ['flow:采购 amount>50k', 'a'],
  ['金额>=5万', 'a'],
  ['amount<=900', 'c'],
  ['from:李', 'a'],
  ['due<4h', 'ac'],
  ['due<0', 'c'],
  ['到期<1天 from:wang', 'c'],
  ['is:unread', 'b'],
  ['"chair: blue"', 'c'],
  ['流程：请假', 'b'],
])('I8 %s finds %s', (typed, keys) => {
  expect(found(typed)).toBe(keys);
});

test.each(['flow:', 'colour:red', 'amount>much', 'amount:5', 'due<soon', 'is:nice'])(
  'I8 %s is said to be not understood, and hides nothing',
  (typed) => {
    expect(queryOf(`six ${typed}`).unknown).toEqual([typed]);
    expect(found(`six ${typed}`)).toBe('a');
  },
);

test('a case is found by its number, whole or its end, and not by a few digits', () => {
  const row = { ...ROWS[0]!, instance: '01a1ff94f880791da05407f3a9c2b14e' };
  const holds = (typed: string) => queryOf(typed).tests.every((test) => test(row, known));
  expect(['F3A9C-2B14E', 'f3a9c2b14e', 'c2b14e'].map(holds)).toEqual([true, true, true]);
  expect(['2b14e', 'f3a9c-2b14f'].map(holds)).toEqual([false, false]);
});
