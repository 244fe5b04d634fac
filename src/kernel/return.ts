/** Return and resume (R7): finds the target, retires what lies behind it, enters it again. */

import { isHandedOn, isLive } from './apply.ts';
import { stopClock } from './clock.ts';
import { ancestorIn } from './compile.ts';
import type { Resume, ReturnTarget } from './definition.ts';
import { invariant } from './invariant.ts';
import type { Run } from './run.ts';
import type { AddedPeople, BackTarget, Frame, Seat, Visit } from './state.ts';
import { START_STEP } from './state.ts';
import { enterList, ROOT } from './walk.ts';
import type { Actor } from './words.ts';

/** Where a return goes: `top` is the visit, in a frame that encloses the returning one, to redo from. */
export type Destination =
  | { readonly kind: 'start' }
  | { readonly kind: 'step'; readonly visit: Visit; readonly top: Visit };

/** The visit a target stands for, seen from `from`; undefined when it was not visited (R7.1). */
export function destination(run: Run, from: Visit, target: ReturnTarget): Destination | undefined {
  if (target === 'initiator') return { kind: 'start' };
  if (target === 'parent') return undefined;
  const frames = enclosingFrames(run, from);
  for (let n = from.n - 1; n >= 1; n--) {
    const visit = run.visit(n);
    if (!isTarget(visit, from, target)) continue;
    const top = reach(run, visit, frames);
    if (top) return { kind: 'step', visit, top };
  }
  return target === 'previous' ? { kind: 'start' } : undefined;
}

function isTarget(visit: Visit, from: Visit, target: ReturnTarget): boolean {
  if (visit.superseded || visit.status !== 'passed' || visit.step === from.step) return false;
  if (typeof target === 'object') return visit.step === target.step;
  return visit.seats !== undefined && visit.kind !== 'start';
}

function enclosingFrames(run: Run, from: Visit): readonly Frame[] {
  const frames: Frame[] = [];
  for (let visit = from; ; visit = run.visit(visit.parent)) {
    frames.push(visit);
    if (visit.parent === 0) return frames;
  }
}

/** Climbs out of finished choices until a frame that encloses the returning visit; forks stop it. */
function reach(run: Run, visit: Visit, frames: readonly Frame[]): Visit | undefined {
  for (let top = visit; ; top = run.visit(top.parent)) {
    if (frames.some((frame) => isSameFrame(frame, top))) return top;
    if (top.parent === 0 || run.visit(top.parent).kind !== 'choice') return undefined;
  }
}

function isSameFrame(a: Frame, b: Frame): boolean {
  return a.parent === b.parent && a.branch === b.branch;
}

/** Sends the instance back (R7.3 to R7.5) and enters the destination as a new visit. */
export function sendBack(
  run: Run,
  from: Visit,
  to: Destination,
  how: { readonly resume: Resume; readonly by: Actor; readonly comment?: string },
): void {
  const covered = coveredBy(run, to);
  const back = how.resume === 'back' ? backTo(from) : undefined;
  run.emit({
    type: 'Returned',
    from: from.n,
    to: to.kind === 'start' ? START_STEP : to.visit.step,
    resume: how.resume,
    by: how.by,
    ...(how.comment === undefined ? {} : { comment: how.comment }),
    retired: covered.filter(isLive).map((visit) => visit.n),
    superseded: covered.filter((visit) => !isLive(visit)).map((visit) => visit.n),
  });
  if (to.kind === 'start') {
    stopClock(run);
    run.emit({
      type: 'VisitOpened',
      visit: run.nextVisit,
      step: START_STEP,
      kind: 'start',
      ...ROOT,
      seats: [{ person: run.state.initiator }],
      ...(back ? { back } : {}),
    });
    return;
  }
  const frame: Frame = { parent: to.top.parent, branch: to.top.branch };
  const place = ancestorIn(run.flow, run.listOf(frame), to.visit.step);
  invariant(place, 'L6', 'the target stands in the list it was visited in');
  enterList(run, frame, place.index, { step: to.visit.step, ...(back ? { back } : {}) });
}

/** The way back to a visit: its people, whom they stand for, and where it was heading itself. */
function backTo(from: Visit): BackTarget {
  const seats = from.seats ?? [];
  const held = seats.filter((seat) => !isHandedOn(seat) && seat.closed !== 'removed');
  const own = held.filter(({ addedBy }) => addedBy === undefined);
  const asked = own.map((seat) => firstOf(seats, seat).person);
  const people = own.map((seat) => seat.person);
  const added = addedIn(from, held);
  return {
    step: from.step,
    people,
    ...(own.some((seat) => seat.from !== undefined) ? { asked } : {}),
    ...(added.length > 0 ? { added } : {}),
    ...(from.back ? { back: from.back } : {}),
  };
}

/** Whom voters had brought in: beside them first, then those round a vote, outer ones first. */
function addedIn(
  { seats = [], groups = [] }: Visit,
  held: readonly Seat[],
): readonly AddedPeople[] {
  const beside = held.flatMap(({ person, group, addedBy }): readonly AddedPeople[] => {
    const place = group === undefined ? undefined : groups[group - 1]!;
    if (addedBy === undefined || place?.of !== undefined) return [];
    const name = place?.name === undefined ? {} : { group: place.name };
    return [{ where: 'beside', people: [person], by: addedBy, ...name }];
  });
  const around = groups.flatMap(({ n, of, where, addedBy, ballot }): readonly AddedPeople[] => {
    const people = held.filter(({ group }) => group === n).map(({ person }) => person);
    if (of === undefined || !where || addedBy === undefined || people.length === 0) return [];
    return [{ where, of: seats[of - 1]!.person, people, by: addedBy, ballot }];
  });
  return [...beside, ...around];
}

/** The seat that the step opened, before escalations and transfers handed it on. */
function firstOf(seats: readonly Seat[], seat: Seat): Seat {
  let first = seat;
  while (first.from !== undefined) first = seats[first.from - 1]!;
  return first;
}

/** The visits that a return to `to` undoes: its frame's, from the target on, with all inside them. */
function coveredBy(run: Run, to: Destination): readonly Visit[] {
  if (to.kind === 'start') return run.state.visits.filter((visit) => !visit.superseded);
  const { top } = to;
  return run.state.visits.slice(top.n - 1).filter((visit) => {
    if (visit.superseded) return false;
    let member = visit;
    while (member.parent !== 0 && !isSameFrame(member, top)) member = run.visit(member.parent);
    return isSameFrame(member, top) && member.n >= top.n;
  });
}
