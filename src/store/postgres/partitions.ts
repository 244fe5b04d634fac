/** The months of the journal: made ahead, by the owner of the tables. */

import pg from 'pg';
import { clientConfig, type PostgresConfig } from './connection/config.ts';

/** Months that are there before they begin. */
const MONTHS_AHEAD = 3;
/** One at a time over all processes, like the migrations. */
const LOCK = 7_215_002;

/** A month in UTC: the name of its partition, and its first instant and that of the next. */
export function monthOf(
  nowMs: number,
  ahead: number,
): { readonly name: string; readonly fromMs: number; readonly untilMs: number } {
  const now = new Date(nowMs);
  const firstOf = (months: number) => Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 1);
  const fromMs = firstOf(ahead);
  const name = `journal_${new Date(fromMs).toISOString().slice(0, 7).replace('-', '_')}`;
  return { name, fromMs, untilMs: firstOf(ahead + 1) };
}

/**
 * Makes the partitions of the months to come that are not there. A month of which rows lie in
 * `journal_later` already, or that another partition covers, is left as it is. A table is made and
 * then attached: that keeps nobody from writing to the journal, and those who read it for as long as it
 * waits for readers before them (a backup), half a second at most; then the next attempt will do.
 */
export async function makeMonths(client: pg.Client, nowMs: number): Promise<void> {
  await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
  try {
    for (let ahead = 0; ahead <= MONTHS_AHEAD; ahead++) {
      const { name, fromMs, untilMs } = monthOf(nowMs, ahead);
      const { rows } = await client.query(IS_COVERED, [name, fromMs]);
      if (rows[0].covered) continue;
      await client.query(`BEGIN;
SET LOCAL lock_timeout = '500ms';
CREATE TABLE ${name} (LIKE journal INCLUDING ALL);
ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY;
ALTER TABLE ${name} FORCE ROW LEVEL SECURITY;
ALTER TABLE journal ATTACH PARTITION ${name} FOR VALUES FROM (${fromMs}) TO (${untilMs});
COMMIT`);
    }
  } catch (error) {
    await client.query('ROLLBACK');
    if (!PASSING.has((error as { code?: string }).code ?? '')) throw error;
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [LOCK]);
  }
}

/** Writers hold the table; rows of the month lie elsewhere; it overlaps. */
const PASSING = new Set(['55P03', '23514', '42P17']);

/** Whether the month's table is there, or the partition of all time before reaches over it. */
const IS_COVERED = `SELECT to_regclass($1) IS NOT NULL OR coalesce((
  SELECT substring(pg_get_expr(relpartbound, oid) FROM 'TO \\(''?(\\d+)''?\\)')::bigint > $2::bigint
  FROM pg_class WHERE oid = to_regclass('journal_before')), false) AS covered`;

/** Makes the months on a connection of its own. */
export async function prepareMonths(config: PostgresConfig, nowMs: number): Promise<void> {
  const client = new pg.Client(clientConfig(config));
  client.on('error', () => {});
  try {
    await client.connect();
    await makeMonths(client, nowMs);
  } finally {
    await client.end().catch(() => {});
  }
}
