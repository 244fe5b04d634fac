/** Names, times and values in words. */

import type { Look } from './look.ts';

/** One text, or one per language tag, as the wire carries it. */
export type WireText = string | { readonly [language: string]: string };

/** The text in the viewer's language, else in English, else in whichever there is. */
export function inLanguage(text: WireText, language: string): string {
  if (typeof text === 'string') return text;
  return text[language] ?? text['en'] ?? Object.values(text)[0] ?? '';
}

/** The text in every language it has, the viewer's first. */
export function inAllLanguages(text: WireText, language: string): string {
  if (typeof text === 'string') return text;
  const first = inLanguage(text, language);
  return [first, ...Object.values(text).filter((other) => other !== first)].join(' ');
}

/** `2026-11-21 04:20`, in the viewer's time zone. */
export function dateTime(atMs: number, look: Look): string {
  return parts(atMs, look, { year: 'numeric', month: '2-digit', day: '2-digit', ...CLOCK });
}

/** `04:20:07`. */
export function clockTime(atMs: number, look: Look): string {
  return parts(atMs, look, { ...CLOCK, second: '2-digit' });
}

const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;

function parts(atMs: number, look: Look, options: Intl.DateTimeFormatOptions): string {
  // Swedish dates are ISO 8601's.
  return new Intl.DateTimeFormat('sv-SE', { ...options, timeZone: look.timeZone }).format(atMs);
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
] as const;

/** `3 h ago`, `in 2 d`; to a reader that is no person, the date and time. */
export function relative(atMs: number, look: Look): string {
  if (look.columns === undefined) return dateTime(atMs, look);
  const distance = Math.abs(atMs - look.nowMs);
  const unit = UNITS.find(([, ms]) => distance >= ms);
  if (!unit) return 'now';
  const amount = `${Math.floor(distance / unit[1])} ${unit[0]}`;
  return atMs < look.nowMs ? `${amount} ago` : `in ${amount}`;
}

/** A form's value on one line; `currency` for money. */
export function valueText(value: unknown, currency?: string): string {
  if (typeof value === 'number') return numberText(value, currency);
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.map((item) => valueText(item)).join(', ') || '–';
  return value === null || value === undefined ? '–' : JSON.stringify(value);
}

function numberText(value: number, currency: string | undefined): string {
  if (currency === undefined) return String(value);
  const format = { style: 'currency', currency, currencyDisplay: 'narrowSymbol' } as const;
  try {
    return new Intl.NumberFormat('en', format).format(value);
  } catch {
    return `${value} ${currency}`;
  }
}

const SHORT_ID_CHARS = 8;

/**
 * An id as a person reads it: the last characters of the instance's, with what follows it.
 * Rules: whole for a reader that is no person; commands take both.
 */
export function shortId(id: string, look: Look): string {
  if (look.columns === undefined) return id;
  const dot = id.indexOf('.');
  const end = dot < 0 ? id.length : dot;
  return id.slice(Math.max(0, end - SHORT_ID_CHARS));
}

const EXPRESSION_CHARS_MAX = 60;

/**
 * `form.days <= 3.0 (form.days = 3)`: an expression that decided, and what it read; of a decision
 * table the rows that held, for its condition is that of all its rows.
 */
export function reasonText(
  { expression, values }: { readonly expression: string; readonly values: object },
  rows?: readonly number[],
  charsMax = EXPRESSION_CHARS_MAX,
): string {
  const read = Object.entries(values).map(([name, value]) => `${name} = ${valueText(value)}`);
  const named = rows && (rows.length === 0 ? 'no row' : `row ${rows.join(', ')}`);
  const isLong = expression.length > charsMax;
  const shown = named ?? (isLong ? `${expression.slice(0, charsMax - 1)}…` : expression);
  return read.length === 0 ? shown : `${shown} (${read.join(', ')})`;
}
