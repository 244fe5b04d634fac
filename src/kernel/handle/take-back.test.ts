import { describe, expect, test } from 'vitest';
import {
  approval,
  call,
  choice,
  flow,
  MACHINE,
  Play,
  parallel,
  people,
} from '../../testing/index.ts';
import { rowsOf } from '../../testing/rows.ts';
import type { FlowDefinition, Step } from '../index.ts';
import { changes, HELD_RUNG } from '../index.ts';

function begun(steps: readonly Step[], more: Partial<FlowDefinition> = {}): Play {
  const play = new Play(flow(steps, more));
  play.start('emma', { amount: 5 });
  return play;
}

const refused = (play: Play, person: string, visit = 2, seat = 1): string =>
  play.refusal({ type: 'TakeBackVote', visit, seat }, person);

const ALL = { ballot: { kind: 'all' } } as const;

describe('R6.10 a vote is taken back', () => {
  test('R6.10 in a ballot that is open, whoever else has voted meanwhile', () => {
    const play = begun([approval('a', 'fay,finn,flo', ALL)]);
    play.approve('fay');
    play.approve('finn');
    const before = play.state;
    play.takeBack('fay', 2);
    expect(play.asked()).toEqual(['a:fay', 'a:flo']);
    expect(play.visit('a').seats?.[0]?.vote).toBeUndefined();
    expect(changes(before, play.state!).tasks).toMatchObject([{ person: 'fay', status: 'open' }]);
    play.reject('fay');
    expect(play.state?.outcome).toBe('rejected');
  });
  test('R6.10 from a step that passed: the next one is there no more', () => {
    const play = begun([approval('a', 'fay'), approval('b', 'max')]);
    play.approve('fay');
    play.takeBack('fay', 2);
    expect(play.asked()).toEqual(['a:fay']);
    expect(play.visit('b')).toMatchObject({ status: 'taken-back', superseded: true });
    expect(play.refusal({ type: 'ApproveTask', visit: 3, seat: 1 }, 'max')).toBe('task.closed');
    play.approve('fay');
    expect(play.asked()).toEqual(['b:max']);
    expect(play.approve('max').outcome).toBe('approved');
  });
  test('R6.10 R3.6 not if somebody would serve again who is asked on the other step now', () => {
    const fork = parallel('fork', [
      [approval('a', 'fay,max')],
      [approval('gate', 'ceo'), approval('b', 'max')],
    ]);
    const play = begun([fork], { distinct: [['a', 'b']] });
    const a = play.visit('a').n;
    play.must(
      { type: 'DelegateTask', visit: a, seat: 2, to: 'dora' },
      { kind: 'person', id: 'max' },
    );
    play.approve('fay');
    play.takeBack('fay', a);
    expect(play.asked().toSorted()).toEqual(['a:dora', 'a:fay', 'gate:ceo']);
    play.approve('fay');
    play.approve('ceo');
    expect(play.asked()).toEqual(['b:max']);
    expect(refused(play, 'fay', a)).toBe('take-back.acted-on');
  });
  test('R6.10 R10.1 not with a change of the data on which somebody has voted since', () => {
    const rights = { amount: 'edit' } as const;
    const play = begun([approval('a', 'fay,finn,flo', { ...ALL, rights })]);
    play.approve('fay', { form: { amount: 6 } });
    play.approve('finn');
    expect(refused(play, 'fay')).toBe('take-back.acted-on');
    play.takeBack('finn', 2, 2);
    play.takeBack('fay', 2);
    expect(play.state?.form).toEqual({ amount: 5 });
  });
  test('R6.10 not once somebody went on from it', () => {
    const play = begun([approval('a', 'fay'), approval('b', 'max,ceo', ALL)]);
    play.approve('fay');
    play.approve('max');
    expect(refused(play, 'fay')).toBe('take-back.acted-on');
    play.takeBack('max', 3);
    expect(refused(play, 'fay')).toBe('accepted');
  });
  test('R6.10 a delegation, a transfer and a claim go on from it, a reminder does not', () => {
    const refusedAfter = (act: (play: Play) => void): string => {
      const pool = { ask: { ...people('max', 'ceo'), as: 'pool' } } as const;
      const play = begun([approval('a', 'fay'), approval('b', 'x', pool)]);
      play.approve('fay');
      act(play);
      return refused(play, 'fay');
    };
    expect(refusedAfter((play) => play.delegate('max', 'leo'))).toBe('take-back.acted-on');
    expect(refusedAfter((play) => play.transfer('max', 'leo'))).toBe('take-back.acted-on');
    const claim = { type: 'ClaimTask', visit: 3, seat: 1 } as const;
    expect(refusedAfter((play) => play.must(claim, { kind: 'person', id: 'max' }))).toBe(
      'take-back.acted-on',
    );
    const remind = (play: Play) => play.must({ type: 'RemindPeople' }, MACHINE);
    expect(refusedAfter(remind)).toBe('accepted');
  });
  test('R6.10 only by the one who voted, and only a vote', () => {
    const play = begun([approval('a', 'fay'), approval('b', 'max')]);
    play.approve('fay');
    expect(refused(play, 'emma')).toBe('take-back.no-vote');
    play.sendBack('max', 'previous');
    expect(refused(play, 'max', 3)).toBe('take-back.no-vote');
    const shut = begun([approval('a', 'fay', { acts: [] }), approval('b', 'max')]);
    shut.approve('fay');
    expect(refused(shut, 'fay')).toBe('task.wrong-act');
  });
  test('R6.10 with it the instance’s end, its form and its clock', () => {
    const deadline = [{ afterMs: 5_000, do: { kind: 'reject' } }] as const;
    const step = approval('a', 'fay', {
      rights: { note: 'edit' },
      ladder: [{ afterMs: 1_000, do: { kind: 'remind' } }],
    });
    const play = begun([step], { deadline });
    play.nowMs += 400;
    play.approve('fay', { form: { note: 'so' } });
    expect(play.state?.outcome).toBe('approved');
    play.nowMs += 10_000;
    play.takeBack('fay', 2);
    expect(play.state).toMatchObject({ status: 'running', form: { amount: 5 } });
    expect('outcome' in play.state!).toBe(false);
    expect(play.visit('a').timers).toEqual([{ rung: 0, dueAtMs: play.nowMs + 600 }]);
    expect(play.state?.clock?.timers).toEqual([{ rung: 0, dueAtMs: play.nowMs + 4_600 }]);
  });
  test('R6.10 automatic steps in between are undone', () => {
    const inside = [approval('b', 'max')];
    const play = begun([
      approval('a', 'fay'),
      choice('c', 'form.amount > 1.0', inside),
      approval('d', 'ceo'),
    ]);
    play.approve('fay');
    play.takeBack('fay', 2);
    expect(play.visit('c').status).toBe('taken-back');
    play.approve('fay');
    play.approve('max');
    expect(play.asked()).toEqual(['d:ceo']);
  });
  test('R6.10 R7.4 in one branch of a fork, the other has gone on', () => {
    const play = begun([
      parallel('f', [[approval('a', 'fay'), approval('b', 'max')], [approval('c', 'leo')]]),
      approval('d', 'ceo'),
    ]);
    play.approve('fay');
    play.approve('leo');
    play.takeBack('fay', play.visit('a').n);
    expect(play.asked()).toEqual(['a:fay']);
    play.approve('fay');
    play.approve('max');
    expect(play.asked()).toEqual(['d:ceo']);
  });
  test('R6.10 R7.3 a rejection that sent it back brings back what it retired', () => {
    const onReject = { kind: 'return', to: 'initiator', resume: 'forward' } as const;
    const play = begun([approval('a', 'fay'), approval('b', 'max,leo', { onReject })]);
    play.approve('fay');
    play.reject('max');
    expect(play.asked()).toEqual(['start:emma']);
    play.takeBack('max', 3);
    expect(play.asked()).toEqual(['b:max', 'b:leo']);
    expect(play.state?.visits[1]?.superseded).toBeUndefined();
  });
  test('R6.10 R5.3 the next of a sequence is asked no more, and later again', () => {
    const play = begun([approval('a', 'fay,finn', { ballot: { kind: 'sequence' } })]);
    play.approve('fay');
    const before = play.state;
    play.takeBack('fay', 2);
    expect(play.asked()).toEqual(['a:fay']);
    expect(changes(before, play.state!).tasks).toMatchObject([
      { person: 'fay', status: 'open' },
      { person: 'finn', status: 'waiting' },
    ]);
    expect(rowsOf(play.state!)).toContain('"status":"waiting"');
    play.approve('fay');
    expect(play.asked()).toEqual(['a:finn']);
  });
  test('R6.10 R5.8 a group that it closed is open again', () => {
    const groups = [
      { name: 'one', ask: people('fay', 'finn'), ballot: { kind: 'any' } },
      { name: 'two', ask: people('leo'), ballot: { kind: 'any' } },
    ] as const;
    const play = begun([approval('a', 'x', { ask: { of: [] }, groups, ...ALL })]);
    play.approve('fay');
    play.takeBack('fay', 2);
    expect(play.asked()).toEqual(['a:fay', 'a:finn', 'a:leo']);
    play.approve('finn');
    expect(play.approve('leo').outcome).toBe('approved');
  });
  test('R6.10 R6.7 those who were to confirm it are asked no more', () => {
    const play = begun([approval('a', 'fay,finn', ALL)]);
    play.add('fay', 'after', ['leo']);
    play.takeBack('fay', 2);
    expect(play.asked()).toEqual(['a:fay', 'a:finn']);
    expect(play.visit('a').seats?.[2]).toMatchObject({ person: 'leo', closed: 'taken-back' });
  });
});

describe('R6.13 the undo window', () => {
  const steps = [approval('a', 'fay'), call('c', { wait: false }), approval('b', 'max')];
  test('R6.13 holds what a vote sets off outside for as long as the flow says', () => {
    const play = begun(steps, { undoMs: 30_000 });
    play.approve('fay');
    expect(play.effects).toEqual([]);
    expect(play.asked()).toEqual(['b:max']);
    const [held] = play.state?.held ?? [];
    expect(held).toMatchObject({ dueAtMs: play.nowMs + 30_000 });
    const rung = held!.rung;
    expect(rung).toBeGreaterThan(HELD_RUNG);
    const fire = { type: 'FireTimer', visit: 0, rung } as const;
    expect(play.refusal(fire, MACHINE)).toBe('timer.not-due');
    play.fireAfter(30_000, 0, rung);
    expect(play.effects).toMatchObject([{ kind: 'call', visit: 3 }]);
    expect(play.state?.held).toEqual([]);
  });
  test('R6.13 taking back within it costs nothing: nobody outside ever hears of it', () => {
    const play = begun(steps, { undoMs: 30_000 });
    const start = play.state;
    play.approve('fay');
    const before = play.state;
    expect(changes(start, before!).timersArmed).toHaveLength(1);
    play.takeBack('fay', 2);
    expect(changes(before, play.state!).timersGone).toHaveLength(1);
    play.nowMs += 60_000;
    const rung = before!.held![0]!.rung;
    expect(play.refusal({ type: 'FireTimer', visit: 0, rung }, MACHINE)).toBe('timer.not-armed');
    expect(play.effects).toEqual([]);
  });
  test('R6.10 not after it, nor where the flow holds nothing', () => {
    const play = begun(steps, { undoMs: 30_000 });
    play.approve('fay');
    play.fireAfter(30_000, 0, play.state!.held![0]!.rung);
    expect(refused(play, 'fay')).toBe('take-back.effect');
    const open = begun(steps);
    open.approve('fay');
    expect(refused(open, 'fay')).toBe('take-back.effect');
  });
  test('R6.13 a vote that ends the instance is undone with its last call', () => {
    const play = begun([approval('a', 'fay'), call('c', { wait: false })], { undoMs: 30_000 });
    play.approve('fay');
    expect(play.state?.outcome).toBe('approved');
    play.takeBack('fay', 2);
    expect(play.asked()).toEqual(['a:fay']);
    play.approve('fay');
    play.fireAfter(30_000, 0, play.state!.held![0]!.rung);
    expect(play.effects).toMatchObject([{ id: 'i1.4' }]);
  });
  test('R6.13 what nobody waits for any more does not happen', () => {
    const play = begun([approval('a', 'fay'), call('c')], { undoMs: 30_000 });
    play.approve('fay');
    const rung = play.state!.held![0]!.rung;
    play.must({ type: 'WithdrawInstance' }, { kind: 'person', id: 'emma' });
    play.fireAfter(30_000, 0, rung);
    expect(play.effects).toEqual([]);
  });
  test('R8.2 a suspended instance lets nothing go', () => {
    const play = begun(steps, { undoMs: 30_000 });
    play.approve('fay');
    const before = play.state;
    play.order({ type: 'SuspendInstance', reason: 'audit' });
    expect(changes(before, play.state!).timersGone).toHaveLength(1);
    const held = play.state;
    play.order({ type: 'ResumeInstance', reason: 'audit' });
    expect(changes(held, play.state!).timersArmed).toHaveLength(1);
  });
});
