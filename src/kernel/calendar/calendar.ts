/** A working calendar: weekly hours, holidays, make-up days (调休), in one time zone. */

import { LIMITS } from '../limits.ts';
import type { Text } from '../words.ts';
import { DAY_MS, Zone } from './zone.ts';

export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** When people work, by local time. Plain JSON, as it is written down. */
export interface Calendar {
  readonly id: string;
  /** IANA name, `Asia/Shanghai`. */
  readonly timeZone: string;
  /** Hours such as `09:00-12:00`, several a day in order; a day not named is free. */
  readonly week: { readonly [day in Weekday]?: readonly string[] };
  /** Free, whatever the week says; with `hours`, worked in these hours only. */
  readonly holidays?: readonly CalendarDays[];
  /** Worked, whatever the week says; without `hours`, as the week's first working day. */
  readonly makeUp?: readonly CalendarDays[];
}

/** One day, or all days until another, both included. Units: local dates, `2026-05-09`. */
export interface CalendarDays {
  readonly date: string;
  readonly until?: string;
  readonly name?: Text;
  readonly hours?: readonly string[];
}

/** A stretch of one local day. Units: milliseconds since local midnight by the clock on the wall. */
export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** A calendar ready to count with; made once for a directory. */
export interface CompiledCalendar {
  readonly id: string;
  /** IANA name. */
  readonly timeZone: string;
  readonly zone: Zone;
  /** Monday first. */
  readonly week: readonly (readonly Span[])[];
  /** Holidays and make-up days by the number of the local day. */
  readonly special: ReadonlyMap<number, readonly Span[]>;
}

/** What is wrong with a calendar: the place in it and the fact. */
export interface CalendarProblem {
  readonly path: string;
  readonly message: string;
}

export type CalendarReading =
  | { readonly ok: true; readonly calendar: CompiledCalendar }
  | { readonly ok: false; readonly problems: readonly CalendarProblem[] };

/** The name of the calendar that holds where a flow names none. */
export const DEFAULT_CALENDAR_ID = 'default';

const OFFICE_DAY = ['09:00-12:00', '13:00-18:00'] as const;

/** Where a tenant has no calendar `default`: Monday to Friday, eight hours, in UTC. */
export const DEFAULT_CALENDAR: Calendar = {
  id: DEFAULT_CALENDAR_ID,
  timeZone: 'UTC',
  week: {
    monday: OFFICE_DAY,
    tuesday: OFFICE_DAY,
    wednesday: OFFICE_DAY,
    thursday: OFFICE_DAY,
    friday: OFFICE_DAY,
  },
};

/** Makes a calendar ready to count with, or says everything that is wrong with it. */
export function compileCalendar(calendar: Calendar): CalendarReading {
  const problems: CalendarProblem[] = [];
  const zone = zoneOf(calendar.timeZone, problems);
  const week = WEEKDAYS.map((day) => spansOf(calendar.week[day] ?? [], `week.${day}`, problems));
  const usual = week.find((spans) => spans.length > 0) ?? [];
  if (usual.length === 0) problems.push({ path: 'week', message: 'has no working hours' });
  const holidays = daysOf(calendar.holidays ?? [], 'holidays', [], problems);
  const makeUp = daysOf(calendar.makeUp ?? [], 'makeUp', usual, problems);
  for (const day of makeUp.keys()) {
    if (!holidays.has(day)) continue;
    problems.push({ path: 'makeUp', message: `${dateOf(day)} is a holiday, too` });
  }
  if (!zone || problems.length > 0) return { ok: false, problems };
  const special = new Map([...holidays, ...makeUp]);
  return {
    ok: true,
    calendar: { id: calendar.id, timeZone: calendar.timeZone, zone, week, special },
  };
}

function zoneOf(name: string, problems: CalendarProblem[]): Zone | undefined {
  try {
    if (/^[A-Za-z]/.test(name)) return Zone.named(name);
  } catch {
    // Intl has no other way to say that it does not know a name.
  }
  problems.push({ path: 'timeZone', message: `there is no time zone ${name}` });
  return undefined;
}

const HOURS = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)$/;

function spansOf(
  hours: readonly string[],
  path: string,
  problems: CalendarProblem[],
): readonly Span[] {
  const spans: Span[] = [];
  for (const text of hours) {
    const [, ...parts] = HOURS.exec(text) ?? [];
    const [fromHour = 0, fromMinute = 0, untilHour = 0, untilMinute = 0] = parts.map(Number);
    const fromMs = (fromHour * 60 + fromMinute) * 60_000;
    const untilMs = (untilHour * 60 + untilMinute) * 60_000;
    if (parts.length === 0 || untilMs > DAY_MS || fromMs >= untilMs) {
      problems.push({ path, message: `"${text}" are no hours such as 09:00-12:00` });
    } else if (fromMs < (spans.at(-1)?.untilMs ?? 0)) {
      problems.push({ path, message: `${text} begins before the hours named before it end` });
    } else spans.push({ fromMs, untilMs });
  }
  return spans;
}

function daysOf(
  list: readonly CalendarDays[],
  path: string,
  usual: readonly Span[],
  problems: CalendarProblem[],
): Map<number, readonly Span[]> {
  const days = new Map<number, readonly Span[]>();
  for (const [index, { date, until = date, hours }] of list.entries()) {
    const at = `${path}.${index}`;
    const spans = hours ? spansOf(hours, `${at}.hours`, problems) : usual;
    const first = dayNumber(date);
    const last = dayNumber(until);
    if (first === undefined || last === undefined) {
      const message = `"${first === undefined ? date : until}" is no date such as 2026-05-09`;
      problems.push({ path: at, message });
    } else if (last < first || last - first >= LIMITS.calendarIdleDaysMax) {
      problems.push({ path: at, message: `${date} to ${until} is no stretch of days` });
    } else for (let day = first; day <= last; day++) days.set(day, spans);
  }
  return days;
}

function dayNumber(date: string): number | undefined {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(ms) || dateOf(ms / DAY_MS) !== date) return undefined;
  return ms / DAY_MS;
}

function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
