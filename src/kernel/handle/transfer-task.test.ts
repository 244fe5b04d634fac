import { describe, expect, test } from 'vitest';
import { approval, flow, Play, people, task } from '../../testing/index.ts';
import type { Ballot, FlowDefinition } from '../index.ts';

function begun(definition: FlowDefinition): Play {
  const play = new Play(definition);
  play.start('emma');
  return play;
}

function transfer(play: Play, person: string, to: string) {
  return play.refusal({ type: 'TransferTask', ...play.task(person), to }, person);
}

describe('R6.4 a transfer', () => {
  test('R6.4 T8 makes the task another’s; the one before can do nothing more with it', () => {
    const play = begun(flow([approval('a', 'fay')]));
    const vote = { type: 'ApproveTask', ...play.task('fay') } as const;
    play.transfer('fay', 'leo', 'you know this');
    expect(play.asked()).toEqual(['a:leo']);
    expect(play.visit('a').seats?.[0]).toMatchObject({ status: 'closed', closed: 'transferred' });
    expect(play.refusal(vote, 'fay')).toBe('task.closed');
    expect(play.last('SeatTransferred')).toMatchObject({
      by: { kind: 'person', id: 'fay' },
      to: 'leo',
      comment: 'you know this',
      directory: 'test-1',
    });
    expect(play.approve('leo').outcome).toBe('approved');
  });
  test('R6.4 C1 weight and veto go with it, and the base stays the same', () => {
    const ballot: Ballot = {
      kind: 'vote',
      pass: { share: '2/3' },
      weights: { 'user:fay': 3 },
      veto: people('fay').of,
    };
    const play = begun(flow([approval('a', 'fay,finn,flo', { ballot })]));
    play.transfer('fay', 'leo');
    expect(play.visit('a').seats?.[3]).toMatchObject({
      person: 'leo',
      from: 1,
      weight: 3,
      veto: true,
    });
    play.approve('finn');
    play.approve('flo');
    expect(play.state?.status).toBe('running');
    expect(play.reject('leo').outcome).toBe('rejected');
    expect(play.last('VisitClosed').why).toBe('veto');
  });
  test('R6.4 R5.3 keeps the place in a sequence', () => {
    const play = begun(flow([approval('a', 'fay,finn', { ballot: { kind: 'sequence' } })]));
    expect(play.refusal({ type: 'TransferTask', visit: 2, seat: 2, to: 'leo' }, 'finn')).toBe(
      'task.waiting',
    );
    play.transfer('fay', 'leo');
    expect(play.asked()).toEqual(['a:leo']);
    play.approve('leo');
    expect(play.asked()).toEqual(['a:finn']);
  });
  test('R6.4 hands a handle step on, too', () => {
    const play = begun(flow([task('a', 'fay')]));
    play.transfer('fay', 'leo');
    expect(play.complete('leo').outcome).toBe('approved');
  });
  test('R6.4 T4 T7 nobody who sits or sat in the visit gets it: no circle, no double voter', () => {
    const play = begun(flow([approval('a', 'fay,finn', { ballot: { kind: 'all' } })]));
    expect(transfer(play, 'fay', 'finn')).toBe('person.seated');
    expect(transfer(play, 'fay', 'fay')).toBe('person.seated');
    play.transfer('fay', 'leo');
    expect(transfer(play, 'leo', 'fay')).toBe('person.seated');
    expect(transfer(play, 'leo', 'flo')).toBe('accepted');
  });
  test('R6.4 nobody who left, or is not there, gets it', () => {
    const play = begun(flow([approval('a', 'fay')]));
    expect(transfer(play, 'fay', 'gone')).toBe('person.inactive');
    expect(transfer(play, 'fay', 'who')).toBe('person.inactive');
  });
  test('R6.4 the step may forbid it', () => {
    const play = begun(flow([approval('a', 'fay', { acts: ['delegate'] })]));
    expect(transfer(play, 'fay', 'leo')).toBe('task.wrong-act');
  });
  test('R6.4 the step’s except holds', () => {
    const ask = { of: people('fay').of, except: people('leo').of };
    const play = begun(flow([approval('a', 'fay', { ask })]));
    expect(transfer(play, 'fay', 'leo')).toBe('person.not-allowed');
  });
  test('R6.4 only the voter may, and one who may not vote here may still hand it on', () => {
    const play = begun(flow([approval('a', 'fay')]));
    const command = { type: 'TransferTask', ...play.task('fay'), to: 'leo' } as const;
    expect(play.refusal(command, 'finn')).toBe('task.not-yours');
    expect(play.refusal(command, { kind: 'system', cause: 'x' })).toBe('task.not-yours');
  });
  test('R6.4 who got it is asked again after a return with resume back', () => {
    const play = begun(flow([approval('a', 'fay')]));
    play.transfer('fay', 'leo');
    play.sendBack('leo', 'initiator', 'back');
    play.resubmit('emma');
    expect(play.asked()).toEqual(['a:leo']);
  });
});

test('R3.5 the initiator gets no task by transfer, unless the policy allows it in writing', () => {
  for (const policy of ['forbid', 'manager', 'skip'] as const) {
    const play = begun(flow([approval('a', 'fay', { initiator: policy })]));
    expect(transfer(play, 'fay', 'emma')).toBe('person.not-allowed');
  }
  const play = begun(flow([approval('a', 'fay', { initiator: 'allow' })]));
  expect(transfer(play, 'fay', 'emma')).toBe('accepted');
});

test('R3.6 who acted on an excluding step gets no task by transfer', () => {
  const steps = [approval('a', 'fay'), approval('b', 'finn')];
  const play = begun(flow(steps, { distinct: [['a', 'b']] }));
  play.approve('fay');
  expect(transfer(play, 'finn', 'fay')).toBe('person.not-allowed');
});
