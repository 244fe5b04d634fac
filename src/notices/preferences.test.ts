import { describe, expect, test } from 'vitest';
import type { CompiledCalendar } from '../kernel/index.ts';
import { compileCalendar } from '../kernel/index.ts';
import type { Preferences } from './preferences.ts';
import { isTimeZone, readPreferences, releaseOf, USUAL } from './preferences.ts';

const HOURS = ['09:00-12:00', '13:00-18:00'];
const SHANGHAI: CompiledCalendar = compiled('Asia/Shanghai');

function compiled(timeZone: string): CompiledCalendar {
  const [monday, tuesday, wednesday, thursday, friday] = [HOURS, HOURS, HOURS, HOURS, HOURS];
  const week = { monday, tuesday, wednesday, thursday, friday };
  const holidays = [{ date: '2026-03-03' }];
  const makeUp = [{ date: '2026-03-07' }];
  const reading = compileCalendar({ id: 'c', timeZone, week, holidays, makeUp });
  if (!reading.ok) throw new Error('the calendar is wrong');
  return reading.calendar;
}

/** By the clock of Shanghai. */
const at = (local: string): number => Date.parse(`${local}+08:00`);

function release(
  more: Partial<Preferences>,
  local: string,
  kind: 'task' | 'told' | 'incident' = 'task',
) {
  const found = releaseOf({ ...USUAL, ...more }, 'mail', kind, SHANGHAI, at(local));
  return found && { ...found, atMs: new Date(found.atMs + 8 * 3_600_000).toISOString() };
}

const QUIET = { from: '22:00', until: '07:30' };

describe('when a notice goes out', () => {
  test('at once, where nothing else was wished', () => {
    expect(release({}, '2026-03-02T10:00')).toEqual({
      atMs: '2026-03-02T10:00:00.000Z',
      isDigest: false,
    });
  });

  test.each([
    ['2026-03-02T21:59', '2026-03-02T21:59:00.000Z'],
    ['2026-03-02T22:00', '2026-03-03T07:30:00.000Z'],
    ['2026-03-03T00:10', '2026-03-03T07:30:00.000Z'],
    ['2026-03-03T07:29', '2026-03-03T07:30:00.000Z'],
    ['2026-03-03T07:30', '2026-03-03T07:30:00.000Z'],
  ])('quiet hours over midnight: %s goes out at %s', (from, until) => {
    expect(release({ quiet: QUIET }, from)?.atMs).toBe(until);
  });

  test('quiet hours within a day hold until their end, and none that end as they begin', () => {
    const quiet = { from: '12:00', until: '14:00' };
    expect(release({ quiet }, '2026-03-02T12:30')?.atMs).toBe('2026-03-02T14:00:00.000Z');
    const none = { from: '12:00', until: '12:00' };
    expect(release({ quiet: none }, '2026-03-02T12:30')?.atMs).toBe('2026-03-02T12:30:00.000Z');
  });

  test('what cannot wait passes quiet hours, unless it may not', () => {
    const night = '2026-03-02T23:00';
    expect(release({ quiet: QUIET }, night, 'incident')?.atMs).toBe('2026-03-02T23:00:00.000Z');
    const held = release({ quiet: QUIET, urgentPasses: false }, night, 'incident');
    expect(held?.atMs).toBe('2026-03-03T07:30:00.000Z');
  });

  test.each([
    ['2026-03-02T08:00', '2026-03-02T09:00:00.000Z'],
    ['2026-03-02T09:00', '2026-03-02T16:30:00.000Z'],
    // Tuesday the 3rd is free, Saturday the 7th is worked.
    ['2026-03-02T17:00', '2026-03-04T09:00:00.000Z'],
    ['2026-03-06T17:00', '2026-03-07T09:00:00.000Z'],
    ['2026-03-07T17:00', '2026-03-09T09:00:00.000Z'],
  ])('a digest on working days: %s goes out at %s', (from, until) => {
    const digest = { at: ['16:30', '09:00'], onWorkingDays: true };
    expect(release({ digest }, from, 'told')).toEqual({ atMs: until, isDigest: true });
  });

  test('a digest on every day, held by quiet hours, by the person’s own clock', () => {
    const digest = { at: ['07:00'], onWorkingDays: false };
    const wishes = { digest, quiet: QUIET, timeZone: 'Europe/Berlin' };
    // 07:30 in Berlin is 14:30 in Shanghai.
    expect(release(wishes, '2026-03-07T17:00', 'told')?.atMs).toBe('2026-03-08T14:30:00.000Z');
  });

  test('M6 the night on which the clocks change has its quiet hours, too', () => {
    const berlin = { ...USUAL, quiet: QUIET, timeZone: 'Europe/Berlin' };
    const midnight = Date.parse('2026-03-28T23:30:00Z');
    const found = releaseOf(berlin, 'mail', 'task', SHANGHAI, midnight);
    expect(new Date(found!.atMs).toISOString()).toBe('2026-03-29T05:30:00.000Z');
  });

  test('never, where it is not wished, and nothing by a channel of which nothing was said', () => {
    const mail = { ...readPreferences(undefined).channels, task: 'never' };
    expect(release({ channels: { mail } as never }, '2026-03-02T10:00')).toBeUndefined();
    expect(releaseOf(USUAL, 'chat', 'task', SHANGHAI, 0)).toBeUndefined();
  });

  test('a zone is one of the tz database', () => {
    expect([isTimeZone('Asia/Shanghai'), isTimeZone('Mars/Olympus'), isTimeZone('')]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
