import { wallClock } from '../values/time.ts';
import { type Overload, overload } from './overload.ts';

const dayMs = 86_400_000;

const parts: Readonly<Record<string, (clock: Date) => number>> = {
  getFullYear: (clock) => clock.getUTCFullYear(),
  getMonth: (clock) => clock.getUTCMonth(),
  getDate: (clock) => clock.getUTCDate(),
  getDayOfMonth: (clock) => clock.getUTCDate() - 1,
  getDayOfWeek: (clock) => clock.getUTCDay(),
  getDayOfYear: (clock) => {
    const newYear = new Date(clock);
    newYear.setUTCMonth(0, 1);
    return Math.round((clock.getTime() - newYear.getTime()) / dayMs);
  },
  getHours: (clock) => clock.getUTCHours(),
  getMinutes: (clock) => clock.getUTCMinutes(),
  getSeconds: (clock) => clock.getUTCSeconds(),
  getMilliseconds: (clock) => clock.getUTCMilliseconds(),
};

const spans: Readonly<Record<string, (ns: bigint) => bigint>> = {
  getHours: (ns) => ns / 3_600_000_000_000n,
  getMinutes: (ns) => ns / 60_000_000_000n,
  getSeconds: (ns) => ns / 1_000_000_000n,
  getMilliseconds: (ns) => (ns / 1_000_000n) % 1_000n,
};

/** The functions that read a part of a timestamp, in UTC or in a zone, or of a duration. */
export const time: readonly Overload[] = [
  ...Object.entries(parts).flatMap(([name, read]) => [
    overload(name, {
      takes: ['timestamp'],
      gives: 'int',
      member: true,
      units: 3,
      run: (_, timestamp) => BigInt(read(wallClock(timestamp, 'UTC'))),
    }),
    overload(name, {
      takes: ['timestamp', 'string'],
      gives: 'int',
      member: true,
      units: 60,
      run: (_, timestamp, zone) => BigInt(read(wallClock(timestamp, zone))),
    }),
  ]),
  ...Object.entries(spans).map(([name, read]) =>
    overload(name, {
      takes: ['duration'],
      gives: 'int',
      member: true,
      run: (_, duration) => read(duration.ns),
    }),
  ),
];
