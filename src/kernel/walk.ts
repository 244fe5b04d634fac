/** Moves an instance on: enters steps, leaves lists, joins branches, until somebody has to act. */

import { isLive, isUnsettled } from './apply.ts';
import type { CompiledStep } from './compile.ts';
import { ancestorIn } from './compile.ts';
import type {
  CallStep,
  ChoiceStep,
  DelayStep,
  InclusiveStep,
  NotifyStep,
  ParallelStep,
} from './definition.ts';
import { openAsking } from './enter-asking.ts';
import { incident } from './incidents.ts';
import { invariant } from './invariant.ts';
import { LIMITS } from './limits.ts';
import { isOnPath } from './path.ts';
import { tell } from './people/ask.ts';
import type { Run } from './run.ts';
import type { Because } from './scope.ts';
import { evaluate, programOf } from './scope.ts';
import type { ArmedTimer, BackTarget, Frame, Incident, Seek, Visit } from './state.ts';
import type { Actor, Json, StepId } from './words.ts';

/** Something still to do; the last one in is done first. */
type Todo =
  | { readonly do: 'enter'; readonly frame: Frame; readonly index: number; readonly seek?: Seek }
  | { readonly do: 'leave'; readonly frame: Frame }
  | { readonly do: 'passed'; readonly visit: number; readonly back?: BackTarget };

export const ROOT: Frame = { parent: 0, branch: 0 };

/** Enters a list at an index (R2.1), heading for `seek` if given. */
export function enterList(run: Run, frame: Frame, index: number, seek?: Seek): void {
  walk(run, [{ do: 'enter', frame, index, ...(seek ? { seek } : {}) }]);
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
  openStep(run, place, frame, target ? seek : undefined, agenda);
}

function openStep(
  run: Run,
  place: CompiledStep,
  frame: Frame,
  seek: Seek | undefined,
  agenda: Todo[],
): void {
  const { step } = place;
  const here = seek?.step === step.id ? seek : undefined;
  if (exceedsLimits(run, step.id)) {
    stop(run, place, frame, seek, incident('limit.steps'));
    return;
  }
  if (place.skip) {
    const skip = evaluate(place.skip, run.scope());
    if (!skip.ok) {
      stop(run, place, frame, seek, skip);
      return;
    }
    if (skip.value === true) {
      const trace = { because: skip.because };
      run.emit({
        type: 'VisitSkipped',
        visit: run.nextVisit,
        step: step.id,
        kind: step.kind,
        ...frame,
        trace,
      });
      agenda.push(passed(run.nextVisit - 1, here?.back));
      return;
    }
  }
  switch (step.kind) {
    case 'approval':
    case 'handle':
      if (openAsking(run, step, frame, here) === 'passed') {
        agenda.push(passed(run.nextVisit - 1, here?.back));
      }
      return;
    case 'notify':
      if (openNotify(run, place, step, frame, here)) {
        agenda.push(passed(run.nextVisit - 1, here?.back));
      }
      return;
    case 'choice':
      openChoice(run, place, step, frame, seek, agenda);
      return;
    case 'inclusive':
      openInclusive(run, place, step, frame, seek, agenda);
      return;
    case 'parallel':
      openParallel(run, place, step, frame, seek, agenda);
      return;
    case 'delay':
      openDelay(run, place, step, frame, here, agenda);
      return;
    case 'goto':
      close(run, open(run, place, frame), 'passed');
      agenda.push(...climb(run, frame, place.index + 1, { step: step.to }));
      return;
    case 'call':
      if (openCall(run, place, step, frame, here)) {
        agenda.push(passed(run.nextVisit - 1, here?.back));
      }
      return;
    case 'end': {
      const visit = open(run, place, frame);
      close(run, visit, 'passed');
      end(run, step.outcome);
      return;
    }
  }
}

function passed(visit: number, back: BackTarget | undefined): Todo {
  return { do: 'passed', visit, ...(back ? { back } : {}) };
}

function exceedsLimits(run: Run, step: StepId): boolean {
  run.steps += 1;
  return run.steps > LIMITS.stepsPerCommandMax || isWornOut(run, step);
}

/** Whether the instance has had all the visits that it, or this step of it, may have. */
export function isWornOut(run: Run, step: StepId): boolean {
  if (run.nextVisit > LIMITS.visitsPerInstanceMax) return true;
  if (run.nextVisit <= LIMITS.visitsPerStepMax) return false;
  return run.visitsOf(step) >= LIMITS.visitsPerStepMax;
}

interface More {
  readonly branches?: readonly number[];
  readonly because?: Because;
  readonly back?: BackTarget | undefined;
  readonly seek?: Seek | undefined;
  readonly timers?: readonly ArmedTimer[];
}

function open(run: Run, place: CompiledStep, frame: Frame, more: More = {}): number {
  const visit = run.nextVisit;
  run.emit({
    type: 'VisitOpened',
    visit,
    step: place.step.id,
    kind: place.step.kind,
    parent: frame.parent,
    branch: frame.branch,
    ...(more.timers?.length ? { timers: more.timers } : {}),
    ...(more.branches ? { branches: more.branches } : {}),
    ...(more.back ? { back: more.back } : {}),
    ...(more.seek ? { seek: more.seek } : {}),
    ...(more.because ? { trace: { because: more.because } } : {}),
  });
  return visit;
}

/** Opens a visit only to stop there (R2.3); a retry heads on for what was sought. */
function stop(
  run: Run,
  place: CompiledStep,
  frame: Frame,
  seek: Seek | undefined,
  { code, message }: Incident,
): void {
  raise(run, open(run, place, frame, { seek }), code, message);
}

function openNotify(
  run: Run,
  place: CompiledStep,
  step: NotifyStep,
  frame: Frame,
  here: Seek | undefined,
): boolean {
  const told = tell(run.flow, step.tell, run.scope());
  if (!told.ok) {
    stop(run, place, frame, here, told);
    return false;
  }
  const visit = open(run, place, frame);
  run.emit({ type: 'PeopleNotified', visit, people: told.people, reason: 'step' });
  close(run, visit, 'passed');
  return true;
}

function openChoice(
  run: Run,
  place: CompiledStep,
  step: ChoiceStep,
  frame: Frame,
  seek: Seek | undefined,
  agenda: Todo[],
): void {
  const scope = run.scope();
  let because: Because | undefined;
  for (const [branch, { when }] of step.branches.entries()) {
    if (when !== undefined) {
      const holds = evaluate(programOf(run.flow, when), scope);
      if (!holds.ok) {
        stop(run, place, frame, seek, holds);
        return;
      }
      because = holds.because;
      if (holds.value !== true) continue;
    }
    const more = because ? { branches: [branch], because } : { branches: [branch] };
    const parent = open(run, place, frame, more);
    const inner: Frame = { parent, branch };
    agenda.push({ do: 'enter', frame: inner, index: 0, ...(seek ? { seek } : {}) });
    return;
  }
  stop(run, place, frame, seek, incident('choice.no-branch'));
}

function openParallel(
  run: Run,
  place: CompiledStep,
  step: ParallelStep,
  frame: Frame,
  seek: Seek | undefined,
  agenda: Todo[],
): void {
  const branches = step.branches.map((_branch, index) => index);
  fork(run, place, open(run, place, frame, { branches }), seek, agenda);
}

function openInclusive(
  run: Run,
  place: CompiledStep,
  step: InclusiveStep,
  frame: Frame,
  seek: Seek | undefined,
  agenda: Todo[],
): void {
  const scope = run.scope();
  const taken: number[] = [];
  const read: Because[] = [];
  for (const [branch, { when }] of step.branches.entries()) {
    if (when === undefined) continue;
    const holds = evaluate(programOf(run.flow, when), scope);
    if (!holds.ok) {
      stop(run, place, frame, seek, holds);
      return;
    }
    read.push(holds.because);
    if (holds.value === true) taken.push(branch);
  }
  const otherwise = step.branches.findIndex(({ when }) => when === undefined);
  if (taken.length === 0 && otherwise < 0) {
    stop(run, place, frame, seek, incident('choice.no-branch'));
    return;
  }
  const because: Because = {
    expression: read.map(({ expression }) => expression).join(', '),
    values: Object.assign({}, ...read.map(({ values }) => values)),
  };
  const branches = taken.length > 0 ? taken : [otherwise];
  fork(run, place, open(run, place, frame, { branches, because }), seek, agenda);
}

/** Enters the branches of a container; only the one that holds the step sought heads for it. */
function fork(
  run: Run,
  place: CompiledStep,
  parent: number,
  seek: Seek | undefined,
  agenda: Todo[],
): void {
  const branches = run.visit(parent).branches ?? [];
  if (branches.length === 0) {
    close(run, parent, 'passed');
    agenda.push(passed(parent, undefined));
  }
  for (const branch of branches.toReversed()) {
    const heads = seek && ancestorIn(run.flow, place.branches[branch]!, seek.step);
    agenda.push({
      do: 'enter',
      frame: { parent, branch },
      index: 0,
      ...(heads && seek ? { seek } : {}),
    });
  }
}

function openDelay(
  run: Run,
  place: CompiledStep,
  step: DelayStep,
  frame: Frame,
  here: Seek | undefined,
  agenda: Todo[],
): void {
  let dueAtMs = run.atMs + (step.forMs ?? 0);
  if (step.until !== undefined) {
    const until = evaluate(programOf(run.flow, step.until), run.scope());
    if (!until.ok) {
      stop(run, place, frame, here, until);
      return;
    }
    dueAtMs = Number(until.value);
  }
  const timers = dueAtMs > run.atMs ? [{ rung: 0, dueAtMs }] : [];
  const visit = open(run, place, frame, { back: here?.back, timers });
  if (timers.length > 0) return;
  close(run, visit, 'passed');
  agenda.push(passed(visit, here?.back));
}

function openCall(
  run: Run,
  place: CompiledStep,
  step: CallStep,
  frame: Frame,
  here: Seek | undefined,
): boolean {
  const body: Record<string, Json> = {};
  const scope = run.scope();
  for (const [key, source] of Object.entries(step.http.body ?? {})) {
    const value = evaluate(programOf(run.flow, source), scope);
    if (!value.ok) {
      stop(run, place, frame, here, value);
      return false;
    }
    if (!isJson(value.value)) {
      stop(run, place, frame, here, incident('call.not-json'));
      return false;
    }
    body[key] = value.value;
  }
  const visit = open(run, place, frame, { back: here?.back });
  const { method, url } = step.http;
  const wait = step.wait ?? true;
  run.emit({ type: 'CallRequested', visit, method, url, body });
  run.effects.push({
    kind: 'call',
    tenant: run.state.tenant,
    instance: run.state.id,
    visit,
    method,
    url,
    body,
    attemptsMax: step.retry?.attempts ?? LIMITS.callAttempts,
    backoffMs: step.retry?.backoffMs ?? LIMITS.callBackoffMs,
    wait,
  });
  if (wait) return false;
  close(run, visit, 'passed');
  return true;
}

/** Whether a value comes back from its JSON text as it went in: no bytes, no infinity. */
function isJson(value: unknown): value is Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isJson);
  if (typeof value !== 'object' || ArrayBuffer.isView(value)) return false;
  return Object.values(value).every(isJson);
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
function cancelInside(run: Run, container: number, why: string): void {
  for (const visit of run.state.visits.slice(container)) {
    if (isLive(visit) && isInside(run, visit, container)) close(run, visit.n, 'cancelled', why);
  }
}

function isInside(run: Run, visit: Visit, container: number): boolean {
  let parent = visit.parent;
  while (parent > container) parent = run.visit(parent).parent;
  return parent === container;
}

/** Closes a visit; its open seats close with it (R5.7). */
export function close(
  run: Run,
  visit: number,
  outcome: 'passed' | 'rejected' | 'cancelled',
  why?: string,
  by: Actor = run.context.actor,
): void {
  const closing = run.visit(visit);
  invariant(isLive(closing), 'L3', `visit ${visit} closes once`);
  run.emit({
    type: 'VisitClosed',
    visit,
    outcome,
    ...(why === undefined ? {} : { why }),
    ...(closing.seats?.some(isUnsettled) ? { by } : {}),
  });
}

/** Stops a visit with an incident (R2.3). */
export function raise(run: Run, visit: number, code: string, message: string): void {
  run.emit({ type: 'IncidentRaised', visit, incident: { code, message } });
}

/** Ends the instance by the flow's own course. */
export function end(run: Run, outcome: string): void {
  run.emit({ type: 'InstanceEnded', outcome, by: { kind: 'system', cause: 'flow' } });
}
