/** Days of a tenant's calendar, a month at a time: which are worked, 调休 included. */

import { useQuery } from '@tanstack/react-query';
import { useSignedIn } from '../../remote/person.tsx';
import { useCalendar } from './calendar.ts';

/** `2026-11` → the weeks that show it, Monday first. Units: dates as `2026-11-21`. */
export function weeksOf(month: string): readonly (readonly string[])[] {
  const first = new Date(`${month}-01T00:00:00Z`);
  const lead = (first.getUTCDay() + 6) % 7;
  const day = (n: number): string =>
    new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), 1 + n - lead))
      .toISOString()
      .slice(0, 10);
  const weeks = Array.from({ length: 6 }, (_, week) =>
    Array.from({ length: 7 }, (__, weekday) => day(week * 7 + weekday)),
  );
  return weeks.filter((week) => week.some((date) => date.startsWith(month)));
}

/** The month so many months away. */
export function monthFrom(month: string, by: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7);
}

/** `rest`: a weekday that is free; `work`: a day at the weekend that is worked (调休). */
export type DayMark = 'rest' | 'work' | 'weekend';

/** The zone of the calendar's days; undefined while it is not known. */
export function useTimeZone(): string | undefined {
  const { client } = useSignedIn();
  const calendar = useCalendar();
  const today = new Date().toISOString().slice(0, 10);
  const { data } = useQuery({
    queryKey: ['calendar', calendar, 'zone'],
    queryFn: () => client.calendarDays(calendar, { from: today, until: today }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data?.timeZone;
}

/** Days that are not worked as a Monday to Friday would be; empty while they are not known. */
export function useDayMarks(month: string, isWanted: boolean): ReadonlyMap<string, DayMark> {
  const { client } = useSignedIn();
  const calendar = useCalendar();
  const dates = weeksOf(month).flat();
  const [from = '', until = ''] = [dates[0], dates.at(-1)];
  const { data } = useQuery({
    queryKey: ['calendar', calendar, from, until],
    queryFn: () => client.calendarDays(calendar, { from, until }),
    enabled: isWanted,
    staleTime: 3_600_000,
  });
  return new Map(
    data?.items.flatMap(({ date, isWorked, isSpecial }): [string, DayMark][] => {
      if (isWorked) return isSpecial ? [[date, 'work']] : [];
      return [[date, isSpecial ? 'rest' : 'weekend']];
    }),
  );
}
