/** The rows of a table that is being filled: what can be done with them, and which row is which. */

import { useCallback, useState, useSyncExternalStore } from 'react';
import type { JsonObject } from '../../../kernel/index.ts';
import type { Fillable } from '../control.ts';

export interface Rows {
  readonly rows: readonly JsonObject[];
  /** One for each row, its own for as long as it stands, wherever it moves. */
  readonly keys: readonly string[];
  readonly add: (at: number) => void;
  readonly remove: (at: number) => void;
  /** Changes places with the next one in that direction. */
  readonly move: (at: number, by: -1 | 1) => void;
  /** Lays values over rows from one on, and adds those that are not there. */
  readonly lay: (at: number, values: readonly JsonObject[]) => void;
  /** All of them at once, as they were before. */
  readonly put: (rows: readonly JsonObject[]) => void;
}

let made = 0;
const newKey = (): string => `row-${made++}`;

export function useRows(draft: Fillable, field: string): Rows {
  const listen = useCallback((told: () => void) => draft.subscribe(field, told), [draft, field]);
  const value = useSyncExternalStore(listen, () => draft.value(field));
  const rows = (Array.isArray(value) ? value : []) as readonly JsonObject[];
  const [kept, setKeys] = useState<readonly string[]>([]);
  const keys = asMany(kept, rows.length);
  if (keys !== kept) setKeys(keys);
  const put = (next: readonly JsonObject[], names: readonly string[]): void => {
    setKeys(names);
    draft.set(field, next.length === 0 ? undefined : [...next]);
  };
  return {
    rows,
    keys,
    add: (at) => put(rows.toSpliced(at, 0, {}), keys.toSpliced(at, 0, newKey())),
    remove: (at) => put(rows.toSpliced(at, 1), keys.toSpliced(at, 1)),
    move: (at, by) => {
      if (at + by < 0 || at + by >= rows.length) return;
      put(swapped(rows, at, at + by), swapped(keys, at, at + by));
    },
    lay: (at, values) => {
      const next = [...rows];
      const names = [...keys];
      for (const [index, row] of values.entries()) {
        next[at + index] = { ...next[at + index], ...row };
        // Inputs take their value once: what was laid over begins anew.
        names[at + index] = newKey();
      }
      put(next, names);
    },
    put: (next) => put(next, next.map(newKey)),
  };
}

/** As many keys as rows: rows may come and go elsewhere, too. */
function asMany(keys: readonly string[], count: number): readonly string[] {
  if (keys.length === count) return keys;
  return Array.from({ length: count }, (_, index) => keys[index] ?? newKey());
}

function swapped<T>(all: readonly T[], a: number, b: number): readonly T[] {
  return all.with(a, all[b]!).with(b, all[a]!);
}

/** What a column of numbers comes to; undefined where it is none, or nothing is in it. */
export function sumOf(rows: readonly JsonObject[], column: string): number | undefined {
  const numbers = rows.map((row) => row[column]).filter((value) => typeof value === 'number');
  if (numbers.length === 0) return undefined;
  // Amounts are decimal: what adds up in binary only nearly is rounded back.
  return Number(numbers.reduce((sum, value) => sum + value, 0).toFixed(6));
}
