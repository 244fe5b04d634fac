import { expect, test } from 'vitest';
import type { UsedPhrase } from './own-phrases.ts';
import { withUsed } from './own-phrases.ts';

const textsOf = (used: readonly UsedPhrase[]): readonly string[] => used.map(({ text }) => text);

test('the phrase used last comes first, and the last four stay', () => {
  let used: readonly UsedPhrase[] = [];
  for (const text of [' a ', 'b', 'c', 'd', 'e', 'b']) used = withUsed(used, text, 'approve');
  expect(textsOf(used)).toEqual(['b', 'e', 'd', 'c']);
});

test('what is long, empty or has lines is an opinion on one case, and no phrase', () => {
  for (const text of ['', '  ', 'x'.repeat(61), 'a\nb']) {
    expect(withUsed([], text, 'approve')).toEqual([]);
  }
});

test('a phrase stays with the verdict it was said with, and leaves room to those of others', () => {
  let used = withUsed([], '金额不符', 'reject');
  used = withUsed(used, '金额不符', 'approve');
  for (const text of ['a', 'b', 'c', 'd']) used = withUsed(used, text, 'return');
  expect(textsOf(used)).toEqual(['d', 'c', 'b', 'a', '金额不符', '金额不符']);
});
