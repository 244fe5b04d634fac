/** The rows of a long list that are in the page, of heights that are known; the rest is room. */

/** Rows come and go so many at a time: most scrolls draw nothing. */
const STEP = 8;
/** Rows out of view that are there at least, so that none is missed while the list moves. */
const MARGIN = 4;

export interface Shown {
  readonly from: number;
  /** Exclusive. */
  readonly until: number;
}

/** What is in view of a list, in pixels from its beginning. */
export interface Place {
  readonly topPx: number;
  readonly heightPx: number;
}

/** Shape: heights → where each row begins, and behind the last one where the list ends. */
export function topsOf(heightsPx: readonly number[]): readonly number[] {
  const tops = [0];
  for (const heightPx of heightsPx) tops.push(tops.at(-1)! + heightPx);
  return tops;
}

export function shownAt(tops: readonly number[], { topPx, heightPx }: Place): Shown {
  const first = rowAt(tops, topPx) - MARGIN;
  const last = rowAt(tops, topPx + heightPx) + MARGIN;
  return {
    from: Math.max(0, Math.floor(first / STEP) * STEP),
    until: Math.min(tops.length - 1, Math.ceil((last + 1) / STEP) * STEP),
  };
}

/** The row so many pixels further on, or back: another one as long as there is one. */
export function rowBeside(tops: readonly number[], row: number, byPx: number): number {
  const last = tops.length - 2;
  if (row < 0) return 0;
  const found = rowAt(tops, tops[row]! + byPx);
  return byPx > 0
    ? Math.min(Math.max(found, row + 1), last)
    : Math.max(0, Math.min(found, row - 1));
}

/** How far a list is scrolled so that a row is in view, as little as will do. */
export function topToShow(tops: readonly number[], row: number, place: Place): number {
  const [topPx, endPx] = [tops[row]!, tops[row + 1]!];
  if (topPx < place.topPx) return topPx;
  return Math.max(place.topPx, endPx - place.heightPx);
}

/** The last row that begins at a place or before it. */
function rowAt(tops: readonly number[], px: number): number {
  let [low, high] = [0, Math.max(0, tops.length - 2)];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (tops[middle]! <= px) low = middle;
    else high = middle - 1;
  }
  return low;
}
