import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Steady } from './steady.ts';
import { steadied } from './steady.ts';

const same = (row: string): string => row;
const shownFrom = (...rows: string[]): Steady<string>[] =>
  rows.map((row) => ({ row, isGone: false }));
const names = (rows: readonly Steady<string>[]): string =>
  rows.map(({ row, isGone }) => (isGone ? `(${row})` : row)).join(' ');

test('I8 new rows come at the end, and those that went keep their place while one is pointed at', () => {
  const shown = shownFrom('a', 'b', 'c');
  expect(names(steadied(shown, ['new', 'c', 'a'], same, () => true))).toBe('a (b) c new');
  expect(names(steadied(shown, ['new', 'c', 'a'], same, () => false))).toBe('a c new');
});

test('R6.12 of the rows that went, one that is still spoken of stays', () => {
  const stays = (row: string): boolean => row === 'b';
  expect(names(steadied(shownFrom('a', 'b', 'c'), ['c'], same, stays))).toBe('(b) c');
});

test('I8 a row that comes back is there again', () => {
  const gone = steadied(shownFrom('a', 'b'), ['b'], same, () => true);
  expect(names(steadied(gone, ['a', 'b'], same, () => true))).toBe('a b');
});

test('I8 no change of the inbox moves a row that is shown, whatever comes and goes', () => {
  const rows = fc.uniqueArray(fc.constantFrom(...'abcdefgh'));
  fc.assert(
    fc.property(rows, rows, (before, now) => {
      const next = steadied(shownFrom(...before), now, same, () => true);
      expect(next.slice(0, before.length).map(({ row }) => row)).toEqual(before);
      const live = next.filter(({ isGone }) => !isGone).map(({ row }) => row);
      expect(live.toSorted()).toEqual(now.toSorted());
    }),
  );
});
