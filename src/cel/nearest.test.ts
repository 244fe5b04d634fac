import { describe, expect, test } from 'vitest';
import { editDistance, nearest } from './nearest.ts';

describe('the nearest word', () => {
  test.each([
    ['amout', 'amount'],
    ['Amount', 'amount'],
    ['catgeory', 'category'],
    ['zzz', undefined],
    ['x', undefined],
  ])('of %s is %s', (word, expected) => {
    expect(nearest(word, ['amount', 'category', 'reason'])).toBe(expected);
  });

  test('a swap of neighbours is one edit', () => {
    expect(editDistance('form', 'from')).toBe(1);
    expect(editDistance('', 'abc')).toBe(3);
  });
});
