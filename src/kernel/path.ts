/** Whether the data as it is now leads to a step (R7.6). */

import type { CompiledStep } from './compile.ts';
import type { ChoiceStep, InclusiveStep } from './definition.ts';
import type { Run } from './run.ts';
import { evaluate, programOf } from './scope.ts';
import type { StepId } from './words.ts';

/** Looks at every container from `top` down to the step: none is skipped, each takes its branch. */
export function isOnPath(run: Run, top: CompiledStep, id: StepId): boolean {
  let place = run.flow.steps.get(id);
  while (place && place !== top) {
    const { container }: CompiledStep = place;
    if (!container || !takes(run, container.step, container.branch)) return false;
    place = container.step;
  }
  return place === top;
}

function takes(run: Run, { step, skip }: CompiledStep, branch: number): boolean {
  if (skip) {
    const skipped = evaluate(skip, run.scope());
    if (!skipped.ok || skipped.value === true) return false;
  }
  if (step.kind !== 'choice' && step.kind !== 'inclusive') return true;
  return takesBranch(run, step, branch);
}

function takesBranch(run: Run, step: ChoiceStep | InclusiveStep, branch: number): boolean {
  const scope = run.scope();
  const holding: number[] = [];
  for (const [index, { when }] of step.branches.entries()) {
    if (when === undefined) continue;
    const holds = evaluate(programOf(run.flow, when), scope);
    if (!holds.ok) return false;
    if (holds.value !== true) continue;
    holding.push(index);
    if (step.kind === 'choice') break;
  }
  if (holding.length > 0) return holding.includes(branch);
  return step.branches[branch]?.when === undefined;
}
