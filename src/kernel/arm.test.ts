import { describe, expect, test } from 'vitest';
import { directoryOf } from '../identity/index.ts';
import { approval, flow, Play, TEST_ORGANISATION } from '../testing/index.ts';
import type { ApprovalStep, FlowDefinition, Rung } from './index.ts';
import { explain, forecast } from './index.ts';

const HOUR_MS = 3_600_000;
const MONDAY_AFTERNOON = '2026-03-02T16:00:00+08:00';

function rung(hours: number, working: boolean): Rung {
  return { afterMs: hours * HOUR_MS, do: { kind: 'remind' }, ...(working ? { working } : {}) };
}

function begun(
  ladder: readonly Rung[],
  more: Partial<ApprovalStep> = {},
  flowMore: Partial<FlowDefinition> = {},
): Play {
  const play = new Play(flow([approval('a', 'fay', { ladder, ...more })], flowMore));
  play.nowMs = Date.parse(MONDAY_AFTERNOON);
  play.start('emma');
  return play;
}

function due(play: Play): readonly string[] {
  const timers = play.visit('a').timers ?? [];
  return timers.map(
    ({ rung: n, dueAtMs }) => `${n} ${new Date(dueAtMs).toISOString().slice(0, 16)}`,
  );
}

describe('R9.1 rungs in working time', () => {
  test('R9.1 count by the flow’s calendar: a holiday is passed over', () => {
    expect(due(begun([rung(2, true)], {}, { calendar: 'shanghai' }))).toEqual([
      '0 2026-03-04T02:00',
    ]);
  });
  test('R9.1 count by the step’s calendar before the flow’s', () => {
    const play = begun([rung(2, true)], { calendar: 'shanghai' }, { calendar: 'nowhere' });
    expect(due(play)).toEqual(['0 2026-03-04T02:00']);
  });
  test('R9.1 count by the tenant’s calendar `default` where none is named', () => {
    expect(due(begun([rung(2, true)]))).toEqual(['0 2026-03-02T11:00']);
    const own = { id: 'default', timeZone: 'UTC', week: { friday: ['00:00-24:00'] } };
    const directory = directoryOf({ ...TEST_ORGANISATION, calendars: [own] }, 'own');
    const play = new Play(flow([approval('a', 'fay', { ladder: [rung(2, true)] })]), directory);
    play.nowMs = Date.parse(MONDAY_AFTERNOON);
    play.start('emma');
    expect(due(play)).toEqual(['0 2026-03-06T02:00']);
  });
  test('R9.1 may stand beside rungs by the clock; the first due comes first', () => {
    const ladder = [rung(8, true), rung(10, false), rung(30, false)];
    const play = begun(ladder, { calendar: 'shanghai' });
    expect(due(play)).toEqual(['1 2026-03-02T18:00', '2 2026-03-03T14:00', '0 2026-03-04T08:00']);
  });
  test('R12.2 which calendar of which directory was used is recorded', () => {
    const play = begun([rung(2, true)], { calendar: 'shanghai' });
    expect(play.last('VisitOpened').trace).toMatchObject({
      calendar: 'shanghai',
      directory: 'test-1',
    });
    expect(explain(play.events)[0]).toMatchObject({ calendar: 'shanghai' });
    expect(begun([rung(2, false)]).last('VisitOpened').trace).not.toHaveProperty('calendar');
  });
  test('M6 a due time stays as it was counted when the calendar changes', () => {
    const play = begun([rung(2, true)], { calendar: 'shanghai' });
    const before = due(play);
    play.directory = directoryOf({ ...TEST_ORGANISATION, calendars: [] }, 'later');
    play.must({ type: 'AddComment', text: 'so' }, { kind: 'person', id: 'emma' });
    expect(due(play)).toEqual(before);
    play.nowMs = Date.parse('2026-03-04T02:00:00Z');
    play.fire(2, 0);
    expect(play.last('PeopleNotified').reason).toBe('remind');
  });
});

describe('R2.3 without working time the visit stands still', () => {
  test('R2.3 a calendar that is not there is an incident; a retry finds it', () => {
    const play = begun([rung(2, true)], { calendar: 'nowhere' });
    expect(play.visit('a').incident?.code).toBe('calendar.unknown');
    const calendars = [{ ...TEST_ORGANISATION.calendars![0]!, id: 'nowhere' }];
    play.directory = directoryOf({ ...TEST_ORGANISATION, calendars }, 'mended');
    play.retry(play.visit('a').n);
    expect(due(play)).toEqual(['0 2026-03-04T02:00']);
    expect(play.asked()).toEqual(['a:fay']);
  });
  test('R2.3 a calendar on holiday for years is an incident', () => {
    const closed = [2026, 2027, 2028].map((year) => ({
      date: `${year}-01-01`,
      until: `${year}-12-31`,
    }));
    const calendars = [{ ...TEST_ORGANISATION.calendars![0]!, holidays: closed, makeUp: [] }];
    const directory = directoryOf({ ...TEST_ORGANISATION, calendars }, 'closed');
    const ladder = [rung(2, true)];
    const play = new Play(
      flow([approval('a', 'fay', { ladder, calendar: 'shanghai' })]),
      directory,
    );
    play.nowMs = Date.parse(MONDAY_AFTERNOON);
    play.start('emma');
    expect(play.visit('a').incident?.code).toBe('calendar.no-working-time');
  });
  test('R12.1 the path ahead says where it would stand still', () => {
    const ladder = [rung(2, true)];
    const steps = [approval('a', 'fay'), approval('b', 'leo', { ladder, calendar: 'nowhere' })];
    const play = new Play(flow(steps));
    const { state } = { state: play.start('emma') };
    const found = forecast(play.flow, state, { nowMs: play.nowMs, directory: play.directory });
    expect(found.ok && found.forecast.stuck).toEqual({ step: 'b', code: 'calendar.unknown' });
  });
  test('R9.1 nobody asks for a calendar where nobody is asked', () => {
    const play = begun([rung(2, true)], {
      calendar: 'nowhere',
      empty: 'approve',
      ask: { of: [{ kind: 'user', id: 'gone' }] },
    });
    expect(play.state?.outcome).toBe('approved');
  });
});
