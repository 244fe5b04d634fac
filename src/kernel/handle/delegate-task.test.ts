import { describe, expect, test } from 'vitest';
import { approval, flow, Play, parallel } from '../../testing/index.ts';
import { rowsOf } from '../../testing/rows.ts';
import type { Command } from '../index.ts';
import { changes, forecast, LIMITS } from '../index.ts';

function begun(more: Parameters<typeof approval>[2] = {}, who = 'fay'): Play {
  const play = new Play(flow([approval('a', who, more)]));
  play.start('emma');
  return play;
}

function delegate(play: Play, person: string, to: string) {
  return play.refusal({ type: 'DelegateTask', ...play.task(person), to }, person);
}

describe('R6.5 a delegated task', () => {
  test('R6.5 T4 comes back with the opinion, and its owner still votes', () => {
    const play = begun();
    play.delegate('fay', 'leo', 'is this legal?');
    expect(play.asked()).toEqual(['a:leo']);
    play.advise('leo', 'approve', 'it is');
    expect(play.asked()).toEqual(['a:fay']);
    expect(play.last('OpinionGiven')).toMatchObject({
      by: { kind: 'person', id: 'leo' },
      for: 'fay',
      advice: 'approve',
      comment: 'it is',
    });
    expect(play.visit('a').seats?.[0]?.delegations).toEqual([
      expect.objectContaining({ to: 'leo', end: 'advised', advice: 'approve', comment: 'it is' }),
    ]);
    expect(play.reject('fay').outcome).toBe('rejected');
    expect(play.visit('a').seats).toHaveLength(1);
  });
  test('R6.5 T9 an opinion against it decides nothing', () => {
    const play = begun({ ballot: { kind: 'all' } }, 'fay,finn');
    play.delegate('fay', 'leo');
    play.advise('leo', 'reject');
    expect(play.visit('a').status).toBe('open');
    play.approve('finn');
    expect(play.approve('fay').outcome).toBe('approved');
  });
  test('R6.5 P1 leaves the owner’s inbox for the delegate’s, and comes back', () => {
    const play = begun();
    const before = play.state;
    play.delegate('fay', 'leo');
    const away = changes(before, play.state!);
    expect(away.tasks).toMatchObject([{ id: 'i1.2.1', person: 'leo', status: 'open' }]);
    expect(away.released).toEqual(['fay']);
    expect(rowsOf(play.state!)).toContain('"person":"leo"');
    const held = play.state;
    play.advise('leo', 'none', 'see the note');
    const back = changes(held, play.state!);
    expect(back.tasks).toMatchObject([{ person: 'fay', status: 'open' }]);
    expect(back.released).toEqual(['leo']);
  });
  test('R6.5 can be taken back by its owner, who cannot vote before', () => {
    const play = begun();
    const place = play.task('fay');
    play.delegate('fay', 'leo');
    const acts: readonly Command[] = [
      { type: 'ApproveTask', ...place },
      { type: 'ReturnTask', ...place, to: 'initiator' },
      { type: 'TransferTask', ...place, to: 'finn' },
      { type: 'DelegateTask', ...place, to: 'finn' },
    ];
    for (const act of acts) expect(play.refusal(act, 'fay')).toBe('task.delegated');
    play.recall('fay');
    expect(play.refusal({ type: 'AdviseTask', ...place, advice: 'approve' }, 'leo')).toBe(
      'task.not-yours',
    );
    expect(play.refusal({ type: 'RecallTask', ...place }, 'fay')).toBe('task.not-delegated');
    expect(play.approve('fay').outcome).toBe('approved');
  });
  test('R6.5 T4 goes one deep and to nobody who sits in the visit', () => {
    const play = begun({ ballot: { kind: 'all' } }, 'fay,finn');
    expect(delegate(play, 'fay', 'fay')).toBe('person.seated');
    expect(delegate(play, 'fay', 'finn')).toBe('person.seated');
    play.delegate('fay', 'leo');
    const place = play.taskHeldBy('leo');
    expect(play.refusal({ type: 'DelegateTask', ...place, to: 'max' }, 'leo')).toBe(
      'delegate.limit',
    );
    expect(delegate(play, 'finn', 'leo')).toBe('person.seated');
    for (const type of ['ApproveTask', 'RejectTask'] as const) {
      expect(play.refusal({ type, ...place }, 'leo')).toBe('task.not-yours');
    }
  });
  test('R6.5 may be delegated again, up to a limit', () => {
    const play = begun();
    for (let n = 0; n < LIMITS.delegationsPerSeatMax; n++) {
      play.delegate('fay', 'leo');
      play.advise('leo', 'none', 'once more');
    }
    expect(delegate(play, 'fay', 'leo')).toBe('delegate.limit');
  });
  test('R6.5 an opinion has an advice or words', () => {
    const play = begun();
    play.delegate('fay', 'leo');
    const empty = { type: 'AdviseTask', ...play.taskHeldBy('leo'), advice: 'none' } as const;
    expect(play.refusal({ ...empty, comment: ' ' }, 'leo')).toBe('advice.empty');
    const long = 'x'.repeat(LIMITS.commentCharsMax + 1);
    expect(play.refusal({ ...empty, comment: long }, 'leo')).toBe('comment.too-long');
  });
  test('R6.5 the step may forbid it', () => {
    expect(delegate(begun({ acts: ['transfer'] }), 'fay', 'leo')).toBe('task.wrong-act');
  });
  test('R6.5 R5.7 closes with the visit, and the opinion comes too late', () => {
    const play = begun({}, 'fay,finn');
    play.delegate('fay', 'leo');
    const late = { type: 'AdviseTask', ...play.taskHeldBy('leo'), advice: 'approve' } as const;
    play.reject('finn');
    expect(play.openTasks()).toEqual([]);
    expect(play.refusal(late, 'leo')).toBe('instance.ended');
  });
  test('R6.5 R9.1 an escalation takes it from the delegate, too', () => {
    const play = begun({ ladder: [{ afterMs: 5, do: { kind: 'escalate' } }] });
    play.delegate('fay', 'leo');
    play.fireAfter(5, 2, 0);
    expect(play.asked()).toEqual(['a:dora']);
  });
  test('R6.5 R9.1 a reminder goes to whoever has it', () => {
    const play = begun({ ladder: [{ afterMs: 5, do: { kind: 'remind' } }] });
    play.delegate('fay', 'leo');
    play.fireAfter(5, 2, 0);
    expect(play.last('PeopleNotified').people).toEqual(['leo']);
  });
  test('R6.5 R12.1 the path ahead takes the opinion as given', () => {
    const play = begun({}, 'fay');
    play.delegate('fay', 'leo');
    const at = { nowMs: play.nowMs, directory: play.directory };
    expect(forecast(play.flow, play.state!, at)).toMatchObject({
      ok: true,
      forecast: { outcome: 'approved', steps: [{ step: 'a', people: ['fay'] }] },
    });
    const whatIf = { visit: 2, seat: 1, verdict: 'reject' } as const;
    expect(forecast(play.flow, play.state!, at, whatIf)).toMatchObject({
      forecast: { outcome: 'rejected' },
    });
  });
});

test('R3.5 the initiator is asked for no opinion unless the policy allows it in writing', () => {
  expect(delegate(begun({ initiator: 'forbid' }), 'fay', 'emma')).toBe('person.not-allowed');
  expect(delegate(begun({ initiator: 'allow' }), 'fay', 'emma')).toBe('accepted');
});

test('R3.6 who gave an opinion on a step acted on it', () => {
  const branches = [[approval('a', 'fay')], [approval('b', 'finn'), approval('c', 'leo,max')]];
  const play = new Play(
    flow([parallel('fork', branches)], {
      distinct: [
        ['a', 'c'],
        ['a', 'b'],
      ],
    }),
  );
  play.start('emma');
  expect(delegate(play, 'fay', 'finn')).toBe('person.not-allowed');
  play.delegate('fay', 'leo');
  expect(play.refusal({ type: 'TransferTask', ...play.task('finn'), to: 'leo' }, 'finn')).toBe(
    'person.not-allowed',
  );
  play.advise('leo', 'approve');
  play.approve('fay');
  play.approve('finn');
  expect(play.asked()).toEqual(['c:max']);
});
