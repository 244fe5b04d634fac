/** Turns: numbers that go up by one, a line each (R3.8). */

import type { TurnStore } from '../port.ts';
import type { Lanes } from './connection/lanes.ts';
import { sql } from './connection/sql.ts';

/** Turns over MySQL; the row of the line is locked from its update to the commit. */
export function mysqlTurns(writers: Lanes): TurnStore {
  return {
    async take(tenant, line) {
      const [, taken] = await writers.write([
        sql`INSERT INTO turn (tenant, line, taken) VALUES (${tenant}, ${line}, 1)
ON DUPLICATE KEY UPDATE taken = taken + 1`,
        sql`SELECT taken - 1 AS turn FROM turn WHERE tenant = ${tenant} AND line = ${line}`,
      ]);
      return taken!.rows[0]!['turn'] as number;
    },
  };
}
