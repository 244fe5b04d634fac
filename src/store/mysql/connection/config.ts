/** How a connection is made: where to, with which settings of its session. */

import type { Socket } from 'node:net';
import mysql from 'mysql2';
import { StoreFault } from '../../faults.ts';
import { orSilent } from '../../silence.ts';

/** Where a database is, by its parts. */
export interface MysqlAddress {
  readonly host?: string;
  readonly port?: number;
  readonly socketPath?: string;
  readonly user: string;
  readonly password?: string;
  readonly database: string;
}

/** A database by URL (`mysql://` or `mariadb://`) or by its parts. */
export type MysqlConfig = { readonly url: string } | { readonly config: MysqlAddress };

const CONNECT_MS_MAX = 10_000;

/** Tells whether a URL names a database of this family. */
export function isMysqlUrl(url: string): boolean {
  return /^(mysql|mariadb):\/\//i.test(url);
}

/** Gives the driver's settings. Bursts are several statements of one packet. */
export function connectionOptions(from: MysqlConfig): mysql.ConnectionOptions {
  const where = 'url' in from ? { uri: from.url } : { ...from.config };
  return {
    ...where,
    charset: 'utf8mb4',
    multipleStatements: true,
    connectTimeout: CONNECT_MS_MAX,
    enableKeepAlive: true,
    // Values are written by connection/sql.ts; a placeholder is never looked for.
    namedPlaceholders: false,
  };
}

/**
 * What a session must be before it is used. A comment that begins with `M!` is read by MariaDB only,
 * one with `!80000` by MySQL only. READ COMMITTED: each statement sees what was committed before it,
 * and no gap is locked. A long list stays a list: as a join it would be read in another order. A client whose machine vanished in a transaction keeps its row locks until
 * wait_timeout; the beat of a lane is shorter.
 */
export const SESSION = `SET NAMES utf8mb4;
SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',
  time_zone = '+00:00', innodb_lock_wait_timeout = 10, wait_timeout = 60, autocommit = 1
  /*M! , max_statement_time = 30, in_predicate_conversion_threshold = 0 */ /*!80000 , max_execution_time = 30000 */;
SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED;
SELECT @@character_set_client AS charset`;

/** Opens a connection and gives its session these settings. */
export function connect(from: MysqlConfig): Promise<mysql.Connection> {
  const { promise, resolve, reject } = Promise.withResolvers<mysql.Connection>();
  const connection = mysql.createConnection(connectionOptions(from));
  // One that dies is told by what was under way; unheard, it ends the process.
  connection.on('error', reject);
  connection.query(SESSION, (error: Error | null, results: unknown) => {
    const refused = error ?? wrongCharset(results);
    if (!refused) return resolve(connection);
    connection.destroy();
    reject(refused);
  });
  return orSilent(socketOf(connection), promise);
}

/** The socket that a connection talks through. */
export function socketOf(connection: mysql.Connection): Socket {
  return (connection as unknown as { stream: Socket }).stream;
}

/** A server that ignores what clients say would read our texts as something else. */
function wrongCharset(results: unknown): StoreFault | undefined {
  const [row] = (results as { charset: string }[][])[3]!;
  if (row!.charset === 'utf8mb4') return undefined;
  return new StoreFault('store.degraded', `character_set_client=${row!.charset}`);
}
