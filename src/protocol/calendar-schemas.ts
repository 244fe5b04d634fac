/** Working calendars as forms show them. */

import { type Static, Type } from 'typebox';
import { closed, PageOf } from './schemas.ts';

const Day = Type.String({ format: 'date' });

export const CalendarQuery = Type.Object({ from: Day, until: Day }, closed);

export const CalendarDay = Type.Object({
  date: Day,
  isWorked: Type.Boolean(),
  isSpecial: Type.Boolean({ description: 'Not as its weekday is: a holiday, or a make-up day.' }),
});

export const CalendarDays = Type.Object({
  ...PageOf(CalendarDay).properties,
  timeZone: Type.String({ description: 'The zone of its days, as the tz database names it.' }),
});

export type CalendarDays = Static<typeof CalendarDays>;
export type CalendarQuery = Static<typeof CalendarQuery>;
export type CalendarDay = Static<typeof CalendarDay>;
