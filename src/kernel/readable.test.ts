import { expect, test } from 'vitest';
import {
  caseNumber,
  normalized,
  readableLine,
  readableLines,
  typedAmount,
  typedNumber,
  withAmounts,
} from './index.ts';

test('a line moves no cursor and turns no direction', () => {
  expect(readableLine('Red\u202eevil · ¥1300')).toBe('Red evil · ¥1300');
  expect(readableLine('\u001b[31mred\u001b]0;x\u0007\n✓ approved')).toBe('[31mred ]0;x ✓ approved');
  expect(readableLine('a\u2028b\u0085c')).toBe('a b c');
  expect(readableLine('同意 👨‍👩‍👧 café')).toBe('同意 👨‍👩‍👧 café');
});

test('lines keep their breaks and tabs, and nothing else that is not seen', () => {
  expect(readableLines('one\n\ttwo\u001b[0m\u2066three')).toBe('one\n\ttwo[0mthree');
});

test('a case number is the end of an id, and what is typed of it finds it', () => {
  const id = '01a1ff94f880791da05407f3a9c2b14e';
  expect(caseNumber(id)).toBe('F3A9C-2B14E');
  expect(caseNumber('i1')).toBe('I1');
  expect(typedNumber(caseNumber(id))).toBe(id.slice(-10));
  expect(typedNumber(' c2b14e ')).toBe('c2b14e');
  for (const other of ['c2b1', 'tea-time', '', '------', 'expense']) {
    expect(typedNumber(other)).toBeUndefined();
  }
});

test('an amount as it is shown is read as subjects have it', () => {
  const typed = ['¥62,000', '62,000', '￥62000', '62,000.00', '1,280.50元', '$0.5', '１２，０００'];
  expect(typed.map(typedAmount)).toEqual([
    ...['62000', '62000', '62000', '62000', '1280.5', '0.5', '12000'],
  ]);
  const short = ['6.2万', '５万元', '¥1.2亿', '5k', '0.05w', '1.23456万', '10.50万'];
  expect(short.map(typedAmount)).toEqual([
    ...['62000', '50000', '120000000', '5000', '500', '12345.6', '105000'],
  ]);
  for (const none of [
    '62000',
    '0.5',
    '6,20',
    '1,2345',
    'x62,000',
    '¥',
    '万',
    '6.2万3',
    '',
    '1,000,00',
  ]) {
    expect([none, typedAmount(none)]).toEqual([none, undefined]);
  }
});

test('a name is one whatever its case, width, blanks and marks between words', () => {
  const transcribed = '詹姆斯·奥布莱恩';
  for (const between of ['·', '・', '･', '•', '‧', '–', ' ', '']) {
    const same = transcribed.replace('·', between);
    expect(normalized(same)).toBe('詹姆斯奥布莱恩');
  }
  for (const same of ["James O'Brien", 'James O’Brien', 'ｊａｍｅｓ obrien', 'JAMES O-BRIEN']) {
    expect(normalized(same)).toBe('jamesobrien');
  }
  expect(normalized('Jim')).not.toBe(normalized('James'));
  expect([' … ', '--', ' '].map(normalized)).toEqual(['...', '--', '']);
});

test('amounts in a text are written as amounts, and nothing else is touched', () => {
  const written = (amount: number) => amount.toLocaleString('en', { minimumFractionDigits: 2 });
  expect(withAmounts('极光 · ¥62000', written)).toBe('极光 · ¥62,000.00');
  expect(withAmounts('$ 1280.5 and €7', written)).toBe('$ 1,280.50 and €7.00');
  for (const same of ['62000 units', '¥62,000.00', '¥5% off', '¥1.2.3', 'v2026.11']) {
    expect(withAmounts(same, written)).toBe(same);
  }
});
