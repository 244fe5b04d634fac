/** FireTimer: one due rung of a visit's ladder does its act, once (R9.1 to R9.3); a delay ends. */

import { holderOf } from '../apply.ts';
import type { FireTimer } from '../commands.ts';
import { askingStepOf, reject } from '../decide.ts';
import type { ApprovalStep, HandleStep, Rung } from '../definition.ts';
import { mayServe } from '../people/duty.ts';
import { managersOf } from '../people/resolve.ts';
import type { Refusal } from '../refusals.ts';
import { refusal } from '../refusals.ts';
import type { Run } from '../run.ts';
import type { Seat } from '../state.ts';
import { HELD_RUNG, INSTANCE_VISIT } from '../state.ts';
import { passVisit } from '../walk.ts';
import type { PersonId } from '../words.ts';
import { fireDeadline, notify } from './fire-deadline.ts';
import { release } from './release.ts';
import { runOut } from './run-out.ts';
import { add, giveBack, jumpTo, standIn, transfer } from './rung.ts';
import { refuseIdle, refuseNoMachine } from './task.ts';

/** Refuses: admin.right-missing, timer.not-armed (R9.2), timer.not-due (M3). */
export function fireTimer(run: Run, command: FireTimer): Refusal | undefined {
  if (run.context.actor.kind !== 'system') return refuseNoMachine();
  if (run.state.status === 'suspended') return refuseIdle(run);
  if (command.visit === INSTANCE_VISIT && command.rung >= HELD_RUNG) {
    return release(run, command.rung);
  }
  if (command.visit === INSTANCE_VISIT) return fireDeadline(run, command.rung);
  const visit = run.state.visits[command.visit - 1];
  const timer = visit?.timers?.find((armed) => armed.rung === command.rung);
  if (visit?.status !== 'open' || !timer) return refusal('timer.not-armed');
  if (run.context.nowMs < timer.dueAtMs)
    return refusal('timer.not-due', { dueAtMs: timer.dueAtMs });
  run.emit({ type: 'TimerFired', visit: visit.n, rung: command.rung });
  const step = run.flow.steps.get(visit.step)?.step;
  if (step?.kind === 'delay') passVisit(run, visit.n);
  else if (step?.kind === 'wait') runOut(run, visit.n, step);
  else if (step?.kind === 'call') runOut(run, visit.n, step.callback ?? {});
  else act(run, visit.n, askingStepOf(run, visit.n), command.rung);
  return undefined;
}

function act(run: Run, visit: number, step: ApprovalStep | HandleStep, rung: number): void {
  const by = { kind: 'system', cause: `rung ${rung + 1}` } as const;
  const { do: what }: Rung = step.ladder![rung]!;
  switch (what.kind) {
    case 'remind': {
      const people = openSeats(run, visit).map(holderOf);
      run.emit({ type: 'PeopleNotified', visit, people, reason: 'remind' });
      return;
    }
    case 'notify':
      notify(run, visit, what.tell);
      return;
    case 'escalate':
      for (const seat of openSeats(run, visit)) escalate(run, visit, step, seat, rung);
      return;
    case 'add':
      add(run, visit, step, what, by);
      return;
    case 'transfer':
      transfer(run, visit, step, what, by);
      return;
    case 'stand-in':
      standIn(run, visit, step, by);
      return;
    case 'return':
      giveBack(run, visit, what, by);
      return;
    case 'end':
      run.emit({ type: 'InstanceEnded', outcome: what.outcome, by });
      return;
    case 'jump':
      jumpTo(run, what, by);
      return;
    case 'approve':
      passVisit(run, visit, by.cause, by);
      return;
    case 'reject':
      reject(run, visit, by, by.cause);
      return;
  }
}

function openSeats(run: Run, visit: number): readonly Seat[] {
  return (run.visit(visit).seats ?? []).filter((seat) => seat.status === 'open');
}

/**
 * Gives the seat to the nearest manager above who may serve and never sat here; without one the
 * voter keeps it.
 */
function escalate(
  run: Run,
  visit: number,
  step: ApprovalStep | HandleStep,
  seat: Seat,
  rung: number,
): void {
  const seated = new Set<PersonId>();
  for (const { person } of run.visit(visit).seats ?? []) seated.add(person);
  const { directory } = run.context;
  const to = managersOf({ directory }, seat.person).find(
    (id) =>
      directory.person(id)?.active && !seated.has(id) && mayServe(run.flow, run.state, step, id),
  );
  if (to === undefined) return;
  run.emit({
    type: 'SeatEscalated',
    visit,
    seat: seat.n,
    to,
    rung,
    directory: directory.version,
  });
}
