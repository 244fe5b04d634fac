/** ReturnTask: a voter sends the instance back (R7.1). */

import type { ReturnTask } from '../commands.ts';
import type { ApprovalStep, HandleStep, ReturnTarget } from '../definition.ts';
import type { Refusal } from '../refusals.ts';
import { refusal } from '../refusals.ts';
import { destination, sendBack } from '../return.ts';
import type { Run } from '../run.ts';
import { seenBy } from '../seen.ts';
import type { OpenTask } from './task.ts';
import { changeForm, isRefusal, openTask } from './task.ts';

export const DEFAULT_RETURNS: readonly ReturnTarget[] = ['initiator', 'previous'];

export function returnTask(run: Run, command: ReturnTask): Refusal | undefined {
  const task = openTask(run, command);
  if (isRefusal(task)) return task;
  const target = typeof command.to === 'object' ? command.to.step : command.to;
  if (!allows(task.step, command.to)) return refusal('return.not-allowed', { target });
  if (command.to === 'parent') return toParent(run, task, command);
  const to = destination(run, task.visit, command.to);
  if (!to) return refusal('return.not-visited', { target });
  const changed = changeForm(run, task, command);
  if (isRefusal(changed)) return changed;
  const comment = command.comment ? { comment: command.comment } : {};
  const { n, seat } = { n: task.visit.n, seat: task.seat.n };
  const behalf = task.by.id === task.seat.person ? {} : { for: task.seat.person };
  const seen = seenBy(task.step, run.state.form);
  run.emit({
    type: 'VoteCast',
    visit: n,
    seat,
    vote: 'return',
    by: task.by,
    ...behalf,
    ...comment,
    seen,
  });
  const resume = command.resume ?? 'forward';
  sendBack(run, run.visit(n), to, { resume, by: task.by, ...comment });
  return undefined;
}

/** The child ends as returned; its parent goes back by the word of its own step (R8.3). */
function toParent(run: Run, { visit, seat, step, by }: OpenTask, command: ReturnTask) {
  if (!run.state.parent) return refusal('return.not-visited', { target: 'parent' });
  const comment = command.comment ? { comment: command.comment } : {};
  const seen = seenBy(step, run.state.form);
  const vote = { visit: visit.n, seat: seat.n, vote: 'return' } as const;
  run.emit({ type: 'VoteCast', ...vote, by, ...comment, seen });
  const reason = command.comment ? { reason: command.comment } : {};
  run.emit({ type: 'InstanceEnded', outcome: 'returned', by, ...reason });
  return undefined;
}

function allows(step: ApprovalStep | HandleStep, to: ReturnTarget): boolean {
  const wanted = JSON.stringify(to);
  return (step.returns ?? DEFAULT_RETURNS).some((target) => JSON.stringify(target) === wanted);
}
