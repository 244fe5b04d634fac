/** Turns: numbers that go up by one, a line each (R3.8). */

import type { TurnStore } from '../port.ts';
import type { Lanes } from './connection/lanes.ts';

/** Plan: Insert; a conflict on turn_pkey updates that row. */
export const TAKE_TURN = `INSERT INTO turn (tenant, line, taken) VALUES ($1, $2, 1)
ON CONFLICT (tenant, line) DO UPDATE SET taken = turn.taken + 1 RETURNING taken - 1 AS turn`;

/** Turns over PostgreSQL. */
export function postgresTurns(writers: Lanes): TurnStore {
  return {
    async take(tenant, line) {
      const take = { name: 'turn_take', text: TAKE_TURN, values: [tenant, line] };
      const [rows] = await writers.write([tenant], [take]);
      return Number((rows as readonly { readonly turn: number }[])[0]!.turn);
    },
  };
}
