/** Dates as people write them: in numbers, by the name of a month, or by how far away they are. */

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
 * `15 Dec`, `+3`, `3天后`, `明天`, `上周五`, `last Friday`. Without a year it is the nearest such day:
 * what is over is claimed as often as what is to come is asked for. Of two numbers alone that could be
 * either the month comes first. Units: dates as `2026-11-21`; undefined for what
 * is none, and for what could be two: `03/04/2026`, `3.12.2026`.
 *
 * Shape: full-width signs have been made narrow.
 */
export function dateFrom(typed: string, today: string): string | undefined {
  const text = typed.trim().toLowerCase();
  const away = daysAway(text) ?? daysToWeekday(text, weekdayOf(today));
  if (away !== undefined) return daysFrom(today, away);
  for (const form of WRITTEN) {
    const parts = form.exec(text)?.groups;
    const found = parts && dateOf(parts, today);
    if (found) return found;
  }
  return undefined;
}

function daysAway(text: string): number | undefined {
  const [, count, behind] = /^(\d{1,3})\s*天(?:之|以)?([前后])$/.exec(text) ?? [];
  if (count !== undefined) return behind === '前' ? -Number(count) : Number(count);
  return WORDS[text] ?? (/^[+-]\d{1,3}$/.test(text) ? Number(text) : undefined);
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
  const away = (date: string): number => Math.abs(Date.parse(date) - Date.parse(today));
  return [thisYear, thisYear + 1, thisYear - 1]
    .flatMap((each) => realDate(each, month, day) ?? [])
    .toSorted((a, b) => away(a) - away(b))[0];
}

/** undefined for 30 February, and for years that nobody means. */
function realDate(year: number, month: number, day: number): string | undefined {
  if (year < YEAR_MIN) return undefined;
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
    ? date.toISOString().slice(0, 10)
    : undefined;
}
