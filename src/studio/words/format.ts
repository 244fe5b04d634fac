/** How texts, names, amounts and instants are written in each language. */

import type { Text } from '../../kernel/index.ts';
import { withAmounts } from '../../kernel/index.ts';
import type { Language } from './texts.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Everything that is written differently from language to language. */
export interface Formats {
  readonly text: (text: Text | undefined) => string;
  /** `62,000.00`; the currency stands behind it. */
  readonly money: (amount: number) => string;
  /** The line that names a case, its amounts written as amounts are. */
  readonly subject: (text: string) => string;
  readonly number: (value: number) => string;
  /** `2026-11-21 周六 14:02`, `Sat 21 Nov 2026, 14:02`. */
  readonly instant: (atMs: number) => string;
  /** `14:02:09` */
  readonly second: (atMs: number) => string;
  readonly day: (date: string) => string;
  /** `周六`, `Sat`. */
  readonly weekday: (date: string) => string;
  /** How far away, in the largest unit that says enough. */
  readonly distance: (ms: number) => string;
  /** A time to wait, to the second: `45 s`, `1 min 32 s`. */
  readonly duration: (seconds: number) => string;
  /** `3 h ago`, `in 2 d`. */
  readonly relative: (atMs: number, nowMs: number) => string;
  readonly list: (parts: readonly string[]) => string;
}

export function formatsIn(language: Language): Formats {
  const isChinese = language === 'zh-CN';
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 6 });
  // What is signed is shown: fractions of a cent are not rounded away.
  const amount = new Intl.NumberFormat(language, {
    minimumFractionDigits: 2,
    maximumFractionDigits: 6,
  });
  const clock = new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const seconds = new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  const weekday = new Intl.DateTimeFormat(language, { weekday: 'short' });
  const monthName = new Intl.DateTimeFormat(language, { month: 'short' });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' });
  const list = new Intl.ListFormat(language, { style: 'long', type: 'conjunction' });
  const date = (at: Date): string => {
    const [y, m, d] = [at.getFullYear(), at.getMonth() + 1, at.getDate()];
    const two = (n: number): string => String(n).padStart(2, '0');
    return isChinese
      ? `${y}-${two(m)}-${two(d)} ${weekday.format(at)}`
      : `${weekday.format(at)} ${d} ${monthName.format(at)} ${y}`;
  };
  return {
    text: (text) => textIn(language, text),
    subject: (text) => withAmounts(text, (value) => amount.format(value)),
    number: (value) => number.format(value),
    money: (value) => amount.format(value),
    instant: (atMs) => {
      const at = new Date(atMs);
      return `${date(at)}${isChinese ? ' ' : ', '}${clock.format(at)}`;
    },
    second: (atMs) => seconds.format(new Date(atMs)),
    day: (text) => {
      const at = new Date(`${text}T00:00:00`);
      return Number.isNaN(at.getTime()) ? text : date(at);
    },
    weekday: (text) => weekday.format(new Date(`${text}T00:00:00`)),
    distance: (ms) => distanceIn(isChinese, Math.abs(ms)),
    duration: (seconds) => durationIn(isChinese, seconds),
    relative: (atMs, nowMs) => {
      if (Math.abs(atMs - nowMs) < MINUTE_MS) return isChinese ? '刚刚' : 'just now';
      const [count, unit] = largestUnit(atMs - nowMs);
      return relative.format(count, unit);
    },
    list: (parts) => (isChinese ? spaced(list.formatToParts(parts)) : list.format(parts)),
  };
}

/** A blank between Latin letters and the Chinese word that joins them. */
function spaced(parts: readonly { readonly type: string; readonly value: string }[]): string {
  return parts
    .map(({ type, value }, index) => {
      if (type === 'element' || !/\p{Script=Han}/u.test(value)) return value;
      const before = /\w$/.test(parts[index - 1]?.value ?? '') ? ' ' : '';
      const after = /^\w/.test(parts[index + 1]?.value ?? '') ? ' ' : '';
      return before + value + after;
    })
    .join('');
}

/** The text in a language, else in whichever there is. */
export function textIn(language: Language, text: Text | undefined): string {
  if (text === undefined || typeof text === 'string') return text ?? '';
  return text[language] ?? text['en'] ?? Object.values(text)[0] ?? '';
}

function largestUnit(ms: number): [number, Intl.RelativeTimeFormatUnit] {
  const size = Math.abs(ms);
  if (size < HOUR_MS) return [Math.round(ms / MINUTE_MS), 'minute'];
  if (size < DAY_MS) return [Math.round(ms / HOUR_MS), 'hour'];
  return [Math.round(ms / DAY_MS), 'day'];
}

function distanceIn(isChinese: boolean, ms: number): string {
  const [count, unit] = largestUnit(ms);
  const words = isChinese
    ? { minute: '分钟', hour: '小时', day: '天' }
    : { minute: 'min', hour: 'h', day: 'd' };
  return `${Math.max(count, 1)} ${words[unit as keyof typeof words]}`;
}

function durationIn(isChinese: boolean, seconds: number): string {
  const words = isChinese ? ['小时', '分', '秒'] : ['h', 'min', 's'];
  const whole = Math.max(0, Math.round(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const said = parts.flatMap((count, at) => (count === 0 ? [] : [`${count} ${words[at]}`]));
  return said.length === 0 ? `0 ${words[2]}` : said.join(' ');
}

const COMPOUND = /^(欧阳|司徒|上官|司马|诸葛|慕容|皇甫|尉迟|夏侯|东方|令狐|公孙|端木|长孙)/;

/** What a person's seal says: the family name as it is carved, else the first letter. */
export function sealOf(name: Text): string {
  const written = typeof name === 'string' ? name : (name['zh-CN'] ?? Object.values(name)[0] ?? '');
  return COMPOUND.exec(written)?.[1] ?? Array.from(written)[0] ?? '';
}
