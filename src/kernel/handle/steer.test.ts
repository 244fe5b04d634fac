import { describe, expect, test } from 'vitest';
import { approval, call, choice, flow, Play, parallel, task } from '../../testing/index.ts';
import { changes } from '../index.ts';

const reason = 'the audit asks for it';
const JUMP = { type: 'JumpInstance', reason } as const;
const SUSPEND = { type: 'SuspendInstance', reason } as const;
const RESUME = { type: 'ResumeInstance', reason } as const;

describe('R8.2 suspend and resume', () => {
  const ladder = [{ afterMs: 1_000, do: { kind: 'approve' } }] as const;
  function suspended(): Play {
    const deadline = [{ afterMs: 5_000, do: { kind: 'reject' } }] as const;
    const play = new Play(flow([approval('a', 'fay', { ladder }), task('b', 'leo')], { deadline }));
    play.start('emma');
    play.nowMs += 400;
    play.order(SUSPEND);
    return play;
  }

  test('R6.16 every act is refused while the instance is suspended, and says by whom', () => {
    const play = suspended();
    const place = { visit: 2, seat: 1 };
    for (const type of ['ApproveTask', 'RejectTask'] as const) {
      expect(play.refusal({ type, ...place }, 'fay')).toBe('instance.suspended');
    }
    expect(play.refusal({ type: 'TransferTask', ...place, to: 'leo' }, 'fay')).toBe(
      'instance.suspended',
    );
    expect(play.refusal({ type: 'WithdrawInstance' }, 'emma')).toBe('instance.suspended');
    expect(play.refusal({ type: 'RetryStep', visit: 2 }, 'ada')).toBe('instance.suspended');
    expect(play.refusal({ ...JUMP, to: 'b' }, 'ada')).toBe('instance.suspended');
    expect(play.refusal(SUSPEND, 'ada')).toBe('instance.suspended');
    expect(play.refusal({ type: 'AddComment', text: 'why?' }, 'emma')).toBe('accepted');
    expect(play.state?.suspension).toEqual({
      atMs: 1_000_400,
      by: { kind: 'person', id: 'ada' },
      reason,
    });
  });
  test('R8.2 no timer falls due meanwhile, and resumption moves every due time', () => {
    const play = suspended();
    const stood = play.state!;
    play.nowMs += 60_000;
    const fire = { type: 'FireTimer', visit: 2, rung: 0 } as const;
    expect(play.refusal(fire, { kind: 'system', cause: 'timer' })).toBe('instance.suspended');
    play.order(RESUME);
    expect(play.visit('a').timers).toEqual([{ rung: 0, dueAtMs: 1_061_000 }]);
    expect(play.state?.clock?.timers).toEqual([{ rung: 0, dueAtMs: 1_065_000 }]);
    expect(play.state?.suspension).toBeUndefined();
    const { timersArmed } = changes(stood, play.state!);
    expect(timersArmed.map(({ visit, dueAtMs }) => [visit, dueAtMs])).toEqual([
      [0, 1_065_000],
      [2, 1_061_000],
    ]);
    play.fireAfter(600, 2, 0);
    expect(play.asked()).toEqual(['b:leo']);
  });
  test('R8.2 the rows of its timers leave the store with the suspension', () => {
    const play = new Play(flow([approval('a', 'fay', { ladder })]));
    play.start('emma');
    const ran = play.state!;
    play.order(SUSPEND);
    expect(changes(ran, play.state!).timersGone).toMatchObject([{ visit: 2, rung: 0 }]);
  });
  test('R8.2 what the world answers meanwhile is heard on resumption', () => {
    const play = new Play(flow([call('c'), task('b', 'leo')]));
    play.start('emma');
    play.order(SUSPEND);
    play.settle(2, { kind: 'delivered', status: 200 });
    expect(play.visit('c').status).toBe('open');
    play.order(RESUME);
    expect(play.visit('c').status).toBe('passed');
    expect(play.asked()).toEqual(['b:leo']);
  });
  test('R8.2 a suspended instance may still be terminated', () => {
    const play = suspended();
    play.order({ type: 'TerminateInstance', reason });
    expect(play.state).toMatchObject({ status: 'ended', outcome: 'terminated' });
    expect(play.state).not.toHaveProperty('suspension');
  });
  test('R8.2 an instant that the data names does not move', () => {
    const until = 'timestamp("2030-01-01T00:00:00Z")';
    const play = new Play(flow([{ kind: 'delay', id: 'd', until }]));
    play.start('emma');
    const due = play.visit('d').timers;
    play.order(SUSPEND);
    play.nowMs += 1_000;
    play.order(RESUME);
    expect(play.visit('d').timers).toEqual(due);
  });
});

describe('R8.2 jump', () => {
  test('R8.2 ahead: what is open is cancelled, and the step is entered', () => {
    const play = new Play(flow([approval('a', 'fay'), approval('b', 'leo'), task('c', 'max')]));
    play.start('emma');
    play.order({ ...JUMP, to: 'c' });
    expect(play.asked()).toEqual(['c:max']);
    expect(play.visit('a')).toMatchObject({ status: 'cancelled', superseded: true });
  });
  test('R8.2 back: what was passed since loses its force', () => {
    const play = new Play(flow([approval('a', 'fay'), approval('b', 'leo'), task('c', 'max')]));
    play.start('emma');
    play.approve('fay');
    play.approve('leo');
    play.order({ ...JUMP, to: 'b' });
    expect(play.asked()).toEqual(['b:leo']);
    expect(play.state?.visits.map(({ superseded }) => superseded ?? false)).toEqual([
      false,
      false,
      true,
      true,
      false,
    ]);
  });
  test('R8.2 into a branch that the data does not take, past its skip', () => {
    const inner = approval('b', 'leo', { skip: 'true' });
    const play = new Play(flow([approval('a', 'fay'), choice('way', 'false', [inner])]));
    play.start('emma');
    play.order({ ...JUMP, to: 'b' });
    expect(play.asked()).toEqual(['b:leo']);
    expect(play.last('VisitOpened').step).toBe('b');
  });
  test('R8.2 inside one branch of a fork the others go on', () => {
    const one = [approval('a', 'fay'), approval('b', 'leo')];
    const play = new Play(flow([parallel('p', [one, [approval('c', 'max')]])]));
    play.start('emma');
    play.order({ ...JUMP, to: 'b' });
    expect(play.asked()).toEqual(['c:max', 'b:leo']);
  });
  test('R8.2 out of the initiator’s hands: the deadline runs on', () => {
    const deadline = [{ afterMs: 9_000, do: { kind: 'reject' } }] as const;
    const steps = [approval('a', 'fay'), approval('b', 'leo')];
    const play = new Play(flow(steps, { deadline, clocks: 'stop-while-returned' }));
    play.start('emma');
    play.sendBack('fay', 'initiator');
    play.nowMs += 1_000;
    play.order({ ...JUMP, to: 'b' });
    expect(play.state?.clock).toEqual({ timers: [{ rung: 0, dueAtMs: 1_010_000 }] });
  });
});

describe('R8.2 advance', () => {
  test('R8.2 a visit passes by an administrator, whose reason is recorded', () => {
    const play = new Play(flow([approval('a', 'fay'), task('b', 'leo')]));
    play.start('emma');
    play.order({ type: 'AdvanceVisit', visit: 2, reason });
    const by = { kind: 'person', id: 'ada' };
    expect(play.last('VisitAdvanced')).toMatchObject({ visit: 2, by, reason });
    expect(play.visit('a')).toMatchObject({ status: 'passed', closedBy: by });
    expect(play.asked()).toEqual(['b:leo']);
  });
  test('R8.2 so does one that stands still, and a whole fork', () => {
    const fork = parallel('p', [[approval('a', 'fay')], [call('c')]]);
    const play = new Play(flow([fork, task('b', 'leo')]));
    play.start('emma');
    play.settle(play.visit('c').n, { kind: 'failed', message: 'no' });
    play.order({ type: 'AdvanceVisit', visit: play.visit('c').n, reason });
    play.order({ type: 'AdvanceVisit', visit: play.visit('p').n, reason });
    expect(play.visit('a').status).toBe('cancelled');
    expect(play.asked()).toEqual(['b:leo']);
  });
  test('R3.5 nobody steers what they started', () => {
    const play = new Play(flow([approval('a', 'fay')]));
    play.start('ada');
    expect(play.refusal({ type: 'AdvanceVisit', visit: 2, reason }, 'ada')).toBe(
      'admin.own-instance',
    );
    expect(play.refusal({ ...JUMP, to: 'a' }, 'ada')).toBe('admin.own-instance');
  });
  test('R3.6 nor past a vote of their own that excludes the step', () => {
    const steps = [approval('a', 'ada'), approval('b', 'fay')];
    const play = new Play(flow(steps, { distinct: [['a', 'b']] }));
    play.start('emma');
    play.approve('ada');
    expect(play.refusal({ type: 'AdvanceVisit', visit: 3, reason }, 'ada')).toBe(
      'distinct.conflict',
    );
  });
});

describe('R8.2 replace', () => {
  const REPLACE = { type: 'ReplaceVoter', visit: 2, seat: 1, reason } as const;
  test('R8.2 the task goes to another, with its weight and veto', () => {
    const ballot = { kind: 'vote', pass: { weight: 3 }, weights: { 'user:fay': 3 } } as const;
    const play = new Play(flow([approval('a', 'fay', { ballot })]));
    play.start('emma');
    play.order({ ...REPLACE, to: 'leo' });
    expect(play.visit('a').seats).toMatchObject([
      { person: 'fay', status: 'closed', closed: 'replaced' },
      { person: 'leo', status: 'open', from: 1, weight: 3 },
    ]);
    play.approve('leo');
    expect(play.state?.outcome).toBe('approved');
  });
  test('R3.5 R3.6 not to the initiator, nor to one who sits there or has left', () => {
    const play = new Play(flow([approval('a', 'fay,leo')]));
    play.start('emma');
    expect(play.refusal({ ...REPLACE, to: 'emma' }, 'ada')).toBe('person.not-allowed');
    expect(play.refusal({ ...REPLACE, to: 'leo' }, 'ada')).toBe('person.seated');
    expect(play.refusal({ ...REPLACE, to: 'gone' }, 'ada')).toBe('person.inactive');
  });
});

describe('R8.2 void and revive', () => {
  function ended(): Play {
    const deadline = [{ afterMs: 9_000, do: { kind: 'reject' } }] as const;
    const steps = [approval('a', 'fay'), approval('b', 'leo')];
    const play = new Play(flow(steps, { deadline }));
    play.start('emma');
    play.approve('fay');
    play.reject('leo');
    return play;
  }
  test('R8.2 an ended instance becomes void, once', () => {
    const play = ended();
    play.order({ type: 'VoidInstance', reason });
    expect(play.state).toMatchObject({ status: 'ended', outcome: 'void' });
    expect(play.refusal({ type: 'VoidInstance', reason }, 'ada')).toBe('instance.ended');
    expect(play.refusal({ type: 'VoidInstance', reason }, 'fay')).toBe('admin.right-missing');
  });
  test('R8.2 an ended instance runs again from a step, with its deadline counted anew', () => {
    const play = ended();
    play.nowMs += 50_000;
    play.order({ type: 'ReviveInstance', to: 'b', reason });
    expect(play.state).toMatchObject({ status: 'running' });
    for (const key of ['outcome', 'endedAtMs', 'endedBy']) {
      expect(play.state).not.toHaveProperty(key);
    }
    expect(play.state?.clock?.timers).toEqual([{ rung: 0, dueAtMs: 1_059_000 }]);
    play.approve('leo');
    expect(play.state?.outcome).toBe('approved');
    expect(play.refusal({ type: 'ReviveInstance', to: 'b', reason: ' ' }, 'ada')).toBe(
      'admin.reason-required',
    );
  });
});
