/** Finds whom a step asks (R3): resolvers, then the stages of R3.3, each recorded for explain. */

import { holderOf } from './apply.ts';
import type { CompiledFlow } from './compile.ts';
import type {
  ApprovalStep,
  EmptyPolicy,
  HandleStep,
  InitiatorPolicy,
  People,
  Resolver,
} from './definition.ts';
import { ADMIN_ROLE } from './directory.ts';
import type { PeopleStage } from './events.ts';
import { incident } from './incidents.ts';
import { LIMITS } from './limits.ts';
import type { Scope } from './scope.ts';
import { evaluate, programOf } from './scope.ts';
import type { InstanceState } from './state.ts';
import type { PersonId, StepId } from './words.ts';

export type Asked =
  | { readonly kind: 'people'; readonly people: readonly PersonId[]; readonly stages: Stages }
  /** The empty policy, or the initiator policy `skip`, settles the visit without asking. */
  | {
      readonly kind: 'settled';
      readonly as: 'skip' | 'approve' | 'reject';
      readonly stages: Stages;
    }
  | { readonly kind: 'nobody'; readonly stages: Stages }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

type Stages = readonly PeopleStage[];
type Found =
  | {
      readonly ok: true;
      readonly people: readonly PersonId[];
      /** Whom the step's `except` takes out, whatever way they would come in. */
      readonly excepted?: readonly PersonId[];
    }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** Whom an approval or handle step asks at its entry (R3.2). */
export function ask(
  flow: CompiledFlow,
  state: Pick<InstanceState, 'visits'>,
  step: ApprovalStep | HandleStep,
  scope: Scope,
): Asked {
  const stages: PeopleStage[] = [];
  const found = findPeople(flow, step.ask, scope, stages);
  if (!found.ok) return { kind: 'failed', code: found.code, message: found.message };
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

/** Whom a notify step or a rung tells: resolved, active, without the excepted. */
export function tell(flow: CompiledFlow, people: People, scope: Scope): Found {
  return findPeople(flow, people, scope, []);
}

/** Whether separation of duty and the initiator rule let this person act on the step. */
export function mayServe(
  flow: CompiledFlow,
  state: InstanceState,
  step: ApprovalStep | HandleStep,
  person: PersonId,
): boolean {
  const policy = step.initiator ?? flow.definition.initiator ?? 'manager';
  if (person === state.initiator && policy !== 'allow') return false;
  return !excluded(flow, state, step.id).has(person);
}

function findPeople(
  flow: CompiledFlow,
  people: People,
  scope: Scope,
  stages: PeopleStage[],
): Found {
  const resolved = resolveAll(flow, people.of, scope);
  if (!resolved.ok) return resolved;
  stages.push({ stage: 'resolved', people: resolved.people });
  const active = resolved.people.filter((id) => scope.directory.person(id)?.active);
  if (active.length < resolved.people.length) stages.push({ stage: 'inactive', people: active });
  if (!people.except) return { ok: true, people: active };
  const except = resolveAll(flow, people.except, scope);
  if (!except.ok) return except;
  const kept = active.filter((id) => !except.people.includes(id));
  if (kept.length < active.length) stages.push({ stage: 'except', people: kept });
  return { ok: true, people: kept, excepted: except.people };
}

function resolveAll(flow: CompiledFlow, resolvers: readonly Resolver[], scope: Scope): Found {
  const people = new Set<PersonId>();
  for (const resolver of resolvers) {
    const found = resolve(flow, resolver, scope);
    if (!found.ok) return found;
    for (const id of found.people) people.add(id);
  }
  if (people.size > LIMITS.seatsPerVisitMax) {
    return { ok: false, ...incident('people.too-many') };
  }
  return { ok: true, people: [...people] };
}

function resolve(flow: CompiledFlow, resolver: Resolver, scope: Scope): Found {
  const { directory, initiator } = scope;
  switch (resolver.kind) {
    case 'user':
      return found([resolver.id]);
    case 'role':
      return found(directory.withRole(resolver.role));
    case 'post':
      return found(directory.withPost(resolver.post));
    case 'members':
      return found(directory.members(resolver.department));
    case 'head': {
      const department =
        resolver.of === 'initiator'
          ? directory.person(initiator)?.department
          : resolver.of.department;
      const head = department === undefined ? undefined : directory.headOf(department);
      return found(head === undefined ? [] : [head]);
    }
    case 'manager': {
      const above = managersOf(scope, initiator)[resolver.level - 1];
      return found(above === undefined ? [] : [above]);
    }
    case 'managers': {
      const chain = chainUpTo(scope, resolver.upTo);
      return found(resolver.order === 'bottom-up' ? chain : chain.toReversed());
    }
    case 'initiator':
      return found([initiator]);
    case 'field':
      return peopleOf(scope.form[resolver.field] ?? []);
    case 'cel': {
      const result = evaluate(programOf(flow, resolver.cel), scope);
      return result.ok ? peopleOf(result.value) : result;
    }
  }
}

function found(people: readonly PersonId[]): Found {
  return { ok: true, people };
}

function peopleOf(value: unknown): Found {
  const list = Array.isArray(value) ? value : [value];
  if (list.every((id) => typeof id === 'string')) return found(list);
  return { ok: false, ...incident('people.not-a-person') };
}

/** The managers above a person, the direct one first; stops at a loop. */
export function managersOf(scope: Pick<Scope, 'directory'>, person: PersonId): PersonId[] {
  const chain: PersonId[] = [];
  let above = scope.directory.person(person)?.manager;
  while (above !== undefined && above !== person && !chain.includes(above)) {
    if (chain.push(above) >= LIMITS.managerLevelsMax) break;
    above = scope.directory.person(above)?.manager;
  }
  return chain;
}

function chainUpTo(
  scope: Scope,
  upTo: { readonly level: number } | { readonly post: string },
): PersonId[] {
  const chain = managersOf(scope, scope.initiator);
  if ('level' in upTo) return chain.slice(0, upTo.level);
  const last = chain.findIndex((id) => scope.directory.person(id)?.posts.includes(upTo.post));
  return last < 0 ? chain : chain.slice(0, last + 1);
}

/** What the stages after the resolvers work on. */
interface Search {
  readonly scope: Scope;
  readonly excepted: readonly PersonId[];
  readonly stages: PeopleStage[];
}

function applyInitiatorPolicy(
  people: readonly PersonId[],
  policy: InitiatorPolicy,
  { scope, excepted, stages }: Search,
): readonly PersonId[] {
  if (policy === 'allow' || !people.includes(scope.initiator)) return people;
  const instead = standIn(policy, scope, excepted);
  const replaced = people.flatMap((id) => {
    if (id !== scope.initiator) return [id];
    return instead !== undefined && !people.includes(instead) ? [instead] : [];
  });
  stages.push({ stage: 'initiator', people: replaced, rule: policy });
  return replaced;
}

function standIn(
  policy: InitiatorPolicy,
  scope: Scope,
  excepted: readonly PersonId[],
): PersonId | undefined {
  const isUsable = (id: PersonId): boolean =>
    id !== scope.initiator && !excepted.includes(id) && scope.directory.person(id)?.active === true;
  if (policy === 'manager') return managersOf(scope, scope.initiator).find(isUsable);
  if (policy !== 'department-head') return undefined;
  const department = scope.directory.person(scope.initiator)?.department;
  const head = department === undefined ? undefined : scope.directory.headOf(department);
  return head !== undefined && isUsable(head) ? head : undefined;
}

function keepDistinct(
  flow: CompiledFlow,
  state: Pick<InstanceState, 'visits'>,
  step: StepId,
  people: readonly PersonId[],
  stages: PeopleStage[],
): readonly PersonId[] {
  const out = excluded(flow, state, step);
  const kept = people.filter((id) => !out.has(id));
  if (kept.length < people.length) stages.push({ stage: 'distinct', people: kept });
  return kept;
}

/** Everybody who acted, or is being asked to act, on a step that excludes this one (R3.6). */
function excluded(
  flow: CompiledFlow,
  state: Pick<InstanceState, 'visits'>,
  step: StepId,
): ReadonlySet<PersonId> {
  const others = flow.distinct.get(step);
  const people = new Set<PersonId>();
  if (!others) return people;
  for (const visit of state.visits) {
    if (!others.has(visit.step)) continue;
    for (const seat of visit.seats ?? []) {
      for (const { to, end } of seat.delegations ?? []) if (end === 'advised') people.add(to);
      if (seat.status === 'closed') continue;
      people.add(seat.person);
      people.add(holderOf(seat));
      if (seat.actor?.kind === 'person') people.add(seat.actor.id);
    }
  }
  return people;
}

/** Why a person may not be brought into a visit by hand; undefined when they may (R3.5, R3.6). */
export function unfitFor(
  flow: CompiledFlow,
  state: InstanceState,
  step: ApprovalStep | HandleStep,
  person: PersonId,
  scope: Scope,
): 'initiator' | 'distinct' | 'except' | undefined {
  if (excluded(flow, state, step.id).has(person)) return 'distinct';
  if (!mayServe(flow, state, step, person)) return 'initiator';
  const except = resolveAll(flow, step.ask.except ?? [], scope);
  return !except.ok || except.people.includes(person) ? 'except' : undefined;
}

/** Whether the person acted on a step that excludes this one: the last look before a vote (R3.6). */
export function hasActedAgainst(
  flow: CompiledFlow,
  state: InstanceState,
  step: StepId,
  person: PersonId,
): boolean {
  const others = flow.distinct.get(step);
  if (!others) return false;
  return state.visits.some(
    (visit) =>
      others.has(visit.step) &&
      visit.seats?.some(
        ({ vote, actor, person: principal, delegations }) =>
          delegations?.some(({ to, end }) => end === 'advised' && to === person) ||
          (vote !== undefined &&
            (principal === person || (actor?.kind === 'person' && actor.id === person))),
      ),
  );
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
  if (!named.ok) return { kind: 'failed', code: named.code, message: named.message };
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
