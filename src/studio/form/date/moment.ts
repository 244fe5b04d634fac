/** A date and a time of day in a zone, as people write them and as forms hold them. */

import { Zone } from '../../../kernel/index.ts';
import { narrow } from '../typed.ts';

const MINUTE_MS = 60_000;
const HELD = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

/** What a form holds, in its parts: `2026-11-21`, `09:30`, `+08:00`. */
export interface Moment {
  readonly date: string;
  readonly time: string;
  readonly offset: string;
}

export function momentOf(text: string): Moment | undefined {
  const [, date, time, offset] = HELD.exec(text) ?? [];
  if (date === undefined || time === undefined || offset === undefined) return undefined;
  return { date, time, offset: offset === 'Z' ? '+00:00' : offset };
}

/** A moment as the clocks of a zone show it. */
export function momentIn(text: string, timeZone: string): Moment | undefined {
  const atMs = Date.parse(text);
  if (!momentOf(text) || Number.isNaN(atMs)) return undefined;
  const offsetMs = Zone.named(timeZone).offsetAt(atMs);
  const local = new Date(atMs + offsetMs).toISOString();
  return { date: local.slice(0, 10), time: local.slice(11, 16), offset: offsetText(offsetMs) };
}

/** The text that a form holds: the local time with the offset that the zone has then. */
export function momentText(date: string, time: string, timeZone: string): string {
  const zone = Zone.named(timeZone);
  const atMs = zone.instantOf(Date.parse(`${date}T${time}:00Z`));
  const offsetMs = zone.offsetAt(atMs);
  const local = new Date(atMs + offsetMs).toISOString().slice(0, 19);
  return `${local}${offsetText(offsetMs)}`;
}

function offsetText(ms: number): string {
  const minutes = Math.round(Math.abs(ms) / MINUTE_MS);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${ms < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

const WRITTEN: readonly RegExp[] = [
  /^(?<h>\d{1,2})[:.](?<m>\d{2})$/,
  /^(?<h>\d{1,2})(?<m>\d{2})$/,
  /^(?<h>\d{1,2})$/,
  /^(?<half>上午|下午|晚上|中午|凌晨|am|pm)?(?<h>\d{1,2})(?::(?<m>\d{2})|[点时](?:(?<half2>半)|(?<m2>\d{1,2})分?)?)?(?<after>am|pm)?$/,
];

/** A time of day as people write it: `9:30`, `0930`, `９点半`, `下午3点`, `3pm`; 24 hours, `09:30`. */
export function timeFrom(typed: string): string | undefined {
  const text = narrow(typed).replace(/\s+/g, '').toLowerCase();
  for (const form of WRITTEN) {
    const parts = form.exec(text)?.groups;
    if (!parts) continue;
    const minute = parts['half2'] ? 30 : Number(parts['m'] ?? parts['m2'] ?? 0);
    const hour = inDay(Number(parts['h']), parts['half'] ?? parts['after']);
    if (hour > 23 || minute > 59) return undefined;
    return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
  }
  return undefined;
}

function inDay(hour: number, half: string | undefined): number {
  if (half === '下午' || half === '晚上' || half === 'pm') return hour < 12 ? hour + 12 : hour;
  if ((half === 'am' || half === '凌晨') && hour === 12) return 0;
  return hour;
}

/** A time so many minutes away, within the day. */
export function timeBeside(time: string, minutes: number): string {
  const [h = 0, m = 0] = time.split(':').map(Number);
  const at = Math.min(Math.max(h * 60 + m + minutes, 0), 24 * 60 - 1);
  return `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`;
}
