/** ApproveTask, RejectTask, AbstainTask, CompleteTask: one vote on one task (R6.1). */

import type { AbstainTask, ApproveTask, CompleteTask, RejectTask } from '../commands.ts';
import { settle } from '../decide.ts';
import type { Refusal } from '../refusals.ts';
import type { Run } from '../run.ts';
import { changeForm, isRefusal, openTask } from './task.ts';

type VoteCommand = ApproveTask | RejectTask | AbstainTask | CompleteTask;

const VOTES = {
  ApproveTask: 'approve',
  RejectTask: 'reject',
  AbstainTask: 'abstain',
  CompleteTask: 'done',
} as const;

export function vote(run: Run, command: VoteCommand): Refusal | undefined {
  const task = openTask(run, command);
  if (isRefusal(task)) return task;
  const unchanged = changeForm(run, task, command);
  if (unchanged) return unchanged;
  run.emit({
    type: 'VoteCast',
    visit: task.visit.n,
    seat: task.seat.n,
    vote: VOTES[command.type],
    by: task.by,
    ...(command.comment ? { comment: command.comment } : {}),
    ...(command.signature ? { signature: command.signature } : {}),
  });
  settle(run, task.visit.n, task.by);
  return undefined;
}
