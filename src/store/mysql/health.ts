/** Whether the database answers, and keeps what it acknowledged (D14). */

import type { StoreHealth } from '../port.ts';
import type { Lanes } from './connection/lanes.ts';
import { list, sql } from './connection/sql.ts';

/** The oldest versions that have what is needed: SKIP LOCKED and atomic DDL, a binary collation. */
const OLDEST = { MariaDB: [10, 11, 0], MySQL: [8, 0, 17] } as const;

/** What a setting may be; one that a server does not have breaks no promise. */
const SAFE: Readonly<Record<string, (value: string) => boolean>> = {
  // 3 is 1 with the group commit of old.
  innodb_flush_log_at_trx_commit: (value) => value === '1' || value === '3',
  innodb_doublewrite: (value) => value !== 'OFF' && value !== '0' && value !== 'DETECT_ONLY',
  innodb_flush_method: (value) => !/nosync|littlesync/i.test(value),
  debug_no_sync: (value) => value === 'OFF',
  innodb_force_recovery: (value) => value === '0',
  read_only: (value) => value === 'OFF' || value === '0',
};

/** What `SHOW GLOBAL VARIABLES` gives of these. */
export type ServerSettings = Readonly<Record<string, string>>;

/** Judges the settings; `ok` unless one of them breaks a promise. */
export function judgeSettings(settings: ServerSettings): StoreHealth {
  const degraded = Object.entries(SAFE).flatMap(([name, isSafe]) => {
    const value = settings[name];
    return value === undefined || isSafe(value) ? [] : [`${name}=${value}`];
  });
  // What is prepared here and missing from the binary log is rolled back by recovery.
  const { log_bin: isLogged, sync_binlog: sync = '1' } = settings;
  if (isLogged === 'ON' && sync !== '1') degraded.push(`sync_binlog=${sync}`);
  const version = settings['version'] ?? '';
  if (isOlder(version)) degraded.push(`version ${version} is older than ${oldestOf(version)}`);
  return { ok: degraded.length === 0, degraded, version };
}

/** Which of the two a server is. */
export function familyOf(version: string): keyof typeof OLDEST {
  return /mariadb/i.test(version) ? 'MariaDB' : 'MySQL';
}

const oldestOf = (version: string): string => OLDEST[familyOf(version)].join('.');

function isOlder(version: string): boolean {
  const numbers = version.split(/[.-]/).slice(0, 3).map(Number);
  const oldest = OLDEST[familyOf(version)];
  const differing = oldest.findIndex((number, i) => numbers[i] !== number);
  return differing >= 0 && !(numbers[differing]! > oldest[differing]!);
}

const NAMES = [...Object.keys(SAFE), 'log_bin', 'sync_binlog', 'version'];

/** Asks the server for its settings and judges them. */
export async function askHealth(lanes: Lanes): Promise<StoreHealth> {
  const rows = await lanes.read<{ Variable_name: string; Value: string }>(
    sql`SHOW GLOBAL VARIABLES WHERE Variable_name IN (${list(NAMES)})`,
  );
  return judgeSettings(
    Object.fromEntries(rows.map(({ Variable_name: name, Value: value }) => [name, value])),
  );
}
