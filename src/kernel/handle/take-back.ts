/** TakeBackVote: the voter takes the vote back while nothing went on from it (R6.10, R6.13). */

import { movedDeadline, movedTimers } from '../clock.ts';
import { LIMITS } from '../limits.ts';
import { lookupOf } from '../lookups.ts';
import type { TakeBackVote } from '../member-commands.ts';
import type { VoteTakenBack } from '../member-events.ts';
import { excluded, servingIn } from '../people/duty.ts';
import type { Refusal } from '../refusals.ts';
import { refusal } from '../refusals.ts';
import type { Run } from '../run.ts';
import type { InstanceState, Visit } from '../state.ts';
import type { Moment, Undone } from '../undo.ts';
import { momentOf, same, undoneVisits } from '../undo.ts';
import { isRefusal, placeOf, refuseAct, refuseIdle } from './task.ts';

/** Refuses: task.unknown, task.wrong-act, instance.suspended, take-back.*, comment.too-long. */
export function takeBack(run: Run, command: TakeBackVote): Refusal | undefined {
  const { actor } = run.context;
  const place = placeOf(run, command);
  if (isRefusal(place)) return place;
  if (run.state.status === 'suspended') return refuseIdle(run);
  const { visit, seat } = place;
  const isOwn = actor.kind === 'person' && same(seat.actor, actor) && seat.status === 'voted';
  if (!isOwn || seat.vote === 'return') return refusal('take-back.no-vote');
  const no = refuseAct(place, 'take-back');
  if (no) return no;
  if ((command.comment?.length ?? 0) > LIMITS.commentCharsMax) return refusal('comment.too-long');
  if (visit.status === 'incident') return refusal('take-back.acted-on');
  const { id: instance } = run.state;
  const answer = run.lookUp(lookupOf('history', instance, { visit: visit.n, seat: seat.n }));
  const history = typeof answer === 'object' && answer.ok ? (answer.history ?? []) : [];
  const moment = momentOf(history, command);
  if (!moment) return refusal('take-back.no-vote');
  const held = heldBy(run.state, moment);
  if (held === 'gone') return refusal('take-back.effect');
  const undone = undoneVisits(moment, run.state, { ...command, atMs: run.atMs });
  const rest = restOf(run, moment);
  if (!undone || !rest || breaksDuty(run, undone)) {
    return refusal('take-back.acted-on');
  }
  const sinceMs = moment.after.updatedAtMs;
  run.emit({
    type: 'VoteTakenBack',
    visit: visit.n,
    seat: seat.n,
    by: actor,
    ...(command.comment ? { comment: command.comment } : {}),
    visits: undone.visits.map((each) => withTimers(run, each, moment, sinceMs)),
    closed: undone.closed,
    ...rest,
    ...(held === undefined ? {} : { dropped: held }),
  });
  return undefined;
}

/** Whether somebody would serve again where a step that excludes this one has taken them (R3.6). */
function breaksDuty(run: Run, { visits, closed }: Undone): boolean {
  const again = new Map(visits.map((visit) => [visit.n, visit]));
  const then = run.state.visits
    .filter(({ n }) => !closed.includes(n))
    .map((visit) => again.get(visit.n) ?? visit);
  return visits.some((visit) => {
    const out = excluded(run.flow, { visits: then }, visit.step);
    const now = servingIn(run.visit(visit.n));
    return [...servingIn(visit)].some((person) => out.has(person) && !now.has(person));
  });
}

/** What may have left the instance with the vote; nothing else can be held. */
const OUTSIDE: ReadonlySet<string> = new Set([
  ...['CallRequested', 'ChildrenStarted', 'ChildStopped', 'SagaTurned', 'SagaRequested'],
]);

/** The rung of what the vote has held back; `gone`: it set something off outside. */
function heldBy(now: InstanceState, { after, events }: Moment): number | 'gone' | undefined {
  const isHeld = events.some(({ type }) => type === 'EffectsHeld');
  if (isHeld) {
    const rung = after.held?.at(-1)?.rung;
    return now.held?.some((each) => each.rung === rung) ? rung : 'gone';
  }
  const told = events.some(
    ({ type }) => OUTSIDE.has(type) || (type === 'InstanceEnded' && after.parent !== undefined),
  );
  return told ? 'gone' : undefined;
}

/** A visit that is open again counts on where it stood; one that stayed open never stopped. */
function withTimers(run: Run, visit: Visit, { after }: Moment, sinceMs: number): Visit {
  const stood = after.visits[visit.n - 1]?.status !== visit.status;
  if (!stood || !visit.timers) return visit;
  return { ...visit, timers: movedTimers(run, visit, sinceMs) };
}

/** Whether somebody has voted since, on the data as the vote had left it (R10.1). */
function hasVotedSince(after: InstanceState, now: InstanceState): boolean {
  return now.visits.some(({ n, seats }) =>
    seats?.some(({ vote }, index) => {
      const then = after.visits[n - 1]?.seats?.[index];
      return vote !== undefined && then?.vote === undefined;
    }),
  );
}

type Rest = Pick<VoteTakenBack, 'form' | 'vars' | 'choices' | 'saga' | 'clock' | 'resumed'>;

/** What changed besides the visits, as it was; undefined: somebody has changed it since. */
function restOf(run: Run, { before, after }: Moment): Rest | undefined {
  const now = run.state;
  if (now.flow.hash !== after.flow.hash) return undefined;
  if (now.status !== after.status || now.endedAtMs !== after.endedAtMs) return undefined;
  if (now.outcome !== after.outcome) return undefined;
  const changed = (key: keyof InstanceState): boolean => !same(before[key], after[key]);
  const kept = (key: keyof InstanceState): boolean => same(after[key], now[key]);
  for (const key of ['form', 'vars', 'choices', 'saga'] as const) {
    if (changed(key) && !kept(key)) return undefined;
  }
  const isStale = now.formRevision !== after.formRevision || hasVotedSince(after, now);
  if (changed('form') && isStale) return undefined;
  const ended = before.status !== after.status;
  const { clock } = before;
  return {
    ...(changed('form') ? { form: before.form } : {}),
    ...(changed('vars') ? { vars: before.vars ?? null } : {}),
    ...(changed('choices') ? { choices: before.choices ?? null } : {}),
    ...(changed('saga') ? { saga: before.saga ?? [] } : {}),
    ...(clock && ended ? { clock: movedDeadline(run, clock, after.updatedAtMs) } : {}),
    ...(clock && !ended && changed('clock') ? { clock } : {}),
    ...(ended ? { resumed: true as const } : {}),
  };
}
