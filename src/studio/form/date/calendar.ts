/** Whose days a form counts: the working calendar of its flow. */

import { createContext, useContext } from 'react';

const Calendar = createContext('default');

/** Given by whoever shows a flow's form. */
export const CalendarOfFlow = Calendar.Provider;

export function useCalendar(): string {
  return useContext(Calendar);
}
