/** Finds whom a step asks (R3): resolvers, then the stages of R3.3, each recorded for explain. */

import type { CompiledFlow } from '../compile.ts';
import type {
  ApprovalStep,
  EmptyPolicy,
  HandleStep,
  InitiatorPolicy,
  People,
  Resolver,
} from '../definition.ts';
import { ADMIN_ROLE } from '../directory.ts';
import type { PeopleStage } from '../events.ts';
import { incident } from '../incidents.ts';
import { LIMITS } from '../limits.ts';
import type { InstanceState } from '../state.ts';
import type { PersonId, StepId } from '../words.ts';
import { excluded, keepDistinct } from './duty.ts';
import type { Search } from './initiator.ts';
import { applyInitiatorPolicy } from './initiator.ts';
import type { Found } from './resolve.ts';
import { resolveAll } from './resolve.ts';
import type { PeopleScope } from './scope.ts';
import { nextStandIn } from './stand-ins.ts';

/** Whom a step asks, or what becomes of it when it asks nobody. */
export type Asked =
  | { readonly kind: 'people'; readonly people: readonly PersonId[]; readonly stages: Stages }
  /** The empty policy, or the initiator policy `skip`, settles the visit without asking. */
  | {
      readonly kind: 'settled';
      readonly as: 'skip' | 'approve' | 'reject';
      readonly stages: Stages;
    }
  | { readonly kind: 'nobody'; readonly stages: Stages }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }
  /** In a forecast: somebody will choose, or a service will be asked. */
  | { readonly kind: 'open'; readonly question: OpenResolver };

type OpenResolver = NonNullable<Extract<Found, { readonly ok: false }>['open']>;

type Stages = readonly PeopleStage[];

/** Whom an approval or handle step asks at its entry (R3.2). */
export function ask(
  flow: CompiledFlow,
  state: Pick<InstanceState, 'visits'>,
  step: ApprovalStep | HandleStep,
  scope: PeopleScope,
): Asked {
  const stages: PeopleStage[] = [];
  const found = findPeople(flow, step.ask, scope, stages, step);
  if (!found.ok) return unfound(found);
  const initiatorPolicy = step.initiator ?? flow.definition.initiator ?? 'manager';
  const emptyPolicy = step.empty ?? flow.definition.empty ?? 'admin';

  const { excepted = [] } = found;
  const duty = applyInitiatorPolicy(found.people, initiatorPolicy, { scope, excepted, stages });
  if (duty.length === 0 && found.people.length > 0 && initiatorPolicy === 'skip') {
    return { kind: 'settled', as: 'skip', stages };
  }
  const people = keepDistinct(flow, state, step.id, duty, stages);
  if (people.length > 0) return { kind: 'people', people, stages };
  return askFallback(flow, state, step.id, {
    emptyPolicy,
    initiatorPolicy,
    scope,
    excepted,
    stages,
  });
}

/** What becomes of a step whose people could not be found, or are not known in a forecast. */
export function unfound({
  code,
  message,
  open,
}: Found & { readonly ok: false }): Extract<Asked, { readonly kind: 'open' | 'failed' }> {
  return open ? { kind: 'open', question: open } : { kind: 'failed', code, message };
}

/** Whom a notify step or a rung tells: resolved, active, without the excepted. */
export function tell(flow: CompiledFlow, people: People, scope: PeopleScope): Found {
  return findPeople(flow, people, scope, []);
}

function findPeople(
  flow: CompiledFlow,
  people: People,
  scope: PeopleScope,
  stages: PeopleStage[],
  step?: ApprovalStep | HandleStep,
): Found {
  const resolved = resolveAll(flow, people.of, scope);
  if (!resolved.ok) return resolved;
  const rule = resolved.sources?.join(', ');
  stages.push({ stage: 'resolved', people: resolved.people, ...(rule ? { rule } : {}) });
  const isThere = (id: PersonId) => scope.directory.person(id)?.active === true;
  const there = resolved.people.filter(isThere);
  if (there.length < resolved.people.length) stages.push({ stage: 'inactive', people: there });
  const active = step ? withStandIns(flow, step, resolved.people, { there, scope, stages }) : there;
  const except = resolveAll(flow, people.except ?? [], scope);
  if (!except.ok) return except;
  const kept = active.filter((id) => !except.people.includes(id));
  if (kept.length < active.length) stages.push({ stage: 'except', people: kept });
  const also = resolveAll(flow, people.also ?? [], scope);
  if (!also.ok) return also;
  const added = also.people.filter((id) => scope.directory.person(id)?.active);
  const all = [...new Set([...kept, ...added])];
  if (all.length > LIMITS.seatsPerVisitMax) return { ok: false, ...incident('people.too-many') };
  if (people.also?.length) stages.push({ stage: 'also', people: all });
  return { ok: true, people: all, excepted: except.people.filter((id) => !added.includes(id)) };
}

/** Those who are there, and for each who is not the next stand-in (R9.5). */
function withStandIns(
  flow: CompiledFlow,
  step: ApprovalStep | HandleStep,
  people: readonly PersonId[],
  {
    there,
    scope,
    stages,
  }: Pick<Search, 'scope' | 'stages'> & { readonly there: readonly PersonId[] },
): readonly PersonId[] {
  if (!step.standIns || there.length === people.length) return there;
  const asked: PersonId[] = [];
  const said: string[] = [];
  for (const id of people) {
    if (there.includes(id)) {
      asked.push(id);
      continue;
    }
    const isFree = (other: PersonId) => !people.includes(other) && !asked.includes(other);
    const to = nextStandIn(flow, step, id, scope, isFree);
    if (to === undefined) continue;
    asked.push(to);
    said.push(`${to} for ${id}`);
  }
  if (said.length > 0) stages.push({ stage: 'stand-in', people: asked, rule: said.join(', ') });
  return asked;
}

interface Fallback extends Search {
  readonly emptyPolicy: EmptyPolicy;
  readonly initiatorPolicy: InitiatorPolicy;
}

function askFallback(
  flow: CompiledFlow,
  state: Pick<InstanceState, 'visits'>,
  step: StepId,
  { emptyPolicy, initiatorPolicy, scope, excepted, stages }: Fallback,
): Asked {
  if (emptyPolicy === 'block') return { kind: 'nobody', stages };
  if (emptyPolicy === 'skip' || emptyPolicy === 'approve' || emptyPolicy === 'reject') {
    stages.push({ stage: 'empty', people: [], rule: emptyPolicy });
    return { kind: 'settled', as: emptyPolicy, stages };
  }
  const of: readonly Resolver[] =
    emptyPolicy === 'admin' ? [{ kind: 'role', role: ADMIN_ROLE }] : emptyPolicy.people;
  const named = resolveAll(flow, of, scope);
  if (!named.ok) return unfound(named);
  const out = excluded(flow, state, step);
  const people = named.people.filter(
    (id) =>
      scope.directory.person(id)?.active &&
      !out.has(id) &&
      !excepted.includes(id) &&
      (id !== scope.initiator || initiatorPolicy === 'allow'),
  );
  stages.push({ stage: 'empty', people, rule: emptyPolicy === 'admin' ? 'admin' : 'people' });
  return people.length > 0 ? { kind: 'people', people, stages } : { kind: 'nobody', stages };
}
