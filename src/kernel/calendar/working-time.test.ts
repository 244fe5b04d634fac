import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { effort } from '../../testing/index.ts';
import { LIMITS } from '../limits.ts';
import type { Calendar, CompiledCalendar } from './calendar.ts';
import { compileCalendar, DEFAULT_CALENDAR, WEEKDAYS } from './calendar.ts';
import { addWorkingTime, workingTimeBetween } from './working-time.ts';
import { DAY_MS, Zone } from './zone.ts';

const HOUR_MS = 3_600_000;

function compiled(calendar: Partial<Calendar>): CompiledCalendar {
  const reading = compileCalendar({ ...DEFAULT_CALENDAR, ...calendar });
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return reading.calendar;
}

const at = (text: string): number => Date.parse(text);
const whole = (hours: readonly string[]): Calendar['week'] =>
  Object.fromEntries(WEEKDAYS.map((day) => [day, hours]));

/** Where so many working hours lead. */
function later(calendar: CompiledCalendar, from: string, hours: number): string {
  const ms = addWorkingTime(calendar, at(from), hours * HOUR_MS);
  return ms === undefined ? 'never' : new Date(ms).toISOString().replace('.000', '');
}

describe('R9.1 working time passes in working hours only', () => {
  const office = compiled({ timeZone: 'Asia/Shanghai' });
  test.each([
    ['within the morning', '2026-03-02T09:30:00+08:00', 2, '2026-03-02T03:30:00Z'],
    ['over lunch', '2026-03-02T11:00:00+08:00', 2, '2026-03-02T06:00:00Z'],
    ['to the very end of a day', '2026-03-02T09:00:00+08:00', 8, '2026-03-02T10:00:00Z'],
    ['over night', '2026-03-02T17:00:00+08:00', 2, '2026-03-03T02:00:00Z'],
    ['over a weekend', '2026-03-06T17:00:00+08:00', 2, '2026-03-09T02:00:00Z'],
    ['from a Sunday', '2026-03-08T23:00:00+08:00', 1, '2026-03-09T02:00:00Z'],
    ['over three weeks', '2026-03-02T09:00:00+08:00', 121, '2026-03-23T02:00:00Z'],
  ])('R9.1 %s', (_name, from, hours, due) => {
    expect(later(office, from, hours)).toBe(due);
  });

  const year = compiled({
    timeZone: 'Asia/Shanghai',
    holidays: [
      { date: '2026-02-15', until: '2026-02-23' },
      { date: '2026-12-24', hours: ['09:00-12:00'] },
    ],
    makeUp: [{ date: '2026-02-14' }, { date: '2026-02-28', hours: ['10:00-12:00'] }],
  });
  test.each([
    [
      'a make-up Saturday is worked, the holidays after it are not',
      '2026-02-13T17:00',
      10,
      '2026-02-24T02:00:00Z',
    ],
    ['a make-up day may have hours of its own', '2026-02-27T18:00', 3, '2026-03-02T02:00:00Z'],
    ['a holiday may have hours of its own', '2026-12-24T09:00', 4, '2026-12-25T02:00:00Z'],
  ])('R9.1 %s', (_name, from, hours, due) => {
    expect(later(year, `${from}:00+08:00`, hours)).toBe(due);
  });

  test('R9.1 a working day of the calendar `default` has eight hours', () => {
    const monday = at('2026-03-02T00:00:00Z');
    expect(workingTimeBetween(compiled({}), monday, monday + DAY_MS)).toBe(8 * HOUR_MS);
  });
});

describe('M6 when the clocks change, elapsed time counts', () => {
  const night = compiled({ timeZone: 'America/New_York', week: whole(['00:00-04:00']) });
  const dayOf = (zone: string, day: string, hours: string): number => {
    const calendar = compiled({ timeZone: zone, week: whole([hours]) });
    const from = at(`${day}T00:00:00Z`) - DAY_MS / 2;
    const about = workingTimeBetween(calendar, from, from + 2 * DAY_MS);
    const usual = workingTimeBetween(calendar, from - 30 * DAY_MS, from - 28 * DAY_MS);
    return (about - usual) / 60_000;
  };
  test('M6 a night in which the clocks go forward is an hour short', () => {
    expect(later(night, '2026-03-08T00:00:00-05:00', 3)).toBe('2026-03-08T08:00:00Z');
    expect(later(night, '2026-03-08T00:00:00-05:00', 4)).toBe('2026-03-09T05:00:00Z');
  });
  test('M6 a night in which they go back is an hour long', () => {
    expect(later(night, '2026-11-01T00:00:00-04:00', 5)).toBe('2026-11-01T09:00:00Z');
  });
  test.each([
    ['America/New_York', '2026-03-08', -60],
    ['America/New_York', '2026-11-01', 60],
    ['Europe/London', '2026-03-29', -60],
    ['Europe/London', '2026-10-25', 60],
    ['Australia/Lord_Howe', '2026-10-04', -30],
    ['Australia/Lord_Howe', '2026-04-05', 30],
    ['Asia/Kathmandu', '2026-03-29', 0],
  ])('M6 in %s about %s the nights differ by %i minutes', (zone, day, minutes) => {
    expect(dayOf(zone, day, '00:00-05:00')).toBe(minutes);
  });
  test('M6 a local time that is skipped is the moment of the change', () => {
    const zone = Zone.named('America/New_York');
    const change = at('2026-03-08T07:00:00Z');
    for (const time of ['02:00', '02:30', '03:00']) {
      expect(zone.instantOf(at(`2026-03-08T${time}:00Z`))).toBe(change);
    }
  });
  test('M6 a local time that comes twice is its first coming', () => {
    const zone = Zone.named('America/New_York');
    expect(zone.instantOf(at('2026-11-01T01:30:00Z'))).toBe(at('2026-11-01T01:30:00-04:00'));
    expect(zone.instantOf(at('2026-11-01T02:00:00Z'))).toBe(at('2026-11-01T02:00:00-05:00'));
  });
  test('M6 a day that a zone left out has no hours', () => {
    const zone = Zone.named('Pacific/Apia');
    const change = at('2011-12-30T10:00:00Z');
    expect(zone.instantOf(at('2011-12-30T09:00:00Z'))).toBe(change);
    expect(zone.instantOf(at('2011-12-30T17:00:00Z'))).toBe(change);
  });
});

describe('K5 a zone is read as the tz database has it, whatever the machine’s own', () => {
  const ZONES = [
    ...['America/New_York', 'Europe/London', 'Asia/Shanghai', 'Asia/Kathmandu'],
    ...['Australia/Lord_Howe', 'UTC', 'Pacific/Apia', 'Africa/Casablanca'],
  ];
  const parts = (zone: string) =>
    new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  test.each(ZONES)('K5 offsets of %s agree with the fields of its local time', (name) => {
    const zone = Zone.named(name);
    const format = parts(name);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: at('2060-01-01T00:00:00Z') / 1_000 }), (second) => {
        const ms = second * 1_000;
        const [month, day, year, hour, minute, sec] = format.format(ms).split(/\D+/).map(Number);
        const local = Date.UTC(year!, month! - 1, day!, hour!, minute!, sec!);
        expect(zone.offsetAt(ms)).toBe(local - ms);
        expect(zone.instantOf(local)).toBeLessThanOrEqual(ms);
      }),
      { numRuns: effort(300, 5_000) },
    );
  });
});

describe('K5 the machine’s own zone changes nothing', () => {
  const script = `
    import { addWorkingTime, compileCalendar, DEFAULT_CALENDAR } from './src/kernel/index.ts';
    for (const timeZone of ['Asia/Shanghai', 'America/New_York', 'Australia/Lord_Howe']) {
      const reading = compileCalendar({ ...DEFAULT_CALENDAR, timeZone });
      for (let hours = 1; hours < 3000; hours += 97) {
        console.log(addWorkingTime(reading.calendar, 1_767_225_600_000, hours * 3_600_000));
      }
    }`;
  const under = (zone: string): string =>
    execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: new URL('../../../', import.meta.url),
      env: { ...process.env, TZ: zone },
      encoding: 'utf8',
    });
  test('K5 due times are the same under every TZ', () => {
    const utc = under('UTC');
    expect(utc.split('\n').length).toBeGreaterThan(90);
    for (const zone of ['Asia/Kathmandu', 'America/New_York']) expect(under(zone)).toBe(utc);
  });
});

const TIMES = [
  '00:00-02:30',
  '01:15-01:45',
  '02:15-02:45',
  '09:00-12:00',
  '13:00-18:00',
  '23:00-24:00',
];
const hours = fc.subarray(TIMES.filter((time) => !time.startsWith('01') && time[1] !== '2'));
const twos = fc.constantFrom(['01:15-01:45', '02:15-02:45'], ['00:00-02:30'], ['00:00-24:00']);
const date = fc
  .integer({ min: 0, max: 400 })
  .map((day) => new Date(at('2026-01-01T00:00:00Z') + day * DAY_MS).toISOString().slice(0, 10));

const calendars: fc.Arbitrary<CompiledCalendar> = fc
  .record({
    timeZone: fc.constantFrom(
      ...['America/New_York', 'Europe/London', 'Asia/Shanghai', 'Asia/Kathmandu'],
      'Australia/Lord_Howe',
    ),
    days: fc.array(fc.oneof(hours, twos), { minLength: 7, maxLength: 7 }),
    holidays: fc.array(
      fc.record({ date, hours: fc.oneof(hours, twos) }, { requiredKeys: ['date'] }),
    ),
    makeUp: fc.array(fc.record({ date }), { maxLength: 5 }),
  })
  .map(({ timeZone, days, holidays, makeUp }) => {
    const week = Object.fromEntries(WEEKDAYS.map((day, index) => [day, days[index]!]));
    const free = new Set(holidays.map((each) => each.date));
    return compiled({
      timeZone,
      week: { ...week, wednesday: ['01:00-03:00', '09:00-17:00'] },
      holidays,
      makeUp: makeUp.filter((each) => !free.has(each.date)),
    } as Partial<Calendar>);
  });
const instant = fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2027-03-01T00:00:00Z') });
const length = fc.oneof(fc.nat(12 * HOUR_MS), fc.nat(400 * HOUR_MS), fc.constant(0));

describe('M6 laws of working time', () => {
  const runs = { numRuns: effort(300, 5_000) };
  const add = (calendar: CompiledCalendar, from: number, ms: number): number =>
    addWorkingTime(calendar, from, ms)!;

  test('M6 the time between a moment and so much later is so much', () => {
    fc.assert(
      fc.property(calendars, instant, length, (calendar, from, ms) => {
        const due = add(calendar, from, ms);
        expect(workingTimeBetween(calendar, from, due)).toBe(ms);
        if (ms > 0) expect(workingTimeBetween(calendar, from, due - 1)).toBe(ms - 1);
      }),
      runs,
    );
  });
  test('M6 two lengths one after the other are their sum', () => {
    fc.assert(
      fc.property(calendars, instant, length, length, (calendar, from, one, two) => {
        const step = add(calendar, add(calendar, from, one), two);
        expect(add(calendar, from, one + two)).toBe(two === 0 ? add(calendar, from, one) : step);
      }),
      runs,
    );
  });
  test('M6 later begun or longer is never sooner done', () => {
    fc.assert(
      fc.property(calendars, instant, length, length, length, (calendar, from, wait, one, two) => {
        const [short, long] = [Math.min(one, two), Math.max(one, two)];
        expect(add(calendar, from, short)).toBeLessThanOrEqual(add(calendar, from, long));
        expect(add(calendar, from, one)).toBeLessThanOrEqual(add(calendar, from + wait, one));
      }),
      runs,
    );
  });
  test('M6 the time between two moments is the sum over any moment between them', () => {
    fc.assert(
      fc.property(calendars, instant, length, length, (calendar, from, one, two) => {
        const [middle, until] = [from + one, from + one + two];
        const parts =
          workingTimeBetween(calendar, from, middle) + workingTimeBetween(calendar, middle, until);
        expect(workingTimeBetween(calendar, from, until)).toBe(parts);
        expect(parts).toBeLessThanOrEqual(until - from);
        expect(workingTimeBetween(calendar, until, from)).toBe(0);
      }),
      runs,
    );
  });
});

describe('R2.4 counting ends', () => {
  test('R2.4 a calendar on holiday for more than a year has no due time', () => {
    const holidays = [
      { date: '2026-01-01', until: '2026-12-31' },
      { date: '2027-01-01', until: '2027-12-31' },
    ];
    expect(later(compiled({ holidays }), '2026-01-01T00:00:00Z', 1)).toBe('never');
    expect(later(compiled({ holidays }), '2027-01-10T12:00:00Z', 1)).toBe('2028-01-03T10:00:00Z');
  });
  test('R2.4 a time beyond the limit of days is none', () => {
    const scarce = compiled({ week: { monday: ['09:00-09:01'] } });
    expect(addWorkingTime(scarce, 0, 6_000 * 60_000)).toBeUndefined();
    expect(addWorkingTime(scarce, 0, 100 * 60_000)).toBeLessThan(LIMITS.calendarDaysMax * DAY_MS);
  });
});

describe('a calendar says what is wrong with it', () => {
  const WRONG: readonly (readonly [string, Partial<Calendar>, string])[] = [
    ['an unknown zone', { timeZone: 'Mars/Olympus' }, 'timeZone'],
    ['an offset for a zone', { timeZone: '+08:00' }, 'timeZone'],
    ['no hours at all', { week: {} }, 'week'],
    ['hours that are none', { week: { monday: ['9-5'] } }, 'week.monday'],
    ['hours past midnight', { week: { monday: ['22:00-06:00'] } }, 'week.monday'],
    ['hours past 24:00', { week: { monday: ['22:00-24:30'] } }, 'week.monday'],
    ['hours over each other', { week: { monday: ['09:00-12:00', '11:00-13:00'] } }, 'week.monday'],
    ['a date that is none', { holidays: [{ date: '2026-02-30' }] }, 'holidays.0'],
    [
      'an end before its begin',
      { makeUp: [{ date: '2026-02-03', until: '2026-02-01' }] },
      'makeUp.0',
    ],
    [
      'an endless holiday',
      { holidays: [{ date: '2026-01-01', until: '9999-01-01' }] },
      'holidays.0',
    ],
    [
      'a holiday that is worked',
      { holidays: [{ date: '2026-02-03' }], makeUp: [{ date: '2026-02-03' }] },
      'makeUp',
    ],
  ];
  test.each(WRONG)('%s', (_name, calendar, path) => {
    const reading = compileCalendar({ ...DEFAULT_CALENDAR, ...calendar });
    expect(reading.ok ? [] : reading.problems.map((problem) => problem.path)).toContain(path);
  });
});
