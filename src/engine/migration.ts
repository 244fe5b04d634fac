/** Takes many instances to another version, or says what would become of each (R8.4). */

import { hasRight } from '../identity/index.ts';
import type { InstanceState, MigrateInstance, MigrationPlan } from '../kernel/index.ts';
import { handle } from '../kernel/index.ts';
import type { Store } from '../store/port.ts';
import type { AnyRefusal } from './codes.ts';
import { refuse } from './codes.ts';
import type { Knowledge } from './knowledge.ts';
import type { Clock } from './ports.ts';
import type { Answer, Caller } from './requests.ts';
import { stateOf } from './snapshots.ts';

export interface MigrationRequest {
  readonly flow: string;
  /** The version to go to, and those to come from: every other one when absent. */
  readonly to: string;
  readonly from?: string;
  /** Those meant; every instance that runs, the newest first, when absent. */
  readonly instances?: readonly string[];
  readonly plan: MigrationPlan;
  readonly reason: string;
  /** true: nothing is changed. */
  readonly dryRun: boolean;
}

/** What became, or would become, of one instance. */
export interface Migrated {
  readonly instance: string;
  readonly from: string;
  readonly ok: boolean;
  /** Steps whose votes are kept, and steps whose people are asked again. */
  readonly kept: readonly string[];
  readonly askedAgain: readonly string[];
  readonly outcome?: string;
  readonly refusal?: AnyRefusal;
}

export interface MigrationWorld {
  readonly store: Store;
  readonly knowledge: Knowledge;
  readonly clock: Clock;
  readonly act: (caller: Caller, instance: string, command: MigrateInstance) => Promise<Answer>;
}

const INSTANCES_MAX = 200;

/** At most 200 instances at a time. Refuses: flow.unknown. */
export async function migrateMany(
  world: MigrationWorld,
  caller: Caller,
  request: MigrationRequest,
): Promise<readonly Migrated[] | AnyRefusal> {
  const { tenant } = caller;
  const record = await world.store.flows.byVersion(tenant, request.flow, request.to);
  if (!record) return refuse('flow.unknown');
  const { name, version, hash } = record;
  const to = { name, version, hash };
  const { plan, reason } = request;
  const command: MigrateInstance = { type: 'MigrateInstance', to, plan, reason };
  const ids = request.instances ?? (await running(world, caller, request));
  const keys = ids.slice(0, INSTANCES_MAX).map((instance) => ({ tenant, instance }));
  const { instances } = await world.store.instances.load(keys, []);
  const results: Migrated[] = [];
  for (const [index, stored] of instances.entries()) {
    const { instance } = keys[index]!;
    const state = stored && stateOf(stored);
    const before = await preview(world, caller, command, state);
    const known = { instance, from: state?.flow.version ?? '', ...before };
    if (request.dryRun || !before.ok) {
      results.push(known);
      continue;
    }
    const answer = await world.act(caller, instance, command);
    results.push(answer.ok ? known : { ...known, ok: false, refusal: answer.refusal });
  }
  return results;
}

async function running(
  { store }: MigrationWorld,
  { tenant }: Caller,
  { flow, to, from }: MigrationRequest,
): Promise<readonly string[]> {
  const filter = { flow, status: 'running' } as const;
  const headers = await store.instances.list(tenant, filter, { limit: INSTANCES_MAX });
  return headers
    .filter(({ version }) => version !== to && (from === undefined || version === from))
    .map(({ instance }) => instance);
}

/** The migration on a copy of the state. */
async function preview(
  { knowledge, clock }: MigrationWorld,
  { tenant, person, scopes }: Caller,
  command: MigrateInstance,
  state: InstanceState | undefined,
): Promise<Omit<Migrated, 'instance' | 'from'>> {
  const no = (refusal: AnyRefusal) => ({ ok: false, kept: [], askedAgain: [], refusal });
  if (!state) return no(refuse('instance.unknown'));
  const flow = await knowledge.flow(tenant, state.flow.hash);
  const target = await knowledge.flow(tenant, command.to.hash);
  if (!flow || !target) return no(refuse('flow.unknown'));
  const directory = await knowledge.directory(tenant);
  const decision = handle(flow, state, command, {
    nowMs: clock.nowMs(),
    actor: { kind: 'person', id: person },
    directory,
    may: (right) => hasRight(directory, person, right, scopes),
    target,
    supposing: true,
  });
  if (!decision.ok) return no(decision.refusal);
  const migrated = decision.events.find((event) => event.type === 'InstanceMigrated');
  const stepsOf = (votes: string): readonly string[] =>
    (migrated?.visits ?? [])
      .filter((each) => each.votes === votes)
      .map(({ visit }) => state.visits[visit - 1]!.step);
  const { outcome } = decision.state;
  return {
    ok: true,
    kept: stepsOf('kept'),
    askedAgain: stepsOf('asked-again'),
    ...(outcome === undefined ? {} : { outcome }),
  };
}
