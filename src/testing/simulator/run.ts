/** Runs one plan from its first event to rest, and says what was found. */

import type { CompiledFlow, FlowDefinition } from '../../kernel/index.ts';
import { compileFlow, InvariantViolation, invariant } from '../../kernel/index.ts';
import { canonicalize, hashOf } from '../../language/index.ts';
import { createMemoryStore } from '../../store/index.ts';
import type { Store } from '../../store/port.ts';
import { GENERATED_ORGANISATION } from '../people.ts';
import type { Job } from './client.ts';
import { work } from './client.ts';
import { Ledger } from './ledger.ts';
import { Node } from './node.ts';
import type { Life, Plan } from './plan.ts';
import { World } from './world.ts';

export interface Report {
  /** Equal for equal plans (K1). */
  readonly hash: string;
  readonly steps: number;
  readonly virtualMs: number;
  readonly commits: number;
  /** How often each kind of fault struck. */
  readonly struck: ReadonlyMap<string, number>;
  /** How often each invariant had something to look at, and what else was reached. */
  readonly exercised: ReadonlyMap<string, number>;
  /** The first broken promise. */
  readonly violation?: { readonly id: string; readonly message: string };
}

/** A loop that starts three children on each round, up to its limit of visits, needs 40 000. */
const STEPS_MAX = 200_000;
const TENANTS = ['red', 'blue'] as const;
const REST_MS = 600_000;
const RESTS_MAX = 200;
const LEASE_END_MS = 60_000;

/** Runs the plan. Shape: never throws; what went wrong is the report's `violation`. */
export async function simulate(plan: Plan): Promise<Report> {
  const exercised: Map<string, number> = new Map();
  const flows = new Map<string, CompiledFlow>();
  const time = { nowMs: () => 0 };
  const store = createMemoryStore(() => time.nowMs());
  const ledger = new Ledger(flows, exercised);
  const world = new World(plan.seed, plan.faults, store, ledger);
  const { schedule } = world;
  time.nowMs = () => Math.round(schedule.nowMs);
  const startMs = schedule.nowMs;
  const violation = await attempt(async () => {
    const jobs = await settleIn(world, plan, flows);
    for (let n = 1; n <= plan.nodes; n++) world.nodes.push(new Node(world, `node ${n}`));
    const done = live(world, jobs, plan).then(() => rest(world));
    await world.schedule.until(done, {
      nextDueInMs: () => nextDue(store),
      afterEach: () => {
        if (world.violation !== undefined) throw world.violation;
      },
      stepsMax: STEPS_MAX,
    });
    const overMs = schedule.nowMs;
    time.nowMs = () => Number.MAX_SAFE_INTEGER;
    await ledger.settle(store, overMs);
  });
  return {
    hash: world.schedule.hash,
    steps: world.schedule.steps,
    virtualMs: world.schedule.nowMs - startMs,
    commits: ledger.commits,
    struck: world.struck,
    exercised,
    ...(violation ? { violation } : {}),
  };
}

async function attempt(run: () => Promise<void>): Promise<Report['violation']> {
  try {
    await run();
    return undefined;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const id = error instanceof InvariantViolation ? error.id : error.name;
    return { id, message: error.stack ?? error.message };
  }
}

async function nextDue(store: Store): Promise<number | undefined> {
  const due = [await store.timers.nextDueInMs(), await store.outbox.nextDueInMs()];
  const known = due.filter((ms) => ms !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
}

/** Two tenants with their people and flows, as they were before the run. */
async function settleIn(
  world: World,
  plan: Plan,
  flows: Map<string, CompiledFlow>,
): Promise<Job[]> {
  const { store } = world;
  for (const tenant of TENANTS) {
    await store.access.saveTenant(tenant, tenant);
    const content = JSON.stringify({ ...GENERATED_ORGANISATION, id: tenant });
    await store.access.saveDirectory(tenant, 'first', content, auditOf(tenant, 'SaveDirectory'));
  }
  for (const tenant of TENANTS) {
    for (const child of CHILDREN) await publish(world, tenant, child, flows);
  }
  const jobs: Job[] = [];
  for (const [n, life] of plan.lives.entries())
    jobs.push(await jobOf(world, life, `life-${n}`, flows));
  return jobs;
}

async function jobOf(
  world: World,
  life: Life,
  name: string,
  flows: Map<string, CompiledFlow>,
): Promise<Job> {
  const definition = { ...life.definition, name };
  const tenant = TENANTS[life.tenant]!;
  const flow = await publish(world, tenant, definition, flows);
  const people = [...GENERATED_ORGANISATION.people.map(({ id }) => id), 'nobody'];
  return { name, tenant, flow, people, unsettle: () => unsettle(world, tenant) };
}

async function publish(
  world: World,
  tenant: string,
  definition: FlowDefinition,
  flows: Map<string, CompiledFlow>,
): Promise<CompiledFlow> {
  const { name, version } = definition;
  const hash = hashOf(definition);
  const record = {
    ...{ tenant, name, version, hash, definition: canonicalize(definition), source: '' },
    publishedAtMs: world.schedule.nowMs,
    publishedBy: SETTLER,
  };
  await world.store.flows.publish(record, auditOf(tenant, 'PublishFlow'));
  const flow = compileFlow(definition, { name, version, hash });
  flows.set(hash, flow);
  return flow;
}

/** What generated subflows start: one that is over at once, and one that somebody has to end. */
const CHILDREN: readonly FlowDefinition[] = [
  {
    ...{ name: 'leave', version: '1.0.0', form: { type: 'object' } },
    steps: [{ kind: 'notify', id: 'told', tell: { of: [{ kind: 'role', role: 'legal' }] } }],
  },
  {
    ...{ name: 'child-flow', version: '1.0.0', form: { type: 'object' } },
    steps: [
      {
        ...{ kind: 'approval', id: 'signed', ballot: { kind: 'any' }, initiator: 'allow' },
        ask: { of: [{ kind: 'role', role: 'legal' }] },
        ladder: [{ afterMs: 86_400_000, do: { kind: 'approve' } }],
      },
    ],
  },
];

const SETTLER = { kind: 'system', cause: 'settler' } as const;

function auditOf(tenant: string, action: string) {
  return { tenant, atMs: 0, actor: SETTLER, action, object: tenant, result: 'done' } as const;
}

/** Somebody leaves, or comes back. */
async function unsettle(world: World, tenant: string): Promise<void> {
  const gone = world.chance.pick(GENERATED_ORGANISATION.people).id;
  const people = GENERATED_ORGANISATION.people.map((person) =>
    person.id === gone && world.chance.happens(0.7) ? { ...person, active: false } : person,
  );
  const content = { ...GENERATED_ORGANISATION, people };
  await world.chance
    .pick(world.nodes)
    .ask((engine) => engine.saveDirectory(tenant, SETTLER, content))
    .catch(() => undefined);
}

async function live(world: World, jobs: readonly Job[], plan: Plan): Promise<void> {
  await Promise.all(jobs.map((job, n) => work(world, job, plan.lives[n]!.clients)));
}

/** The faults end; what is due is then done within a bound (R1), and every node drains. */
async function rest(world: World): Promise<void> {
  world.heal();
  for (let rests = 0; ; rests++) {
    invariant(rests < RESTS_MAX, 'R1', 'work that is due is never done');
    await new Promise<void>((resolve) => {
      world.schedule.after(REST_MS, 'rest', resolve);
    });
    const dueInMs = await nextDue(world.store);
    const { pending } = await world.store.outbox.depth();
    // A timer that somebody holds counts from the end of the lease.
    if (pending === 0 && (dueInMs ?? Infinity) > LEASE_END_MS) break;
  }
  await Promise.all(world.nodes.map((node) => node.drain()));
}
