import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatDuration,
  formatTimestamp,
  parseDuration,
  parseTimestamp,
  timestampMs,
  timestampOfMs,
  wallClock,
} from './time.ts';

describe('timestamps', () => {
  test('are written as they are read', () => {
    const day = fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(day, (date) => {
        const read = parseTimestamp(date.toISOString(), false);
        expect(timestampMs(read)).toBe(date.getTime());
        expect(parseTimestamp(formatTimestamp(read), false)).toEqual(read);
        expect(timestampOfMs(date.getTime())).toEqual(read);
      }),
    );
  });

  test('an offset is counted', () => {
    const read = parseTimestamp('2026-01-01T00:30:00.5+01:00', false);
    expect(formatTimestamp(read)).toBe('2025-12-31T23:30:00.5Z');
  });

  test.each(['2026-02-30T00:00:00Z', '2026-01-01T24:00:00Z', '2026-01-01', 'x'])(
    '%s is none',
    (text) => {
      expect(() => parseTimestamp(text, false)).toThrow();
    },
  );

  test('the wall clock follows the zone through summer time', () => {
    const clock = (text: string) =>
      wallClock(parseTimestamp(text, false), 'Europe/Berlin').toISOString();
    expect(clock('2026-01-01T12:00:00Z')).toBe('2026-01-01T13:00:00.000Z');
    expect(clock('2026-07-01T12:00:00.25Z')).toBe('2026-07-01T14:00:00.250Z');
    expect(() => clock('x')).toThrow();
  });
});

describe('durations', () => {
  test.each([
    ['1h30m', '5400s'],
    ['-1.5s', '-1.5s'],
    ['1us', '0.000001s'],
    ['0', '0s'],
    ['1.5h', '5400s'],
  ])('%s is %s', (text, expected) => {
    expect(formatDuration(parseDuration(text))).toBe(expected);
  });

  test.each(['', '1', 's', '1h-', '1x', '9999999h'])('%s is none', (text) => {
    expect(() => parseDuration(text)).toThrow();
  });
});
