/** TransferTask: the task becomes another's; the one before leaves the voters (R6.4). */

import type { TransferTask } from '../commands.ts';
import { LIMITS } from '../limits.ts';
import type { Refusal } from '../refusals.ts';
import { refusal } from '../refusals.ts';
import type { Run } from '../run.ts';
import { isRefusal, ownTask, refuseAct, refusePerson } from './task.ts';

/** Refuses: task.*, person.*, limit.seats. */
export function transferTask(run: Run, command: TransferTask): Refusal | undefined {
  const task = ownTask(run, command);
  if (isRefusal(task)) return task;
  const no = refuseAct(task, 'transfer') ?? refusePerson(run, task, command.to);
  if (no) return no;
  if ((task.visit.seats?.length ?? 0) >= LIMITS.seatsPerVisitMax) return refusal('limit.seats');
  run.emit({
    type: 'SeatTransferred',
    visit: task.visit.n,
    seat: task.seat.n,
    to: command.to,
    by: task.by,
    ...(command.comment ? { comment: command.comment } : {}),
    directory: run.context.directory.version,
  });
  return undefined;
}
