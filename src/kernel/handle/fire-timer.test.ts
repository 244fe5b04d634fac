import { describe, expect, test } from 'vitest';
import { approval, flow, MACHINE, Play, people, task } from '../../testing/index.ts';
import type { ApprovalStep, Rung, RungAct } from '../index.ts';

function begun(what: RungAct, who = 'fay,finn', more: Partial<ApprovalStep> = {}): Play {
  const ladder: readonly Rung[] = [{ afterMs: 10, do: what }];
  const step = approval('a', who, { ladder, ballot: { kind: 'all' }, ...more });
  const play = new Play(flow([step, approval('b', 'ceo')]));
  play.start('emma');
  return play;
}

const FIRE = { type: 'FireTimer', visit: 2, rung: 0 } as const;

describe('R9.1 rungs of a step’s ladder', () => {
  test('R9.1 remind tells who has not voted', () => {
    const play = begun({ kind: 'remind' });
    play.approve('fay');
    play.fireAfter(10, 2, 0);
    expect(play.last('PeopleNotified')).toMatchObject({ people: ['finn'], reason: 'remind' });
    expect(play.state?.notified).toEqual([]);
  });
  test('R9.1 notify tells others, once each', () => {
    const play = begun({ kind: 'notify', tell: people('leo', 'gone') });
    play.fireAfter(10, 2, 0);
    expect(play.state?.notified).toEqual(['leo']);
  });
  test('R9.1 a notify that finds nobody by a fault leaves the voters in peace', () => {
    const play = begun({ kind: 'notify', tell: { of: [{ kind: 'cel', cel: 'form.note' }] } });
    play.fireAfter(10, 2, 0);
    expect(play.last('PeopleNotified').failure).toBeDefined();
    expect(play.asked()).toEqual(['a:fay', 'a:finn']);
  });
  test('R9.1 escalate gives each open task to the voter’s next manager who may serve', () => {
    const play = begun({ kind: 'escalate' });
    play.approve('fay');
    play.fireAfter(10, 2, 0);
    expect(play.asked()).toEqual(['a:dora']);
    expect(play.last('SeatEscalated')).toMatchObject({ seat: 2, to: 'dora', rung: 0 });
    play.approve('dora');
    expect(play.asked()).toEqual(['b:ceo']);
  });
  test('R9.1 T7 escalate goes past managers who sit there, or did', () => {
    const play = begun({ kind: 'escalate' }, 'max,eric');
    play.fireAfter(10, 2, 0);
    expect(play.asked()).toEqual(['a:dora', 'a:ceo']);
  });
  test('R9.1 without a manager above the voter keeps the task', () => {
    const play = begun({ kind: 'escalate' }, 'ceo');
    play.fireAfter(10, 2, 0);
    expect(play.asked()).toEqual(['a:ceo']);
    expect(play.visit('a').timers).toEqual([]);
  });
  test('R9.1 R5.3 in a sequence who takes over votes before the next is asked', () => {
    const play = begun({ kind: 'escalate' }, 'fay,finn', { ballot: { kind: 'sequence' } });
    play.fireAfter(10, 2, 0);
    expect(play.asked()).toEqual(['a:dora']);
    play.approve('dora');
    expect(play.asked()).toEqual(['a:finn']);
  });
  test('R9.1 rungs fire each on its own, in the order of their times', () => {
    const ladder: readonly Rung[] = [
      { afterMs: 10, do: { kind: 'remind' } },
      { afterMs: 20, do: { kind: 'escalate' } },
    ];
    const play = new Play(flow([task('a', 'fay', { ladder })]));
    play.start('emma');
    const due = play.visit('a').timers?.map(({ dueAtMs }) => dueAtMs - play.nowMs);
    expect(due).toEqual([10, 20]);
    play.fireAfter(10, 2, 0);
    expect(play.refusal({ ...FIRE, rung: 1 }, MACHINE)).toBe('timer.not-due');
    play.fireAfter(10, 2, 1);
    expect(play.asked()).toEqual(['a:dora']);
  });
});

describe('R9.2 M2 a rung fires once, when due, while its visit is open', () => {
  test('R9.2 M3 not before its time by the clock', () => {
    const play = begun({ kind: 'remind' });
    expect(play.refusal(FIRE, MACHINE)).toBe('timer.not-due');
  });
  test('R9.2 not twice', () => {
    const play = begun({ kind: 'remind' });
    play.fireAfter(10, 2, 0);
    expect(play.refusal(FIRE, MACHINE)).toBe('timer.not-armed');
  });
  test('R9.2 L7 not after the visit closed: the vote has won', () => {
    const play = begun({ kind: 'reject' });
    play.approve('fay');
    play.approve('finn');
    play.nowMs += 10;
    expect(play.refusal(FIRE, MACHINE)).toBe('timer.not-armed');
    expect(play.asked()).toEqual(['b:ceo']);
  });
});

describe('R9.3 automatic decisions are the system’s', () => {
  test('R9.3 approve passes the visit in nobody’s name', () => {
    const play = begun({ kind: 'approve' });
    play.approve('fay');
    play.fireAfter(10, 2, 0);
    expect(play.asked()).toEqual(['b:ceo']);
    const by = { kind: 'system', cause: 'rung 1' };
    expect(play.last('VisitClosed')).toMatchObject({ outcome: 'passed', why: 'rung 1', by });
    expect(play.visit('a').seats?.map((seat) => seat.vote)).toEqual(['approve', undefined]);
  });
  test('R9.3 reject follows the step’s rule for rejections', () => {
    const play = begun({ kind: 'reject' });
    play.fireAfter(10, 2, 0);
    expect(play.state).toMatchObject({ outcome: 'rejected' });
    expect(play.last('InstanceEnded').by).toEqual({ kind: 'system', cause: 'rung 1' });
  });
});

test('D12 M5 a clock that falls back stamps no earlier time and fires nothing early', () => {
  const play = begun({ kind: 'remind' });
  play.nowMs += 5;
  play.approve('fay');
  play.nowMs -= 3_600_000;
  play.approve('finn');
  const times = play.events.map((event) => event.atMs);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});
