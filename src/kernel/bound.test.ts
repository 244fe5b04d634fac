import { describe, expect, test } from 'vitest';
import { approval, flow, Play, parallel } from '../testing/index.ts';
import type { ApprovalStep, Step } from './index.ts';

type More = Partial<ApprovalStep>;
const EDITS = { rights: { note: 'edit' } } as const;
const ALL = { ballot: { kind: 'all' } } as const;

function begun(steps: readonly Step[]): Play {
  const play = new Play(flow(steps));
  play.start('emma', { amount: 5, note: 'one' });
  return play;
}

const vote = (play: Play, step: string, n = 1) => play.visit(step).seats?.[n - 1];

describe('R10.1 votes are bound to what was seen', () => {
  test('R10.1 each vote stores the hash of the fields that its step shows', () => {
    const hidden = { rights: { note: 'hidden' } } as const;
    const play = begun([approval('a', 'fay,finn', { ...ALL, ...hidden }), approval('b', 'leo')]);
    play.approve('fay');
    play.approve('finn');
    play.reject('leo');
    const [first, second] = play.visit('a').seats ?? [];
    expect(first?.seen).toMatch(/^[0-9a-f]{64}$/);
    expect(second?.seen).toBe(first?.seen);
    expect(vote(play, 'b')?.seen).toMatch(/^[0-9a-f]{64}$/);
    expect(vote(play, 'b')?.seen).not.toBe(first?.seen);
    expect(play.last('VoteCast').seen).toBe(vote(play, 'b')?.seen);
  });
  test('R10.1 a change of one of them marks the vote; of another it does not', () => {
    const play = begun([
      approval('a', 'fay'),
      approval('b', 'finn', { rights: { note: 'hidden' } }),
      approval('c', 'leo', EDITS),
      approval('d', 'ceo'),
    ]);
    play.approve('fay');
    play.approve('finn');
    play.approve('leo', { form: { note: 'two' } });
    expect(vote(play, 'a')?.stale).toBe(true);
    expect(vote(play, 'b')?.stale).toBeUndefined();
    expect(vote(play, 'c')?.stale).toBeUndefined();
    expect(play.last('VotesStale').votes).toEqual([{ visit: 2, seat: 1 }]);
    expect(play.asked()).toEqual(['d:ceo']);
  });
  test('R10.1 a change that changes nothing marks nothing', () => {
    const play = begun([approval('a', 'fay'), approval('c', 'leo', EDITS)]);
    play.approve('fay');
    play.approve('leo', { form: { note: 'one' } });
    expect(vote(play, 'a')?.stale).toBeUndefined();
  });
  test('R10.1 warn tells the voter', () => {
    const play = begun([approval('a', 'fay', { onChange: 'warn' }), approval('c', 'leo', EDITS)]);
    play.approve('fay');
    play.approve('leo', { form: { note: 'two' } });
    expect(play.last('PeopleNotified')).toMatchObject({ people: ['fay'], reason: 'stale' });
    expect(play.state).toMatchObject({ outcome: 'approved' });
  });
});

describe('R10.1 ask-again', () => {
  const again: More = { onChange: 'ask-again', ...ALL };
  const beside = (more: More): Play =>
    begun([
      parallel('f', [
        [approval('a', 'fay,finn', { ...again, ...more })],
        [approval('b', 'leo', EDITS)],
      ]),
      approval('z', 'ceo'),
    ]);
  test('R10.1 while the step is open, the vote is void and its voter asked again', () => {
    const play = beside({});
    play.approve('fay');
    play.approve('leo', { form: { note: 'two' } });
    expect(play.asked()).toEqual(['a:finn', 'a:fay']);
    expect(vote(play, 'a')).toMatchObject({ status: 'closed', closed: 'changed' });
    play.approve('finn');
    expect(play.asked()).toEqual(['a:fay']);
    play.approve('fay');
    expect(play.asked()).toEqual(['z:ceo']);
  });
  test('R10.1 R5.3 in a sequence the voter is asked again behind the others', () => {
    const play = beside({ ballot: { kind: 'sequence' } });
    play.approve('fay');
    play.approve('leo', { form: { note: 'two' } });
    expect(play.asked()).toEqual(['a:finn']);
    play.approve('finn');
    expect(play.asked()).toEqual(['a:fay']);
    play.approve('fay');
    expect(play.asked()).toEqual(['z:ceo']);
  });
  test('R10.1 R5.4 the weight and the veto stay with the voter', () => {
    const ballot = {
      kind: 'vote',
      pass: { weight: 4 },
      weights: { 'user:fay': 3 },
      veto: [{ kind: 'user', id: 'fay' }],
    } as const;
    const play = beside({ ballot });
    play.approve('fay');
    play.approve('leo', { form: { note: 'two' } });
    expect(vote(play, 'a', 3)).toMatchObject({ person: 'fay', weight: 3, veto: true, from: 1 });
    play.approve('finn');
    expect(play.visit('a').status).toBe('open');
    play.reject('fay');
    expect(play.state?.outcome).toBe('rejected');
  });
  test('R10.1 a step that has passed is visited again, then the one who made the change', () => {
    const play = begun([
      approval('a', 'fay', again),
      approval('b', 'finn'),
      approval('c', 'leo', EDITS),
      approval('z', 'ceo'),
    ]);
    play.approve('fay');
    play.approve('finn');
    play.approve('leo', { form: { note: 'two' } });
    expect(play.asked()).toEqual(['a:fay']);
    expect(play.last('Returned')).toMatchObject({
      to: 'a',
      resume: 'back',
      by: { kind: 'system', cause: 'changed' },
    });
    play.approve('fay');
    expect(play.asked()).toEqual(['c:leo']);
    play.approve('leo');
    expect(play.asked()).toEqual(['z:ceo']);
  });
  test('R10.1 a rejection ends it all the same, and a vote of a closed fork is left', () => {
    const rejecting = begun([approval('a', 'fay', again), approval('c', 'leo', EDITS)]);
    rejecting.approve('fay');
    rejecting.reject('leo', { form: { note: 'two' } });
    expect(rejecting.state).toMatchObject({ status: 'ended', outcome: 'rejected' });
    const behind = begun([
      parallel('f', [[approval('a', 'fay', again)], [approval('b', 'finn')]]),
      approval('c', 'leo', EDITS),
      approval('z', 'ceo'),
    ]);
    behind.approve('fay');
    behind.approve('finn');
    behind.approve('leo', { form: { note: 'two' } });
    expect(vote(behind, 'a')?.stale).toBe(true);
    expect(behind.asked()).toEqual(['z:ceo']);
  });
});
