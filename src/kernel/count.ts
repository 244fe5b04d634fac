/** Counts the votes of a visit (R5.5): groups close, the next people are asked, an outcome comes. */

import { dedupeOpen } from './dedupe.ts';
import type { ApprovalStep, HandleStep } from './definition.ts';
import { incident } from './incidents.ts';
import { invariant } from './invariant.ts';
import { LIMITS } from './limits.ts';
import type { GroupClosed } from './member-events.ts';
import {
  asksOf,
  asksOfGroup,
  asksOfSeat,
  isManned,
  isWaiting,
  poolOf,
  tallyOf,
  voiceOfPool,
} from './members.ts';
import { substituteFor } from './people/substitutes.ts';
import { reassigns, vacate } from './reassign.ts';
import type { Run } from './run.ts';
import type { SeatGroup, Visit } from './state.ts';
import { raise } from './visits.ts';
import type { Actor } from './words.ts';

type AskingStep = ApprovalStep | HandleStep;

/** What a ballot came to. */
interface Counted {
  readonly outcome: 'passed' | 'rejected';
  readonly why: string;
  /** Who brought it about, where it was not the one who made it be counted. */
  readonly by?: Actor;
}

/**
 * Counts the votes of a visit, closes its groups and asks who is next; who has approved before is
 * not asked (R4). Groups are counted first, the inner ones before those that wait for them (R5.8).
 * Shape: the outcome, undefined while the ballot is open.
 */
export function count(run: Run, step: AskingStep, visit: number, by: Actor): Counted | undefined {
  for (let steps = 0; ; steps += 1) {
    invariant(steps <= LIMITS.seatsPerVisitMax * 4, 'R5.6', `visit ${visit} settles`);
    // Nobody took over from one who had left: it stands still (R3.2).
    if (run.visit(visit).status !== 'open') return undefined;
    if (dedupeOpen(run, step, visit)) continue;
    const moved = moveGroups(run, step, visit, by);
    if (moved === 'moved') continue;
    if (moved !== 'nothing') return moved;
    const now = run.visit(visit);
    const result = tallyOf(now, step.ballot);
    if (result.kind === 'decided') return result;
    if (result.kind === 'open') return undefined;
    ask(run, step, visit, asksOf(now, result.voice));
  }
}

type Move = 'nothing' | 'moved' | Counted;

function moveGroups(run: Run, step: AskingStep, visit: number, by: Actor): Move {
  for (const group of run.visit(visit).groups?.toReversed() ?? []) {
    const moved = move(run, step, visit, group, by);
    if (moved !== 'nothing') return moved;
  }
  return 'nothing';
}

/** Opens seats whose turn has come; each is offered to whom stands in then (R3.7). */
function ask(run: Run, step: AskingStep, visit: number, seats: readonly number[]): void {
  for (const n of seats) {
    const { seats: all = [] } = run.visit(visit);
    const others = all.filter((seat) => seat.n !== n && seat.status !== 'closed');
    const found = substituteFor(run, step, others, all[n - 1]!.person);
    const offer = found?.ok ? { substitute: found.person } : {};
    run.emit({ type: 'SeatOpened', visit, seat: n, ...offer });
    follow(run, step, visit, n);
  }
}

/** One who has left before the turn came makes room at once, if the step says so (R3.2). */
function follow(run: Run, step: AskingStep, n: number, seat: number): void {
  const opened = run.visit(n).seats![seat - 1]!;
  const isThere = run.context.directory.person(opened.person)?.active;
  if (isThere || !reassigns(run, step, 'left')) return;
  if (vacate(run, step, n, opened, 'left').kind !== 'last') return;
  const { code, message } = incident('people.nobody');
  raise(run, n, code, message);
}

/** What is due in one group: it closes, or asks somebody. */
function move(run: Run, step: AskingStep, n: number, group: SeatGroup, by: Actor): Move {
  if (group.outcome !== undefined) return 'nothing';
  const visit = run.visit(n);
  const seat = group.of === undefined ? undefined : visit.seats![group.of - 1]!;
  if (!isManned(visit, group.n)) return shut(run, step, visit, group, { outcome: 'not-needed' });
  if (seat && group.where === 'after') {
    const approved = seat.vote === 'approve' || seat.vote === 'done';
    if (seat.vote !== undefined && !approved) {
      return shut(run, step, visit, group, { outcome: 'not-needed' });
    }
    if (approved && isWaiting(visit, group.n)) {
      ask(run, step, n, asksOfGroup(visit, group));
      return 'moved';
    }
  }
  if (isWaiting(visit, group.n)) return 'nothing';
  if (group.pool) {
    const outcome = voiceOfPool(visit, group.n);
    if (outcome === undefined) return 'nothing';
    return shut(run, step, visit, group, { outcome, why: 'pool', by });
  }
  const result = tallyOf(visit, group.ballot, group.n);
  if (result.kind === 'open') return 'nothing';
  if (result.kind === 'next') {
    ask(run, step, n, asksOf(visit, result.voice));
    return 'moved';
  }
  const { outcome, why } = result;
  return shut(run, step, visit, group, { outcome, why, by });
}

/** Closes a group; the vote that waited for it goes on. */
function shut(
  run: Run,
  step: AskingStep,
  { n }: Visit,
  group: SeatGroup,
  closing: Pick<GroupClosed, 'outcome' | 'why' | 'by'>,
): Move {
  run.emit({ type: 'GroupClosed', visit: n, group: group.n, ...closing });
  if (group.of === undefined || group.where !== 'before') return 'moved';
  // The vote that it came before is not due yet.
  if (isWaiting(run.visit(n), group.n)) return 'moved';
  const { onAddedReject } = step as ApprovalStep;
  if (closing.outcome === 'rejected' && onAddedReject === 'reject') {
    return {
      outcome: 'rejected',
      why: 'added-rejected',
      ...(closing.by ? { by: closing.by } : {}),
    };
  }
  const visit = run.visit(n);
  const seat = visit.seats![group.of - 1]!;
  const claim = poolOf(visit, seat)?.claim;
  if (claim === undefined || claim === seat.n) ask(run, step, n, asksOfSeat(visit, seat));
  return 'moved';
}
