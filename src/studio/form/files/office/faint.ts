/** What nobody sees: letters too small, or of nearly the colour that is behind them. */

/** Smaller is not read. */
export const POINTS_MIN = 3;

export const WHITE = 'ffffff';

/** How far the parts of two colours may be from each other that look as one. */
const APART_MAX = 5;

/** Whether one is not seen on the other; what is no `rrggbb` is like nothing but itself. */
export function isAlike(ink: string | undefined, ground: string | undefined): boolean {
  if (ink === undefined || ground === undefined) return false;
  const [one, other] = [partsOf(ink), partsOf(ground)];
  if (!one || !other) return ink === ground;
  return one.every((part, at) => Math.abs(part - other[at]!) <= APART_MAX);
}

function partsOf(color: string): readonly number[] | undefined {
  if (!/^[0-9a-f]{6}$/i.test(color)) return undefined;
  return [0, 2, 4].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
}
