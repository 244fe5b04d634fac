import { fault } from '../errors.ts';
import { CelDuration, CelTimestamp } from './values.ts';

const nsPerMs = 1_000_000n;
const nsPerSecond = 1_000_000_000n;
const timestampMin = -62_135_596_800n * nsPerSecond;
const timestampMax = 253_402_300_800n * nsPerSecond - 1n;
const durationMax = 2n ** 63n - 1n;

/** Makes a timestamp of the years 1 to 9999, or faults. */
export function timestampOf(ns: bigint): CelTimestamp {
  if (ns < timestampMin || ns > timestampMax) {
    fault('cel.overflow', 'A timestamp lies between the years 1 and 9999.');
  }
  return new CelTimestamp(ns);
}

/** Makes a timestamp of epoch milliseconds. */
export function timestampOfMs(ms: number): CelTimestamp {
  if (!Number.isFinite(ms)) fault('cel.bad-binding', 'A timestamp is a finite number.');
  const whole = Math.floor(ms);
  return timestampOf(BigInt(whole) * nsPerMs + BigInt(Math.floor((ms - whole) * 1e6)));
}

/** Makes a duration of at most about 292 years (64 bits of nanoseconds), or faults. */
export function durationOf(ns: bigint): CelDuration {
  if (ns < -durationMax || ns > durationMax) {
    fault('cel.overflow', 'A duration is at most 292 years.');
  }
  return new CelDuration(ns);
}

/** Gives the epoch milliseconds of a timestamp, rounded down. */
export function timestampMs(timestamp: CelTimestamp): number {
  return Number(floorDivide(timestamp.ns, nsPerMs));
}

/** Divides toward minus infinity. */
export function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}

const instant =
  /^(\d{4}-\d\d-\d\d)(?:[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d)))?$/;

/** Reads an RFC 3339 timestamp; a date alone is midnight UTC where `dateAlone` allows it. */
export function parseTimestamp(text: string, dateAlone: boolean): CelTimestamp {
  const found = text.length <= 64 ? instant.exec(text) : null;
  const [, day = '', hour, minute, second, fraction, sign, zoneHour, zoneMinute] = found ?? [];
  const midnightMs = dayMs(day);
  if (midnightMs === undefined || (hour === undefined && !dateAlone)) {
    return fault('cel.bad-conversion', 'The text is no RFC 3339 timestamp.');
  }
  const [h, m, s] = [Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0)];
  const [zh, zm] = [Number(zoneHour ?? 0), Number(zoneMinute ?? 0)];
  if (h > 23 || m > 59 || s > 59 || zh > 23 || zm > 59) {
    fault('cel.bad-conversion', 'The text is no RFC 3339 timestamp.');
  }
  const offsetMinutes = (zh * 60 + zm) * (sign === '-' ? -1 : 1);
  const seconds = midnightMs / 1000 + h * 3600 + (m - offsetMinutes) * 60 + s;
  return timestampOf(BigInt(seconds) * nsPerSecond + BigInt((fraction ?? '').padEnd(9, '0')));
}

function dayMs(day: string): number | undefined {
  const ms = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(ms)) return undefined;
  return new Date(ms).toISOString().startsWith(day) ? ms : undefined;
}

/** Writes a timestamp as RFC 3339 in UTC with as many digits as it needs. */
export function formatTimestamp(timestamp: CelTimestamp): string {
  const second = floorDivide(timestamp.ns, nsPerSecond);
  const text = new Date(Number(second) * 1000).toISOString().slice(0, 19);
  return `${text}${fractionText(timestamp.ns - second * nsPerSecond)}Z`;
}

function fractionText(ns: bigint): string {
  return ns === 0n ? '' : `.${ns.toString().padStart(9, '0').replace(/0+$/, '')}`;
}

const unitNs: Readonly<Record<string, bigint>> = {
  h: 3_600n * nsPerSecond,
  m: 60n * nsPerSecond,
  s: nsPerSecond,
  ms: nsPerMs,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ns: 1n,
};

/** Reads a duration such as `1h30m`, `-1.5s` or `0`. */
export function parseDuration(text: string): CelDuration {
  const sign = text[0] === '-' || text[0] === '+' ? text[0] : '';
  const body = text.slice(sign.length);
  if (body === '0') return new CelDuration(0n);
  const part = /(\d{0,20})(?:\.(\d{0,20}))?(h|ms|m|s|us|µs|μs|ns)/y;
  let ns = 0n;
  let at = 0;
  while (at < body.length && body.length <= 128) {
    part.lastIndex = at;
    const [all, whole = '', fraction = '', unit = ''] = part.exec(body) ?? [];
    if (all === undefined || (whole === '' && fraction === '')) break;
    const size = unitNs[unit] ?? 0n;
    ns += BigInt(whole || '0') * size;
    ns += (BigInt(fraction || '0') * size) / 10n ** BigInt(fraction.length);
    at += all.length;
  }
  if (at === 0 || at < body.length) return fault('cel.bad-conversion', 'The text is no duration.');
  return durationOf(sign === '-' ? -ns : ns);
}

/** Writes a duration in seconds, such as `90s` or `-1.5s`. */
export function formatDuration(duration: CelDuration): string {
  const ns = duration.ns < 0n ? -duration.ns : duration.ns;
  const text = `${ns / nsPerSecond}${fractionText(ns % nsPerSecond)}s`;
  return duration.ns < 0n ? `-${text}` : text;
}

const offsetZone = /^([+-]?)(\d\d):(\d\d)$/;
const formats = new Map<string, Intl.DateTimeFormat>();

/** Gives the wall clock of an instant in a zone, as a Date whose UTC fields are that clock's. */
export function wallClock(timestamp: CelTimestamp, zone: string): Date {
  const ms = timestampMs(timestamp);
  const offset = offsetZone.exec(zone);
  if (offset) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3]);
    return new Date(ms + (offset[1] === '-' ? -minutes : minutes) * 60_000);
  }
  if (zone === 'UTC') return new Date(ms);
  const parts: Record<string, number> = {};
  for (const { type, value } of formatIn(zone).formatToParts(ms)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const clock = new Date(0);
  clock.setUTCFullYear(year, month - 1, day);
  clock.setUTCHours(hour % 24, minute, second, ((ms % 1000) + 1000) % 1000);
  return clock;
}

function formatIn(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  let made: Intl.DateTimeFormat;
  try {
    made = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return fault('cel.bad-time-zone', 'The time zone is not known.');
  }
  if (formats.size < 64) formats.set(zone, made);
  return made;
}
