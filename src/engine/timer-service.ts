/** Fires due rungs: leases them, hands each to the kernel as a command of the system (M1 to M3). */

import type { LeasedTimer, Store } from '../store/port.ts';
import type { Batcher } from './batcher.ts';
import { ENGINE_LIMITS } from './limits.ts';
import type { Clock, Log, Metrics } from './ports.ts';
import type { ServiceWork } from './services.ts';

export interface TimerWorld {
  readonly store: Store;
  readonly batcher: Batcher;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly owner: string;
}

/** The firing commits the timer's end; a lost race is a refusal that does nothing (M2, M4). */
export function timerWork(world: TimerWorld): ServiceWork {
  return {
    name: 'timers',
    step: async () => {
      const due = await world.store.timers.lease({
        owner: world.owner,
        leaseMs: ENGINE_LIMITS.leaseMs,
        limit: ENGINE_LIMITS.leaseBatch,
      });
      await Promise.all(due.map((timer) => fire(world, timer)));
      return due.length === ENGINE_LIMITS.leaseBatch;
    },
    restMs: async () => {
      const untilMs = await world.store.timers.nextDueInMs();
      // Those that fall due one after the other are taken together, not each by a look of its own.
      return Math.max(
        ENGINE_LIMITS.timerPauseMs,
        Math.min(untilMs ?? Infinity, ENGINE_LIMITS.idlePollMs),
      );
    },
  };
}

async function fire(world: TimerWorld, timer: LeasedTimer): Promise<void> {
  const { tenant, instance, visit, rung, dueAtMs, leasedAtMs } = timer;
  const answer = await world.batcher.submit({
    tenant,
    instance,
    actor: { kind: 'system', cause: 'timer' },
    command: { type: 'FireTimer', visit, rung },
    notBeforeMs: leasedAtMs,
    key: `timer:${instance}.${visit}.${rung}.${dueAtMs}`,
  });
  if (answer.ok) world.metrics.timerFired(world.clock.nowMs() - dueAtMs);
  else world.log.warn({ timer, code: answer.refusal.code }, 'a timer had nothing to fire');
}
