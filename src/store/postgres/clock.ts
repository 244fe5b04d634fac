/** The store's clock. */

import type { Lanes } from './connection/lanes.ts';

/**
 * Epoch milliseconds of the database at the start of the transaction; as `now()` it is stable, so
 * that an index can be searched by it.
 */
export const NOW_MS = '(extract(epoch FROM now()) * 1000)::bigint';

/** Asks the database for its time. */
export async function askNow(lanes: Lanes): Promise<number> {
  const ask = { name: 'now', text: `SELECT ${NOW_MS} AS now`, values: [] };
  const [row] = await lanes.read<{ now: number }>('registries', ask);
  return row!.now;
}
