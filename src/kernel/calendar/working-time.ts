/** Counts in working time: what is left of a stretch of time when nobody works is taken out. */

import { LIMITS } from '../limits.ts';
import type { CompiledCalendar } from './calendar.ts';
import { DAY_MS } from './zone.ts';

/** 1970-01-01, day 0, was a Thursday. */
const WEEKDAY_OF_DAY_0 = 3;

/**
 * The first instant by which so much working time has passed since `fromMs`.
 * Shape: undefined when nobody works for `calendarIdleDaysMax` days on end, or the time lies beyond
 * `calendarDaysMax` days.
 * Rules: R9.1, M6 elapsed time between the hours' instants, so a change of the clocks within
 * working hours shortens or lengthens that day.
 */
export function addWorkingTime(
  calendar: CompiledCalendar,
  fromMs: number,
  durationMs: number,
): number | undefined {
  if (durationMs <= 0) return fromMs;
  const first = calendar.zone.dayOf(fromMs) - 1;
  let leftMs = durationMs;
  let idleDays = 0;
  for (let day = first; day < first + LIMITS.calendarDaysMax; day++) {
    idleDays += 1;
    for (const { opensMs, closesMs } of worked(calendar, day)) {
      const startMs = Math.max(fromMs, opensMs);
      if (closesMs <= startMs) continue;
      if (closesMs - startMs >= leftMs) return startMs + leftMs;
      leftMs -= closesMs - startMs;
      idleDays = 0;
    }
    if (idleDays > LIMITS.calendarIdleDaysMax) return undefined;
  }
  return undefined;
}

/** The working time between two instants; none when the second is not after the first. */
export function workingTimeBetween(
  calendar: CompiledCalendar,
  fromMs: number,
  untilMs: number,
): number {
  if (untilMs <= fromMs) return 0;
  const first = calendar.zone.dayOf(fromMs) - 1;
  const last = Math.min(calendar.zone.dayOf(untilMs) + 1, first + LIMITS.calendarDaysMax);
  let totalMs = 0;
  for (let day = first; day <= last; day++) {
    for (const { opensMs, closesMs } of worked(calendar, day)) {
      totalMs += Math.max(0, Math.min(untilMs, closesMs) - Math.max(fromMs, opensMs));
    }
  }
  return totalMs;
}

/** One day of a calendar. Units: a local date as `2026-05-09`. */
export interface CalendarDay {
  readonly date: string;
  readonly isWorked: boolean;
  /** Whether it is not as its weekday is: a holiday, or a make-up day (调休). */
  readonly isSpecial: boolean;
}

/** Shape: two dates, both included → the days between them, at most `limit`. */
export function daysBetween(
  { week, special }: CompiledCalendar,
  from: string,
  until: string,
  limit: number,
): readonly CalendarDay[] {
  const first = Date.parse(from) / DAY_MS;
  const count = Math.min(Date.parse(until) / DAY_MS - first + 1, limit);
  return Array.from({ length: Math.max(count, 0) }, (_, index) => {
    const day = first + index;
    const isUsual = week[(((day + WEEKDAY_OF_DAY_0) % 7) + 7) % 7]!.length > 0;
    const isWorked = (special.get(day)?.length ?? (isUsual ? 1 : 0)) > 0;
    const date = new Date(day * DAY_MS).toISOString().slice(0, 10);
    return { date, isWorked, isSpecial: isWorked !== isUsual };
  });
}

/** A stretch of working time. Units: epoch milliseconds. */
interface Opening {
  readonly opensMs: number;
  readonly closesMs: number;
}

/** The working hours of a local day as instants. */
function* worked({ zone, week, special }: CompiledCalendar, day: number): Generator<Opening> {
  const spans = special.get(day) ?? week[(((day + WEEKDAY_OF_DAY_0) % 7) + 7) % 7]!;
  const midnight = day * DAY_MS;
  for (const { fromMs, untilMs } of spans) {
    yield {
      opensMs: zone.instantOf(midnight + fromMs),
      closesMs: zone.instantOf(midnight + untilMs),
    };
  }
}
