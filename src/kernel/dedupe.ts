/** Dedupe (R4): who has approved what a step shows is not asked once more. */

import type { CompiledFlow } from './compile.ts';
import type { ApprovalStep, Dedupe, HandleStep } from './definition.ts';
import { isManned, poolOf, tallyOf } from './members.ts';
import type { Run } from './run.ts';
import { seenBy, showsAllOf } from './seen.ts';
import type { Seat, SeatGroup, SeatPlace, Visit } from './state.ts';
import type { Actor, PersonId } from './words.ts';

type AskingStep = ApprovalStep | HandleStep;

/** Who settles in place of somebody who has approved before (R4.3). */
export const DEDUPE: Actor = { kind: 'system', cause: 'dedupe' };

/**
 * The policy by which seats of a step may be settled; undefined where nobody's may (R4.4): a vote
 * there has to carry something, be it the names of the next step's people.
 */
function dedupeOf(flow: CompiledFlow, step: AskingStep): Dedupe | undefined {
  if (step.kind !== 'approval' || step.require?.length || flow.naming.has(step.id))
    return undefined;
  const policy = step.dedupe ?? flow.definition.dedupe;
  return policy === undefined || policy.kind === 'none' ? undefined : policy;
}

/** Settles the open seats of a visit whose people have approved before; false: nobody’s. */
export function dedupeOpen(run: Run, step: AskingStep, n: number): boolean {
  const policy = dedupeOf(run.flow, step);
  if (!policy) return false;
  const visit = run.visit(n);
  const open = (visit.seats ?? []).filter((seat) => isOpenFor(visit, seat));
  const people = new Set(open.map(({ person }) => person));
  const votes = votesBefore(run, { step, policy, people }, visit);
  const found = open.flatMap((seat) => {
    const evidence = votes.get(seat.person);
    return evidence ? [{ seat, evidence }] : [];
  });
  if (found.length === 0 || !mayPass(step, visit, found)) return false;
  for (const { seat, evidence } of found) settleSeat(run, step, n, seat, policy, evidence);
  return true;
}

/** The seats of the voter that a vote settles in visits beside its own; gives the visits. */
export function dedupeBeside(run: Run, at: SeatPlace): readonly number[] {
  const voted = run.visit(at.visit).seats?.[at.seat - 1];
  if (voted?.vote !== 'approve' || voted.actor?.kind !== 'person' || !run.isRunning) return [];
  const { id } = voted.actor;
  const touched: number[] = [];
  for (const { n } of run.state.visits) {
    const visit = run.visit(n);
    if (visit.status !== 'open' || n === at.visit) continue;
    const step = run.flow.steps.get(visit.step)?.step;
    if (step?.kind !== 'approval') continue;
    const policy = dedupeOf(run.flow, step);
    if (policy?.kind !== 'first' && !(policy?.kind === 'last' && n < at.visit)) continue;
    if (!isEvidence(run, run.visit(at.visit), voted, { step, policy })) continue;
    const seat = visit.seats?.find((each) => isOpenFor(visit, each) && each.person === id);
    if (!seat || !mayPass(step, visit, [{ seat }])) continue;
    settleSeat(run, step, n, seat, policy, at);
    touched.push(n);
  }
  return touched;
}

/**
 * A seat that the step itself opened: what was given by hand is asked of whom it was given to, and
 * a pool's task of whoever claims it.
 */
function isOpenFor(visit: Visit, seat: Seat): boolean {
  if (poolOf(visit, seat)) return false;
  const { status, from, addedBy, delegations } = seat;
  return status === 'open' && from === undefined && addedBy === undefined && !delegations;
}

/** Whether the approvals leave ballots that can pass; one that cannot is left to people. */
function mayPass(
  { ballot }: AskingStep,
  visit: Visit,
  found: readonly { readonly seat: Seat }[],
): boolean {
  const settled = new Set(found.map(({ seat }) => seat));
  const seats = (visit.seats ?? []).map((seat): Seat => {
    return settled.has(seat) ? { ...seat, status: 'voted', vote: 'approve' } : seat;
  });
  const then = { ...visit, seats };
  let refuses = false;
  const groups = visit.groups?.map((group): SeatGroup => {
    const { n, outcome, pool } = group;
    if (outcome !== undefined || pool || !isManned(then, n)) return group;
    const result = tallyOf(then, group.ballot, n);
    if (result.kind !== 'decided') return group;
    refuses ||= result.outcome === 'rejected';
    return { ...group, outcome: result.outcome };
  });
  const own = tallyOf({ ...then, ...(groups ? { groups } : {}) }, ballot);
  return !refuses && (own.kind !== 'decided' || own.outcome === 'passed');
}

function settleSeat(
  run: Run,
  step: AskingStep,
  visit: number,
  { n: seat }: Seat,
  { kind: policy }: Dedupe,
  evidence: SeatPlace,
): void {
  const seen = seenBy(step, run.state.form);
  run.emit({ type: 'SeatSettled', visit, seat, by: DEDUPE, policy, evidence, seen });
}

/** What is to be settled: the open seats of these people in a step. */
interface Wanted extends Settling {
  readonly people: ReadonlySet<PersonId>;
}

interface Settling {
  readonly step: AskingStep;
  readonly policy: Dedupe;
}

/** For each of the people the last vote before a visit that settles their seats there (R4.2). */
function votesBefore(run: Run, wanted: Wanted, visit: Visit): ReadonlyMap<PersonId, SeatPlace> {
  const { policy, people } = wanted;
  const votes = new Map<PersonId, SeatPlace>();
  if (policy.kind === 'last' || people.size === 0) return votes;
  const near = policy.kind === 'first' ? undefined : (run.flow.adjacent.get(visit.step) ?? NOWHERE);
  const before = run.state.visits.slice(0, visit.n - 1).toReversed();
  for (const other of before) {
    if (near?.has(other.step) === false) continue;
    for (const [person, place] of evidenceIn(run, other, wanted)) {
      if (!votes.has(person)) votes.set(person, place);
    }
    if (votes.size === people.size) break;
  }
  return votes;
}

const NOWHERE: ReadonlySet<string> = new Set();

function* evidenceIn(
  run: Run,
  visit: Visit,
  wanted: Wanted,
): Generator<readonly [PersonId, SeatPlace]> {
  const { people } = wanted;
  for (const seat of visit.seats ?? []) {
    const person = seat.actor?.kind === 'person' ? seat.actor.id : undefined;
    if (person === undefined || !people.has(person)) continue;
    if (isEvidence(run, visit, seat, wanted)) {
      yield [person, { visit: visit.n, seat: seat.n }];
    }
  }
  if (visit.superseded) return;
  // Settled itself by a vote of the same person: that vote holds for the neighbour, too.
  for (const { person, evidence } of visit.seats ?? []) {
    if (!evidence || !people.has(person)) continue;
    const origin = run.visit(evidence.visit);
    const vote = origin.seats?.[evidence.seat - 1];
    if (vote && isBy(vote, person) && isEvidence(run, origin, vote, wanted)) {
      yield [person, evidence];
    }
  }
}

function isBy({ actor }: Seat, person: PersonId): boolean {
  return actor?.kind === 'person' && actor.id === person;
}

/**
 * R4.2: a human's own approval, not undone by a return, of fields that are still so, among them all
 * that the step to be settled shows.
 */
function isEvidence(run: Run, visit: Visit, seat: Seat, { step, policy }: Settling): boolean {
  const { vote, actor, seen } = seat;
  if (visit.superseded || (visit.status !== 'open' && visit.status !== 'passed')) return false;
  if (vote !== 'approve' || seat.status !== 'voted') return false;
  if (actor?.kind !== 'person') return false;
  if (seat.person !== actor.id && !policy.forOthers) return false;
  const of = run.flow.steps.get(visit.step)?.step;
  return of?.kind === 'approval' && showsAllOf(of, step) && seen === seenBy(of, run.state.form);
}
