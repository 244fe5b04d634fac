/** What a person wishes to be told, by which channel and when; and when that lets a notice go. */

import type { CompiledCalendar } from '../kernel/index.ts';
import { compileCalendar, DEFAULT_CALENDAR, workingTimeBetween } from '../kernel/index.ts';
import { NOTICE_LIMITS } from './limits.ts';
import type { NoticeKind } from './notice.ts';
import { NOTICE_KINDS, URGENT } from './notice.ts';

export const NOTICE_LANGUAGES = ['zh-CN', 'en'] as const;
export type NoticeLanguage = (typeof NOTICE_LANGUAGES)[number];

/** `digest`: with others, at the hours of the digest. */
export type When = 'now' | 'digest' | 'never';
export type Wishes = { readonly [K in NoticeKind]: When };

export interface Preferences {
  /** Absent: the directory’s, else English. */
  readonly language?: NoticeLanguage;
  /** IANA name; absent: that of the tenant’s calendar. */
  readonly timeZone?: string;
  /** By the channel’s name; a channel that is not named is used as `usualFor` says. */
  readonly channels: { readonly [channel: string]: Wishes };
  readonly digest: {
    /** Local times, `09:00`. */
    readonly at: readonly string[];
    /** Only on days on which the tenant’s calendar works. */
    readonly onWorkingDays: boolean;
  };
  /** Local times between which nothing goes out, over midnight when `from` is the later one. */
  readonly quiet?: { readonly from: string; readonly until: string };
  /** Whether what cannot wait goes out in quiet hours. */
  readonly urgentPasses: boolean;
}

const ALL = (when: When): Wishes =>
  Object.fromEntries(NOTICE_KINDS.map((kind) => [kind, when])) as Wishes;

/** What holds for a channel of which the person said nothing: mail yes, everything else no. */
export function usualFor(channel: string): Wishes {
  return channel === 'mail' ? { ...ALL('now'), told: 'digest' } : ALL('never');
}

export const USUAL: Preferences = {
  channels: {},
  digest: { at: ['09:00'], onWorkingDays: true },
  urgentPasses: true,
};

/** Preferences as they were kept; what was never said is as usual. */
export function readPreferences(content: string | undefined): Preferences {
  return content === undefined ? USUAL : { ...USUAL, ...(JSON.parse(content) as Preferences) };
}

export function wishesFor({ channels }: Preferences, channel: string): Wishes {
  return { ...usualFor(channel), ...channels[channel] };
}

/** Whether the tz database has the zone. */
export function isTimeZone(timeZone: string): boolean {
  return compileCalendar({ ...DEFAULT_CALENDAR, timeZone }).ok;
}

/**
 * When a notice goes out. Shape: undefined when the person does not want it.
 * `calendar` is the tenant’s: its zone holds where the person named none.
 */
export function releaseOf(
  preferences: Preferences,
  channel: string,
  kind: NoticeKind,
  calendar: CompiledCalendar,
  nowMs: number,
): { readonly atMs: number; readonly isDigest: boolean } | undefined {
  const when = wishesFor(preferences, channel)[kind];
  if (when === 'never') return undefined;
  const zone = zoneOf(preferences, calendar);
  if (when === 'digest') {
    const atMs = nextDigest(preferences, zone, calendar, nowMs);
    return { atMs: afterQuiet(preferences, zone, atMs), isDigest: true };
  }
  const passes = preferences.urgentPasses && URGENT.has(kind);
  return { atMs: passes ? nowMs : afterQuiet(preferences, zone, nowMs), isDigest: false };
}

type Zone = CompiledCalendar['zone'];
const DAY_MS = 86_400_000;

function zoneOf({ timeZone }: Preferences, calendar: CompiledCalendar): Zone {
  if (timeZone === undefined) return calendar.zone;
  const reading = compileCalendar({ ...DEFAULT_CALENDAR, timeZone });
  return reading.ok ? reading.calendar.zone : calendar.zone;
}

/** `09:30` → milliseconds of the local day. */
function clockMs(time: string): number {
  const [hours, minutes] = time.split(':');
  return (Number(hours) * 60 + Number(minutes)) * 60_000;
}

function nextDigest(
  { digest }: Preferences,
  zone: Zone,
  calendar: CompiledCalendar,
  nowMs: number,
): number {
  const times = digest.at.map(clockMs).sort((a, b) => a - b);
  const today = zone.dayOf(nowMs);
  const isWorked = (day: number) => {
    const [from, until] = [zone.instantOf(day * DAY_MS), zone.instantOf((day + 1) * DAY_MS)];
    return workingTimeBetween(calendar, from, until) > 0;
  };
  for (let day = today; day < today + NOTICE_LIMITS.daysAheadMax; day++) {
    if (digest.onWorkingDays && !isWorked(day)) continue;
    const found = times.map((time) => zone.instantOf(day * DAY_MS + time)).find((at) => at > nowMs);
    if (found !== undefined) return found;
  }
  // Nobody works for so long, or no time was named: it need not wait for that.
  return nowMs;
}

/** The instant itself, or the end of the quiet hours that it falls into. */
function afterQuiet({ quiet }: Preferences, zone: Zone, atMs: number): number {
  if (!quiet || quiet.from === quiet.until) return atMs;
  const today = zone.dayOf(atMs);
  const [from, until] = [clockMs(quiet.from), clockMs(quiet.until)];
  for (const day of [today - 1, today]) {
    const begins = zone.instantOf(day * DAY_MS + from);
    const ends = zone.instantOf((from < until ? day : day + 1) * DAY_MS + until);
    if (atMs >= begins && atMs < ends) return ends;
  }
  return atMs;
}
