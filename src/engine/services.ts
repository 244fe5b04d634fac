/** A service that works whenever there is something due, is woken when there is more, and drains. */

import type { Clock, Log } from './ports.ts';

export interface Service {
  /** Looks for work now. */
  wake(): void;
  /** Resolves when the work under way is done; nothing new begins. */
  stop(): Promise<void>;
}

export interface ServiceWork {
  readonly name: string;
  /** Works off what is due; true when there may be more at once. */
  readonly step: () => Promise<boolean>;
  /** Milliseconds until the next look, at most. */
  readonly restMs: () => Promise<number>;
}

/** Runs the work in a loop until stopped; a fault of the store is logged and tried again. */
export function runService(work: ServiceWork, clock: Clock, log: Log): Service {
  let isStopping = false;
  let nap = new AbortController();
  const loop = async (): Promise<void> => {
    while (!isStopping) {
      nap = new AbortController();
      const pause = await attempt(work, log);
      if (pause > 0 && !isStopping) await clock.sleep(pause, nap.signal);
    }
  };
  const ended = loop();
  return {
    wake: () => nap.abort(),
    stop: async () => {
      isStopping = true;
      nap.abort();
      await ended;
    },
  };
}

const FAULT_PAUSE_MS = 500;

async function attempt(work: ServiceWork, log: Log): Promise<number> {
  try {
    if (await work.step()) return 0;
    return Math.max(0, await work.restMs());
  } catch (err) {
    log.warn({ err, service: work.name }, 'a service met a fault and will try again');
    return FAULT_PAUSE_MS;
  }
}
