/** Settles a visit after a vote or a change of its members (R5.5). */

import type { ApprovalStep, HandleStep } from './definition.ts';
import { invariant } from './invariant.ts';
import { LIMITS } from './limits.ts';
import type { GroupClosed } from './member-events.ts';
import { asksOf, asksOfGroup, asksOfSeat, isManned, isWaiting, tallyOf } from './members.ts';
import { destination, sendBack } from './return.ts';
import type { Run } from './run.ts';
import type { SeatGroup, Visit } from './state.ts';
import { close } from './visits.ts';
import { passVisit } from './walk.ts';
import type { Actor } from './words.ts';

/** The definition of the step that a visit is of; only steps that ask have one here. */
export function askingStepOf(run: Run, visit: number): ApprovalStep | HandleStep {
  const step = run.flow.steps.get(run.visit(visit).step)?.step;
  invariant(step?.kind === 'approval' || step?.kind === 'handle', 'C2', 'the visit has a ballot');
  return step;
}

/**
 * Counts the votes of a visit and does what follows: nothing, the next people, or the outcome.
 * Groups are counted first, the inner ones before those that wait for them (R5.8).
 */
export function settle(run: Run, visit: number, by: Actor): void {
  const step = askingStepOf(run, visit);
  for (let steps = 0; ; steps += 1) {
    invariant(steps <= LIMITS.seatsPerVisitMax * 4, 'R5.6', `visit ${visit} settles`);
    const moved = run
      .visit(visit)
      .groups?.toReversed()
      .some((group) => move(run, visit, group, by));
    if (!moved) break;
    if (run.visit(visit).status !== 'open') return;
  }
  const now = run.visit(visit);
  const result = tallyOf(now, step.ballot);
  if (result.kind === 'next') ask(run, visit, asksOf(now, result.voice));
  if (result.kind !== 'decided') return;
  if (result.outcome === 'passed') passVisit(run, visit, result.why, by);
  else reject(run, visit, by, result.why);
}

function ask(run: Run, visit: number, seats: readonly number[]): void {
  for (const seat of seats) run.emit({ type: 'SeatOpened', visit, seat });
}

/** What is due in one group: it closes, or asks somebody; false when nothing is. */
function move(run: Run, n: number, group: SeatGroup, by: Actor): boolean {
  if (group.outcome !== undefined) return false;
  const visit = run.visit(n);
  const seat = group.of === undefined ? undefined : visit.seats![group.of - 1]!;
  if (!isManned(visit, group.n)) return shut(run, visit, group, { outcome: 'not-needed' });
  if (seat && group.where === 'after') {
    const approved = seat.vote === 'approve' || seat.vote === 'done';
    if (seat.vote !== undefined && !approved) {
      return shut(run, visit, group, { outcome: 'not-needed' });
    }
    if (approved && isWaiting(visit, group.n)) {
      ask(run, n, asksOfGroup(visit, group));
      return true;
    }
  }
  if (isWaiting(visit, group.n)) return false;
  const result = tallyOf(visit, group.ballot, group.n);
  if (result.kind === 'open') return false;
  if (result.kind === 'next') {
    ask(run, n, asksOf(visit, result.voice));
    return true;
  }
  const { outcome, why } = result;
  return shut(run, visit, group, { outcome, why, by });
}

/** Closes a group; the vote that waited for it goes on. */
function shut(
  run: Run,
  { n }: Visit,
  group: SeatGroup,
  closing: Pick<GroupClosed, 'outcome' | 'why' | 'by'>,
): true {
  run.emit({ type: 'GroupClosed', visit: n, group: group.n, ...closing });
  if (group.of === undefined || group.where !== 'before') return true;
  const { onAddedReject } = askingStepOf(run, n) as ApprovalStep;
  if (closing.outcome === 'rejected' && onAddedReject === 'reject') {
    reject(run, n, closing.by ?? run.context.actor, 'added-rejected');
    return true;
  }
  const visit = run.visit(n);
  ask(run, n, asksOfSeat(visit, visit.seats![group.of - 1]!));
  return true;
}

/** Closes a visit as rejected and follows the step's `onReject`. */
export function reject(run: Run, visit: number, by: Actor, why: string): void {
  const step = askingStepOf(run, visit);
  close(run, visit, 'rejected', why, by);
  const onReject = step.kind === 'approval' ? step.onReject : undefined;
  if (onReject?.kind === 'return') {
    const from = run.visit(visit);
    const to = destination(run, from, onReject.to) ?? { kind: 'start' };
    sendBack(run, from, to, { resume: onReject.resume, by });
    return;
  }
  run.emit({ type: 'InstanceEnded', outcome: 'rejected', by });
}
