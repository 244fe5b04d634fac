import { expect, test } from 'vitest';
import type { OwnPhrase } from './own-phrases.ts';
import { withPhrase } from './own-phrases.ts';

const textsOf = (own: readonly OwnPhrase[]): readonly string[] => own.map(({ text }) => text);

test('the phrase used last comes first; of those not saved the last four stay', () => {
  let own = withPhrase([], ' 同意，请财务核对。 ', 'approve', true);
  for (const text of ['a', 'b', 'c', 'd', 'e', 'b']) own = withPhrase(own, text, 'approve', false);
  expect(textsOf(own)).toEqual(['b', 'e', 'd', 'c', '同意，请财务核对。']);
  own = withPhrase(own, '同意，请财务核对。', 'approve', false);
  expect(own[0]).toEqual({ text: '同意，请财务核对。', verdict: 'approve', isSaved: true });
});

test('what is long, empty or has lines is an opinion on one case, and no phrase', () => {
  for (const text of ['', '  ', 'x'.repeat(61), 'a\nb']) {
    expect(withPhrase([], text, 'approve', true)).toEqual([]);
  }
});

test('a phrase stays with the verdict it was said with, and leaves room to those of others', () => {
  let own = withPhrase([], '金额不符', 'reject', true);
  own = withPhrase(own, '金额不符', 'approve', false);
  for (const text of ['a', 'b', 'c', 'd']) own = withPhrase(own, text, 'return', false);
  expect(own.filter(({ text }) => text === '金额不符')).toEqual([
    { text: '金额不符', verdict: 'approve', isSaved: false },
    { text: '金额不符', verdict: 'reject', isSaved: true },
  ]);
  expect(textsOf(own).slice(0, 4)).toEqual(['d', 'c', 'b', 'a']);
});
