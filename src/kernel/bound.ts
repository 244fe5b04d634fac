/** Votes are bound to what was seen (R10.1): a later change of it marks them stale. */

import type { ApprovalStep, HandleStep } from './definition.ts';
import { ballotOf } from './members.ts';
import { destination, sendBack } from './return.ts';
import type { Run } from './run.ts';
import { seenBy } from './seen.ts';
import type { Seat, Visit } from './state.ts';
import type { Actor, PersonId } from './words.ts';

type AskingStep = ApprovalStep | HandleStep;

const CHANGED: Actor = { kind: 'system', cause: 'changed' };

/**
 * Marks the votes that a change of the form has made stale, tells their voters and asks them again
 * as each step says.
 * Shape: the visits that have passed and whose step wants to be asked again, first visited first.
 */
export function followChange(run: Run): readonly Visit[] {
  const stale = staleVotes(run);
  if (stale.length === 0) return [];
  const votes = stale.map(({ visit, seat }) => ({ visit: visit.n, seat: seat.n }));
  run.emit({ type: 'VotesStale', votes });
  const behind = new Set<number>();
  for (const { step, visit, seat } of stale) {
    const policy = step.onChange ?? 'keep';
    if (policy === 'warn') warn(run, visit, seat);
    if (policy !== 'ask-again') continue;
    if (visit.status === 'passed') behind.add(visit.n);
    else reopen(run, step, visit, seat);
  }
  return [...behind].sort((a, b) => a - b).map((n) => run.visit(n));
}

interface StaleVote {
  readonly step: AskingStep;
  readonly visit: Visit;
  readonly seat: Seat;
}

function staleVotes(run: Run): readonly StaleVote[] {
  const now = new Map<string, string>();
  const found: StaleVote[] = [];
  for (const visit of run.state.visits) {
    const step = run.flow.steps.get(visit.step)?.step;
    if (visit.superseded || (visit.status !== 'open' && visit.status !== 'passed')) continue;
    if (step?.kind !== 'approval' && step?.kind !== 'handle') continue;
    for (const seat of visit.seats ?? []) {
      if (seat.seen === undefined || seat.stale) continue;
      const seen = now.get(step.id) ?? seenBy(step, run.state.form);
      now.set(step.id, seen);
      if (seat.seen !== seen) found.push({ step, visit, seat });
    }
  }
  return found;
}

function warn(run: Run, visit: Visit, { actor }: Seat): void {
  const people: readonly PersonId[] = actor?.kind === 'person' ? [actor.id] : [];
  if (people.length === 0) return;
  run.emit({ type: 'PeopleNotified', visit: visit.n, people, reason: 'stale' });
}

/** The vote is void; its voter is asked again, in a sequence behind the others. */
function reopen(run: Run, { ballot }: AskingStep, visit: Visit, seat: Seat): void {
  const group = seat.group === undefined ? undefined : visit.groups?.[seat.group - 1];
  const isClosed = group?.outcome !== undefined;
  if (isClosed || !run.context.directory.person(seat.person)?.active) return;
  const ordered = ballotOf(visit, seat, ballot).kind === 'sequence';
  const waiting = ordered ? { waiting: true as const } : {};
  run.emit({ type: 'SeatReopened', visit: visit.n, seat: seat.n, ...waiting });
}

/** Goes back to the first step that has passed and wants to be asked again; false: it cannot. */
export function askBehind(run: Run, from: Visit, behind: readonly Visit[]): boolean {
  for (const { step } of behind) {
    const to = destination(run, from, { step });
    if (!to) continue;
    sendBack(run, run.visit(from.n), to, { resume: 'back', by: CHANGED });
    return true;
  }
  return false;
}
