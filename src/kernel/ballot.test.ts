import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { approval, effort, flow, Play, people } from '../testing/index.ts';
import type { Ballot, Seat, Tally, VoteBallot } from './index.ts';
import { parseShare, tally } from './index.ts';

const VOTES = { A: 'approve', R: 'reject', B: 'abstain' } as const;

/** One letter a seat: A approved, R rejected, B abstained, ? open, w waiting, x closed. */
function seats(letters: string, more: readonly Partial<Seat>[] = []): Seat[] {
  return [...letters].map((letter, index): Seat => {
    const base = { n: index + 1, person: `p${index + 1}`, openedAtMs: 1, ...more[index] };
    if (letter === '?') return { ...base, status: 'open' };
    if (letter === 'w') return { ...base, status: 'waiting' };
    if (letter === 'x') return { ...base, status: 'closed', closed: 'escalated' };
    return { ...base, status: 'voted', vote: VOTES[letter as keyof typeof VOTES] };
  });
}

function outcome(ballot: Ballot, letters: string, more: readonly Partial<Seat>[] = []): string {
  return text(tally(ballot, seats(letters, more)));
}

function text(result: Tally): string {
  if (result.kind === 'decided') return `${result.outcome}: ${result.why}`;
  return result.kind === 'next' ? `next ${(result.voice as Seat).n}` : 'open';
}

describe('R5.1 an all ballot', () => {
  test('R5.1 is passed when every voter approved', () => {
    expect(outcome({ kind: 'all' }, 'A??')).toBe('open');
    expect(outcome({ kind: 'all' }, 'AA?')).toBe('open');
    expect(outcome({ kind: 'all' }, 'AAA')).toBe('passed: all-approved');
  });
  test('R5.1 is rejected at the first rejection', () => {
    expect(outcome({ kind: 'all' }, '?R?')).toBe('rejected: one-rejected');
  });
  test('R5.1 waits for every vote with close: when-all-voted', () => {
    const ballot: Ballot = { kind: 'all', close: 'when-all-voted' };
    expect(outcome(ballot, 'AR?')).toBe('open');
    expect(outcome(ballot, 'ARA')).toBe('rejected: one-rejected');
  });
});

describe('R5.2 an any ballot', () => {
  test('R5.2 is decided by the first vote', () => {
    expect(outcome({ kind: 'any' }, '?A')).toBe('passed: first-vote');
    expect(outcome({ kind: 'any' }, '?R')).toBe('rejected: first-vote');
  });
  test('R5.2 with first: approval, rejections decide only when nobody is left', () => {
    const ballot: Ballot = { kind: 'any', first: 'approval' };
    expect(outcome(ballot, 'R?R')).toBe('open');
    expect(outcome(ballot, 'RAR')).toBe('passed: first-vote');
    expect(outcome(ballot, 'RRR')).toBe('rejected: nobody-approved');
  });
});

test('R5.3 a sequence ballot asks the next person only after the one before approved', () => {
  expect(outcome({ kind: 'sequence' }, '?ww')).toBe('open');
  expect(outcome({ kind: 'sequence' }, 'Aww')).toBe('next 2');
  expect(outcome({ kind: 'sequence' }, 'xwwA')).toBe('next 2');
  expect(outcome({ kind: 'sequence' }, 'AAA')).toBe('passed: all-approved');
  expect(outcome({ kind: 'sequence' }, 'Rww')).toBe('rejected: one-rejected');
});

test('R5.3 C4 in play, a sequence has one open seat, and a rejection asks nobody more', () => {
  const play = new Play(flow([approval('a', 'fay,finn,flo', { ballot: { kind: 'sequence' } })]));
  play.start('emma');
  expect(play.asked()).toEqual(['a:fay']);
  const early = { type: 'ApproveTask', visit: 2, seat: 2 } as const;
  expect(play.refusal(early, 'finn')).toBe('task.waiting');
  play.approve('fay');
  expect(play.asked()).toEqual(['a:finn']);
  play.reject('finn');
  expect(play.visit('a').seats?.map((seat) => seat.status)).toEqual(['voted', 'voted', 'closed']);
  expect(play.state?.outcome).toBe('rejected');
});

describe('R5.4 a vote ballot', () => {
  const vote = (more: Partial<VoteBallot> = {}): VoteBallot => ({
    kind: 'vote',
    pass: { share: '2/3' },
    ...more,
  });
  test('R5.4 C5 two thirds of three are two, exactly', () => {
    expect(outcome(vote(), 'A??')).toBe('open');
    expect(outcome(vote(), 'AA?')).toBe('passed: threshold');
    expect(outcome(vote({ pass: { share: '67%' } }), 'AAR')).toMatch('rejected');
  });
  test('R5.4 thresholds are a share, a count or a weight', () => {
    expect(outcome(vote({ pass: { count: 2 } }), 'AA??')).toBe('passed: threshold');
    const weights = [{ weight: 3 }, {}, {}];
    expect(outcome(vote({ pass: { weight: 4 } }), 'A??', weights)).toBe('open');
    expect(outcome(vote({ pass: { weight: 4 } }), 'AA?', weights)).toBe('passed: threshold');
    expect(outcome(vote({ pass: { share: '60%' } }), 'A??', weights)).toBe('passed: threshold');
  });
  test('R5.4 a rejection threshold decides as soon as it is met', () => {
    const ballot = vote({ reject: { count: 2 } });
    expect(outcome(ballot, 'R????')).toBe('open');
    expect(outcome(ballot, 'RR???')).toBe('rejected: threshold');
  });
  test('R5.4 without a rejection threshold it is rejected once passing is out of reach', () => {
    expect(outcome(vote(), 'RR?')).toMatch('rejected');
    expect(outcome(vote({ tie: 'passed' }), 'RR?')).toMatch('rejected');
    expect(outcome(vote({ tie: 'passed' }), 'ARR')).toMatch('rejected');
  });
  test('R5.4 nothing is passed without the quorum, not even by the tie rule', () => {
    expect(outcome(vote({ pass: { count: 1 }, quorum: 3 }), 'A???')).toBe('open');
    expect(outcome(vote({ pass: { count: 1 }, quorum: 3 }), 'ABB?')).toBe('passed: threshold');
    const tied = vote({ pass: { count: 1 }, quorum: 3, tie: 'passed', reject: { count: 3 } });
    expect(outcome(tied, 'AA')).toMatch('rejected');
  });
  test('R5.4 one rejection by a veto holder decides, and approval waits for them', () => {
    const veto = [{}, {}, { veto: true as const }];
    expect(outcome(vote({ pass: { count: 2 } }), 'AA?', veto)).toBe('open');
    expect(outcome(vote({ pass: { count: 2 } }), 'AAR', veto)).toBe('rejected: veto');
    expect(outcome(vote({ pass: { count: 2 } }), 'AAB', veto)).toBe('passed: threshold');
  });
  test('R5.4 abstentions count for the quorum and for neither threshold', () => {
    expect(outcome(vote({ pass: { share: '1/2' } }), 'BB?')).toMatch('rejected');
    expect(outcome(vote({ pass: { share: '1/3' } }), 'BBA')).toBe('passed: threshold');
  });
  test('R5.4 voters of no weight pass nothing', () => {
    const none = [{ weight: 0 }, { weight: 0 }];
    expect(outcome(vote({ pass: { share: '1/2' } }), 'R?', none)).not.toMatch('passed');
    expect(outcome(vote({ pass: { share: '1/2' } }), 'AA', none)).toMatch('rejected');
  });
  test('R5.4 a role that weighs nothing gives its holders no weight', () => {
    const ballot = vote({ pass: { weight: 2 }, weights: { 'role:finance': 0, 'user:max': 2 } });
    const play = new Play(flow([approval('a', 'fay,max', { ballot })]));
    play.start('emma');
    expect(play.visit('a').seats?.map((seat) => seat.weight)).toEqual([0, 2]);
  });
  test('R5.4 a person’s own weight goes before the heaviest of their roles', () => {
    const weights = { 'role:finance': 3, 'role:director': 5, 'user:fay': 2 };
    const ballot = vote({ weights });
    const play = new Play(flow([approval('a', 'fay,finn,dora,max', { ballot })]));
    play.start('emma');
    expect(play.visit('a').seats?.map((seat) => seat.weight)).toEqual([2, 3, 5, undefined]);
  });
});

test('R5.5 a seat that was given away counts no more, in no ballot', () => {
  expect(outcome({ kind: 'all' }, 'x?A')).toBe('open');
  expect(outcome({ kind: 'any', first: 'approval' }, 'xR')).toBe('rejected: nobody-approved');
  const half: Ballot = { kind: 'vote', pass: { share: '1/2' }, quorum: 2 };
  expect(outcome(half, 'xxA?')).toBe('open');
  expect(outcome(half, 'xxAR')).toBe('passed: threshold');
});

describe('R5.5 a ballot closes as soon as its outcome cannot change', () => {
  test('R5.5 a veto that is still out does not hold up what can no longer pass', () => {
    const ballot: Ballot = { kind: 'vote', pass: { count: 2 } };
    expect(outcome(ballot, 'R?', [{}, { veto: true }])).toMatch('rejected');
  });
  test('R5.5 unless it closes when all have voted', () => {
    const ballot: Ballot = { kind: 'vote', pass: { count: 1 }, close: 'when-all-voted' };
    expect(outcome(ballot, 'AA?')).toBe('open');
    expect(outcome(ballot, 'AAR')).toBe('passed: threshold');
  });
  test('R5.5 R9.1 an escalation leaves weight, veto and base as they were', () => {
    const ballot: Ballot = {
      kind: 'vote',
      pass: { share: '2/3' },
      weights: { 'user:fay': 4 },
      veto: [{ kind: 'user', id: 'fay' }],
    };
    const ladder = [{ afterMs: 10, do: { kind: 'escalate' } }] as const;
    const play = new Play(flow([approval('a', 'fay,ada', { ballot, ladder })]));
    play.start('emma');
    play.approve('ada');
    play.fireAfter(10, 2, 0);
    expect(play.asked()).toEqual(['a:dora']);
    const taken = play.visit('a').seats?.at(-1);
    expect(taken).toMatchObject({ person: 'dora', from: 1, weight: 4, veto: true });
    expect(play.reject('dora').outcome).toBe('rejected');
    expect(play.last('VisitClosed').why).toBe('veto');
  });
});

test('R5.6 when everybody voted and no threshold was met, the tie rule decides', () => {
  const ballot = { kind: 'vote', pass: { count: 2 }, reject: { count: 2 } } as const;
  expect(outcome(ballot, 'ARB')).toBe('rejected: tie');
  expect(outcome({ ...ballot, tie: 'passed' }, 'ARB')).toBe('passed: tie');
  expect(outcome({ ...ballot, tie: 'passed' }, 'BR?')).toBe('open');
});

test('R5.7 when a ballot closes, its open tasks close as not needed, in the same commit', () => {
  const play = new Play(flow([approval('a', 'fay,finn,flo')]));
  play.start('emma');
  const state = play.approve('finn');
  const closed = play.visit('a').seats?.map((seat) => seat.closed);
  expect(closed).toEqual(['not-needed', undefined, 'not-needed']);
  expect(state.outcome).toBe('approved');
});

test('C5 a share is a fraction of whole numbers, at most one', () => {
  expect(parseShare('2/3')).toEqual([2, 3]);
  expect(parseShare('60%')).toEqual([60, 100]);
  for (const wrong of ['3/2', '101%', '0/3', '1/0', '0.5', '', '2/3 ']) {
    expect(parseShare(wrong)).toBeUndefined();
  }
});

const letter = fc.constantFrom('A', 'R', 'B');

test('C7 R5.4 the order of the votes does not matter once all have voted', () => {
  const shares = fc.constantFrom('1/2', '2/3', '60%', '1/1', '1/7');
  const ballots = fc.record(
    {
      kind: fc.constant('vote' as const),
      pass: shares.map((share) => ({ share })),
      reject: shares.map((share) => ({ share })),
      quorum: fc.integer({ min: 1, max: 5 }),
      tie: fc.constantFrom('passed' as const, 'rejected' as const),
    },
    { requiredKeys: ['kind', 'pass'] },
  ) as fc.Arbitrary<VoteBallot>;
  const voters = fc.array(fc.tuple(letter, fc.nat(4), fc.boolean()), {
    minLength: 1,
    maxLength: 6,
  });
  fc.assert(
    fc.property(ballots, voters, fc.infiniteStream(fc.nat(5)), (ballot, all, stream) => {
      const build = (list: typeof all): readonly Seat[] =>
        seats(
          list.map(([vote]) => vote).join(''),
          list.map(([, weight, veto]) => (veto ? { weight, veto: true } : { weight })),
        );
      const shuffled = all.toSorted(() => stream.next().value - 2);
      expect(text(tally(ballot, build(shuffled)))).toBe(text(tally(ballot, build(all))));
    }),
    { numRuns: effort(500, 20_000) },
  );
});

test('R5.5 an outcome that was decided early is what every completion of the votes gives', () => {
  const ballots = fc.record(
    {
      kind: fc.constant('vote' as const),
      pass: fc.constantFrom({ count: 2 }, { share: '2/3' }, { weight: 3 }, { share: '1/2' }),
      quorum: fc.integer({ min: 1, max: 4 }),
      tie: fc.constantFrom('passed' as const, 'rejected' as const),
    },
    { requiredKeys: ['kind', 'pass'] },
  ) as fc.Arbitrary<VoteBallot>;
  const voters = fc.array(fc.tuple(letter, fc.nat(3), fc.nat(3)), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(ballots, voters, fc.nat(5), (ballot, all, cast) => {
      const more = all.map(([, weight, veto]) =>
        veto === 0 ? { weight, veto: true as const } : { weight },
      );
      const part = all.map(([vote], index) => (index < cast ? vote : '?')).join('');
      const early = tally(ballot, seats(part, more));
      if (early.kind !== 'decided') return;
      const full = tally(ballot, seats(all.map(([vote]) => vote).join(''), more));
      expect(full).toMatchObject({ kind: 'decided', outcome: early.outcome });
    }),
    { numRuns: effort(500, 20_000) },
  );
});

test('T7 a person found by two resolvers sits once', () => {
  const ask = { of: [...people('fay').of, { kind: 'role', role: 'finance' } as const] };
  const play = new Play(flow([approval('a', 'fay', { ask, ballot: { kind: 'all' } })]));
  play.start('emma');
  expect(play.asked()).toEqual(['a:fay', 'a:finn', 'a:flo']);
});
