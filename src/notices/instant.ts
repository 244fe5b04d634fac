/** How instants and days are written in letters and on the page of a link, always with the weekday. */

import type { NoticeLanguage } from './preferences.ts';

/** `Sat 21 Nov 2026, 14:02`, `2026-11-21 周六 14:02`, by the clock of a zone. */
export function instantText(atMs: number, language: NoticeLanguage, timeZone: string): string {
  const { day, clock } = writtenIn(atMs, language, timeZone);
  return language === 'en' ? `${day}, ${clock}` : `${day} ${clock}`;
}

/** `2026-11-21` → `Sat 21 Nov 2026`, `2026-11-21 周六`; what is no day stays as it is. */
export function dayText(text: string, language: NoticeLanguage): string {
  const atMs = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(atMs) ? text : writtenIn(atMs, language, 'UTC').day;
}

/** A moment by the clocks of the place where it was written down; what is none stays as it is. */
export function momentText(text: string, language: NoticeLanguage): string {
  const [, date, time, zone] = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})[^Z+-]*(.*)$/.exec(text) ?? [];
  if (date === undefined) return text;
  return `${dayText(date, language)} ${time} UTC${zone === 'Z' ? '' : zone}`;
}

function writtenIn(atMs: number, language: NoticeLanguage, timeZone: string) {
  const parts = new Intl.DateTimeFormat(language, {
    timeZone,
    weekday: 'short',
    year: 'numeric',
    month: language === 'en' ? 'short' : '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(atMs);
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? '';
  const day =
    language === 'en'
      ? `${part('weekday')} ${Number(part('day'))} ${part('month')} ${part('year')}`
      : `${part('year')}-${part('month')}-${part('day')} ${part('weekday')}`;
  return { day, clock: `${part('hour')}:${part('minute')}` };
}
