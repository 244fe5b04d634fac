import { expect, test } from 'vitest';
import { readableLine, readableLines } from './index.ts';

test('a line moves no cursor and turns no direction', () => {
  expect(readableLine('Red\u202eevil · ¥1300')).toBe('Red evil · ¥1300');
  expect(readableLine('\u001b[31mred\u001b]0;x\u0007\n✓ approved')).toBe('[31mred ]0;x ✓ approved');
  expect(readableLine('a\u2028b\u0085c')).toBe('a b c');
  expect(readableLine('同意 👨‍👩‍👧 café')).toBe('同意 👨‍👩‍👧 café');
});

test('lines keep their breaks and tabs, and nothing else that is not seen', () => {
  expect(readableLines('one\n\ttwo\u001b[0m\u2066three')).toBe('one\n\ttwo[0mthree');
});
