/** Stops and moves the clocks of an instance: the deadline's, and those of its visits. */

import { rearm, runningTimers } from './arm.ts';
import type { Due } from './definition.ts';
import type { Trace } from './events.ts';
import type { Run } from './run.ts';
import type { ArmedTimer, Clock, Visit } from './state.ts';

/** The deadline's clock stands while the initiator has the instance, if the flow says so (R7.7). */
export function stopClock(run: Run): void {
  if (run.flow.definition.clocks !== 'stop-while-returned') return;
  if (runningTimers(run.state).length > 0) run.emit({ type: 'ClockStopped' });
}

/** The deadline goes on where it stood (R7.7). */
export function resumeClock(run: Run): void {
  const { timers, stoppedAtMs } = run.state.clock ?? {};
  if (!timers || stoppedAtMs === undefined) return;
  const { deadline = [], calendar } = run.flow.definition;
  const moved = movedFrom(run, stoppedAtMs, deadline, timers, calendar);
  run.emit({ type: 'ClockResumed', timers: moved.timers, ...traceOf(run, moved.calendar) });
}

/** Every due time of a suspended instance, moved by the time that it stood (R8.2). */
export function movedClocks(run: Run, sinceMs: number) {
  let counted: string | undefined;
  const visits: { visit: number; timers: readonly ArmedTimer[] }[] = [];
  for (const visit of run.state.visits) {
    if (!visit.timers?.length) continue;
    const { ladder, calendar } = ladderOf(run, visit);
    if (!ladder) continue;
    const moved = movedFrom(run, sinceMs, ladder, visit.timers, calendar);
    counted ??= moved.calendar;
    visits.push({ visit: visit.n, timers: moved.timers });
  }
  const { clock } = run.state;
  if (!clock?.timers.length || clock.stoppedAtMs !== undefined) {
    return { visits, ...traceOf(run, counted) };
  }
  const { deadline = [], calendar } = run.flow.definition;
  const moved = movedFrom(run, sinceMs, deadline, clock.timers, calendar);
  return { visits, timers: moved.timers, ...traceOf(run, counted ?? moved.calendar) };
}

/** The timers of a visit that is open again, with as much time left as there was (R6.10). */
export function movedTimers(run: Run, visit: Visit, sinceMs: number): readonly ArmedTimer[] {
  const { ladder, calendar } = ladderOf(run, visit);
  if (!ladder || !visit.timers) return visit.timers ?? [];
  return movedFrom(run, sinceMs, ladder, visit.timers, calendar).timers;
}

/** The deadline of an instance that runs again, with as much time left as there was (R6.10). */
export function movedDeadline(run: Run, clock: Clock, sinceMs: number): Clock {
  const { deadline = [], calendar } = run.flow.definition;
  if (clock.stoppedAtMs !== undefined) return clock;
  return { timers: movedFrom(run, sinceMs, deadline, clock.timers, calendar).timers };
}

/** The rungs by which a visit's timers were armed; none for an instant that the data names. */
function ladderOf(
  run: Run,
  visit: Visit,
): { readonly ladder?: readonly Due[]; readonly calendar?: string | undefined } {
  const step = run.flow.steps.get(visit.step)?.step;
  const calendar = run.flow.definition.calendar;
  switch (step?.kind) {
    case 'approval':
    case 'handle':
      return { ladder: step.ladder ?? [], calendar: step.calendar ?? calendar };
    case 'delay':
      if (step.forMs === undefined) return {};
      return {
        ladder: [{ afterMs: step.forMs, ...(step.working ? { working: true } : {}) }],
        calendar: step.calendar ?? calendar,
      };
    case 'call': {
      const { limit, calendar: own } = step.callback ?? {};
      return { ladder: limit ? [limit] : [], calendar: own ?? calendar };
    }
    case 'wait':
      return { ladder: step.limit ? [step.limit] : [], calendar: step.calendar ?? calendar };
    default:
      return {};
  }
}

function movedFrom(
  run: Run,
  stoppedAtMs: number,
  ladder: readonly Due[],
  timers: readonly ArmedTimer[],
  calendar: string | undefined,
) {
  const { directory } = run.context;
  return rearm(ladder, timers, { stoppedAtMs, atMs: run.atMs }, directory, calendar);
}

function traceOf(run: Run, calendar: string | undefined): { readonly trace?: Trace } {
  if (calendar === undefined) return {};
  return { trace: { directory: run.context.directory.version, calendar } };
}
