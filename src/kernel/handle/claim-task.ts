/** ClaimTask and UnclaimTask: one of a pool takes the task, or gives it back (R6.3). */

import { delegateOf } from '../apply.ts';
import { LIMITS } from '../limits.ts';
import type { ClaimTask, UnclaimTask } from '../member-commands.ts';
import { poolOf } from '../members.ts';
import type { Refusal } from '../refusals.ts';
import { refusal } from '../refusals.ts';
import type { Run } from '../run.ts';
import { isRefusal, ownTask, placeOf, refuseShut } from './task.ts';

/** Refuses: task.*, claim.no-pool, claim.yours. */
export function claimTask(run: Run, command: ClaimTask): Refusal | undefined {
  const place = placeOf(run, command);
  if (isRefusal(place)) return place;
  const pool = poolOf(place.visit, place.seat);
  if (!pool) return refusal('claim.no-pool');
  const isClaimed = pool.claim === place.seat.n;
  const task = ownTask(run, command);
  if (isRefusal(task)) return task;
  return isClaimed ? refusal('claim.yours') : undefined;
}

/** Refuses: task.*, claim.*, comment.too-long. */
export function unclaimTask(run: Run, command: UnclaimTask): Refusal | undefined {
  const { actor, may } = run.context;
  const place = placeOf(run, command);
  if (isRefusal(place)) return place;
  const { visit, seat } = place;
  const isOwn = actor.kind === 'person' && actor.id === seat.person;
  if (!isOwn && !may('instance.steer')) return refusal('task.not-yours');
  const shut = refuseShut(run, visit, seat);
  if (shut) return shut;
  const delegate = delegateOf(seat);
  if (delegate !== undefined) return refusal('task.delegated', { to: delegate });
  if (poolOf(visit, seat)?.claim !== seat.n) return refusal('claim.not-claimed');
  if ((command.comment?.length ?? 0) > LIMITS.commentCharsMax) return refusal('comment.too-long');
  run.emit({
    type: 'SeatUnclaimed',
    visit: visit.n,
    seat: seat.n,
    by: actor,
    ...(command.comment ? { comment: command.comment } : {}),
  });
  return undefined;
}
