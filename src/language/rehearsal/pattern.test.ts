import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compilePattern } from '../../cel/index.ts';
import { textFor } from './pattern.ts';

test.each([
  ['^CC-[0-9]{4}$', 'CC-0000'],
  ['^[a-z][a-z0-9-]{1,62}$', 'aa'],
  [String.raw`^v?[0-9]+\.[0-9]+\.[0-9]+$`, '0.0.0'],
  [String.raw`^\d{3}-\w+\s?$`, '000-a'],
  ['^(?:PO|SO)(?P<year>20[0-9]{2})+?$', 'PO2000'],
  ['^[^a-z]$', 'Z'],
  ['^[^]a]+$', 'Z'],
  ['^[]x]$', ']'],
  [String.raw`^[\d.]{2}\\$`, String.raw`00\ `.trim()],
  ['^采购-[0-9]$', '采购-0'],
  ['needle', 'needle'],
  ['', ''],
])('%s has the text %s', (pattern, text) => {
  expect(textFor(pattern)).toBe(text);
});

test('a longer text is made where the shortest is too short', () => {
  expect(textFor('^[a-z]+$', 5)).toBe('aaaaa');
  expect(textFor('^a*b{2,}$', 6, 6)).toBe('aaabbb');
  expect(textFor('^[a-z]{2}$', 3)).toBeUndefined();
  expect(textFor('^[a-z]{9}$', 0, 8)).toBeUndefined();
});

test.each(['(', '^(?i)a$', String.raw`^\pL$`, '^[[:alpha:]]$', '^a{900}b{900}c{900}$', '^a$b'])(
  'of %s nothing is made',
  (pattern) => {
    expect(textFor(pattern)).toBeUndefined();
  },
);

test('a text that would have to be longer than any is made is not made', () => {
  expect(textFor('a+'.repeat(40), 2_500)).toBeUndefined();
});

test('whatever is made fits, and no pattern makes the maker fail', () => {
  const piece = fc.constantFrom(
    ...[
      'a',
      '[b-d]',
      '(',
      ')',
      '(?:',
      '|',
      '*',
      '+',
      '?',
      '{2}',
      '{1,3}',
      '[^x]',
      '.',
      String.raw`\d`,
    ],
  );
  const patterns = fc.array(piece, { maxLength: 12 }).map((pieces) => `^${pieces.join('')}$`);
  let made = 0;
  fc.assert(
    fc.property(patterns, fc.nat(4), (pattern, least) => {
      const text = textFor(pattern, least);
      if (text === undefined) return;
      made += 1;
      expect(compilePattern(pattern)?.(text)).toBe(true);
      expect(text.length).toBeGreaterThanOrEqual(least);
    }),
    { numRuns: 500 },
  );
  expect(made).toBeGreaterThan(50);
});
