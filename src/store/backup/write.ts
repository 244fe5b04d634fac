/** Writes a backup: everything as it was at one moment, while others go on. */

import { createHash } from 'node:crypto';
import type { Writable } from 'node:stream';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import pg from 'pg';
import type { PostgresConfig } from '../postgres/connection/config.ts';
import { clientConfig } from '../postgres/connection/config.ts';
import { faultOf } from '../postgres/connection/errors.ts';
import { MIGRATION_TABLE } from '../postgres/migrate.ts';
import type { BackupManifest } from './format.ts';
import { BACKUP_FORMAT, BACKUP_ROWS, FIRST_TABLES, SEE_EVERYTHING, TABLES } from './format.ts';

/**
 * Shape: → rows of each table. One transaction that sees one moment; it blocks nobody.
 * Faults: `store.unavailable`.
 */
export async function writeBackup(
  config: PostgresConfig,
  output: Writable,
): Promise<Readonly<Record<string, number>>> {
  const client = new pg.Client(clientConfig(config));
  client.on('error', () => {});
  const counts: Record<string, number> = {};
  try {
    await client.connect();
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await client.query(SEE_EVERYTHING);
    await pipeline(Readable.from(linesOf(client, counts)), createGzip(), output);
    await client.query('COMMIT');
    return counts;
  } catch (error) {
    throw faultOf(error, 'before-commit');
  } finally {
    await client.end().catch(() => {});
  }
}

async function* linesOf(client: pg.Client, counts: Record<string, number>): AsyncGenerator<string> {
  const hash = createHash('sha256');
  const said = (text: string): string => {
    hash.update(text);
    return text;
  };
  const { rows } = await client.query(`SELECT name FROM ${MIGRATION_TABLE} ORDER BY id`);
  const schema = rows.map((row) => row.name as string);
  const manifest: BackupManifest = { format: BACKUP_FORMAT, schema, takenAtMs: Date.now() };
  yield said(`${JSON.stringify(manifest)}\n`);
  const { rows: found } = await client.query(TABLES);
  const names = found.map((row) => row.name as string);
  const rest = names.filter((name) => !FIRST_TABLES.includes(name));
  for (const table of [...FIRST_TABLES, ...rest]) {
    counts[table] = 0;
    yield said(`${JSON.stringify({ table })}\n`);
    await client.query(
      `DECLARE rows NO SCROLL CURSOR FOR SELECT row_to_json(t)::text AS row FROM ${table} t`,
    );
    for (;;) {
      const page = await client.query(`FETCH ${BACKUP_ROWS} FROM rows`);
      if (page.rows.length === 0) break;
      counts[table] += page.rows.length;
      yield said(`${page.rows.map(({ row }) => row as string).join('\n')}\n`);
    }
    await client.query('CLOSE rows');
  }
  yield `${JSON.stringify({ rows: counts, sha256: hash.digest('hex') })}\n`;
}
