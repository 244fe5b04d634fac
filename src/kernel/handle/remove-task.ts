/** RemoveTask: a voter who has not voted leaves the visit (R6.9). */

import type { RemoveTask } from '../commands.ts';
import { askingStepOf, settle } from '../decide.ts';
import { LIMITS } from '../limits.ts';
import { membersOf } from '../members.ts';
import type { Refusal } from '../refusals.ts';
import { refusal } from '../refusals.ts';
import type { Run } from '../run.ts';
import type { Seat, Visit } from '../state.ts';
import { refuseShut } from './task.ts';

/** Refuses: task.*, remove.*, comment.too-long. */
export function removeTask(run: Run, command: RemoveTask): Refusal | undefined {
  const { actor, may } = run.context;
  const visit = run.state.visits[command.visit - 1];
  const seat = visit?.seats?.[command.seat - 1];
  if (!visit || !seat || visit.kind === 'start') return refusal('task.unknown');
  const isHeld = run.state.status === 'running' && seat.status === 'waiting';
  const shut = isHeld ? undefined : refuseShut(run, visit, seat);
  if (shut) return shut;
  const step = askingStepOf(run, visit.n);
  const isAdder = actor.kind === 'person' && actor.id === seat.addedBy;
  const takes = step.acts?.includes('remove') ?? true;
  if (!may('instance.steer') && !(isAdder && takes)) {
    return refusal('remove.not-allowed', isAdder ? { step: step.id } : undefined);
  }
  if ((command.comment?.length ?? 0) > LIMITS.commentCharsMax) return refusal('comment.too-long');
  if (isLast(visit, seat)) return refusal('remove.last');
  run.emit({
    type: 'SeatRemoved',
    visit: visit.n,
    seat: seat.n,
    by: actor,
    ...(command.comment ? { comment: command.comment } : {}),
  });
  settle(run, visit.n, actor);
  return undefined;
}

/** The last of those added before or after a vote may go: that vote then waits no more. */
function isLast(visit: Visit, seat: Seat): boolean {
  const group = seat.group === undefined ? undefined : visit.groups![seat.group - 1]!;
  if (group?.of !== undefined) return false;
  const left = membersOf(visit, seat.group).filter(
    (member) => member.seat !== seat && member.status !== 'closed',
  );
  return left.length === 0;
}
