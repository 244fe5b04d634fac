/** The folders of one embedded database. */

import { chmodSync, lstatSync, mkdirSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { StoreFault } from '../faults.ts';
import {
  COMMON_PLACE,
  canEnter,
  makePrivateFolder,
  type ServerUser,
  serverUser,
  shortName,
} from './binaries.ts';

/** Paths of one embedded database and who owns them. */
export interface Home {
  readonly user: ServerUser | undefined;
  /** Holds everything below. */
  readonly root: string;
  /** PGDATA. */
  readonly data: string;
  /** Holds the unix socket; its path fits into a socket's address. */
  readonly socket: string;
  readonly password: string;
  readonly log: string;
  readonly lock: string;
  /** One file per process that uses the server, named by its pid. */
  readonly users: string;
}

/** A unix socket's path holds at most 107 bytes, and PostgreSQL appends its file's name. */
const SOCKET_FOLDER_BYTES_MAX = 107 - '/.s.PGSQL.5432.lock'.length;

/**
 * Lays out the folders of a database that the caller wants in `dataDir`.
 * When we are root and nobody cannot enter that folder (root's home), the data lies below
 * `/var/lib/vermilion`, under a name made of the path: every process finds the same place, it
 * survives a restart (a temporary folder would not), and `dataDir/LOCATION` tells where it is.
 */
export function homeOf(dataDir: string): Home {
  mkdirSync(resolve(dataDir), { recursive: true });
  const wanted = realpathSync(resolve(dataDir));
  const user = serverUser();
  // A data folder closed to others below enterable ones: let nobody pass through, no more than that.
  if (user && canEnter(dirname(wanted)) && !canEnter(wanted)) {
    chmodSync(wanted, (statSync(wanted).mode & 0o777) | 0o001);
  }
  let root = join(wanted, 'postgres-18');
  if (user && !canEnter(wanted)) {
    root = join(COMMON_PLACE, `data-${shortName(wanted)}`);
    mkdirSync(COMMON_PLACE, { recursive: true, mode: 0o755 });
    writeFileSync(join(wanted, 'LOCATION'), `${root}\n`);
  }
  makePrivateFolder(root, user);
  const users = join(root, 'users');
  mkdirSync(users, { recursive: true, mode: 0o700 });
  return {
    user,
    root,
    data: join(root, 'data'),
    socket: socketFolder(root, user),
    password: join(root, 'password'),
    log: join(root, 'postgres.log'),
    lock: join(root, 'start.lock'),
    users,
  };
}

function socketFolder(root: string, user: ServerUser | undefined): string {
  const near = join(root, 'run');
  const fits = Buffer.byteLength(near) <= SOCKET_FOLDER_BYTES_MAX;
  const folder = fits ? near : join(tmpdir(), `vermilion-${shortName(root)}`);
  makePrivateFolder(folder, user);
  // The temporary folder is everybody's: what stands there under our name must be ours and closed.
  const found = lstatSync(folder);
  const owner = user?.uid ?? process.getuid?.();
  const open = process.platform !== 'win32' && (found.mode & 0o077) !== 0;
  if (!found.isDirectory() || open || (owner !== undefined && found.uid !== owner)) {
    throw new StoreFault('store.embedded-failed', 'the socket folder belongs to somebody else');
  }
  return folder;
}
