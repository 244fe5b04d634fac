/** DBOS Transact in a process of its own, installed beside the bench on first use. */

import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Figures } from '../load.ts';
import type { OpenPeer } from '../peer.ts';

const FOLDER = join(import.meta.dirname, '..', 'dbos');

/** Throws when the registry cannot be reached. */
export const openDbos: OpenPeer = async (database) => {
  if (!existsSync(join(FOLDER, 'node_modules'))) {
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock'], {
      cwd: FOLDER,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }
  const child = fork(join(FOLDER, 'peer.mjs'), {
    env: { ...process.env, BENCH_DATABASE: JSON.stringify(database) },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the DBOS process ended with ${code}`);
  });
  ended.catch(() => {});
  const said = async <T>(): Promise<T> => (await Promise.race([once(child, 'message'), ended]))[0];
  await said();
  return {
    async drive(inFlight, milliseconds) {
      child.send({ inFlight, milliseconds });
      return (await said<{ readonly figures: Figures }>()).figures;
    },
    async close() {
      child.send({ close: true });
      await once(child, 'exit');
    },
  };
};
