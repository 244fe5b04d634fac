/** Leads an instance to a step that its own course did not come to (R8.2). */

import { isLive } from './apply.ts';
import type { CompiledStep } from './compile.ts';
import type { Run } from './run.ts';
import type { Frame, Visit } from './state.ts';
import { START_STEP } from './state.ts';
import { ROOT } from './walk.ts';

/** A list that is under way, and the step of it that is or holds the one to go to. */
export interface Landing {
  readonly frame: Frame;
  readonly ahead: CompiledStep;
}

/** The innermost list under way around a step: what runs beside it goes on. */
export function landingAt(run: Run, place: CompiledStep): Landing {
  let ahead = place;
  for (;;) {
    const { container } = ahead;
    if (!container) return { frame: ROOT, ahead };
    const { step, branch } = container;
    const around = run.state.visits.findLast(
      (visit) =>
        visit.status === 'open' &&
        visit.step === step.step.id &&
        visit.branches?.includes(branch) &&
        !visit.ended?.includes(branch),
    );
    if (around) return { frame: { parent: around.n, branch }, ahead };
    ahead = step;
  }
}

/** What stands open in the list, and what lost its force because it comes again. */
export function coveredBy(
  run: Run,
  { frame, ahead }: Landing,
): { readonly retired: readonly number[]; readonly superseded: readonly number[] } {
  const retired: number[] = [];
  const superseded: number[] = [];
  for (const visit of run.state.visits) {
    const member = memberOf(run, visit, frame);
    if (!member || visit.superseded) continue;
    if (isLive(visit)) retired.push(visit.n);
    else if (member.step === START_STEP) continue;
    else if (isBehind(run, member, ahead)) superseded.push(visit.n);
  }
  return { retired, superseded };
}

/** The visit of the list itself that a visit is, or lies in. */
function memberOf(run: Run, visit: Visit, frame: Frame): Visit | undefined {
  let member = visit;
  while (member.parent > frame.parent) member = run.visit(member.parent);
  return member.parent === frame.parent && member.branch === frame.branch ? member : undefined;
}

function isBehind(run: Run, member: Visit, ahead: CompiledStep): boolean {
  return (run.flow.steps.get(member.step)?.index ?? 0) >= ahead.index;
}
