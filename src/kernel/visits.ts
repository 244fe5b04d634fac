/** Opens and closes visits, and stops them with an incident. */

import type { Entry } from './agenda.ts';
import { isLive } from './apply.ts';
import type { OpenQuestion, Trace } from './events.ts';
import { invariant } from './invariant.ts';
import { LIMITS } from './limits.ts';
import type { Run } from './run.ts';
import type { Because } from './scope.ts';
import { isUnsettled } from './seats.ts';
import type { ArmedTimer, Awaited, BackTarget, Incident, Seek } from './state.ts';
import type { Actor, StepId } from './words.ts';

/** Whether the instance has had all the visits that it, or this step of it, may have. */
export function isWornOut(run: Run, step: StepId): boolean {
  if (run.nextVisit > LIMITS.visitsPerInstanceMax) return true;
  if (run.nextVisit <= LIMITS.visitsPerStepMax) return false;
  return run.visitsOf(step) >= LIMITS.visitsPerStepMax;
}

interface More {
  readonly branches?: readonly number[];
  readonly because?: Because;
  /** `led`: an administrator’s word, not the conditions, took the branch. */
  readonly note?: 'led';
  readonly back?: BackTarget | undefined;
  readonly seek?: Seek | undefined;
  readonly timers?: readonly ArmedTimer[];
  /** Rows of a decision table that held. */
  readonly rows?: readonly number[];
  readonly awaits?: Awaited;
  /** In a forecast: what has to be known before it is known whom the step tells. */
  readonly question?: OpenQuestion | undefined;
  /** The calendar by which due times were counted. */
  readonly calendar?: string | undefined;
}

/** Opens the visit of a step that asks nobody; gives its number. */
export function open(run: Run, { step, frame }: Entry, more: More = {}): number {
  const visit = run.nextVisit;
  run.emit({
    type: 'VisitOpened',
    visit,
    step: step.id,
    kind: step.kind,
    parent: frame.parent,
    branch: frame.branch,
    ...(more.timers?.length ? { timers: more.timers } : {}),
    ...(more.branches ? { branches: more.branches } : {}),
    ...(more.back ? { back: more.back } : {}),
    ...(more.seek ? { seek: more.seek } : {}),
    ...(more.awaits ? { awaits: more.awaits } : {}),
    ...traceOf(run, more),
  });
  return visit;
}

function traceOf(run: Run, more: More): { readonly trace?: Trace } {
  const { because, note, rows, calendar, question } = more;
  if (!because && !note && calendar === undefined && !question) return {};
  const counted =
    calendar === undefined ? {} : { directory: run.context.directory.version, calendar };
  return {
    trace: {
      ...(because ? { because } : {}),
      ...(rows ? { rows } : {}),
      ...counted,
      ...(note ? { note } : {}),
      ...(question ? { open: question } : {}),
    },
  };
}

/** Opens a visit only to stop there (R2.3); a retry heads on for what was sought. */
export function stop(run: Run, entry: Entry, { code, message }: Incident): readonly [] {
  raise(run, open(run, entry, { seek: entry.seek }), code, message);
  return [];
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
