/** After a change of the directory, open tasks of people who left or moved are found anew (R3.2). */

import type { CompiledFlow, Directory, TaskRow, TenantId } from '../kernel/index.ts';
import type { Store } from '../store/port.ts';
import type { Batcher } from './batcher.ts';
import type { Knowledge } from './knowledge.ts';
import { ENGINE_LIMITS } from './limits.ts';
import type { ServiceWork } from './services.ts';

export interface ReassignmentWorld {
  readonly store: Store;
  readonly knowledge: Knowledge;
  readonly batcher: Batcher;
}

/** Follows directories that changed, each to the end; one that was cut off is begun again. */
export function reassignmentWork(world: ReassignmentWorld): ServiceWork {
  const { reassignPage, reassignPollMs } = ENGINE_LIMITS;
  return {
    name: 'reassignment',
    step: async () => {
      const stale = await world.store.access.unfollowed(reassignPage);
      for (const { tenant, version } of stale) {
        await reassign(world, tenant);
        await world.store.access.followed(tenant, version);
      }
      return stale.length > 0;
    },
    restMs: async () => reassignPollMs,
  };
}

/** What a flow's steps do about people who leave and people who move. */
interface Policies {
  readonly onLeave: boolean;
  readonly onMove: boolean;
}

/** Has every instance look at its people that has an open task this may concern; harmless twice. */
async function reassign(world: ReassignmentWorld, tenant: TenantId): Promise<void> {
  const { store, knowledge } = world;
  knowledge.forgetDirectory(tenant);
  const directory = await knowledge.directory(tenant);
  const policies = await policiesOf(world, tenant);
  if (policies.size === 0) return;
  const limit = ENGINE_LIMITS.reassignPage;
  let after: string | undefined;
  for (;;) {
    const people = await store.inbox.holders(
      tenant,
      after === undefined ? { limit } : { after, limit },
    );
    for (const person of people) await reassignOf(world, tenant, person, policies, directory);
    after = people.at(-1);
    if (people.length < limit) return;
  }
}

/** By flow, over all its versions: an instance runs in the one it began in. */
async function policiesOf(
  { store, knowledge }: ReassignmentWorld,
  tenant: TenantId,
): Promise<ReadonlyMap<string, Policies>> {
  const policies = new Map<string, Policies>();
  const limit = ENGINE_LIMITS.reassignPage;
  let after: string | undefined;
  for (;;) {
    const flows = await store.flows.list(
      tenant,
      after === undefined ? { limit } : { after, limit },
    );
    for (const { name } of flows) {
      const versions = await store.flows.versions(tenant, name);
      const all = versions.map((record) => policyOf(knowledge.compiled(record)));
      const onLeave = all.some((one) => one.onLeave);
      const onMove = all.some((one) => one.onMove);
      if (onLeave || onMove) policies.set(name, { onLeave, onMove });
    }
    after = flows.at(-1)?.name;
    if (flows.length < limit) return policies;
  }
}

function policyOf({ definition, steps }: CompiledFlow): Policies {
  const asking = [...steps.values()].flatMap(({ step }) =>
    step.kind === 'approval' || step.kind === 'handle' ? [step] : [],
  );
  return {
    onLeave: asking.some(({ onLeave = definition.onLeave }) => onLeave === 'reassign'),
    onMove: asking.some(({ onMove = definition.onMove }) => onMove === 'reassign'),
  };
}

async function reassignOf(
  { store, batcher }: ReassignmentWorld,
  tenant: TenantId,
  person: string,
  policies: ReadonlyMap<string, Policies>,
  directory: Directory,
): Promise<void> {
  const isThere = (id: string | undefined) => id === undefined || directory.person(id)?.active;
  const isMeant = ({ flow, principal }: TaskRow): boolean => {
    const policy = policies.get(flow);
    if (policy?.onMove) return true;
    return policy?.onLeave === true && !(isThere(person) && isThere(principal));
  };
  const limit = ENGINE_LIMITS.reassignPage;
  let after: TaskRow | undefined;
  for (;;) {
    const page = after === undefined ? { limit } : { after, limit };
    const tasks = await store.inbox.tasks(tenant, person, 'open', page);
    const instances = new Set(tasks.filter(isMeant).map(({ instance }) => instance));
    const actor = { kind: 'system', cause: 'directory' } as const;
    const command = { type: 'ReassignTasks' } as const;
    await Promise.all(
      [...instances].map((instance) => batcher.submit({ tenant, instance, actor, command })),
    );
    after = tasks.at(-1);
    if (tasks.length < limit) return;
  }
}
