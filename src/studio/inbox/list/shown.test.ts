import { describe, expect, test } from 'vitest';
import { rowBeside, shownAt, topsOf, topToShow } from './shown.ts';

const TOPS = topsOf(Array.from({ length: 1_000 }, (_, n) => (n % 3 === 0 ? 104 : 76)));

describe('the rows of a list that are in the page', () => {
  test('every row in view is there, and at most forty are', () => {
    for (let topPx = 0; topPx < TOPS.at(-1)! - 900; topPx += 37) {
      const { from, until } = shownAt(TOPS, { topPx, heightPx: 900 });
      expect(TOPS[from]).toBeLessThanOrEqual(topPx);
      expect(TOPS[until]).toBeGreaterThanOrEqual(topPx + 900);
      expect(until - from).toBeLessThanOrEqual(40);
    }
  });

  test('most scrolls by a row change nothing', () => {
    const shown = Array.from({ length: 80 }, (_, n) =>
      JSON.stringify(shownAt(TOPS, { topPx: 5_000 + n * 76, heightPx: 900 })),
    );
    expect(new Set(shown).size).toBeLessThan(25);
  });

  test('a list without rows, one that is shorter than the view, and one scrolled past its end', () => {
    expect(shownAt(topsOf([]), { topPx: 0, heightPx: 900 })).toEqual({ from: 0, until: 0 });
    expect(shownAt(topsOf([76, 76]), { topPx: 0, heightPx: 900 })).toEqual({ from: 0, until: 2 });
    const { from, until } = shownAt(topsOf([76, 76]), { topPx: 9_000, heightPx: 900 });
    expect([from, until]).toEqual([0, 2]);
  });

  test('a screen on from a row, or back, is another row, within the list', () => {
    const down = rowBeside(TOPS, 100, 500);
    expect(TOPS[down]! - TOPS[100]!).toBeLessThanOrEqual(500);
    expect(TOPS[down + 1]! - TOPS[100]!).toBeGreaterThan(500);
    expect(rowBeside(TOPS, 100, -500)).toBeGreaterThanOrEqual(92);
    expect(rowBeside(TOPS, 100, -500)).toBeLessThan(97);
    expect([rowBeside(TOPS, 5, 10), rowBeside(TOPS, 5, -10)]).toEqual([6, 4]);
    expect([rowBeside(TOPS, 998, 900), rowBeside(TOPS, 2, -900)]).toEqual([999, 0]);
    expect([rowBeside(TOPS, 999, 900), rowBeside(TOPS, -1, 900)]).toEqual([999, 0]);
  });

  test('a row out of view is scrolled to, as little as will do, and one in view is left', () => {
    const place = { topPx: 1_000, heightPx: 500 };
    const inView = TOPS.findIndex((topPx) => topPx > 1_200);
    expect(topToShow(TOPS, inView, place)).toBe(1_000);
    expect(topToShow(TOPS, 2, place)).toBe(TOPS[2]);
    expect(topToShow(TOPS, 50, place)).toBe(TOPS[51]! - 500);
  });
});
