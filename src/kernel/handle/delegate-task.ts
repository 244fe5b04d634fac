/** DelegateTask, AdviseTask, RecallTask: another's opinion before the owner's vote (R6.5). */

import { delegateOf } from '../apply.ts';
import type { AdviseTask, DelegateTask, RecallTask } from '../commands.ts';
import { LIMITS } from '../limits.ts';
import { hasActedAgainst } from '../people/duty.ts';
import type { Refusal } from '../refusals.ts';
import { refusal } from '../refusals.ts';
import type { Run } from '../run.ts';
import type { OpenTask } from './task.ts';
import { isRefusal, ownersTask, ownTask, refuseAct, refusePerson, seatedTask } from './task.ts';

/** Refuses: task.*, person.*, delegate.limit. */
export function delegateTask(run: Run, command: DelegateTask): Refusal | undefined {
  const deeper = seatedTask(run, command, delegateOf);
  if (!isRefusal(deeper)) return refusal('delegate.limit', { depthMax: LIMITS.delegationDepthMax });
  const task = ownTask(run, command);
  if (isRefusal(task)) return task;
  const no = refuseAct(task, 'delegate') ?? refusePerson(run, task, command.to);
  if (no) return no;
  if ((task.seat.delegations?.length ?? 0) >= LIMITS.delegationsPerSeatMax) {
    return refusal('delegate.limit', { timesMax: LIMITS.delegationsPerSeatMax });
  }
  run.emit({
    type: 'SeatDelegated',
    ...placeOf(task),
    to: command.to,
    by: task.by,
    ...said(command),
    directory: run.context.directory.version,
  });
  return undefined;
}

/** Never settles anything: an opinion is no vote (T9). Refuses: task.*, distinct.conflict, advice.empty. */
export function adviseTask(run: Run, command: AdviseTask): Refusal | undefined {
  const task = seatedTask(run, command, delegateOf);
  if (isRefusal(task)) return task;
  const { id } = task.by;
  if (hasActedAgainst(run.flow, run.state, task.step.id, id)) {
    return refusal('distinct.conflict', { step: task.step.id });
  }
  const { advice, comment = '' } = command;
  if (advice === 'none' && comment.trim() === '') return refusal('advice.empty');
  const { by, seat } = task;
  run.emit({
    type: 'OpinionGiven',
    ...placeOf(task),
    advice,
    by,
    for: seat.person,
    ...said(command),
  });
  return undefined;
}

/** Refuses: task.*. */
export function recallTask(run: Run, command: RecallTask): Refusal | undefined {
  const task = ownersTask(run, command);
  if (isRefusal(task)) return task;
  if (delegateOf(task.seat) === undefined) return refusal('task.not-delegated');
  run.emit({ type: 'DelegationRecalled', ...placeOf(task), by: task.by, ...said(command) });
  return undefined;
}

function placeOf({ visit, seat }: OpenTask): { readonly visit: number; readonly seat: number } {
  return { visit: visit.n, seat: seat.n };
}

function said({ comment }: { readonly comment?: string }): { readonly comment?: string } {
  return comment ? { comment } : {};
}
