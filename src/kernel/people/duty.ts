/** Who may act on a step at all: the initiator rule and separation of duty (R3.5, R3.6). */

import { holderOf } from '../apply.ts';
import type { CompiledFlow } from '../compile.ts';
import type { ApprovalStep, HandleStep } from '../definition.ts';
import type { PeopleStage } from '../events.ts';
import type { InstanceState, Visit } from '../state.ts';
import type { PersonId, StepId } from '../words.ts';
import { resolveAll } from './resolve.ts';
import type { PeopleScope } from './scope.ts';

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

/** Takes out whom separation of duty keeps from the step (R3.6). */
export function keepDistinct(
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
export function excluded(
  flow: CompiledFlow,
  state: Pick<InstanceState, 'visits'>,
  step: StepId,
): ReadonlySet<PersonId> {
  const others = flow.distinct.get(step);
  const people = new Set<PersonId>();
  if (!others) return people;
  for (const visit of state.visits) {
    if (others.has(visit.step)) for (const person of servingIn(visit)) people.add(person);
  }
  return people;
}

/** Everybody who acted, or is being asked to act, in a visit. */
export function servingIn({ seats = [] }: Visit): ReadonlySet<PersonId> {
  const people = new Set<PersonId>();
  for (const seat of seats) {
    for (const { to, end } of seat.delegations ?? []) if (end === 'advised') people.add(to);
    if (seat.status === 'closed') continue;
    people.add(seat.person);
    people.add(holderOf(seat));
    if (seat.actor?.kind === 'person') people.add(seat.actor.id);
  }
  return people;
}

/** Why a person may not be brought into a visit by hand; undefined when they may (R3.5, R3.6). */
export function unfitFor(
  flow: CompiledFlow,
  state: InstanceState,
  step: ApprovalStep | HandleStep,
  person: PersonId,
  scope: PeopleScope,
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
