/** Brings a database's schema up to this version: numbered SQL files, forward only. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { PostgresConfig } from './connection/config.ts';
import { clientConfig } from './connection/config.ts';
import { faultOf } from './connection/errors.ts';
import { makeMonths } from './partitions.ts';

const FOLDER = join(import.meta.dirname, 'migrations');

/** The table of migrations that ran; the app role reads it to know the schema. */
export const MIGRATION_TABLE = 'migration';

/** Names of the migrations this version needs, in order. */
export function migrationNames(): readonly string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.sql'))
    .map((file) => file.slice(0, -'.sql'.length))
    .sort();
}

/**
 * Runs what has not run yet, and makes the months to come, as the connection's own user, who owns the
 * tables; starts that come together wait for each other on an advisory lock.
 * Faults: `store.unavailable`, `store.rejected`.
 */
export async function migrate(
  config: PostgresConfig,
  log: (line: string) => void = () => {},
): Promise<readonly string[]> {
  // Only a start that migrates pays for loading it.
  const { runner } = await import('node-pg-migrate');
  const client = new pg.Client(clientConfig(config));
  // A connection that dies is told by the statement that was under way; unheard, it ends the process.
  client.on('error', () => {});
  try {
    await client.connect();
    const ran = await runner({
      dbClient: client,
      dir: FOLDER,
      migrationsTable: MIGRATION_TABLE,
      direction: 'up',
      checkOrder: true,
      advisoryLockMode: 'wait',
      log,
    });
    await makeMonths(client, Date.now());
    return ran.map((migration) => migration.name);
  } catch (error) {
    throw faultOf(error, 'before-commit');
  } finally {
    await client.end().catch(() => {});
  }
}
