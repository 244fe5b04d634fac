import { describe, expect, test } from 'vitest';
import { directoryOf } from '../../identity/index.ts';
import {
  approval,
  flow,
  MACHINE,
  Play,
  parallel,
  people,
  TEST_ORGANISATION,
} from '../../testing/index.ts';
import type { DeadlineAct, DeadlineRung, FlowDefinition } from '../index.ts';
import { explain } from '../index.ts';

const HOUR_MS = 3_600_000;
const FIRE = { type: 'FireTimer', visit: 0, rung: 0 } as const;

function begun(deadline: readonly DeadlineRung[], more: Partial<FlowDefinition> = {}): Play {
  const branches = [
    [approval('a', 'fay')],
    [approval('b', 'finn,fay', { ballot: { kind: 'all' } })],
  ];
  const steps = [parallel('p', branches), approval('c', 'ceo')];
  const play = new Play(flow(steps, { deadline, ...more }));
  play.nowMs = Date.parse('2026-03-02T16:00:00+08:00');
  play.start('emma');
  return play;
}

const rungAt = (hours: number, what: DeadlineAct, working = false): DeadlineRung => ({
  afterMs: hours * HOUR_MS,
  do: what,
  ...(working ? { working } : {}),
});
const dueIn = (play: Play): readonly number[] =>
  (play.state?.clock?.timers ?? []).map(({ dueAtMs }) => (dueAtMs - play.nowMs) / HOUR_MS);

describe('R9.4 the deadline of an instance', () => {
  test('R9.4 remind tells everybody who is asked, once each, wherever they are', () => {
    const play = begun([rungAt(1, { kind: 'remind' })]);
    play.fireAfter(HOUR_MS, 0, 0);
    const reminded = { visit: 0, people: ['fay', 'finn'], reason: 'remind' };
    expect(play.last('PeopleNotified')).toMatchObject(reminded);
    expect(play.state?.clock?.timers).toEqual([]);
  });
  test('R9.4 remind tells the initiator who has it back', () => {
    const play = begun([rungAt(1, { kind: 'remind' })]);
    play.sendBack('finn', 'initiator');
    play.fireAfter(HOUR_MS, 0, 0);
    expect(play.last('PeopleNotified').people).toEqual(['emma']);
  });
  test('R9.4 notify tells others and stops nothing', () => {
    const play = begun([rungAt(1, { kind: 'notify', tell: people('leo') })]);
    play.fireAfter(HOUR_MS, 0, 0);
    expect(play.state).toMatchObject({ notified: ['leo'], status: 'running' });
  });
  test('R9.4 R9.3 reject ends the whole instance, in the system’s name', () => {
    const play = begun([rungAt(1, { kind: 'reject' }), rungAt(2, { kind: 'remind' })]);
    play.fireAfter(HOUR_MS, 0, 0);
    const endedBy = { kind: 'system', cause: 'deadline rung 1' };
    expect(play.state).toMatchObject({ outcome: 'rejected', endedBy });
    expect(play.openTasks()).toEqual([]);
    expect(play.state?.clock?.timers).toEqual([]);
  });
  test('R9.4 end gives the outcome of the business', () => {
    const play = begun([rungAt(1, { kind: 'end', outcome: 'overdue' })]);
    play.fireAfter(HOUR_MS, 0, 0);
    expect(play.state?.outcome).toBe('overdue');
  });
  test('R9.4 R9.2 a rung fires once, when due, while the instance runs', () => {
    const play = begun([rungAt(1, { kind: 'remind' }), rungAt(2, { kind: 'reject' })]);
    expect(play.refusal(FIRE, MACHINE)).toBe('timer.not-due');
    expect(play.refusal(FIRE, 'ada')).toBe('admin.right-missing');
    play.fireAfter(HOUR_MS, 0, 0);
    expect(play.refusal(FIRE, MACHINE)).toBe('timer.not-armed');
    play.nowMs += HOUR_MS;
    play.must({ type: 'WithdrawInstance' }, { kind: 'person', id: 'emma' });
    expect(play.refusal({ ...FIRE, rung: 1 }, MACHINE)).toBe('timer.not-armed');
    expect(play.state?.clock?.timers).toEqual([]);
  });
  test('R9.4 R9.1 counts in working time by the flow’s calendar, which is recorded', () => {
    const deadline = [rungAt(2, { kind: 'remind' }, true)];
    const play = begun(deadline, { calendar: 'shanghai' });
    expect(dueIn(play)).toEqual([42]);
    const [started] = play.events;
    const counted = { calendar: 'shanghai', directory: 'test-1' };
    expect(started).toMatchObject({ trace: counted });
    expect(explain(play.events)[0]).toMatchObject({ visit: 1, step: 'start', ...counted });
  });
  test('R9.4 a return in between leaves it running, unless the flow says otherwise', () => {
    const play = begun([rungAt(5, { kind: 'reject' })]);
    play.sendBack('finn', 'initiator');
    play.nowMs += 2 * HOUR_MS;
    play.resubmit('emma');
    expect(dueIn(play)).toEqual([3]);
  });
});

describe('R7.7 the clock stands while the initiator has the instance', () => {
  const clocks = 'stop-while-returned';
  test('R7.7 nothing falls due meanwhile, and as much time is left as was', () => {
    const play = begun([rungAt(5, { kind: 'reject' })], { clocks });
    play.nowMs += HOUR_MS;
    play.sendBack('finn', 'initiator');
    play.nowMs += 9 * HOUR_MS;
    expect(play.refusal(FIRE, MACHINE)).toBe('timer.not-armed');
    play.resubmit('emma');
    expect(dueIn(play)).toEqual([4]);
    play.fireAfter(4 * HOUR_MS, 0, 0);
    expect(play.state?.outcome).toBe('rejected');
  });
  test('R7.7 working time is left in working time', () => {
    const deadline = [rungAt(4, { kind: 'reject' }, true), rungAt(9, { kind: 'remind' })];
    const play = begun(deadline, { clocks, calendar: 'shanghai' });
    play.sendBack('finn', 'initiator');
    play.nowMs = Date.parse('2026-03-04T16:00:00+08:00');
    play.resubmit('emma');
    expect(dueIn(play)).toEqual([9, 4 * 24 + 18]);
    expect(play.last('ClockResumed').trace).toEqual({ directory: 'test-1', calendar: 'shanghai' });
  });
  test('R7.7 where the calendar is gone meanwhile, it moves by the clock', () => {
    const play = begun([rungAt(4, { kind: 'reject' }, true)], { clocks, calendar: 'shanghai' });
    const [due = 0] = dueIn(play);
    play.sendBack('finn', 'initiator');
    play.directory = directoryOf({ ...TEST_ORGANISATION, calendars: [] }, 'later');
    play.nowMs += 3 * HOUR_MS;
    play.resubmit('emma');
    expect(dueIn(play)).toEqual([due]);
    expect(play.last('ClockResumed')).not.toHaveProperty('trace');
  });
  test('R7.7 a return to a step does not stop it', () => {
    const steps = [approval('a', 'fay'), approval('b', 'finn')];
    const deadline = [rungAt(5, { kind: 'reject' })];
    const play = new Play(flow(steps, { deadline, clocks }));
    play.start('emma');
    play.approve('fay');
    play.sendBack('finn', 'previous');
    play.nowMs += HOUR_MS;
    play.approve('fay');
    expect(dueIn(play)).toEqual([4]);
  });
  test('R7.7 a deadline with nothing left to fire neither stops nor runs on', () => {
    const play = begun([rungAt(1, { kind: 'remind' })], { clocks });
    play.fireAfter(HOUR_MS, 0, 0);
    play.sendBack('finn', 'initiator');
    play.resubmit('emma');
    const types = play.events.map(({ type }) => type);
    expect(types.filter((type) => type.startsWith('Clock'))).toEqual([]);
  });
});
