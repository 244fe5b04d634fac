/** Settles a visit after a vote or a change of its members (R5.5). */

import { count } from './count.ts';
import type { ApprovalStep, HandleStep, OnReject } from './definition.ts';
import { invariant } from './invariant.ts';
import { destination, sendBack } from './return.ts';
import type { Run } from './run.ts';
import { close } from './visits.ts';
import { passVisit } from './walk.ts';
import type { Actor } from './words.ts';

/** The definition of the step that a visit is of; only steps that ask have one here. */
export function askingStepOf(run: Run, visit: number): ApprovalStep | HandleStep {
  const step = run.flow.steps.get(run.visit(visit).step)?.step;
  invariant(step?.kind === 'approval' || step?.kind === 'handle', 'C2', 'the visit has a ballot');
  return step;
}

/** Counts the votes of a visit and does what follows: nothing, the next people, or the outcome. */
export function settle(run: Run, visit: number, by: Actor): void {
  const counted = count(run, askingStepOf(run, visit), visit, by);
  if (counted?.outcome === 'passed') passVisit(run, visit, counted.why, by);
  else if (counted) reject(run, visit, counted.by ?? by, counted.why);
}

/** Closes a visit as rejected and follows the step's `onReject`. */
export function reject(run: Run, visit: number, by: Actor, why: string): void {
  const step = askingStepOf(run, visit);
  close(run, visit, 'rejected', why, by);
  followRejection(run, visit, step.kind === 'approval' ? step.onReject : undefined, by);
}

/** What a rejected visit does: the instance ends, or goes back. */
export function followRejection(
  run: Run,
  visit: number,
  onReject: OnReject | undefined,
  by: Actor,
): void {
  if (onReject?.kind === 'return') {
    const from = run.visit(visit);
    const to = destination(run, from, onReject.to) ?? { kind: 'start' };
    sendBack(run, from, to, { resume: onReject.resume, by });
    return;
  }
  run.emit({ type: 'InstanceEnded', outcome: 'rejected', by });
}
