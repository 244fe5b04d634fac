import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Act, Operation, Sight, Stage } from './index.ts';
import {
  checkHistory,
  faultOf,
  historyText,
  readHistory,
  SYSTEM,
  timeline,
  vacuity,
} from './index.ts';
import { ABSENT, act, waitingOf } from './machine.ts';

const BOTH: readonly Stage[] = [{ ballot: 'all', voters: ['ann', 'bob'] }];
const EITHER: readonly Stage[] = [{ ballot: 'any', voters: ['ann', 'bob'] }];
const QUEUE: readonly Stage[] = [{ ballot: 'sequence', voters: ['ann', 'bob'] }];
const TWO_OF_THREE: readonly Stage[] = [{ ballot: 2, voters: ['ann', 'bob', 'cid'] }];
const TWO_STAGES: readonly Stage[] = [
  { ballot: 'any', voters: ['ann'] },
  { ballot: 'any', voters: ['bob'] },
];
const CALLING: readonly Stage[] = [{ ballot: 'any', voters: ['ann'] }, { ballot: 'call' }];

type Said = number | string | undefined;

/** One operation: between two instants, a number (done), a code (refused) or nothing (unknown). */
function op(
  by: string,
  [from, till]: readonly [number, number],
  asked: Act,
  said: Said,
  sight: Partial<Sight> = {},
): Operation {
  const base = { process: by, instance: 'i', act: asked, invokedAt: from, returnedAt: till };
  if (said === undefined) return { ...base, returnedAt: Infinity, result: { kind: 'unknown' } };
  if (typeof said === 'string') return { ...base, result: { kind: 'rejected', code: said } };
  return { ...base, result: { kind: 'ok', sight: { seq: said, status: 'running', ...sight } } };
}

type At = readonly [number, number];
const start = (stages: readonly Stage[], at: At = [0, 1], seq: Said = 3, sight?: Partial<Sight>) =>
  op('eve', at, { kind: 'start', by: 'eve', stages }, seq, sight);
const UNHEARD = op('eve', [0, 1], { kind: 'start', by: 'eve', stages: BOTH }, undefined);
const vote =
  (kind: 'approve' | 'reject') =>
  (by: string, seat: number, at: At, said: Said, sight?: Partial<Sight>, stage = 0) =>
    op(by, at, { kind, by, stage, seat }, said, sight);
const approve = vote('approve');
const reject = vote('reject');
const hand =
  (kind: 'transfer' | 'add') =>
  (by: string, seat: number, to: string, at: At, said: Said, sight?: Partial<Sight>) =>
    op(by, at, { kind, by, stage: 0, seat, to }, said, sight);
const transfer = hand('transfer');
const add = hand('add');
const order =
  (kind: 'withdraw' | 'terminate' | 'suspend' | 'resume' | 'comment' | 'read') =>
  (by: string, at: At, said: Said, sight?: Partial<Sight>) =>
    op(by, at, { kind, by }, said, sight);
const withdraw = order('withdraw');
const terminate = order('terminate');
const suspend = order('suspend');
const resume = order('resume');
const comment = order('comment');
const read = order('read');
const system = (asked: Act, seq: number, sight?: Partial<Sight>) =>
  op(SYSTEM, [0, Infinity], asked, seq, sight);
const ended = (outcome: string): Partial<Sight> => ({ status: 'ended', outcome });
const SUSPENDED: Partial<Sight> = { status: 'suspended' };

const WRONG: { readonly [title: string]: readonly Operation[] } = {
  'an acknowledged vote is lost': [
    start(BOTH),
    approve('ann', 1, [2, 3], 4),
    read('eve', [4, 5], 3),
  ],
  'an acknowledged start is lost': [start(BOTH), read('eve', [2, 3], 'instance.unknown')],
  'a task is decided twice': [
    start(BOTH),
    approve('ann', 1, [2, 3], 4),
    reject('ann', 1, [4, 5], 6, ended('rejected')),
  ],
  'two votes both decide a first-vote ballot': [
    start(EITHER),
    approve('ann', 1, [2, 6], 5, ended('approved')),
    reject('bob', 2, [2, 6], 7, ended('rejected')),
  ],
  'two commands stand on one number': [
    start(BOTH),
    approve('ann', 1, [2, 6], 4),
    comment('eve', [2, 6], 4),
  ],
  'a read is stale': [
    start(BOTH),
    approve('ann', 1, [2, 3], 4),
    approve('bob', 2, [4, 5], 7, ended('approved')),
    read('eve', [6, 7], 4),
  ],
  'a reader goes back in time': [
    start(BOTH),
    approve('ann', 1, [2, 9], 4),
    read('eve', [3, 4], 4),
    read('eve', [5, 6], 3),
  ],
  'a read sees what nobody has asked for yet': [
    start(BOTH),
    read('eve', [2, 3], 4),
    comment('eve', [4, 5], 4),
  ],
  'a later command stands before an earlier one': [
    start(BOTH),
    comment('eve', [2, 3], 6),
    comment('ann', [4, 5], 5),
  ],
  'a closed task rises again': [
    start(EITHER),
    approve('ann', 1, [2, 3], 6, ended('approved')),
    approve('bob', 2, [4, 5], 8, ended('approved')),
  ],
  'a vote after the withdrawal counts': [
    start(BOTH),
    withdraw('eve', [2, 3], 5, ended('withdrawn')),
    approve('ann', 1, [4, 5], 6),
  ],
  'a vote is refused though the task is open': [
    start(BOTH),
    approve('ann', 1, [2, 3], 'task.closed'),
  ],
  'a refused vote was counted': [
    start(BOTH),
    approve('ann', 1, [2, 3], 'task.closed'),
    approve('bob', 2, [4, 5], 6, ended('approved')),
  ],
  'one of two is enough': [start(BOTH), approve('ann', 1, [2, 3], 6, ended('approved'))],
  'a tally forgets a vote': [
    start(TWO_OF_THREE),
    approve('ann', 1, [2, 3], 4),
    approve('bob', 2, [4, 5], 5, { waiting: ['0.3'] }),
  ],
  'a sequence asks the second first': [start(QUEUE), approve('bob', 2, [2, 3], 4)],
  'who handed the task on still votes': [
    start(BOTH),
    transfer('ann', 1, 'cid', [2, 3], 4),
    approve('ann', 1, [4, 5], 5),
  ],
  'a task is handed on twice': [
    start(BOTH),
    transfer('ann', 1, 'cid', [2, 6], 4),
    transfer('ann', 1, 'dan', [2, 6], 5),
  ],
  'an added voter is forgotten': [
    start(EITHER.map((stage) => ({ ...stage, ballot: 'all' as const }) as Stage)),
    add('ann', 1, 'cid', [2, 3], 4),
    approve('ann', 1, [4, 5], 5),
    approve('bob', 2, [6, 7], 8, ended('approved')),
  ],
  'a suspended instance takes a vote': [
    start(BOTH),
    suspend('ada', [2, 3], 4, SUSPENDED),
    approve('ann', 1, [4, 5], 5),
  ],
  'a vote is refused as suspended after the resumption': [
    start(BOTH),
    suspend('ada', [2, 3], 4, SUSPENDED),
    resume('ada', [4, 5], 5),
    approve('ann', 1, [6, 7], 'instance.suspended'),
  ],
  'an end is followed by another end': [
    start(BOTH),
    terminate('ada', [2, 6], 5, ended('terminated')),
    withdraw('eve', [2, 6], 7, ended('withdrawn')),
  ],
  'an unknown vote counts before it is asked': [
    start(BOTH),
    approve('ann', 1, [2, 3], 6, ended('approved')),
    approve('bob', 2, [4, 5], undefined),
  ],
  'an unknown vote is first seen and then gone': [
    start(BOTH),
    approve('ann', 1, [2, 3], undefined),
    read('eve', [4, 5], 4, { waiting: ['0.2'] }),
    read('eve', [6, 7], 5, { waiting: ['0.1', '0.2'] }),
  ],
  'a step opens before the one before it has passed': [
    start(TWO_STAGES),
    approve('bob', 1, [2, 3], 7, ended('approved'), 1),
    approve('ann', 1, [4, 5], 9, {}, 0),
  ],
  'the answer to a call counts twice': [
    start(CALLING),
    approve('ann', 1, [2, 3], 5),
    system({ kind: 'settle', stage: 1 }, 7, ended('approved')),
    system({ kind: 'settle', stage: 1 }, 9, ended('approved')),
  ],
};

const RIGHT: { readonly [title: string]: readonly Operation[] } = {
  'nothing happens': [],
  'a start that nobody heard of': [UNHEARD],
  'a start that nobody heard of, and was done': [UNHEARD, approve('ann', 1, [5, 6], 4)],
  'the later answer stands first': [
    start(BOTH),
    approve('ann', 1, [2, 9], 7, ended('approved')),
    approve('bob', 2, [3, 4], 4),
  ],
  'a loser is refused before the winner has its answer': [
    start(EITHER),
    approve('ann', 1, [2, 9], 6, ended('approved')),
    reject('bob', 2, [3, 4], 'instance.ended'),
  ],
  'a read sees a vote before the voter has the answer': [
    start(BOTH),
    approve('ann', 1, [2, 9], 4),
    read('eve', [3, 4], 4, { waiting: ['0.2'] }),
  ],
  'a read that began early sees the state of then': [
    start(BOTH),
    read('eve', [2, 9], 3),
    approve('ann', 1, [3, 4], 4),
  ],
  'an unknown vote that was never done': [
    start(BOTH),
    approve('ann', 1, [2, 3], undefined),
    read('eve', [6, 7], 3, { waiting: ['0.1', '0.2'] }),
  ],
  'an unknown vote that was done long after': [
    start(BOTH),
    approve('ann', 1, [2, 3], undefined),
    read('eve', [6, 7], 3),
    approve('bob', 2, [8, 9], 8, ended('approved')),
  ],
  'an unknown vote that explains a refusal': [
    start(EITHER),
    approve('ann', 1, [2, 3], undefined),
    approve('bob', 2, [4, 5], 'instance.ended'),
  ],
  'of two unknown votes one was done': [
    start(EITHER),
    approve('ann', 1, [2, 3], undefined),
    reject('bob', 2, [2, 3], undefined),
    read('eve', [5, 6], 6, ended('rejected')),
  ],
  'an unknown withdrawal ends it later': [
    start(BOTH),
    withdraw('eve', [2, 3], undefined),
    approve('ann', 1, [4, 5], 4),
    approve('bob', 2, [6, 7], 'instance.ended'),
  ],
  'numbers leave room for what the system did': [
    start(BOTH),
    approve('ann', 1, [2, 3], 11),
    approve('bob', 2, [4, 5], 29, ended('approved')),
  ],
  'two refusals of one race': [
    start(EITHER),
    withdraw('eve', [2, 9], 5, ended('withdrawn')),
    approve('ann', 1, [2, 9], 'instance.ended'),
    approve('bob', 2, [2, 9], 'instance.ended'),
  ],
  'a stranger learns nothing': [start(BOTH), approve('zed', 1, [2, 3], 'instance.unknown')],
  'the second of a sequence is not asked yet, then is': [
    start(QUEUE),
    approve('bob', 2, [2, 3], 'instance.unknown'),
    approve('ann', 1, [4, 5], 5, { waiting: ['0.2'] }),
    approve('bob', 2, [6, 7], 8, ended('approved')),
  ],
  'who is given a task votes on it': [
    start(BOTH),
    transfer('ann', 1, 'cid', [2, 3], 4, { waiting: ['0.2', '0.3'] }),
    approve('ann', 1, [4, 5], 'task.closed'),
    approve('cid', 3, [6, 7], 5),
    approve('bob', 2, [8, 9], 8, ended('approved')),
  ],
  'an added voter is waited for': [
    start(BOTH),
    add('ann', 1, 'cid', [2, 3], 4),
    approve('ann', 1, [4, 5], 5),
    approve('bob', 2, [6, 7], 6, { waiting: ['0.3'] }),
    approve('cid', 3, [8, 9], 9, ended('approved')),
  ],
  'a suspension holds and lets go': [
    start(BOTH),
    suspend('ada', [2, 3], 4, SUSPENDED),
    approve('ann', 1, [4, 5], 'instance.suspended'),
    resume('ada', [6, 7], 5),
    approve('ann', 1, [8, 9], 6),
  ],
  'a refusal falls into a suspension that others did not notice': [
    start(BOTH),
    approve('ann', 1, [2, 20], 'instance.suspended'),
    suspend('ada', [3, 4], 4, SUSPENDED),
    resume('ada', [5, 6], 5),
    approve('ann', 1, [21, 22], 6),
  ],
  'a comment after the end': [
    start(BOTH),
    terminate('ada', [2, 3], 5, ended('terminated')),
    comment('eve', [4, 5], 6, ended('terminated')),
  ],
  'two of three, the third too late': [
    start(TWO_OF_THREE),
    approve('ann', 1, [2, 3], 4),
    approve('cid', 3, [2, 4], 7, ended('approved')),
    reject('bob', 2, [5, 6], 'instance.ended'),
  ],
  'a rung approves between two votes': [
    start(TWO_STAGES),
    system({ kind: 'fire', stage: 0, does: 'approve' }, 6),
    approve('ann', 1, [2, 3], 'task.closed'),
    approve('bob', 1, [4, 5], 9, ended('approved'), 1),
  ],
  'a call is answered while somebody reads': [
    start(CALLING),
    approve('ann', 1, [2, 3], 5),
    read('eve', [2, 9], 8, ended('approved')),
    system({ kind: 'settle', stage: 1 }, 8, ended('approved')),
  ],
  'the answer to a call waits for the end of a suspension': [
    start(CALLING),
    approve('ann', 1, [2, 3], 5),
    suspend('ada', [4, 5], 6, SUSPENDED),
    system({ kind: 'settle', stage: 1 }, 7, SUSPENDED),
    resume('ada', [6, 7], 10, ended('approved')),
  ],
  'an answer that comes twice, the second time into a suspension': [
    start([...CALLING, ...EITHER]),
    approve('ann', 1, [2, 3], 5),
    system({ kind: 'settle', stage: 1 }, 8),
    suspend('ada', [4, 5], 9, SUSPENDED),
    system({ kind: 'settle', stage: 1 }, 10, SUSPENDED),
    resume('ada', [6, 7], 11, { waiting: ['2.1', '2.2'] }),
  ],
  'whose turn never came learns nothing of it': [
    start(QUEUE),
    approve('bob', 2, [2, 3], 'instance.unknown'),
    withdraw('eve', [4, 5], 5, ended('withdrawn')),
    approve('bob', 2, [6, 7], 'instance.unknown'),
    approve('ann', 1, [6, 7], 'instance.ended'),
  ],
  'two reads at once, each of another moment': [
    start(BOTH),
    read('eve', [2, 9], 4),
    read('ann', [2, 9], 3),
    approve('ann', 1, [2, 9], 4),
  ],
};

describe('bad histories are refused by both checks', () => {
  test.each(Object.entries(WRONG))('%s', (_, operations) => {
    expect(faultOf(operations)).toBeTypeOf('string');
  });
});

describe('odd histories that are right are accepted by both checks', () => {
  test.each(Object.entries(RIGHT))('%s', (_, operations) => {
    expect(faultOf(operations)).toBeUndefined();
  });
});

test('at least 24 bad and 24 odd histories are kept', () => {
  expect(Object.keys(WRONG).length).toBeGreaterThanOrEqual(24);
  expect(Object.keys(RIGHT).length).toBeGreaterThanOrEqual(24);
});

const PEOPLE = ['ann', 'bob', 'cid', 'eve'] as const;
const draws = fc.array(
  fc.record({
    kind: fc.constantFrom(
      ...(['approve', 'reject', 'transfer', 'add', 'withdraw', 'suspend'] as const),
      ...(['resume', 'comment', 'read', 'read', 'approve', 'approve'] as const),
    ),
    by: fc.constantFrom(...PEOPLE),
    to: fc.constantFrom(...PEOPLE),
    seat: fc.integer({ min: 1, max: 3 }),
    stage: fc.integer({ min: 0, max: 1 }),
    early: fc.nat(12),
    late: fc.nat(12),
    isUnknown: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
    isDone: fc.boolean(),
  }),
  { maxLength: 12 },
);

type Drawn = typeof draws extends fc.Arbitrary<(infer One)[]> ? One : never;

/** Plays the draws one after the other on the machine; each seems to take longer than it did. */
function played(stages: readonly Stage[], drawn: readonly Drawn[]): Operation[] {
  const operations: Operation[] = [];
  let state = ABSENT;
  const all = [
    { kind: 'start', by: 'eve', early: 0, late: 9, isUnknown: false } as const,
    ...drawn,
  ];
  for (const [n, draw] of all.entries()) {
    const asked = (draw.kind === 'start' ? { ...draw, stages } : draw) as Act;
    const { early, late, isUnknown } = draw;
    const at: At = [Math.max(0, 10 * (n + 1) - 3 * early), 10 * (n + 1) + 3 * late];
    const isLost = isUnknown && !('isDone' in draw && draw.isDone);
    const outcome = isLost ? { codes: ['lost'] } : act(state, asked);
    if ('codes' in outcome) {
      operations.push(op(`p${n}`, at, asked, isUnknown ? undefined : outcome.codes[0]));
      continue;
    }
    const seq = asked.kind === 'read' ? state.seq : state.seq + 1 + (n % 3);
    state = { ...outcome.state, seq };
    const { status, outcome: end } = state;
    const sight = { status, waiting: waitingOf(state), ...(end ? { outcome: end } : {}) } as Sight;
    operations.push(op(`p${n}`, at, asked, isUnknown ? undefined : seq, sight));
  }
  return operations;
}

const stages = fc.constantFrom(BOTH, EITHER, QUEUE, TWO_OF_THREE, TWO_STAGES);

test('every history that the machine plays is accepted by both checks', () => {
  fc.assert(
    fc.property(stages, draws, (flow, drawn) => {
      expect(faultOf(played(flow, drawn))).toBeUndefined();
    }),
    { numRuns: 400 },
  );
});

test('the checks agree on histories with a flaw, and find many of them', () => {
  let found = 0;
  fc.assert(
    fc.property(stages, draws, fc.nat(99), fc.nat(3), (flow, drawn, which, flaw) => {
      const operations = played(flow, drawn);
      const at = which % operations.length;
      const victim = operations[at]!;
      const broken = flawed(victim, flaw);
      if (faultOf(broken ? operations.with(at, broken) : operations.toSpliced(at, 1))) found += 1;
    }),
    { numRuns: 600 },
  );
  expect(found).toBeGreaterThan(100);
});

/** Another number, another moment, another answer, or gone. */
function flawed(victim: Operation, flaw: number): Operation | undefined {
  const { result } = victim;
  if (flaw === 0) return undefined;
  if (flaw === 1) return { ...victim, invokedAt: victim.returnedAt, returnedAt: Infinity };
  if (flaw === 2 || result.kind !== 'ok') {
    return { ...victim, result: { kind: 'rejected', code: 'task.closed' } };
  }
  return {
    ...victim,
    result: { ...result, sight: { ...result.sight, seq: result.sight.seq + 1 } },
  };
}

test('a history that is all alike proves nothing', () => {
  const calm = checkHistory([start(BOTH), read('eve', [2, 3], 3)]);
  expect(calm.faults).toEqual([]);
  expect(vacuity(calm)).toEqual([
    'only 0.0 % of the commands met another',
    'only 0.0 % of the operations are unknown',
  ]);
  expect(vacuity({ ...calm, ok: 0.5, contended: 0.05, unknown: 0.01 })).toEqual([
    'only 50.0 % of the operations were done',
  ]);
});

test('a history is kept as text, checked again from it, and shown as a page', () => {
  const bad = WRONG['a task is decided twice']!;
  const again = readHistory(historyText([...bad, ...RIGHT['a start that nobody heard of']!]));
  expect(again.at(-1)?.returnedAt).toBe(Infinity);
  const { faults, operations, searched } = checkHistory(again.slice(0, -1));
  expect({ operations, searched }).toEqual({ operations: 3, searched: 1 });
  expect(faults).toMatchObject([{ instance: 'i', why: expect.stringContaining('reject') }]);
  const page = timeline('i <1>', faults[0]!.why, bad);
  expect(page).toContain('<h1>i &#60;1&#62;</h1>');
  expect(page.match(/<rect /g)).toHaveLength(bad.length);
});
