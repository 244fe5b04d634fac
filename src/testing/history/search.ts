/**
 * The slow, sure check: is there any order of the operations that keeps real time and that the
 * machine accepts? A search over all orders with a memory of where it has been.
 *
 * Source: Wing and Gong (1993), with the memory of Lowe (2017).
 */

import { ABSENT, type State, take } from './machine.ts';
import type { Operation } from './operation.ts';

/** Whether the operations of one instance have such an order. For short histories. */
export function hasOrder(operations: readonly Operation[]): boolean {
  const seen = new Set<string>();
  const all = (1n << BigInt(operations.length)) - 1n;
  const optional = operations.reduce(
    (mask, { result }, n) => (result.kind === 'unknown' ? mask | (1n << BigInt(n)) : mask),
    0n,
  );
  const found = (placed: bigint, state: State): boolean => {
    if ((placed | optional) === all) return true;
    const place = `${placed} ${JSON.stringify(state)}`;
    if (seen.has(place)) return false;
    seen.add(place);
    const endsAt = firstReturn(operations, placed);
    for (const [n, operation] of operations.entries()) {
      const bit = 1n << BigInt(n);
      if ((placed & bit) !== 0n || operation.invokedAt > endsAt) continue;
      const after = take(state, operation.act, operation.result);
      if (after && found(placed | bit, after)) return true;
    }
    return false;
  };
  return found(0n, ABSENT);
}

/** Nothing that was invoked later may come before what returned by then. */
function firstReturn(operations: readonly Operation[], placed: bigint): number {
  let first = Infinity;
  for (const [n, { returnedAt, result }] of operations.entries()) {
    if ((placed & (1n << BigInt(n))) !== 0n || result.kind === 'unknown') continue;
    first = Math.min(first, returnedAt);
  }
  return first;
}
