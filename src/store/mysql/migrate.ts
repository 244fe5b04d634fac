/**
 * Brings a database's schema up to this version: numbered SQL files, forward only.
 *
 * A change of the schema commits by itself here: a start that is killed leaves a file half run. So each
 * statement is a step of its own, which is noted when it is done. The first step that is not noted may
 * have been done all the same; then, and only then, "is there already" means done.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type mysql from 'mysql2';
import { StoreFault } from '../faults.ts';
import { connect, type MysqlConfig } from './connection/config.ts';
import { faultOf } from './connection/errors.ts';
import { type Sql, sql } from './connection/sql.ts';
import { familyOf } from './health.ts';

const FOLDER = join(import.meta.dirname, 'migrations');
const LOCK_SECONDS_MAX = 60;

/** A file of the folder, its statements in order. */
export interface MysqlMigration {
  readonly name: string;
  readonly statements: readonly string[];
}

/** Text compares and orders by its bytes, and a blank at the end counts; each has its name for that. */
const COLLATIONS = { MariaDB: 'utf8mb4_nopad_bin', MySQL: 'utf8mb4_0900_bin' } as const;

/** Table, column or index is there already, or gone already. */
const DONE_BEFORE = new Set([1050, 1060, 1061, 1091]);

/** A change of a large table takes its time, and waits a minute for who reads it. */
const UNHURRIED = 'SET SESSION lock_wait_timeout = 60 /*M! , max_statement_time = 0 */';

const MIGRATION = `CREATE TABLE IF NOT EXISTS migration (
  name VARCHAR(100) NOT NULL,
  step INT NOT NULL,
  PRIMARY KEY (name, step)
) ENGINE = InnoDB`;

/** Gives the migrations that this version needs, in order. */
export function mysqlMigrationSteps(): readonly MysqlMigration[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => ({
      name: file.slice(0, -'.sql'.length),
      statements: statementsOf(readFileSync(join(FOLDER, file), 'utf8')),
    }));
}

/** A statement ends with a semicolon at the end of its line; comments are whole lines. */
function statementsOf(text: string): readonly string[] {
  return text
    .replace(/^--.*$/gm, '')
    .split(/;$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}

/**
 * Runs what has not run yet; starts that come together wait for each other on a named lock. The user
 * needs every right on the database.
 * Faults: `store.unavailable`, `store.rejected`.
 */
export async function migrateMysql(config: MysqlConfig): Promise<readonly string[]> {
  let connection: mysql.Connection | undefined;
  try {
    connection = await connect(config);
    return await migrateOn(connection);
  } catch (error) {
    throw faultOf(error, 'before-commit');
  } finally {
    connection?.destroy();
  }
}

async function migrateOn(connection: mysql.Connection): Promise<readonly string[]> {
  const run = <Row>(text: string): Promise<readonly Row[]> =>
    new Promise((resolve, reject) => {
      connection.query(text, (error: Error | null, rows: unknown) => {
        if (error) reject(error);
        else resolve(rows as Row[]);
      });
    });
  const ask = <Row>(statement: Sql) => run<Row>(statement.text);
  await run(UNHURRIED);
  // Names of locks belong to the whole server.
  const [lock] = await ask<{ held: number }>(
    sql`SELECT GET_LOCK(CONCAT('vermilion ', MD5(DATABASE())), ${LOCK_SECONDS_MAX}) AS held`,
  );
  if (lock!.held !== 1) throw new StoreFault('store.unavailable', 'another start migrates');
  const [server] = await ask<{ version: string }>(sql`SELECT VERSION() AS version`);
  const collation = COLLATIONS[familyOf(server!.version)];
  await run(MIGRATION);
  const noted = await ask<{ name: string; step: number }>(sql`SELECT name, step FROM migration`);
  const done = new Set(noted.map(({ name, step }) => `${name} ${step}`));
  const ran: string[] = [];
  for (const { name, statements } of mysqlMigrationSteps()) {
    const isNew = !done.has(`${name} ${statements.length}`);
    for (const [i, statement] of statements.entries()) {
      const step = i + 1;
      if (done.has(`${name} ${step}`)) continue;
      await run(statement.replaceAll('{collation}', collation)).catch(unlessDone);
      await ask(sql`INSERT INTO migration (name, step) VALUES (${name}, ${step})`);
    }
    if (isNew) ran.push(name);
  }
  return ran;
}

/** Steps are noted one after the other: what stands already is the one a kill kept from its note. */
function unlessDone(error: { errno?: number }): void {
  if (!DONE_BEFORE.has(error.errno ?? 0)) throw error;
}
