/** ApproveTask, RejectTask, AbstainTask, CompleteTask: one vote on one task (R6.1). */

import { askBehind } from '../bound.ts';
import type { AbstainTask, ApproveTask, CompleteTask, RejectTask } from '../commands.ts';
import { settle } from '../decide.ts';
import { DEDUPE, dedupeBeside } from '../dedupe.ts';
import { refuseChoices, refuseUnnamed } from '../people/choose.ts';
import type { Refusal } from '../refusals.ts';
import type { Run } from '../run.ts';
import { seenBy } from '../seen.ts';
import type { Visit } from '../state.ts';
import type { StepId } from '../words.ts';
import type { OpenTask } from './task.ts';
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
  const cast = castVote(run, task, command);
  return isRefusal(cast) ? cast : settleVote(run, task, cast);
}

/** A vote that was recorded, and the visits that want to be asked again for what it changed. */
interface Cast {
  readonly behind: readonly Visit[];
}

/** Records a vote with what it carries. Refuses: choose.*, form.*. */
export function castVote(run: Run, task: OpenTask, command: VoteCommand): Cast | Refusal {
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
    ...(task.by.id === task.seat.person ? {} : { for: task.seat.person }),
    ...(command.comment ? { comment: command.comment } : {}),
    ...(command.signature ? { signature: command.signature } : {}),
    ...(choices ? { choices } : {}),
    seen: seenBy(task.step, run.state.form),
  });
  return { behind: command.type === 'RejectTask' ? [] : behind };
}

/** Does what follows from a vote. Refuses: choose.missing. */
export function settleVote(run: Run, task: OpenTask, { behind }: Cast): Refusal | undefined {
  if (askBehind(run, task.visit, behind)) return undefined;
  const before = run.state.visits.length;
  settle(run, task.visit.n, task.by);
  for (const beside of dedupeBeside(run, { visit: task.visit.n, seat: task.seat.n })) {
    if (run.isRunning && run.visit(beside).status === 'open') settle(run, beside, DEDUPE);
  }
  return refuseUnnamed(run, task.step.id, before);
}

function mayName(run: Run, from: StepId, to: StepId): boolean {
  return run.flow.namers.get(to)?.has(from) ?? false;
}
