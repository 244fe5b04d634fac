/** Whether the database answers, and keeps what it acknowledged (D14). */

import type { StoreHealth } from '../port.ts';
import { APP_ROLE } from './connection/config.ts';
import type { Lanes } from './connection/lanes.ts';

/** Smallest minor of each major that has the row-security fix. */
const MINORS: Readonly<Record<number, number>> = { 15: 20, 16: 16, 17: 12, 18: 7 };
const MAJOR_MIN = 15;

/** Notes that leave the promise of durability standing. */
const NOTES = new Set(['minor-behind']);

const SETTINGS = `SELECT
  current_setting('server_version') AS version,
  current_setting('server_version_num')::integer AS number,
  current_setting('fsync') AS fsync,
  current_setting('full_page_writes') AS full_page_writes,
  current_setting('synchronous_commit') AS synchronous_commit,
  current_user::text AS role`;

/** The server's settings as `SELECT` gives them. */
export interface ServerSettings {
  readonly version: string;
  readonly number: number;
  readonly fsync: string;
  readonly full_page_writes: string;
  readonly synchronous_commit: string;
  readonly role: string;
}

/** Judges the settings; `ok` unless one of them breaks a promise. */
export function judge(settings: ServerSettings): StoreHealth {
  const degraded: string[] = [];
  for (const name of ['fsync', 'full_page_writes', 'synchronous_commit'] as const) {
    if (settings[name] === 'off') degraded.push(`${name}=off`);
  }
  const major = Math.floor(settings.number / 10_000);
  const minor = settings.number % 10_000;
  if (major < MAJOR_MIN) degraded.push(`version ${major} is older than ${MAJOR_MIN}`);
  else if (minor < (MINORS[major] ?? 0)) degraded.push('minor-behind');
  if (settings.role !== APP_ROLE) degraded.push(`role ${settings.role} is not under the policies`);
  const ok = degraded.every((note) => NOTES.has(note));
  return { ok, degraded, version: settings.version };
}

/** Asks the server for its settings and judges them. */
export async function askHealth(lanes: Lanes): Promise<StoreHealth> {
  const ask = { name: 'health', text: SETTINGS, values: [] };
  const [settings] = await lanes.read<ServerSettings>('registries', ask);
  return judge(settings!);
}
