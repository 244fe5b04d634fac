/** Dates as people write them: in numbers, by the name of a month, or by how far away they are. */

import { numberFrom } from './typed-number.ts';

const DAY_MS = 86_400_000;

/** Units: a local date as `2026-11-21`. */
export function dateText(date: Date): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** A day so many days away. Units: dates as `2026-11-21`. */
export function daysFrom(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

const WORDS: Readonly<Record<string, number>> = {
  today: 0,
  今天: 0,
  今日: 0,
  tomorrow: 1,
  明天: 1,
  明日: 1,
  后天: 2,
  大后天: 3,
  昨天: -1,
  昨日: -1,
  yesterday: -1,
  前天: -2,
  大前天: -3,
};

/** Units: days. */
const UNITS: Readonly<Record<string, number>> = {
  ...{ d: 1, day: 1, 天: 1, 日: 1, w: 7, week: 7, 周: 7, 星期: 7, 礼拜: 7 },
};

const SIGN = '[-/.]';
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const NAMES =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|' +
  'sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?';
const MONTH = `(?<name>${NAMES})\\.?`;
/** No earlier day is asked for: `0026` is 2026, slipped. */
const YEAR_MIN = 1900;

/** `a` and `b` are a month and a day, in an order that their size has to tell. */
const WRITTEN: readonly RegExp[] = [
  /^(?<y>\d{4})[-/.年](?<m>\d{1,2})[-/.月](?<d>\d{1,2})[日号]?$/,
  /^(?<y>\d{4})(?<m>\d{2})(?<d>\d{2})$/,
  /^(?<m>\d{1,2})月(?<d>\d{1,2})[日号]?$/,
  new RegExp(`^(?<a>\\d{1,2})${SIGN}(?<b>\\d{1,2})${SIGN}(?<y>\\d{4})$`),
  new RegExp(`^(?<m>\\d{1,2})${SIGN}(?<d>\\d{1,2})$`),
  new RegExp(`^(?<d>\\d{1,2})${SIGN}(?<m>\\d{1,2})$`),
  new RegExp(`^(?<d>\\d{1,2})(?:st|nd|rd|th)?\\s*${MONTH}(?:,?\\s*(?<y>\\d{4}))?$`),
  new RegExp(`^${MONTH}\\s*(?<d>\\d{1,2})(?:st|nd|rd|th)?(?:,?\\s*(?<y>\\d{4}))?$`),
];

/**
 * A date as people write it: `2026-12-15`, `2026年12月15日`, `20261215`, `12/15`, `12.15`, `15.12.2026`,
 * `15 Dec`, `+3`, `3w`, `两天前`, `in 3 days`, `明天`, `上周五`, `last Friday`, `18号`, `月底`, `end of month`.
 * Without a year or a month it is the nearest such day: what is over is claimed as often as what is
 * to come is asked for. Of two numbers alone that could be either the month comes first. Units: dates
 * as `2026-11-21`; undefined for what is none, and for what could be two: `03/04/2026`, `3.12.2026`.
 *
 * Shape: full-width signs have been made narrow.
 */
export function dateFrom(typed: string, today: string): string | undefined {
  const text = typed.trim().toLowerCase();
  const away = daysAway(text) ?? daysToWeekday(text, weekdayOf(today));
  if (away !== undefined) return daysFrom(today, away);
  const ofMonth = dayOfMonth(text.replace(/\s+/g, ' '), today);
  if (ofMonth !== undefined) return ofMonth;
  for (const form of WRITTEN) {
    const parts = form.exec(text)?.groups;
    const found = parts && dateOf(parts, today);
    if (found) return found;
  }
  return undefined;
}

function daysAway(text: string): number | undefined {
  if (/^[+-]\d{1,3}$/.test(text)) return Number(text);
  for (const form of AWAY) {
    const { n, unit = '', behind } = form.exec(text)?.groups ?? {};
    const count = n === undefined ? undefined : numberFrom(n.replace(/^an?$/, '1'), COUNT);
    if (count === undefined || !Number.isInteger(count)) continue;
    const isBehind = behind === '前' || behind === 'ago' || behind === '-';
    return count * (UNITS[unit] ?? 0) * (isBehind ? -1 : 1);
  }
  return WORDS[text];
}

const COUNT = { kind: 'number' } as const;
const AWAY: readonly RegExp[] = [
  /^(?<n>\d{1,3}|[一二两三四五六七八九十百]{1,5})\s*个?(?<unit>天|日|周|星期|礼拜)(?:之|以)?(?<behind>[前后])$/,
  /^(?<behind>[+-])?(?<n>\d{1,3})(?<unit>[dw])$/,
  /^in\s+(?<n>\d{1,3}|an?)\s+(?<unit>day|week)s?$/,
  /^(?<n>\d{1,3}|an?)\s+(?<unit>day|week)s?\s+(?<behind>ago)$/,
];

const LAST =
  /^(?:(?<month>本|这|上|下)?个?月(?:底|末)|end of (?:(?<named>this|last|next) |the )?month)$/;
const NUMBERED =
  /^(?:(?<month>本|这|上|下)个?月)?(?<d>\d{1,2})(?:[日号]|(?<=1)st|(?<=2)nd|(?<=3)rd|th)$/;
const MONTHS_AWAY: Readonly<Record<string, number>> = { 上: -1, last: -1, 下: 1, next: 1 };

/** A day by its number within a month, or the last one: without a month the nearest such day. */
function dayOfMonth(text: string, today: string): string | undefined {
  const [year = 0, now = 0] = today.split('-').map(Number);
  const end = LAST.exec(text)?.groups;
  if (end) {
    const away = MONTHS_AWAY[end['month'] ?? end['named'] ?? ''] ?? 0;
    return new Date(Date.UTC(year, now + away, 0)).toISOString().slice(0, 10);
  }
  const numbered = NUMBERED.exec(text)?.groups;
  if (!numbered) return undefined;
  const { month, d } = numbered;
  const on = (away: number): string | undefined => {
    const first = new Date(Date.UTC(year, now - 1 + away, 1));
    return realDate(first.getUTCFullYear(), first.getUTCMonth() + 1, Number(d));
  };
  if (month !== undefined) return on(MONTHS_AWAY[month] ?? 0);
  return nearestOf([0, 1, -1].map(on), today);
}

/** Units: Monday is 0. */
function weekdayOf(date: string): number {
  return (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;
}

const CHINESE_DAY = /^(?<week>[上下]{1,2}|本|这)?个?(?:周|星期|礼拜)(?<day>[一二三四五六日天])$/;
const ENGLISH_DAY =
  /^(?:(?<week>this|last|next)\s+)?(?<day>mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?$/;
const ENGLISH_DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/**
 * Weeks begin on Monday: 上周五 is the Friday of the week before. `last Friday` is the last one that
 * was; of `next Friday` on a Wednesday nobody knows which one is meant.
 */
function daysToWeekday(text: string, now: number): number | undefined {
  const chinese = CHINESE_DAY.exec(text.replace(/\s+/g, ''))?.groups;
  if (chinese) {
    const { week = '', day = '' } = chinese;
    const weeks = [...week].reduce((sum, sign) => sum + ({ 上: -1, 下: 1 }[sign] ?? 0), 0);
    const at = '一二三四五六日'.indexOf(day === '天' ? '日' : day);
    return week === '上下' || week === '下上' ? undefined : at - now + 7 * weeks;
  }
  const english = ENGLISH_DAY.exec(text)?.groups;
  if (!english) return undefined;
  const away = ENGLISH_DAYS.indexOf((english['day'] ?? '').slice(0, 3)) - now;
  if (english['week'] === 'last') return away < 0 ? away : away - 7;
  if (english['week'] === 'next') return away > 0 ? undefined : away + 7;
  return away;
}

function dateOf(parts: Readonly<Record<string, string>>, today: string): string | undefined {
  const { y, a, b, name } = parts;
  const year = y === undefined ? undefined : Number(y);
  if (a !== undefined) {
    const [one, other] = [Number(a), Number(b)];
    // 03/04 is two days, one in March and one in April.
    if (one <= 12 && other <= 12 && one !== other) return undefined;
    return dayOf(year, Math.min(one, other), Math.max(one, other), today);
  }
  const month = name === undefined ? Number(parts['m']) : MONTHS.indexOf(name.slice(0, 3)) + 1;
  return dayOf(year, month, Number(parts['d']), today);
}

function dayOf(
  year: number | undefined,
  month: number,
  day: number,
  today: string,
): string | undefined {
  if (year !== undefined) return realDate(year, month, day);
  const thisYear = Number(today.slice(0, 4));
  const years = [thisYear, thisYear + 1, thisYear - 1];
  return nearestOf(
    years.map((each) => realDate(each, month, day)),
    today,
  );
}

function nearestOf(dates: readonly (string | undefined)[], today: string): string | undefined {
  const away = (date: string): number => Math.abs(Date.parse(date) - Date.parse(today));
  return dates.flatMap((date) => date ?? []).toSorted((a, b) => away(a) - away(b))[0];
}

/** undefined for 30 February, and for years that nobody means. */
function realDate(year: number, month: number, day: number): string | undefined {
  if (year < YEAR_MIN) return undefined;
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
    ? date.toISOString().slice(0, 10)
    : undefined;
}
