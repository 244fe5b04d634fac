/** What a rung of a ladder does beyond telling, escalating and deciding (R9.1, R9.5). */

import { settle } from '../decide.ts';
import type { ApprovalStep, HandleStep, People, RungAct } from '../definition.ts';
import { describeSeats } from '../enter/seating.ts';
import type { NewSeat } from '../events.ts';
import { coveredBy, landingAt } from '../jump.ts';
import { LIMITS } from '../limits.ts';
import { ballotOf, poolOf } from '../members.ts';
import { tell } from '../people/ask.ts';
import { peopleScope } from '../people/scope.ts';
import { nextStandIn } from '../people/stand-ins.ts';
import { destination, sendBack } from '../return.ts';
import type { Run } from '../run.ts';
import type { Seat, Visit } from '../state.ts';
import { isWornOut } from '../visits.ts';
import { enterList } from '../walk.ts';
import type { Actor, PersonId } from '../words.ts';
import { refusePerson } from './task.ts';

type AskingStep = ApprovalStep | HandleStep;
type Act<K extends RungAct['kind']> = Extract<RungAct, { readonly kind: K }>;

/** The people whom the rung names and who may be brought into the visit beside this seat. */
function fitFor(
  run: Run,
  visit: Visit,
  seat: Seat,
  step: AskingStep,
  people: People,
): readonly PersonId[] {
  const found = tell(run.flow, people, peopleScope(run, step));
  if (!found.ok) return [];
  return found.people.filter((id) => refusePerson(run, { visit, seat, step }, id) === undefined);
}

/** More people join the ballot of the first who is asked (R6.8); nobody fit, nobody joins. */
export function add(run: Run, n: number, step: AskingStep, act: Act<'add'>, by: Actor): void {
  const visit = run.visit(n);
  const seat = visit.seats?.find(({ status }) => status === 'open');
  if (!seat) return;
  const room = LIMITS.seatsPerVisitMax - (visit.seats?.length ?? 0);
  const people = fitFor(run, visit, seat, step, act.people).slice(0, room);
  const pool = poolOf(visit, seat) !== undefined;
  const ballot = pool ? step.ballot : ballotOf(visit, seat, step.ballot);
  const described = describeSeats(run, ballot, people);
  if (!described.ok || people.length === 0) return;
  const group = pool ? undefined : seat.group;
  const seats = described.seats.map(
    (each): NewSeat => ({
      ...each,
      ...(group === undefined ? {} : { group }),
      ...(ballot.kind === 'sequence' ? { waiting: true } : {}),
    }),
  );
  const directory = run.context.directory.version;
  run.emit({ type: 'SeatsAdded', visit: n, seat: seat.n, where: 'beside', seats, by, directory });
  settle(run, n, by);
}

/** Every open task becomes that of the next of the people who is fit for it (R6.4). */
export function transfer(
  run: Run,
  n: number,
  step: AskingStep,
  act: Act<'transfer'>,
  by: Actor,
): void {
  for (const seat of openSeats(run, n)) {
    const [to] = fitFor(run, run.visit(n), seat, step, act.to);
    if (to !== undefined) handOn(run, n, seat, to, by);
  }
}

/** Every open task goes to the next stand-in of its voter who is fit for it (R9.5). */
export function standIn(run: Run, n: number, step: AskingStep, by: Actor): void {
  for (const seat of openSeats(run, n)) {
    const isFit = (id: PersonId) =>
      refusePerson(run, { visit: run.visit(n), seat, step }, id) === undefined;
    const principal = firstOf(run.visit(n), seat).person;
    const to = nextStandIn(run.flow, step, principal, peopleScope(run, step), isFit);
    if (to !== undefined) handOn(run, n, seat, to, by);
  }
}

/** The seat that the step opened, before it was handed on: whose stand-ins are asked. */
function firstOf(visit: Visit, seat: Seat): Seat {
  let first = seat;
  while (first.from !== undefined) first = visit.seats![first.from - 1]!;
  return first;
}

function handOn(run: Run, visit: number, { n: seat }: Seat, to: PersonId, by: Actor): void {
  if ((run.visit(visit).seats?.length ?? 0) >= LIMITS.seatsPerVisitMax) return;
  const directory = run.context.directory.version;
  run.emit({ type: 'SeatTransferred', visit, seat, to, by, directory });
}

function openSeats(run: Run, n: number): readonly Seat[] {
  return (run.visit(n).seats ?? []).filter(({ status }) => status === 'open');
}

/** The instance goes back (R7.1); to the initiator where the target was not visited. */
export function giveBack(run: Run, n: number, act: Act<'return'>, by: Actor): void {
  const from = run.visit(n);
  const to = destination(run, from, act.to) ?? { kind: 'start' };
  sendBack(run, from, to, { resume: act.resume, by });
}

/** The instance goes on at another step, as if an administrator had led it there (R8.2). */
export function jumpTo(run: Run, act: Act<'jump'>, by: Actor & { readonly kind: 'system' }): void {
  const place = run.flow.steps.get(act.to);
  if (!place || isWornOut(run, act.to)) return;
  const landing = landingAt(run, place);
  const covered = coveredBy(run, landing);
  run.emit({ type: 'InstanceJumped', to: act.to, by, reason: by.cause, ...covered });
  enterList(run, landing.frame, landing.ahead.index, { step: act.to, force: true });
}
