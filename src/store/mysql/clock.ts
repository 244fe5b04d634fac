/** The store's clock. */

import type { Lanes } from './connection/lanes.ts';
import { sql } from './connection/sql.ts';

/** Epoch milliseconds of the database at the start of the statement. */
export const NOW_MS = sql`CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)`;

/** Asks the database for its time. */
export async function askNow(lanes: Lanes): Promise<number> {
  const [row] = await lanes.read<{ now: number }>(sql`SELECT ${NOW_MS} AS now`);
  return row!.now;
}
