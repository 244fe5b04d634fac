/** Turns the rungs of a ladder into timers, by the clock or by a working calendar (R9.1). */

import { DEFAULT_CALENDAR_ID } from './calendar/calendar.ts';
import { addWorkingTime, workingTimeBetween } from './calendar/working-time.ts';
import type { Due } from './definition.ts';
import type { Directory } from './directory.ts';
import { incident } from './incidents.ts';
import type { ArmedTimer, InstanceState, Visit } from './state.ts';

export type Arming =
  /** `calendar` names the one that was counted by; absent when none was needed. */
  | { readonly ok: true; readonly timers: readonly ArmedTimer[]; readonly calendar?: string }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** The timers of a ladder entered at `atMs`, the next due first; due times never move by themselves. */
export function arm(
  ladder: readonly Due[],
  atMs: number,
  directory: Directory,
  id: string = DEFAULT_CALENDAR_ID,
): Arming {
  const counts = ladder.some(({ working }) => working);
  const calendar = counts ? directory.calendar(id) : undefined;
  if (counts && !calendar) {
    return { ok: false, ...incident('calendar.unknown', `There is no calendar named ${id}.`) };
  }
  const timers: ArmedTimer[] = [];
  for (const [rung, { afterMs, working }] of ladder.entries()) {
    const dueAtMs = working ? addWorkingTime(calendar!, atMs, afterMs) : atMs + afterMs;
    if (dueAtMs === undefined) {
      const message = `The calendar ${id} has no working time for rung ${rung + 1}.`;
      return { ok: false, ...incident('calendar.no-working-time', message) };
    }
    timers.push({ rung, dueAtMs });
  }
  timers.sort((a, b) => a.dueAtMs - b.dueAtMs);
  return { ok: true, timers, ...(counts ? { calendar: id } : {}) };
}

/**
 * The timers of a clock that stood from `stoppedAtMs` to `atMs`: as much is left of each as was then.
 * Rules: R7.7; working time is left in working time. By the clock where the calendar is gone.
 */
export function rearm(
  ladder: readonly Due[],
  timers: readonly ArmedTimer[],
  { stoppedAtMs, atMs }: { readonly stoppedAtMs: number; readonly atMs: number },
  directory: Directory,
  id: string = DEFAULT_CALENDAR_ID,
): { readonly timers: readonly ArmedTimer[]; readonly calendar?: string } {
  const calendar = directory.calendar(id);
  let counted = false;
  const moved = timers.map(({ rung, dueAtMs }) => {
    const byClock = { rung, dueAtMs: dueAtMs + atMs - stoppedAtMs };
    if (!ladder[rung]?.working || !calendar) return byClock;
    const left = workingTimeBetween(calendar, stoppedAtMs, dueAtMs);
    const due = addWorkingTime(calendar, atMs, left);
    if (due === undefined) return byClock;
    counted = true;
    return { rung, dueAtMs: due };
  });
  moved.sort((a, b) => a.dueAtMs - b.dueAtMs);
  return { timers: moved, ...(counted ? { calendar: id } : {}) };
}

const NONE: readonly ArmedTimer[] = [];

/** The rungs of a visit that may fall due: none while the instance is suspended (R8.2). */
export function armedIn(
  state: InstanceState | undefined,
  visit: Visit | undefined,
): readonly ArmedTimer[] {
  return state?.status === 'suspended' ? NONE : (visit?.timers ?? NONE);
}

/** The rungs of the deadline that may fall due: none while the clock stands (R7.7). */
export function runningTimers({ clock, status }: InstanceState): readonly ArmedTimer[] {
  if (!clock || clock.stoppedAtMs !== undefined || status === 'suspended') return NONE;
  return clock.timers;
}

/** The timers that let held effects go: none while the instance is suspended (R6.13). */
export function heldTimers(state: InstanceState | undefined): readonly ArmedTimer[] {
  if (!state?.held || state.status === 'suspended') return NONE;
  return state.held.map(({ rung, dueAtMs }) => ({ rung, dueAtMs }));
}
