/** Counts those who try addresses that are none: too many in a while, and they are turned away. */

export interface MissCounter {
  add(place: string): void;
  isTooMany(place: string): boolean;
}

/** Places remembered at once; beyond that all are forgotten, which frees the few that were stopped. */
const PLACES_MAX = 10_000;

/** So many misses of one place within so many milliseconds, counted in windows. */
export function missCounter(
  max: number,
  windowMs: number,
  nowMs: () => number = Date.now,
): MissCounter {
  let misses = new Map<string, number>();
  let endsAtMs = 0;
  const current = (): Map<string, number> => {
    if (nowMs() >= endsAtMs || misses.size >= PLACES_MAX) {
      misses = new Map();
      endsAtMs = nowMs() + windowMs;
    }
    return misses;
  };
  return {
    add: (place) => {
      const own = current();
      own.set(place, (own.get(place) ?? 0) + 1);
    },
    isTooMany: (place) => (current().get(place) ?? 0) >= max,
  };
}
