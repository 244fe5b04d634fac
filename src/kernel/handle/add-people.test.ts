import { describe, expect, test } from 'vitest';
import { directoryOf } from '../../identity/index.ts';
import { approval, flow, Play, people, TEST_ORGANISATION, task } from '../../testing/index.ts';
import { rowsOf } from '../../testing/rows.ts';
import type { Command } from '../index.ts';
import { changes, forecast, LIMITS } from '../index.ts';

function begun(more: Parameters<typeof approval>[2] = {}, who = 'fay', rest: Play | object = {}) {
  const play = new Play(flow([approval('a', who, more)], rest as object));
  play.start('emma');
  return play;
}

function refusedTo(play: Play, person: string, command: object): string {
  const base = { type: 'AddPeople', ...play.task(person), where: 'before', people: ['leo'] };
  return play.refusal({ ...base, ...command } as Command, person);
}

describe('R6.6 people added before a vote', () => {
  test('R6.6 are heard first; the task comes back when their ballot closed', () => {
    const play = begun();
    play.add('fay', 'before', ['leo', 'finn']);
    expect(play.asked()).toEqual(['a:leo', 'a:finn']);
    expect(play.refusal({ type: 'ApproveTask', visit: 2, seat: 1 }, 'fay')).toBe('task.waiting');
    play.approve('leo');
    expect(play.asked()).toEqual(['a:finn']);
    play.approve('finn');
    expect(play.asked()).toEqual(['a:fay']);
    expect(play.visit('a').groups).toMatchObject([{ of: 1, where: 'before', outcome: 'passed' }]);
    expect(play.approve('fay').outcome).toBe('approved');
  });
  test('R6.6 reject with advice: the vote is still the adder’s', () => {
    const play = begun();
    play.add('fay', 'before', ['leo', 'finn']);
    play.reject('leo', { comment: 'no' });
    expect(play.asked()).toEqual(['a:fay']);
    expect(play.visit('a').groups?.[0]).toMatchObject({ outcome: 'rejected' });
    expect(play.visit('a').seats?.[2]).toMatchObject({ person: 'finn', closed: 'not-needed' });
    expect(play.approve('fay').outcome).toBe('approved');
  });
  test('R6.6 reject the visit, where the step says so', () => {
    const play = begun({ onAddedReject: 'reject' }, 'fay,finn');
    play.add('fay', 'before', ['leo']);
    const ended = play.reject('leo');
    expect(ended.outcome).toBe('rejected');
    expect(play.last('VisitClosed')).toMatchObject({ outcome: 'rejected', why: 'added-rejected' });
  });
  test.each([
    ['all', ['leo', 'finn', 'flo']],
    ['any', ['leo']],
    ['sequence', ['leo', 'finn', 'flo']],
    [{ count: 2 }, ['leo', 'finn']],
  ] as const)('R6.6 decide in their own mode %j', (mode, voters) => {
    const play = begun({ ballot: { kind: 'all' } }, 'fay');
    play.add('fay', 'before', ['leo', 'finn', 'flo'], { mode });
    expect(play.asked()).toHaveLength(mode === 'sequence' ? 1 : 3);
    for (const voter of voters) {
      expect(play.asked()).not.toContain('a:fay');
      play.approve(voter);
    }
    expect(play.asked()).toEqual(['a:fay']);
  });
  test('R6.6 may add people in turn, to a bounded depth', () => {
    const play = begun();
    play.add('fay', 'before', ['leo']);
    play.add('leo', 'before', ['finn']);
    expect(play.asked()).toEqual(['a:finn']);
    play.add('finn', 'after', ['flo']);
    expect(play.asked()).toEqual(['a:flo']);
    play.approve('flo');
    expect(play.asked()).toEqual(['a:leo']);
    play.approve('leo');
    expect(play.asked()).toEqual(['a:fay']);
    expect(LIMITS.addDepthMax).toBeGreaterThan(2);
  });
  test('R6.6 P1 the task leaves the adder’s inbox and comes back', () => {
    const play = begun();
    const before = play.state;
    play.add('fay', 'before', ['leo']);
    expect(changes(before, play.state!).tasks).toMatchObject([
      { id: 'i1.2.1', person: 'fay', status: 'waiting' },
      { id: 'i1.2.2', person: 'leo', status: 'open' },
    ]);
    const held = play.state;
    play.approve('leo');
    expect(changes(held, play.state!).tasks).toMatchObject([
      { id: 'i1.2.1', status: 'open' },
      { id: 'i1.2.2', status: 'voted' },
    ]);
    expect(rowsOf(play.state!)).toContain('"status":"open"');
  });
  test('R6.6 in a sequence those before come before their adder, who keeps the turn', () => {
    const play = begun({ ballot: { kind: 'sequence' } }, 'fay,finn');
    play.add('fay', 'before', ['leo']);
    play.approve('leo');
    expect(play.asked()).toEqual(['a:fay']);
    play.approve('fay');
    expect(play.asked()).toEqual(['a:finn']);
  });
});

describe('R6.7 people added after a vote', () => {
  test('R6.7 must pass it before the vote counts', () => {
    const play = begun({ ballot: { kind: 'all' } }, 'fay');
    play.add('fay', 'after', ['leo'], { comment: 'fine by me' });
    expect(play.state?.status).toBe('running');
    expect(play.visit('a').seats?.[0]).toMatchObject({ vote: 'approve', comment: 'fine by me' });
    expect(play.asked()).toEqual(['a:leo']);
    expect(play.approve('leo').outcome).toBe('approved');
  });
  test('R6.7 turn it down when they reject', () => {
    const play = begun({ ballot: { kind: 'any', first: 'approval' } }, 'fay,finn');
    play.add('fay', 'after', ['leo']);
    play.reject('leo');
    expect(play.asked()).toEqual(['a:finn']);
    expect(play.reject('finn').outcome).toBe('rejected');
    expect(play.last('VisitClosed').why).toBe('nobody-approved');
  });
  test('R6.7 carry what an approval carries, and are refused what it is refused', () => {
    const play = begun({ require: ['comment'], rights: { note: 'edit' } });
    const after = { where: 'after', people: ['leo'] };
    expect(refusedTo(play, 'fay', after)).toBe('task.comment-required');
    expect(refusedTo(play, 'fay', { ...after, comment: 'so', form: { amount: 1 } })).toBe(
      'form.read-only',
    );
    play.add('fay', 'after', ['leo'], { comment: 'so', form: { note: 'seen' } });
    expect(play.state?.form).toEqual({ note: 'seen' });
  });
  test('R6.7 confirm that something was done, too', () => {
    const play = new Play(flow([task('a', 'fay')]));
    play.start('emma');
    play.add('fay', 'after', ['leo']);
    expect(play.visit('a').seats?.[0]?.vote).toBe('done');
    expect(play.complete('leo').outcome).toBe('approved');
  });
});

describe('R6.8 people added beside', () => {
  test('R6.8 R5.5 join the ballot as voters, and its base grows', () => {
    const half = { kind: 'vote', pass: { share: '1/2' } } as const;
    const play = begun({ ballot: half }, 'fay,finn');
    play.add('fay', 'beside', ['leo', 'flo']);
    play.approve('fay');
    expect(play.state?.status).toBe('running');
    expect(play.approve('leo').outcome).toBe('approved');
  });
  test('R6.8 get the weight and the veto that the ballot gives them', () => {
    const ballot = {
      kind: 'vote',
      pass: { weight: 5 },
      weights: { 'role:finance': 2, 'user:leo': 4 },
      veto: people('leo').of,
    } as const;
    const play = begun({ ballot }, 'fay');
    play.add('fay', 'beside', ['leo']);
    expect(play.visit('a').seats?.[1]).toMatchObject({ weight: 4, veto: true, addedBy: 'fay' });
    expect(play.reject('leo').outcome).toBe('rejected');
  });
  test('R6.8 come last in a sequence', () => {
    const play = begun({ ballot: { kind: 'sequence' } }, 'fay,finn');
    play.add('fay', 'beside', ['leo']);
    for (const person of ['fay', 'finn', 'leo']) {
      expect(play.asked()).toEqual([`a:${person}`]);
      play.approve(person);
    }
    expect(play.state?.outcome).toBe('approved');
  });
  test('R6.8 vote in one ballot only, so a mode is refused', () => {
    expect(refusedTo(begun(), 'fay', { where: 'beside', mode: 'any' })).toBe('add.mode');
  });
});

describe('R6.6 R6.8 who may be added, and by whom', () => {
  test('acts may take it from the voters', () => {
    expect(refusedTo(begun({ acts: ['transfer'] }), 'fay', {})).toBe('task.wrong-act');
    expect(refusedTo(begun({ acts: ['add'] }), 'fay', {})).toBe('accepted');
  });
  test('T7 nobody who sits or sat in the visit', () => {
    const play = begun({}, 'fay,finn');
    expect(refusedTo(play, 'fay', { people: ['finn'] })).toBe('person.seated');
    play.transfer('finn', 'flo');
    expect(refusedTo(play, 'fay', { people: ['finn'] })).toBe('person.seated');
  });
  test('R3.5 not the initiator, unless the step allows it', () => {
    expect(refusedTo(begun(), 'fay', { people: ['emma'] })).toBe('person.not-allowed');
    expect(refusedTo(begun({ initiator: 'allow' }), 'fay', { people: ['emma'] })).toBe('accepted');
  });
  test('R3.6 nobody who acted on a step that excludes this one', () => {
    const steps = [approval('a', 'leo'), approval('b', 'fay')];
    const play = new Play(flow(steps, { distinct: [['a', 'b']] }));
    play.start('emma');
    play.approve('leo');
    expect(refusedTo(play, 'fay', {})).toBe('person.not-allowed');
  });
  test('R3.1 nobody whom the step, or the group, leaves out', () => {
    const ask = { of: people('fay').of, except: people('leo').of };
    expect(refusedTo(begun({ ask }), 'fay', {})).toBe('person.not-allowed');
    const groups = [{ name: 'g', ask, ballot: { kind: 'any' } }] as const;
    const play = begun({ ask: { of: [] }, groups });
    expect(refusedTo(play, 'fay', {})).toBe('person.not-allowed');
    expect(refusedTo(play, 'fay', { people: ['flo'] })).toBe('accepted');
    expect(refusedTo(play, 'flo', {})).toBe('person.not-allowed');
  });
  test('nobody who left, and nobody at all is nobody', () => {
    expect(refusedTo(begun(), 'fay', { people: ['gone'] })).toBe('person.inactive');
    expect(refusedTo(begun(), 'fay', { people: [] })).toBe('add.nobody');
  });
  test('a delegated task is its owner’s to add to once it is back', () => {
    const play = begun();
    play.delegate('fay', 'flo');
    expect(refusedTo(play, 'fay', {})).toBe('task.delegated');
  });
  test('a task that was added is handed on with its place', () => {
    const play = begun();
    play.add('fay', 'before', ['leo']);
    play.transfer('leo', 'flo');
    expect(play.visit('a').seats?.[2]).toMatchObject({ person: 'flo', group: 1, addedBy: 'fay' });
    play.approve('flo');
    expect(play.asked()).toEqual(['a:fay']);
  });
});

describe('R6.9 a voter is removed', () => {
  const refused = (play: Play, by: string, person: string): string =>
    play.refusal({ type: 'RemoveTask', ...play.task(person) }, by);

  test('R6.9 R5.5 by who added them, and the ballot is counted again', () => {
    const play = begun({ ballot: { kind: 'all' } }, 'fay,finn');
    play.add('fay', 'beside', ['leo']);
    play.approve('fay');
    play.approve('finn');
    expect(refused(play, 'finn', 'leo')).toBe('remove.not-allowed');
    expect(play.remove('fay', 'leo').outcome).toBe('approved');
    expect(play.visit('a').seats?.[2]).toMatchObject({
      closed: 'removed',
      closedBy: { kind: 'person', id: 'fay' },
    });
  });
  test('R6.9 R6.16 is told by whom when they try to vote', () => {
    const play = begun({ ballot: { kind: 'all' } });
    play.add('fay', 'beside', ['leo']);
    play.remove('fay', 'leo');
    const vote = { type: 'ApproveTask', visit: 2, seat: 2 } as const;
    const answer = play.send(vote, { kind: 'person', id: 'leo' });
    expect(answer).toMatchObject({
      refusal: { code: 'task.closed', detail: { how: 'removed', closedBy: 'fay' } },
    });
  });
  test('R6.9 by an administrator, whoever they are', () => {
    const play = begun({ ballot: { kind: 'sequence' } }, 'fay,finn');
    expect(play.remove('ada', 'fay').status).toBe('running');
    expect(play.asked()).toEqual(['a:finn']);
    expect(refused(play, 'ada', 'finn')).toBe('remove.last');
  });
  test('R6.9 not after the vote, and not the last', () => {
    const play = begun({ ballot: { kind: 'all' } }, 'fay,finn');
    play.approve('fay');
    expect(play.refusal({ type: 'RemoveTask', visit: 2, seat: 1 }, 'ada')).toBe('task.closed');
    expect(play.remove('ada', 'finn').outcome).toBe('approved');
  });
  test('R6.9 acts may leave removing to administrators', () => {
    const play = begun({ acts: ['add'], ballot: { kind: 'all' } });
    play.add('fay', 'beside', ['leo']);
    expect(refused(play, 'fay', 'leo')).toBe('remove.not-allowed');
    expect(refused(play, 'ada', 'leo')).toBe('accepted');
  });
  test('R6.9 the last one added before or after a vote frees it', () => {
    const before = begun();
    before.add('fay', 'before', ['leo']);
    before.remove('fay', 'leo');
    expect(before.asked()).toEqual(['a:fay']);
    expect(before.visit('a').groups?.[0]?.outcome).toBe('not-needed');
    const after = begun();
    after.add('fay', 'after', ['leo']);
    expect(after.remove('fay', 'leo').outcome).toBe('approved');
  });
  test('R6.9 takes those whom the removed one waits for along', () => {
    const play = begun({ ballot: { kind: 'all' } }, 'fay,finn');
    play.add('fay', 'before', ['leo']);
    play.add('leo', 'before', ['flo']);
    play.refusal({ type: 'RemoveTask', visit: 2, seat: 3 }, 'fay');
    expect(play.asked()).toEqual(['a:fay', 'a:finn']);
    expect(play.visit('a').seats?.[3]).toMatchObject({ person: 'flo', closed: 'not-needed' });
  });
});

describe('R7.2 those added are kept on the way back', () => {
  const returns = ['previous'] as const;
  function returned(where: 'before' | 'after' | 'beside'): Play {
    const second = approval('b', 'finn,flo', { ballot: { kind: 'all' }, returns });
    const play = new Play(flow([approval('a', 'fay'), second]));
    play.start('emma');
    play.approve('fay');
    play.add('finn', where, ['leo']);
    play.sendBack(where === 'after' ? 'leo' : 'flo', 'previous', 'back');
    return play;
  }
  test('R7.2 R6.8 beside', () => {
    const play = returned('beside');
    play.approve('fay');
    expect(play.asked()).toEqual(['b:finn', 'b:flo', 'b:leo']);
    expect(play.visit('b').seats?.[2]?.addedBy).toBe('finn');
    expect(play.last('VisitOpened').trace?.people?.at(-1)).toEqual({
      stage: 'added',
      people: ['finn', 'flo', 'leo'],
      rule: 'beside by finn',
    });
  });
  test('R7.2 R6.6 before', () => {
    const play = returned('before');
    play.approve('fay');
    expect(play.asked()).toEqual(['b:flo', 'b:leo']);
    play.approve('leo');
    expect(play.asked()).toEqual(['b:finn', 'b:flo']);
  });
  test('R7.2 R6.6 before, one after the other where they were added twice', () => {
    const second = approval('b', 'finn', { returns });
    const play = new Play(flow([approval('a', 'fay'), second]));
    play.start('emma');
    play.approve('fay');
    for (const person of ['leo', 'flo']) {
      play.add('finn', 'before', [person]);
      play.approve(person);
    }
    play.sendBack('finn', 'previous', 'back');
    play.approve('fay');
    for (const person of ['leo', 'flo', 'finn']) {
      expect(play.asked()).toEqual([`b:${person}`]);
      play.approve(person);
    }
    expect(play.state?.outcome).toBe('approved');
  });
  test('R7.2 R6.7 after, once the vote they confirm is there again', () => {
    const play = returned('after');
    play.approve('fay');
    expect(play.asked()).toEqual(['b:finn', 'b:flo']);
    play.approve('finn');
    expect(play.asked()).toEqual(['b:flo', 'b:leo']);
    play.reject('flo');
    expect(play.state?.outcome).toBe('rejected');
  });
  test('R7.2 R6.7 who rejects this time has nobody confirm it', () => {
    const play = returned('after');
    play.approve('fay');
    play.reject('finn');
    expect(play.visit('b').seats?.[2]).toMatchObject({ person: 'leo', status: 'closed' });
  });
  test('R7.2 not those who may not serve any more', () => {
    const play = returned('beside');
    const gone = TEST_ORGANISATION.people.map((person) =>
      person.id === 'leo' ? { ...person, active: false } : person,
    );
    play.directory = directoryOf({ ...TEST_ORGANISATION, people: gone }, 'without-leo');
    play.approve('fay');
    expect(play.asked()).toEqual(['b:finn', 'b:flo']);
  });
  test('R7.2 R6.9 nor those who were removed', () => {
    const second = approval('b', 'finn,flo', { ballot: { kind: 'all' }, returns });
    const play = new Play(flow([approval('a', 'fay'), second]));
    play.start('emma');
    play.approve('fay');
    play.remove('ada', 'finn');
    play.sendBack('flo', 'previous', 'back');
    play.approve('fay');
    expect(play.asked()).toEqual(['b:flo']);
  });
});

test('R12.1 the path ahead says who added whom', () => {
  const play = begun();
  play.add('fay', 'before', ['leo']);
  const { nowMs, directory } = play;
  const seen = forecast(play.flow, play.state!, { nowMs, directory });
  expect(seen).toMatchObject({
    ok: true,
    forecast: {
      steps: [{ step: 'a', people: ['fay', 'leo'], added: [{ person: 'leo', by: 'fay' }] }],
      outcome: 'approved',
    },
  });
});

test('R6.6 R5.3 who is taken off before a vote whose turn has not come leaves it waiting', () => {
  const step = approval('a', 'fay,finn', { ballot: { kind: 'sequence' } });
  const play = new Play(flow([step]));
  play.start('emma');
  play.approve('fay');
  play.add('finn', 'before', ['leo']);
  play.sendBack('leo', 'initiator', 'back');
  play.resubmit('emma');
  expect(play.asked()).toEqual(['a:fay']);
  const { n: visit, seats } = play.visit('a');
  const seat = seats!.find(({ person }) => person === 'leo')!.n;
  play.must({ type: 'RemoveTask', visit, seat }, { kind: 'person', id: 'ada' });
  expect(play.asked()).toEqual(['a:fay']);
  play.approve('fay');
  expect(play.asked()).toEqual(['a:finn']);
});
