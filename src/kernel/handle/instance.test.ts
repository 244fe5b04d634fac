import { describe, expect, test } from 'vitest';
import { approval, flow, Play } from '../../testing/index.ts';
import type { WithdrawPolicy } from '../index.ts';
import { LIMITS } from '../index.ts';

function begun(withdraw?: WithdrawPolicy): Play {
  const onReject = { kind: 'return', to: 'initiator', resume: 'forward' } as const;
  const ladder = [{ afterMs: 1, do: { kind: 'reject' } }] as const;
  const steps = [approval('a', 'fay', { onReject, ladder }), approval('b', 'ceo')];
  const play = new Play(flow(steps, withdraw ? { withdraw } : {}));
  play.start('emma');
  return play;
}

const WITHDRAW = { type: 'WithdrawInstance' } as const;

describe('R8.1 withdrawal by the initiator', () => {
  test('R8.1 while it runs, by default', () => {
    const play = begun();
    play.approve('fay');
    expect(play.refusal(WITHDRAW, 'emma')).toBe('accepted');
    expect(play.state).toMatchObject({ status: 'ended', outcome: 'withdrawn' });
    expect(play.openTasks()).toEqual([]);
  });
  test('R8.1 never', () => {
    expect(begun('never').refusal(WITHDRAW, 'emma')).toBe('withdraw.not-allowed');
  });
  test('R8.1 until the first vote', () => {
    const play = begun('until-first-vote');
    play.approve('fay');
    expect(play.refusal(WITHDRAW, 'emma')).toBe('withdraw.not-allowed');
    expect(begun('until-first-vote').refusal(WITHDRAW, 'emma')).toBe('accepted');
  });
  test('R8.1 neither a rung nor a resubmission is a vote', () => {
    const play = begun('until-first-vote');
    play.fireAfter(1, 2, 0);
    play.resubmit('emma');
    expect(play.refusal(WITHDRAW, 'emma')).toBe('accepted');
  });
  test('R8.1 by nobody else, and with a reason within the limit', () => {
    const play = begun();
    expect(play.refusal(WITHDRAW, 'ada')).toBe('withdraw.not-initiator');
    const reason = 'x'.repeat(LIMITS.commentCharsMax + 1);
    expect(play.refusal({ ...WITHDRAW, reason }, 'emma')).toBe('comment.too-long');
    expect(play.refusal({ ...WITHDRAW, reason: 'wrong form' }, 'emma')).toBe('accepted');
    expect(play.last('InstanceEnded').reason).toBe('wrong form');
  });
});

test('R8.2 terminate is an administrator’s, with a reason, and an event like any other', () => {
  const play = begun();
  const command = { type: 'TerminateInstance', reason: 'duplicate' } as const;
  expect(play.refusal(command, 'emma')).toBe('admin.right-missing');
  expect(play.refusal({ ...command, reason: '  ' }, 'ada')).toBe('admin.reason-required');
  expect(play.refusal(command, 'ada')).toBe('accepted');
  const by = { kind: 'person', id: 'ada' };
  expect(play.last('InstanceEnded')).toMatchObject({ outcome: 'terminated', by });
});

test('L1 after the end only comments are taken', () => {
  const play = begun();
  play.must(WITHDRAW, { kind: 'person', id: 'emma' });
  const say = (text: string): string => play.refusal({ type: 'AddComment', text }, 'fay');
  expect(say('a pity')).toBe('accepted');
  expect(say(' ')).toBe('comment.empty');
  expect(say('x'.repeat(LIMITS.commentCharsMax + 1))).toBe('comment.too-long');
  expect(play.state?.outcome).toBe('withdrawn');
});
