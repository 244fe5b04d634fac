/** A server of its own for the demo: `vermilion serve --demo` as a process that can be killed. */

import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { existsSync, globSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const BIN = join(import.meta.dirname, '../../bin/vermilion.mjs');
const START_MS_MAX = 120_000;
const STOP_MS_MAX = 15_000;

export interface DemoServer {
  readonly url: string;
  readonly pid: number;
  /** The database's first process. */
  readonly databasePid: number;
  /** `kill -9` of the server and of its database, at once. */
  kill(): Promise<void>;
  /** SIGTERM; resolves to the exit code. */
  stop(): Promise<number | null>;
}

/** Starts a server on a free port with its data in the folder, and waits until it listens. */
export async function startServer(folder: string): Promise<DemoServer> {
  const args = [BIN, 'serve', '--demo', '--port', '0', '--data', folder];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const url = await within(START_MS_MAX, 'the server did not start', listening(child, ended));
  return {
    url,
    pid: child.pid!,
    databasePid: databasePid(folder),
    kill: async () => {
      process.kill(databasePid(folder), 'SIGKILL');
      child.kill('SIGKILL');
      await ended;
    },
    stop: () => {
      child.kill('SIGTERM');
      return within(STOP_MS_MAX, 'the server did not stop', ended);
    },
  };
}

function listening(child: ChildProcess, ended: Promise<number | null>): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const url = /listens on (http:\S+)\n/.exec(said)?.[1];
      if (url !== undefined) resolve(url);
    });
    ended.then((code) => reject(new Error(`the server ended with ${code}: ${said}`)));
  });
}

/** The process that PostgreSQL notes in its data folder. */
function databasePid(folder: string): number {
  const root = placeOf(folder);
  const [file] = globSync('**/postmaster.pid', { cwd: root });
  if (file === undefined) throw new Error(`no database runs in ${root}`);
  return Number(readFileSync(join(root, file), 'utf8').split('\n')[0]);
}

/** A folder that the database's user cannot enter holds a note where the data went instead. */
function placeOf(folder: string): string {
  const location = join(folder, 'LOCATION');
  return existsSync(location) ? readFileSync(location, 'utf8').trim() : folder;
}

/** Removes everything that a stopped server left in the folder. */
export function removeData(folder: string): void {
  const place = placeOf(folder);
  for (const left of [place, folder]) rmSync(left, { recursive: true, force: true });
}

async function within<T>(ms: number, failure: string, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`${failure} within ${ms / 1000} s`)), ms);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
