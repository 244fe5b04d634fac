import { describe, expect, test } from 'vitest';
import { approval, flow, Play, people, task } from '../../testing/index.ts';
import type { ApprovalStep, Command, LookupResult } from '../index.ts';
import { changes, explain, forecast, handle } from '../index.ts';

const POOL = { ...people('fay', 'finn', 'flo'), as: 'pool' } as const;

function begun(more: Partial<ApprovalStep> = {}): Play {
  const play = new Play(flow([approval('a', 'x', { ask: POOL, ...more })]));
  play.start('emma');
  return play;
}

function claim(play: Play, person: string) {
  return play.must({ type: 'ClaimTask', ...play.task(person) }, { kind: 'person', id: person });
}

const unclaim = (seat = 1, visit = 2): Command => ({ type: 'UnclaimTask', visit, seat });

describe('R3.8 R6.3 a pool', () => {
  test('R6.3 offers one task to everybody; who claims it has it alone', () => {
    const play = begun();
    expect(play.asked()).toEqual(['a:fay', 'a:finn', 'a:flo']);
    const before = play.state;
    claim(play, 'finn');
    expect(play.asked()).toEqual(['a:finn']);
    expect(changes(before, play.state!).tasks).toMatchObject([
      { person: 'fay', status: 'waiting' },
      { person: 'flo', status: 'waiting' },
    ]);
    expect(play.approve('finn').outcome).toBe('approved');
  });
  test('R6.3 R13.1 a second claim is refused, and says who was faster', () => {
    const play = begun();
    claim(play, 'finn');
    const answer = play.send(
      { type: 'ClaimTask', visit: 2, seat: 1 },
      { kind: 'person', id: 'fay' },
    );
    expect(answer).toMatchObject({ refusal: { code: 'task.claimed', detail: { by: 'finn' } } });
    const theirs = { type: 'ClaimTask', visit: 2, seat: 2 } as const;
    expect(play.refusal(theirs, 'fay')).toBe('task.not-yours');
    expect(play.refusal(theirs, 'finn')).toBe('claim.yours');
  });
  test('R6.3 unclaim gives it back, by who claimed it or by an administrator', () => {
    const play = begun();
    claim(play, 'fay');
    expect(play.refusal(unclaim(), 'finn')).toBe('task.not-yours');
    expect(play.refusal(unclaim(), 'fay')).toBe('accepted');
    expect(play.asked()).toEqual(['a:fay', 'a:finn', 'a:flo']);
    claim(play, 'flo');
    expect(play.refusal(unclaim(3), 'ada')).toBe('accepted');
    expect(play.asked()).toHaveLength(3);
  });
  test('R6.3 acting on the task claims it', () => {
    const play = begun();
    play.delegate('fay', 'leo');
    expect(play.asked()).toEqual(['a:leo']);
    expect(play.refusal(unclaim(), 'fay')).toBe('task.delegated');
    play.advise('leo', 'approve');
    play.approve('fay');
    expect(play.events.filter(({ type }) => type === 'SeatClaimed')).toHaveLength(1);
    expect(play.state?.outcome).toBe('approved');
  });
  test('R6.3 R5.4 is one voice of the ballot, whoever votes', () => {
    const ballot = { kind: 'vote', pass: { count: 1 }, tie: 'rejected' } as const;
    const rejected = begun({ ballot });
    expect(rejected.reject('flo').outcome).toBe('rejected');
    const abstained = begun({ ballot });
    expect(abstained.abstain('flo').outcome).toBe('rejected');
    expect(abstained.visit('a').groups?.[0]).toMatchObject({ pool: true, outcome: 'abstained' });
  });
  test('R5.8 R6.3 may be a group beside others', () => {
    const legal = { name: 'legal', ask: people('leo'), ballot: { kind: 'any' } } as const;
    const finance = { name: 'finance', ask: POOL, ballot: { kind: 'any' } } as const;
    const play = begun({ ask: { of: [] }, ballot: { kind: 'all' }, groups: [finance, legal] });
    play.approve('leo');
    expect(play.approve('flo').outcome).toBe('approved');
  });
  test('R6.3 R6.4 a claimed task is handed on with its claim', () => {
    const play = begun();
    play.transfer('fay', 'leo');
    expect(play.asked()).toEqual(['a:leo']);
    expect(play.refusal(unclaim(4), 'leo')).toBe('accepted');
    expect(play.asked()).toEqual(['a:finn', 'a:flo', 'a:leo']);
  });
  test('R6.3 R6.9 whose claim is removed frees the task', () => {
    const play = begun();
    claim(play, 'fay');
    play.remove('ada', 'fay');
    expect(play.asked()).toEqual(['a:finn', 'a:flo']);
  });
  test('R6.3 R6.6 who claimed it may hear others first', () => {
    const play = begun();
    play.add('fay', 'before', ['leo']);
    expect(play.asked()).toEqual(['a:leo']);
    play.approve('leo');
    expect(play.asked()).toEqual(['a:fay']);
  });
  describe('R6.3 R6.6 seated again beside those whom one of it had added', () => {
    function again(): Play {
      const play = begun();
      play.add('fay', 'before', ['leo']);
      play.approve('leo');
      play.sendBack('fay', 'initiator', 'back');
      play.resubmit('emma');
      expect(play.asked()).toEqual(['a:finn', 'a:flo', 'a:leo']);
      claim(play, 'finn');
      return play;
    }
    test('stays with who claimed it when they leave', () => {
      const play = again();
      play.remove('ada', 'leo');
      expect(play.asked()).toEqual(['a:finn']);
      expect(play.refusal(unclaim(2, play.visit('a').n), 'ada')).toBe('accepted');
      expect(play.asked()).toEqual(['a:fay', 'a:finn', 'a:flo']);
    });
    test('given back, does not go to who still hears others', () => {
      const play = again();
      expect(play.refusal(unclaim(2, play.visit('a').n), 'ada')).toBe('accepted');
      expect(play.asked()).toEqual(['a:finn', 'a:flo', 'a:leo']);
      play.approve('leo');
      expect(play.asked()).toEqual(['a:fay', 'a:finn', 'a:flo']);
    });
  });
  test('R6.3 of one person is asked as that person', () => {
    const play = begun({ ask: { ...people('fay', 'gone'), as: 'pool' } });
    expect(play.visit('a').groups).toBeUndefined();
    expect(play.asked()).toEqual(['a:fay']);
  });
  test('R6.3 handles a task, too', () => {
    const play = new Play(flow([task('a', 'x', { ask: POOL })]));
    play.start('emma');
    claim(play, 'flo');
    expect(play.complete('flo').outcome).toBe('approved');
  });
});

test('R4.1 R6.3 a pool is offered its task, whoever of it has approved before', () => {
  const steps = [approval('a', 'fay'), approval('b', 'x', { ask: POOL })];
  const play = new Play(flow(steps, { dedupe: { kind: 'first' } }));
  play.start('emma');
  play.approve('fay');
  expect(play.asked()).toEqual(['b:fay', 'b:finn', 'b:flo']);
});

describe('R3.8 assignment', () => {
  const START = { type: 'StartInstance', tenant: 't', instance: 'i1', form: {} } as const;

  /** Starts an instance with the engine's figures at hand. */
  function assigned(assign: 'least-loaded' | 'round-robin', figures: Record<string, number>) {
    const ask = { ...people('fay', 'finn', 'flo'), assign } as const;
    const play = new Play(flow([approval('a', 'x', { ask })]));
    const { nowMs, directory } = play;
    const actor = { kind: 'person', id: 'emma' } as const;
    const context = { nowMs, directory, actor, may: () => false };
    const first = handle(play.flow, undefined, START, context);
    if (first.ok || !first.lookups) throw new Error('it asks for figures');
    const answer: LookupResult = { ok: true, people: [], figures };
    const lookups = new Map(first.lookups.map(({ key }) => [key, answer]));
    const decision = handle(play.flow, undefined, START, { ...context, lookups });
    if (!decision.ok) throw new Error(decision.refusal.code);
    return { asks: first.lookups, decision, play };
  }

  test('R3.8 least-loaded picks who has the fewest open tasks; of equals the first', () => {
    const { asks, decision } = assigned('least-loaded', { fay: 3, finn: 1, flo: 1 });
    expect(asks).toMatchObject([{ kind: 'load', input: { people: ['fay', 'finn', 'flo'] } }]);
    expect(decision.state.visits[1]?.seats).toMatchObject([{ person: 'finn', status: 'open' }]);
    const [explanation] = explain(decision.events);
    expect(explanation?.people?.at(-1)).toEqual({
      stage: 'assigned',
      people: ['finn'],
      rule: 'least-loaded',
      figures: { fay: 3, finn: 1, flo: 1 },
    });
  });
  test.each([
    [0, 'fay'],
    [1, 'finn'],
    [5, 'flo'],
  ])('R3.8 round-robin asks by turn %i: %s', (turn, person) => {
    const { asks, decision } = assigned('round-robin', { turn });
    expect(asks).toMatchObject([{ kind: 'turn', target: 'test/a' }]);
    expect(decision.state.visits[1]?.seats).toMatchObject([{ person }]);
  });
  test('R3.8 R12.1 a forecast takes no turn: anybody of them may be asked', () => {
    const { decision, play } = assigned('round-robin', { turn: 1 });
    const { nowMs, directory } = play;
    const steps = [approval('b', 'max'), play.flow.definition.steps[0]!];
    const later = new Play(flow(steps));
    later.start('emma');
    const seen = forecast(later.flow, later.state!, { nowMs, directory });
    expect(seen.ok && seen.forecast.steps[1]?.people).toEqual(['fay', 'finn', 'flo']);
    expect(decision.state.visits[1]?.seats).toHaveLength(1);
  });
});
