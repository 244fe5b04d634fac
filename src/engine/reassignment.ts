/** After a change of the directory, open tasks of people who left or moved are found anew (R3.2). */

import type { FlowHash, TenantId } from '../kernel/index.ts';
import type { InstanceHeader, Store } from '../store/port.ts';
import type { Batcher } from './batcher.ts';
import type { Knowledge } from './knowledge.ts';
import { ENGINE_LIMITS } from './limits.ts';

export interface ReassignmentWorld {
  readonly store: Store;
  readonly knowledge: Knowledge;
  readonly batcher: Batcher;
}

const POLICY = /"on(Leave|Move)":"reassign"/;

/**
 * Has every instance that runs in a flow with such a policy look at its people.
 * Shape: how many instances changed. Repeated, it finds nothing more to do: a caller who got no
 * answer asks again.
 */
export async function reassign(world: ReassignmentWorld, tenant: TenantId): Promise<number> {
  let changed = 0;
  const meant = new Map<FlowHash, boolean>();
  for (const status of ['running', 'suspended'] as const) {
    let after: Parameters<Store['instances']['list']>[2]['after'];
    for (;;) {
      const limit = ENGINE_LIMITS.reassignPage;
      const page = { limit, ...(after === undefined ? {} : { after }) };
      const headers = await world.store.instances.list(tenant, { status }, page);
      for (const { hash } of headers) {
        if (!meant.has(hash)) meant.set(hash, await isMeant(world, tenant, hash));
      }
      const due = headers.filter(({ hash }) => meant.get(hash));
      const answers = await Promise.all(due.map((header) => ask(world, header)));
      changed += answers.filter(({ ok }) => ok).length;
      after = headers.at(-1);
      if (headers.length < limit) break;
    }
  }
  return changed;
}

async function isMeant(
  { knowledge }: ReassignmentWorld,
  tenant: TenantId,
  hash: FlowHash,
): Promise<boolean> {
  const flow = await knowledge.flow(tenant, hash);
  return flow !== undefined && POLICY.test(JSON.stringify(flow.definition));
}

function ask({ batcher }: ReassignmentWorld, { tenant, instance }: InstanceHeader) {
  const actor = { kind: 'system', cause: 'directory' } as const;
  return batcher.submit({ tenant, instance, actor, command: { type: 'ReassignTasks' } });
}
