/** Changes trees of JSON: leaves, branches, names, and pieces of other trees. */

import type { Chance } from '../../../src/testing/simulator/chance.ts';
import { ODD_TEXTS, ODD_VALUES } from './words.ts';

interface Place {
  readonly holder: Record<string, unknown> | unknown[];
  readonly key: string;
}

/** A changed copy. `donors` give pieces; what a tree holds is never shared. */
export function changeTree<T>(
  chance: Chance,
  tree: T,
  donors: readonly unknown[],
  most = 3,
): unknown {
  const root: Record<string, unknown> = { root: structuredClone(tree) };
  const times = 1 + chance.below(most);
  for (let n = 0; n < times; n += 1) {
    chance.pick(EDITS)(chance, placeIn(chance, root), donors);
    root['root'] ??= null;
  }
  return root['root'];
}

/** Some place of a tree, the deep ones as likely as the others. */
function placeIn(chance: Chance, root: Record<string, unknown>): Place {
  const places: Place[] = [];
  const waiting: (Record<string, unknown> | unknown[])[] = [root];
  for (let holder = waiting.pop(); holder; holder = waiting.pop()) {
    for (const [key, value] of Object.entries(holder)) {
      places.push({ holder, key });
      if (typeof value === 'object' && value !== null) waiting.push(value as unknown[]);
    }
  }
  return chance.pick(places);
}

function get({ holder, key }: Place): unknown {
  return (holder as Record<string, unknown>)[key];
}

function set({ holder, key }: Place, value: unknown): void {
  Object.defineProperty(holder, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

function remove({ holder, key }: Place): void {
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete holder[key];
}

function pieceOf(chance: Chance, donors: readonly unknown[]): unknown {
  const donor = chance.pick(donors);
  if (typeof donor !== 'object' || donor === null) return donor;
  return structuredClone(get(placeIn(chance, { donor })));
}

type Edit = (chance: Chance, place: Place, donors: readonly unknown[]) => void;

const EDITS: readonly Edit[] = [
  (_chance, place) => remove(place),
  (chance, place) => set(place, structuredClone(chance.pick(ODD_VALUES))),
  (chance, place) => set(place, structuredClone(chance.pick(ODD_VALUES))),
  (chance, place, donors) => set(place, pieceOf(chance, donors)),
  (chance, place, donors) => {
    const value = get(place);
    const piece = pieceOf(chance, donors);
    if (Array.isArray(value)) value.splice(chance.below(value.length + 1), 0, piece);
    else if (typeof value === 'object' && value !== null && typeof piece === 'object') {
      for (const [key, inner] of Object.entries(piece ?? {})) {
        set({ holder: value as Record<string, unknown>, key }, inner);
      }
    } else set(place, piece);
  },
  // The name changes, or comes twice with different hands.
  (chance, { holder, key }) => {
    if (Array.isArray(holder)) return;
    const value = holder[key];
    if (chance.happens(0.7)) delete holder[key];
    set({ holder, key: chance.pick([`${key}x`, key.toUpperCase(), ...ODD_TEXTS]) }, value);
  },
  (_chance, place) => {
    const { holder, key } = place;
    if (Array.isArray(holder)) holder.splice(Number(key), 0, structuredClone(holder[Number(key)]));
    else set(place, [get(place)]);
  },
  (chance, place) => {
    let value = get(place);
    const levels = chance.pick([1, 5, 40, 200]);
    for (let n = 0; n < levels; n += 1) value = chance.happens(0.5) ? [value] : { a: value };
    set(place, value);
  },
  (chance, place) => {
    const value = get(place);
    if (typeof value === 'number') set(place, value * chance.pick([-1, 0, 0.1, 10, 1e9, 1e18]));
    else if (typeof value === 'string') set(place, value + chance.pick(ODD_TEXTS));
    else if (Array.isArray(value)) value.reverse();
    else set(place, [get(place), get(place)]);
  },
  (chance, place) => {
    const value = get(place);
    if (!Array.isArray(value) || value.length === 0) return;
    const times = chance.pick([10, 100, 600]);
    set(
      place,
      Array.from({ length: times }, (_, n) => structuredClone(value[n % value.length])),
    );
  },
];

/** Writes a tree as JSON, now and then as no serializer would. */
export function writeJson(chance: Chance, tree: unknown): string {
  const text = JSON.stringify(tree) ?? 'null';
  if (chance.happens(0.9)) return text;
  return chance.pick(SPELLINGS)(text);
}

const SPELLINGS: readonly ((text: string) => string)[] = [
  (text) => text.replace(/:(-?\d+)/, ':1e400'),
  (text) => text.replace(/"([^"]+)":/, '"$1":null,"$1":'),
  (text) => text.replace(/"(\w)/, '"\\ud800$1'),
  (text) => text.replace(/"(\w)/, '"\\u0000$1'),
  (text) => `\ufeff${text}`,
  (text) => `${text} `,
  (text) => `${text}${text}`,
  (text) => text.slice(0, -1),
  (text) => text.replaceAll('"', "'"),
  (text) => `${'['.repeat(5_000)}${text}`,
  (text) => text.replace('{', '{"__proto__":{"polluted":true},'),
  (text) => text.replace('{', '{"constructor":{"prototype":{"polluted":true}},'),
];
