/** ApproveTask, RejectTask, AbstainTask, CompleteTask: one vote on one task (R6.1). */

import { askBehind, seenBy } from '../bound.ts';
import type { AbstainTask, ApproveTask, CompleteTask, RejectTask } from '../commands.ts';
import { settle } from '../decide.ts';
import { refuseChoices, refuseUnnamed } from '../people/choose.ts';
import type { Refusal } from '../refusals.ts';
import type { Run } from '../run.ts';
import type { StepId } from '../words.ts';
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
  const { choices } =
    command.type === 'AbstainTask' || command.type === 'RejectTask' ? {} : command;
  const unnamed =
    choices && refuseChoices(run, choices, (step) => mayName(run, task.step.id, step.id));
  if (unnamed) return unnamed;
  const behind = changeForm(run, task, command);
  if (isRefusal(behind)) return behind;
  run.emit({
    type: 'VoteCast',
    visit: task.visit.n,
    seat: task.seat.n,
    vote: VOTES[command.type],
    by: task.by,
    ...(command.comment ? { comment: command.comment } : {}),
    ...(command.signature ? { signature: command.signature } : {}),
    ...(choices ? { choices } : {}),
    seen: seenBy(task.step, run.state.form),
  });
  if (command.type !== 'RejectTask' && askBehind(run, task.visit, behind)) return undefined;
  const before = run.state.visits.length;
  settle(run, task.visit.n, task.by);
  return refuseUnnamed(run, task.step.id, before);
}

function mayName(run: Run, from: StepId, to: StepId): boolean {
  return run.flow.namers.get(to)?.has(from) ?? false;
}
