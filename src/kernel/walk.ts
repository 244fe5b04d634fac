/** Moves an instance on: enters steps, leaves lists, joins branches, until somebody has to act. */

import type { Entry, Todo } from './agenda.ts';
import { entering, passed } from './agenda.ts';
import { isLive } from './apply.ts';
import { ancestorIn } from './compile.ts';
import type { InclusiveStep, ParallelStep } from './definition.ts';
import { enterAsking } from './enter/asking.ts';
import { enterCall } from './enter/call.ts';
import { enterChoice } from './enter/choice.ts';
import { enterDelay } from './enter/delay.ts';
import { enterInclusive, enterParallel } from './enter/fork.ts';
import { enterNotify } from './enter/notify.ts';
import { enterRule } from './enter/rule.ts';
import { enterSubflow } from './enter/subflow.ts';
import { enterWait } from './enter/wait.ts';
import { incident } from './incidents.ts';
import { LIMITS } from './limits.ts';
import { isOnPath } from './path.ts';
import type { Run } from './run.ts';
import { evaluate } from './scope.ts';
import type { BackTarget, Frame, Seek, Visit } from './state.ts';
import { close, end, isWornOut, open, stop } from './visits.ts';
import type { Actor, StepId } from './words.ts';

export const ROOT: Frame = { parent: 0, branch: 0 };

/** Enters a list at an index (R2.1), heading for `seek` if given. */
export function enterList(run: Run, frame: Frame, index: number, seek?: Seek): void {
  walk(run, [entering(frame, index, seek)]);
}

/** Closes a visit as passed and goes on behind it, or back to where a return came from. */
export function passVisit(run: Run, visit: number, why?: string, by?: Actor): void {
  close(run, visit, 'passed', why, by);
  walk(run, [{ do: 'passed', visit }]);
}

function walk(run: Run, agenda: Todo[]): void {
  for (let todo = agenda.pop(); todo && run.isRunning; todo = agenda.pop()) {
    if (todo.do === 'passed') follow(run, run.visit(todo.visit), todo.back, agenda);
    else if (!isFrameLive(run, todo.frame)) continue;
    else if (todo.do === 'leave') leave(run, todo.frame, agenda);
    else enter(run, todo, agenda);
  }
}

function isFrameLive(run: Run, frame: Frame): boolean {
  return frame.parent === 0 || run.visit(frame.parent).status === 'open';
}

function follow(run: Run, visit: Visit, skippedBack: BackTarget | undefined, agenda: Todo[]): void {
  const back = visit.back ?? skippedBack;
  const frame: Frame = { parent: visit.parent, branch: visit.branch };
  const place = run.flow.steps.get(visit.step);
  if (back) {
    agenda.push(...climb(run, frame, (place?.index ?? -1) + 1, back));
    return;
  }
  agenda.push({ do: 'enter', frame, index: place ? place.index + 1 : 0 });
}

/**
 * Leaves choices until one list holds the step to go to, then heads for it (R7.2). A step that the
 * data has taken off the path is not gone to: the walk goes on as if there were no target (R7.6).
 */
function climb(run: Run, start: Frame, index: number, seek: Seek): Todo[] {
  const left: number[] = [];
  let frame = start;
  for (;;) {
    const ahead = ancestorIn(run.flow, run.listOf(frame), seek.step);
    if (ahead) {
      if (!isOnPath(run, ahead, seek.step)) break;
      for (const container of left) close(run, container, 'passed');
      return [{ do: 'enter', frame, index: ahead.index, seek }];
    }
    const container = frame.parent === 0 ? undefined : run.visit(frame.parent);
    if (container?.kind !== 'choice') break;
    left.push(container.n);
    frame = { parent: container.parent, branch: container.branch };
  }
  return [{ do: 'enter', frame: start, index }];
}

function enter(
  run: Run,
  { frame, index, seek }: { readonly frame: Frame; readonly index: number; readonly seek?: Seek },
  agenda: Todo[],
): void {
  const list = run.listOf(frame);
  const target = seek && ancestorIn(run.flow, list, seek.step);
  const place = target && target.index >= index ? target : list[index];
  if (!place) {
    leave(run, frame, agenda);
    return;
  }
  const heading = place === target ? seek : undefined;
  const { step } = place;
  const here = heading?.step === step.id ? heading : undefined;
  agenda.push(...openStep(run, { step, place, frame, seek: heading, here }));
}

function openStep(run: Run, entry: Entry): readonly Todo[] {
  const { step, place, frame, here } = entry;
  if (exceedsLimits(run, step.id)) return stop(run, entry, incident('limit.steps'));
  if (place.skip && !entry.seek?.force) {
    const skip = evaluate(place.skip, run.scope());
    if (!skip.ok) return stop(run, entry, skip);
    if (skip.value === true) {
      const visit = run.nextVisit;
      const { id, kind } = step;
      const trace = { because: skip.because };
      run.emit({ type: 'VisitSkipped', visit, step: id, kind, ...frame, trace });
      return [passed(visit, here?.back)];
    }
  }
  switch (step.kind) {
    case 'approval':
    case 'handle':
      return enterAsking(run, { ...entry, step });
    case 'notify':
      return enterNotify(run, { ...entry, step });
    case 'choice':
      return enterChoice(run, { ...entry, step });
    case 'inclusive':
      return enterInclusive(run, { ...entry, step });
    case 'parallel':
      return enterParallel(run, { ...entry, step });
    case 'delay':
      return enterDelay(run, { ...entry, step });
    case 'call':
      return enterCall(run, { ...entry, step });
    case 'wait':
      return enterWait(run, { ...entry, step });
    case 'subflow':
      return enterSubflow(run, { ...entry, step });
    case 'rule':
      return enterRule(run, { ...entry, step });
    case 'goto':
      close(run, open(run, entry), 'passed');
      return climb(run, frame, place.index + 1, { step: step.to });
    case 'end':
      close(run, open(run, entry), 'passed');
      end(run, step.outcome);
      return [];
  }
}

function exceedsLimits(run: Run, step: StepId): boolean {
  run.steps += 1;
  return run.steps > LIMITS.stepsPerCommandMax || isWornOut(run, step);
}

function leave(run: Run, frame: Frame, agenda: Todo[]): void {
  if (frame.parent === 0) {
    end(run, 'approved');
    return;
  }
  const container = run.visit(frame.parent);
  const step = run.flow.steps.get(container.step)?.step;
  if (step?.kind === 'parallel' || step?.kind === 'inclusive') {
    run.emit({ type: 'BranchEnded', visit: container.n, branch: frame.branch });
    if (!joins(step, run.visit(container.n))) return;
    cancelInside(run, container.n, 'join');
  }
  close(run, container.n, 'passed');
  agenda.push({ do: 'passed', visit: container.n });
}

function joins(step: ParallelStep | InclusiveStep, visit: Visit): boolean {
  const branches = visit.branches?.length ?? 0;
  const join = step.kind === 'parallel' ? step.join : 'all';
  const needed = join === 'any' ? 1 : typeof join === 'object' ? join.count : branches;
  return (visit.ended?.length ?? 0) >= Math.min(needed, branches);
}

/** Cancels every live visit inside a container. */
export function cancelInside(run: Run, container: number, why: string): void {
  for (const visit of run.state.visits.slice(container)) {
    if (isLive(visit) && isInside(run, visit, container)) close(run, visit.n, 'cancelled', why);
  }
}

function isInside(run: Run, visit: Visit, container: number): boolean {
  let parent = visit.parent;
  while (parent > container) parent = run.visit(parent).parent;
  return parent === container;
}
