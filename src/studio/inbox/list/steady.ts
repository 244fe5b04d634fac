/** A list that does not move under the cursor: what is shown keeps its place. */

/** A row, and whether it is still in the list that the server gives. */
export interface Steady<T> {
  readonly row: T;
  readonly isGone: boolean;
}

/**
 * Shape: what is shown and what there is now → what to show next: rows that are still there keep
 * their order, new ones come at the end, and of those that are gone stay whom `keepsGone` says.
 */
export function steadied<T>(
  shown: readonly Steady<T>[],
  now: readonly T[],
  keyOf: (row: T) => string,
  keepsGone: (row: T) => boolean,
): readonly Steady<T>[] {
  const current = new Map(now.map((row) => [keyOf(row), row]));
  const kept = shown.flatMap(({ row }): readonly Steady<T>[] => {
    const fresh = current.get(keyOf(row));
    current.delete(keyOf(row));
    if (fresh !== undefined) return [{ row: fresh, isGone: false }];
    return keepsGone(row) ? [{ row, isGone: true }] : [];
  });
  return [...kept, ...[...current.values()].map((row) => ({ row, isGone: false }))];
}
