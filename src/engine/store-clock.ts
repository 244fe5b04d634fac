/** The time of a node, set by its store's: all nodes of one store go by one clock (M5). */

import type { Store } from '../store/port.ts';
import type { Clock, Log } from './ports.ts';
import type { Service } from './services.ts';
import { runService } from './services.ts';

/** Pause between two looks at the store's clock. */
const LOOK_MS = 10_000;
/** A difference that the way to the store may explain, besides half the time that the way took. */
const SLACK_MS = 50;

export interface StoreClock {
  readonly clock: Clock;
  /** Ends the looks at the store's clock. */
  stop(): Promise<void>;
}

/**
 * A clock that is right by the store's, and stays so: a node an hour ahead would arm timers an hour
 * late, and receivers would refuse what it signs. Where both agree it is the node's own.
 * Faults: the store's, when it cannot be asked at the start.
 */
export async function storeClock(store: Store, base: Clock, log: Log): Promise<StoreClock> {
  let aheadMs = 0;
  const look = async (): Promise<void> => {
    const askedAtMs = base.nowMs();
    const storeMs = await store.nowMs();
    const answeredAtMs = base.nowMs();
    const found = Math.round((askedAtMs + answeredAtMs) / 2 - storeMs);
    const slackMs = (answeredAtMs - askedAtMs) / 2 + SLACK_MS;
    if (Math.abs(found - aheadMs) <= slackMs) return;
    aheadMs = Math.abs(found) <= slackMs ? 0 : found;
    log.warn({ aheadMs }, 'the clock of this machine is not that of the database');
  };
  await look();
  const looking: Service = runService(
    {
      name: 'clock',
      step: async () => {
        await look();
        return false;
      },
      restMs: async () => LOOK_MS,
    },
    base,
    log,
  );
  return {
    clock: { ...base, nowMs: () => base.nowMs() - aheadMs },
    stop: () => looking.stop(),
  };
}
