/** The data folder of an embedded database: made once, whole or not at all. */

import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { StoreFault } from '../faults.ts';
import type { Binaries } from './binaries.ts';
import type { Home } from './home.ts';

const run = promisify(execFile);

/** The owner of the embedded database; its superuser, used for migrations. */
export const OWNER = 'vermilion';

/** What the server's programs see of our environment: nothing that changes their texts or sorting. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot, TMPDIR } = process.env;
  return {
    LANG: 'C',
    LC_ALL: 'C',
    TZ: 'UTC',
    ...(PATH && { PATH }),
    ...(SystemRoot && { SystemRoot }),
    ...(TMPDIR && { TMPDIR }),
  };
}

/** Runs initdb unless the data folder stands. Faults: `store.embedded-failed`. */
export async function ensureCluster(home: Home, binaries: Binaries): Promise<void> {
  if (existsSync(home.data)) return;
  const half = `${home.data}.new`;
  rmSync(half, { recursive: true, force: true });
  writeFileSync(home.password, randomBytes(24).toString('hex'), { mode: 0o600 });
  if (home.user) chownSync(home.password, home.user.uid, home.user.gid);
  const options = [
    ...['--pgdata', half, '--username', OWNER, '--pwfile', home.password],
    ...['--encoding', 'UTF8', '--locale', 'C', '--data-checksums'],
    // Whoever can enter the private socket folder is the owner; over TCP a password is asked.
    ...['--auth-local', 'trust', '--auth-host', 'scram-sha-256'],
  ];
  try {
    await run(binaries.initdb, options, {
      ...home.user,
      cwd: home.root,
      env: serverEnvironment(),
    });
  } catch (cause) {
    throw new StoreFault('store.embedded-failed', 'initdb', cause);
  }
  renameSync(half, home.data);
}

const SETTINGS: Readonly<Record<string, string>> = {
  shared_buffers: '128MB',
  max_connections: '100',
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  max_wal_size: '1GB',
  checkpoint_timeout: '10min',
  random_page_cost: '1.1',
  autovacuum_naptime: '20s',
  // Compiling a plan costs more than any of our statements.
  jit: 'off',
  log_min_messages: 'warning',
  log_line_prefix: '%m ',
  unix_socket_permissions: '0700',
};

/** Compression that a build may lack: half the WAL at no cost in time. */
const OPTIONAL: Readonly<Record<string, string>> = {
  wal_compression: 'lz4',
  default_toast_compression: 'lz4',
};

/** Gives the server's settings as arguments, leaving out what this build does not know. */
export async function serverArguments(
  home: Home,
  binaries: Binaries,
  more: Readonly<Record<string, string>>,
): Promise<string[]> {
  const asArguments = (settings: Readonly<Record<string, string>>): string[] =>
    Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  let optional = asArguments(OPTIONAL);
  try {
    const probe = ['-D', home.data, ...optional, '-C', 'wal_compression'];
    await run(binaries.postgres, probe, { ...home.user, cwd: home.root, env: serverEnvironment() });
  } catch {
    optional = [];
  }
  return ['-D', home.data, ...asArguments({ ...SETTINGS, ...more }), ...optional];
}
