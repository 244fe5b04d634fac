/** ReassignTasks: the directory has changed, and open tasks go to whom their steps name now (R3.2). */

import { delegateOf } from '../apply.ts';
import { askingStepOf, settle } from '../decide.ts';
import type { ApprovalStep, HandleStep } from '../definition.ts';
import { incident } from '../incidents.ts';
import { membersOf, poolOf } from '../members.ts';
import type { Asked } from '../people/ask.ts';
import { absenceOf, DIRECTORY, reassigns, vacate } from '../reassign.ts';
import type { Refusal } from '../refusals.ts';
import { refusal } from '../refusals.ts';
import type { Run } from '../run.ts';
import { isUnsettled } from '../seats.ts';
import type { Seat, Visit } from '../state.ts';
import { close, raise } from '../visits.ts';
import { passVisit } from '../walk.ts';
import { refuseIdle } from './task.ts';

type AskingStep = ApprovalStep | HandleStep;

/** Refuses: instance.ended, people.unchanged. */
export function reassignTasks(run: Run): Refusal | undefined {
  const idle = refuseIdle(run);
  if (idle) return idle;
  const happened = run.events.length;
  for (const { n } of run.state.visits) {
    const { kind, status } = run.visit(n);
    const asks = kind === 'approval' || kind === 'handle';
    if (run.isRunning && asks && status === 'open') reassignIn(run, n);
  }
  return run.events.length > happened ? undefined : refusal('people.unchanged');
}

function reassignIn(run: Run, n: number): void {
  const step = askingStepOf(run, n);
  if (!reassigns(run, step, 'left') && !reassigns(run, step, 'moved')) return;
  const happened = run.events.length;
  for (const { n: seat } of run.visit(n).seats ?? []) {
    const visit = run.visit(n);
    const now = visit.seats![seat - 1]!;
    if (!isAsked(visit, now)) continue;
    const why = absenceOf(run, step, visit, now);
    if (!why) {
      recall(run, step, n, now);
      continue;
    }
    const vacated = vacate(run, step, n, now, why);
    if (vacated.kind !== 'last') continue;
    leaveEmpty(run, visit, now, vacated.asked);
    if (run.visit(n).status !== 'open') return;
  }
  if (run.events.length > happened) settle(run, n, DIRECTORY);
}

/** Whoever waits for a turn is looked at when it comes; of a pool, all of them are asked. */
function isAsked(visit: Visit, seat: Seat): boolean {
  return seat.status === 'open' || (isUnsettled(seat) && poolOf(visit, seat) !== undefined);
}

/** An opinion that will never come: the task is its owner's again (R6.5). */
function recall(run: Run, step: AskingStep, visit: number, seat: Seat): void {
  const delegate = delegateOf(seat);
  if (delegate === undefined || !reassigns(run, step, 'left')) return;
  if (run.context.directory.person(delegate)?.active) return;
  run.emit({ type: 'DelegationRecalled', visit, seat: seat.n, by: DIRECTORY, comment: 'left' });
}

/** The last of a ballot is gone and nobody follows: the empty policy, or an incident (R3.4). */
function leaveEmpty(run: Run, visit: Visit, seat: Seat, asked: Asked): void {
  const others = membersOf(visit).filter(
    (member) => member.status !== 'closed' && member.group?.n !== seat.group,
  );
  const { n } = visit;
  if (asked.kind !== 'settled') {
    const { code, message } = asked.kind === 'failed' ? asked : incident('people.nobody');
    raise(run, n, code, message);
  } else if (seat.group !== undefined && others.length > 0) {
    const outcomes = { skip: 'not-needed', approve: 'passed', reject: 'rejected' } as const;
    const closing = { outcome: outcomes[asked.as], why: 'empty-policy', by: DIRECTORY };
    run.emit({ type: 'GroupClosed', visit: n, group: seat.group, ...closing });
  } else if (asked.as === 'reject') {
    close(run, n, 'rejected', 'empty-policy', DIRECTORY);
    run.emit({ type: 'InstanceEnded', outcome: 'rejected', by: DIRECTORY });
  } else {
    passVisit(run, n, 'empty-policy', DIRECTORY);
  }
}
