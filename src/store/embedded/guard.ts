/** Starts a database again that ended though nobody asked it to. */

import { isAlive } from './processes.ts';

/** Milliseconds between two looks, and the longest pause after starts that failed. */
const LOOK_MS = 500;
const PAUSE_MS_MAX = 30_000;

/**
 * Looks after a server until stopped. `again` starts it, or adopts the one that another process
 * started first, and gives its process id.
 * Shape: the first process id → a way to stop, which waits for a start under way.
 */
export function guardServer(
  firstPid: number,
  again: () => Promise<number>,
  log: (line: string) => void,
): () => Promise<void> {
  let pid = firstPid;
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let work: Promise<void> = Promise.resolve();
  const look = async (pauseMs: number): Promise<void> => {
    let nextMs = LOOK_MS;
    if (!isAlive(pid)) {
      log(`the database of process ${pid} has ended; starting it again`);
      try {
        pid = await again();
      } catch (error) {
        nextMs = Math.min(pauseMs * 2, PAUSE_MS_MAX);
        log(`the database did not start: ${error instanceof Error ? error.message : error}`);
      }
    }
    plan(nextMs);
  };
  const plan = (pauseMs: number): void => {
    if (isStopped) return;
    timer = setTimeout(() => {
      work = look(pauseMs);
    }, pauseMs).unref();
  };
  plan(LOOK_MS);
  return async () => {
    isStopped = true;
    clearTimeout(timer);
    await work;
  };
}
