/** What has to be done now and then: forgetting what is old, signing where the audit logs stand. */

import type { AuditHead, Store } from '../store/port.ts';
import { ENGINE_LIMITS } from './limits.ts';
import type { Clock } from './ports.ts';
import type { ServiceWork } from './services.ts';

/** Keeps where a log stands, where the database is not. */
export type Checkpoint = (head: AuditHead) => Promise<void>;

export interface HousekeepingWorld {
  readonly store: Store;
  readonly clock: Clock;
  readonly checkpoint?: Checkpoint;
}

/** A few rows at a time, so that no sweep holds up a commit. */
export function housekeepingWork(world: HousekeepingWorld): ServiceWork {
  const { store, clock } = world;
  const signed = new Map<string, number>();
  let signedAtMs = Number.NEGATIVE_INFINITY;
  let preparedAtMs = clock.nowMs();
  return {
    name: 'housekeeping',
    step: async () => {
      const limit = ENGINE_LIMITS.sweepRows;
      const gone = await store.upkeep.sweep({
        answersMs: ENGINE_LIMITS.answersKeptMs,
        deliveredMs: ENGINE_LIMITS.deliveredKeptMs,
        newsMs: ENGINE_LIMITS.newsKeptMs,
        limit,
      });
      const nowMs = clock.nowMs();
      if (nowMs - preparedAtMs >= ENGINE_LIMITS.prepareMs) {
        preparedAtMs = nowMs;
        await store.upkeep.prepare();
      }
      if (world.checkpoint && nowMs - signedAtMs >= ENGINE_LIMITS.checkpointMs) {
        signedAtMs = nowMs;
        await signMoved(store, world.checkpoint, signed);
      }
      return Object.values(gone).includes(limit);
    },
    restMs: async () => ENGINE_LIMITS.housekeepingMs,
  };
}

/** Signs the logs that moved since they were signed last. */
export async function signMoved(
  store: Store,
  checkpoint: Checkpoint,
  signed: Map<string, number> = new Map(),
): Promise<void> {
  for (const tenant of await store.access.tenants()) {
    const head = await store.audit.head(tenant);
    if (!head || signed.get(tenant) === head.position) continue;
    await checkpoint(head);
    signed.set(tenant, head.position);
  }
}
