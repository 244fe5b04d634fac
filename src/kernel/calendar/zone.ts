/** A time zone's local time: offsets from the tz database, and local times as instants. */

import { LIMITS } from '../limits.ts';

export const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
const OFFSET = /GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/;

/** A week of UTC and the change of offset within it; `atMs` is infinite where nothing changes. */
interface Stretch {
  readonly before: number;
  readonly after: number;
  readonly atMs: number;
}

/**
 * One IANA zone, always named, so that the machine's own zone never matters (K5).
 * Shape: offsets are looked up once a week of UTC and kept; a zone changes at most once a week.
 * Faults: RangeError for a name that the tz database does not have.
 */
export class Zone {
  readonly #format: Intl.DateTimeFormat;
  readonly #weeks = new Map<number, Stretch>();

  /** The zone of a name, made once for all who ask: making one costs more than most of its uses. */
  static named(name: string): Zone {
    const known = zones.get(name);
    if (known) return known;
    const zone = new Zone(name);
    if (zones.size >= LIMITS.zonesMax) zones.clear();
    zones.set(name, zone);
    return zone;
  }

  private constructor(name: string) {
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      timeZoneName: 'longOffset',
    });
  }

  /** Milliseconds by which local time is ahead of UTC. */
  offsetAt(ms: number): number {
    const { before, after, atMs } = this.#stretchOf(ms);
    return ms < atMs ? before : after;
  }

  /** The number of the local day, counted from 1970-01-01. */
  dayOf(ms: number): number {
    return Math.floor((ms + this.offsetAt(ms)) / DAY_MS);
  }

  /**
   * The instant of a local time, given as if it were UTC; later local times are never earlier.
   * Rules: M6 a local time that a change skips is the moment of the change; one that comes twice is
   * its first coming.
   */
  instantOf(localMs: number): number {
    const before = this.offsetAt(localMs - DAY_MS);
    const after = this.offsetAt(localMs + DAY_MS);
    const early = localMs - before;
    if (before === after || this.offsetAt(early) === before) return early;
    const late = localMs - after;
    if (this.offsetAt(late) === after) return late;
    const { atMs } = this.#stretchOf(localMs - DAY_MS);
    return atMs > localMs - DAY_MS && atMs <= localMs + DAY_MS
      ? atMs
      : this.#stretchOf(localMs + DAY_MS).atMs;
  }

  #stretchOf(ms: number): Stretch {
    const week = Math.floor(ms / WEEK_MS);
    const known = this.#weeks.get(week);
    if (known) return known;
    if (this.#weeks.size >= LIMITS.zoneWeeksMax) this.#weeks.clear();
    const stretch = this.#read(week * WEEK_MS, (week + 1) * WEEK_MS);
    this.#weeks.set(week, stretch);
    return stretch;
  }

  #read(fromMs: number, untilMs: number): Stretch {
    const before = this.#lookUp(fromMs);
    const after = this.#lookUp(untilMs);
    if (before === after) return { before, after, atMs: Infinity };
    let [low, high] = [fromMs, untilMs];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.#lookUp(middle) === before) low = middle;
      else high = middle;
    }
    return { before, after, atMs: high };
  }

  #lookUp(ms: number): number {
    const [, sign, hours = 0, minutes = 0, seconds = 0] =
      OFFSET.exec(this.#format.format(ms)) ?? [];
    const size = (Number(hours) * 60 + Number(minutes)) * 60_000 + Number(seconds) * 1_000;
    return sign === '-' ? -size : size;
  }
}

const zones = new Map<string, Zone>();
