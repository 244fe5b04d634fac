/** A tenant's working calendars as they are written down. */

import type { Calendar, CalendarDays } from '../kernel/index.ts';
import { compileCalendar, WEEKDAYS } from '../kernel/index.ts';
import type { Reader } from './reader.ts';

/** Reads calendars; what is wrong is reported at its place. */
export function readCalendars(list: readonly Reader[]): readonly Calendar[] {
  const seen = new Set<string>();
  return list.map((reader) => {
    const calendar = readCalendar(reader);
    if (seen.has(calendar.id)) reader.report('id', 'another calendar has this id');
    seen.add(calendar.id);
    const reading = compileCalendar(calendar);
    for (const { path, message } of reading.ok ? [] : reading.problems) {
      reader.report(path, message);
    }
    return calendar;
  });
}

function readCalendar(reader: Reader): Calendar {
  const week = reader.inner('week');
  const named = WEEKDAYS.filter((day) => week.has(day));
  for (const key of week.keys()) {
    if (!WEEKDAYS.some((day) => day === key)) week.report(key, 'is no day of the week');
  }
  return {
    id: reader.text('id'),
    timeZone: reader.text('timeZone'),
    week: Object.fromEntries(named.map((day) => [day, week.texts(day)])),
    ...(reader.has('holidays') ? { holidays: reader.list('holidays').map(readDays) } : {}),
    ...(reader.has('makeUp') ? { makeUp: reader.list('makeUp').map(readDays) } : {}),
  };
}

function readDays(reader: Reader): CalendarDays {
  return {
    date: reader.text('date'),
    ...reader.optional('until'),
    ...(reader.has('name') ? { name: reader.label('name') } : {}),
    ...(reader.has('hours') ? { hours: reader.texts('hours') } : {}),
  };
}
