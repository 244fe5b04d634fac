/** Which processes live, which of them are a database's, and a lock between starters. */

import {
  closeSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { StoreFault } from '../faults.ts';

/** Milliseconds between two looks at something that is about to change. */
const LOOK_MS = 15;

/** Looks again and again until `ready` gives a value; undefined when the time is over. */
export async function waitFor<T>(
  ready: () => T | undefined | Promise<T | undefined>,
  withinMs: number,
): Promise<T | undefined> {
  const endMs = performance.now() + withinMs;
  for (;;) {
    const value = await ready();
    if (value !== undefined) return value;
    if (performance.now() > endMs) return undefined;
    await pause(LOOK_MS);
  }
}

/** Tells whether a process lives; a zombie does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  if (process.platform !== 'linux') return true;
  try {
    // The state stands after the program's name, which is in parentheses and may hold anything.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
  } catch {
    return false;
  }
}

/**
 * Processes that work in the data folder: the postmaster and its backends change into it.
 * undefined where the system does not tell.
 */
export function processesIn(data: string): readonly number[] | undefined {
  if (process.platform !== 'linux') return undefined;
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      return readlinkSync(`/proc/${name}/cwd`) === data && isAlive(Number(name))
        ? [Number(name)]
        : [];
    } catch {
      return [];
    }
  });
}

/** What a postmaster writes about itself. */
export interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
  readonly socket: string;
  readonly listen: string;
}

/** Reads `postmaster.pid`; undefined when there is none or it is half written. */
export function readPostmasterFile(data: string): PostmasterFile | undefined {
  let lines: readonly string[];
  try {
    lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return undefined;
  }
  const [pid, , , port, socket = '', listen = ''] = lines;
  if (!pid || !port) return undefined;
  return { pid: Number(pid), port: Number(port), socket, listen };
}

/**
 * Runs `work` while no other process holds the lock file.
 * A holder that died is swept away; PostgreSQL's own lock would still refuse a second server, so
 * this lock only has to keep starts orderly.
 * Faults: `store.embedded-failed`.
 */
export async function withLock<T>(
  file: string,
  withinMs: number,
  work: () => Promise<T>,
): Promise<T> {
  const held = await waitFor(() => tryLock(file), withinMs);
  if (!held) throw new StoreFault('store.embedded-failed', 'another start is under way');
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function tryLock(file: string): true | undefined {
  try {
    const fd = openSync(file, 'wx', 0o600);
    writeSync(fd, String(process.pid));
    closeSync(fd);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  sweepDeadLock(file);
  return undefined;
}

function sweepDeadLock(file: string): void {
  const holder = (): number | undefined => {
    try {
      const text = readFileSync(file, 'utf8');
      return text === '' ? undefined : Number(text);
    } catch {
      return undefined;
    }
  };
  const pid = holder();
  if (pid === undefined || isAlive(pid)) return;
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    // Between the look and the rename a living process may have taken the lock: give it back.
    if (Number(readFileSync(aside, 'utf8')) !== pid) linkSync(aside, file);
  } catch {
    // Somebody else swept it.
  } finally {
    rmSync(aside, { force: true });
  }
}
