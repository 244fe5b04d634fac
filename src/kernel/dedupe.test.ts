import { describe, expect, test } from 'vitest';
import { approval, choice, flow, Play, parallel, people, task } from '../testing/index.ts';
import type { ApprovalStep, Dedupe, FlowDefinition, Step } from './index.ts';
import { changes, explain, forecast, standingOf } from './index.ts';

const FIRST: Dedupe = { kind: 'first' };
const ADJACENT: Dedupe = { kind: 'adjacent' };
const LAST: Dedupe = { kind: 'last' };
const ALL = { ballot: { kind: 'all' } } as const;
const EDITS = { rights: { note: 'edit' } } as const;

function begun(steps: readonly Step[], more: Partial<FlowDefinition> = { dedupe: FIRST }): Play {
  const play = new Play(flow(steps, more));
  play.start('emma', { amount: 5, note: 'one' });
  return play;
}

const seat = (play: Play, step: string, n = 1) => play.visit(step).seats?.[n - 1];

describe('R4.1 which earlier approval settles a task', () => {
  const steps = [
    approval('a', 'fay'),
    approval('b', 'leo'),
    approval('c', 'fay'),
    approval('d', 'ceo'),
  ];
  test('R4.1 none, which is the default: everybody is asked each time', () => {
    const play = begun(steps, {});
    play.approve('fay');
    play.approve('leo');
    expect(play.asked()).toEqual(['c:fay']);
  });
  test('R4.1 first: the first approval settles the later ones', () => {
    const play = begun(steps);
    play.approve('fay');
    play.approve('leo');
    expect(play.asked()).toEqual(['d:ceo']);
    expect(play.visit('c').status).toBe('passed');
  });
  test('R4.1 adjacent: only an approval on the step right before, and on along a chain', () => {
    const apart = begun(steps, { dedupe: ADJACENT });
    apart.approve('fay');
    apart.approve('leo');
    expect(apart.asked()).toEqual(['c:fay']);
    const chain = [
      approval('a', 'fay'),
      approval('b', 'fay'),
      approval('c', 'fay'),
      approval('d', 'ceo'),
    ];
    const near = begun(chain, { dedupe: ADJACENT });
    near.approve('fay');
    expect(near.asked()).toEqual(['d:ceo']);
    expect(seat(near, 'c')?.evidence).toEqual({ visit: 2, seat: 1 });
  });
  test('R4.1 adjacent looks through choices, and a handling step stands between', () => {
    const inside = [
      approval('a', 'fay'),
      choice('x', 'true', [approval('b', 'fay')]),
      approval('d', 'ceo'),
    ];
    const play = begun(inside, { dedupe: ADJACENT });
    play.approve('fay');
    expect(play.asked()).toEqual(['d:ceo']);
    const between = begun([approval('a', 'fay'), task('t', 'leo'), approval('b', 'fay')], {
      dedupe: ADJACENT,
    });
    between.approve('fay');
    between.complete('leo');
    expect(between.asked()).toEqual(['b:fay']);
  });
  test('R4.1 last: of tasks open side by side, the vote on the one asked last settles the others', () => {
    const fork = parallel('f', [
      [approval('a', 'fay')],
      [approval('b', 'leo'), approval('c', 'fay')],
    ]);
    const play = begun([fork, approval('z', 'ceo')], { dedupe: LAST });
    play.approve('leo');
    expect(play.asked()).toEqual(['a:fay', 'c:fay']);
    const at = play.visit('c').n;
    play.must({ type: 'ApproveTask', visit: at, seat: 1 }, { kind: 'person', id: 'fay' });
    expect(play.asked()).toEqual(['z:ceo']);
    expect(seat(play, 'a')?.evidence).toEqual({ visit: at, seat: 1 });
    const other = begun([fork, approval('z', 'ceo')], { dedupe: LAST });
    other.approve('leo');
    other.approve('fay');
    expect(other.asked()).toEqual(['c:fay']);
  });
  test('R4.1 first: an approval settles what is open beside it, whichever was asked first', () => {
    const play = begun([
      parallel('f', [[approval('a', 'fay')], [approval('b', 'fay,leo', ALL)]]),
      approval('z', 'ceo'),
    ]);
    play.approve('fay');
    expect(play.asked()).toEqual(['b:leo']);
    play.approve('leo');
    expect(play.asked()).toEqual(['z:ceo']);
  });
  test('R4.1 a step has a policy of its own', () => {
    const own = (dedupe: Dedupe): Play => {
      const play = begun([approval('a', 'fay'), approval('b', 'fay', { dedupe })]);
      play.approve('fay');
      return play;
    };
    expect(own({ kind: 'none' }).asked()).toEqual(['b:fay']);
    expect(own(FIRST).state?.outcome).toBe('approved');
  });
});

describe('R4.2 what counts as evidence', () => {
  test('R4.2 an approval: no rejection, no abstention, no handling', () => {
    const vote = { kind: 'vote', pass: { count: 1 } } as const;
    const play = begun([
      approval('a', 'fay,finn,flo', { ballot: vote }),
      approval('b', 'fay,finn,flo', ALL),
    ]);
    play.abstain('fay');
    play.reject('finn');
    play.approve('flo');
    expect(play.asked()).toEqual(['b:fay', 'b:finn']);
    const handled = begun([task('a', 'fay'), approval('b', 'fay')]);
    handled.complete('fay');
    expect(handled.asked()).toEqual(['b:fay']);
  });
  test('R4.2 by the same human as actor: not what a rung or the empty policy approved', () => {
    const ladder = [{ afterMs: 5, do: { kind: 'approve' } }] as const;
    const play = begun([approval('a', 'fay', { ladder }), approval('b', 'fay')]);
    play.fireAfter(5, 2, 0);
    expect(play.asked()).toEqual(['b:fay']);
  });
  test('R4.2 a settled task is no evidence itself: the vote behind it is', () => {
    const steps = [
      approval('a', 'fay'),
      approval('b', 'leo'),
      approval('c', 'fay'),
      approval('d', 'fay'),
      approval('e', 'ceo'),
    ];
    const play = begun(steps);
    play.approve('fay');
    play.approve('leo');
    expect(seat(play, 'd')?.evidence).toEqual({ visit: 2, seat: 1 });
  });
  test('R4.2 not if a field that the voter saw has changed since', () => {
    const steps = [approval('a', 'fay'), approval('b', 'leo', EDITS), approval('c', 'fay')];
    const same = begun(steps);
    same.approve('fay');
    same.approve('leo', { form: { note: 'one' } });
    expect(same.state?.outcome).toBe('approved');
    const changed = begun(steps);
    changed.approve('fay');
    changed.approve('leo', { form: { note: 'two' } });
    expect(changed.asked()).toEqual(['c:fay']);
  });
  test('R4.2 a change of what the voter’s step hides does not matter', () => {
    const blind: Partial<ApprovalStep> = { rights: { note: 'hidden' } };
    const play = begun([
      approval('a', 'fay', blind),
      approval('b', 'leo', EDITS),
      approval('c', 'fay', blind),
    ]);
    play.approve('fay');
    play.approve('leo', { form: { note: 'two' } });
    expect(play.state?.outcome).toBe('approved');
  });
  test('R4.2 R6.18 who approved without a field that the step shows is asked with it', () => {
    const blind: Partial<ApprovalStep> = { rights: { note: 'hidden' } };
    const play = begun([approval('a', 'fay', blind), approval('b', 'leo'), approval('c', 'fay')]);
    play.approve('fay');
    play.approve('leo');
    expect(play.asked()).toEqual(['c:fay']);
    const back = begun([approval('a', 'fay'), approval('b', 'leo'), approval('c', 'fay', blind)]);
    back.approve('fay');
    back.approve('leo');
    expect(back.state?.outcome).toBe('approved');
  });
  test('R4.2 R6.18 so is who votes beside it, and who was settled in between', () => {
    const blind: Partial<ApprovalStep> = { rights: { note: 'hidden' } };
    const beside = begun([
      parallel('both', [[approval('a', 'fay', blind)], [approval('b', 'fay')]]),
    ]);
    beside.send({ type: 'ApproveTask', ...beside.task('fay') }, { kind: 'person', id: 'fay' });
    expect(beside.asked()).toEqual(['b:fay']);
    const chain = begun(
      [approval('a', 'fay', blind), approval('b', 'fay', blind), approval('c', 'fay')],
      { dedupe: ADJACENT },
    );
    chain.approve('fay');
    expect(chain.asked()).toEqual(['c:fay']);
  });
  test('R4.2 what the voter changed with the vote was seen by the voter', () => {
    const play = begun([approval('a', 'fay', EDITS), approval('c', 'fay')]);
    play.approve('fay', { form: { note: 'two' } });
    expect(play.state?.outcome).toBe('approved');
  });
});

describe('R4.2 R7.3 after a return', () => {
  const steps = [
    approval('a', 'fay'),
    approval('b', 'leo', { returns: ['initiator', 'previous', { step: 'a' }] }),
    approval('c', 'fay'),
    approval('d', 'ceo', { returns: ['initiator', 'previous', { step: 'a' }, { step: 'b' }] }),
  ];
  test('R4.2 R7.3 to before the vote: it is void, though the form is the same', () => {
    const play = begun(steps);
    play.approve('fay');
    play.approve('leo');
    play.sendBack('ceo', 'initiator');
    play.resubmit('emma');
    expect(play.asked()).toEqual(['a:fay']);
    play.approve('fay');
    play.approve('leo');
    expect(play.asked()).toEqual(['d:ceo']);
    expect(seat(play, 'c')?.evidence?.visit).toBe(play.visit('a').n);
  });
  test('R4.2 R7.3 to the step of the vote itself: a new approval is needed there', () => {
    const play = begun(steps);
    play.approve('fay');
    play.sendBack('leo', 'previous');
    expect(play.asked()).toEqual(['a:fay']);
  });
  test('R4.2 to behind the vote: it still stands, for nothing it rests on was undone', () => {
    const play = begun(steps);
    play.approve('fay');
    play.approve('leo');
    play.sendBack('ceo', 'b');
    play.approve('leo');
    expect(play.asked()).toEqual(['d:ceo']);
    expect(seat(play, 'c')?.evidence).toEqual({ visit: 2, seat: 1 });
  });
  test('R4.2 a settled task that a return retires leaves no evidence behind', () => {
    const play = begun([
      ...steps.slice(0, 3),
      approval('d', 'ceo', { returns: [{ step: 'a' }] }),
      approval('e', 'fay'),
    ]);
    play.approve('fay');
    play.approve('leo');
    play.sendBack('ceo', 'a', 'back');
    play.reject('fay');
    expect(play.state?.outcome).toBe('rejected');
  });
  test('R4.2 R7.2 straight back to the one who returned it: others are deduped by new votes alone', () => {
    const play = begun([
      approval('a', 'fay'),
      approval('b', 'fay,leo', { ...ALL, returns: ['initiator'] }),
    ]);
    play.approve('fay');
    expect(play.asked()).toEqual(['b:leo']);
    play.sendBack('leo', 'initiator', 'back');
    play.resubmit('emma', { amount: 6, note: 'one' });
    expect(play.asked()).toEqual(['b:fay', 'b:leo']);
  });
  test('R4.2 R7.4 in one branch of a fork: votes of the other branch stand', () => {
    const play = begun([
      parallel('f', [
        [approval('a', 'fay')],
        [
          approval('b', 'finn'),
          approval('c', 'leo', { returns: ['previous'] }),
          approval('e', 'fay,finn', ALL),
        ],
      ]),
      approval('z', 'ceo'),
    ]);
    play.approve('fay');
    play.approve('finn');
    play.sendBack('leo', 'previous');
    play.approve('finn');
    play.approve('leo');
    expect(play.asked()).toEqual(['z:ceo']);
    expect(seat(play, 'e', 2)?.evidence?.visit).toBe(play.visit('b').n);
  });
  test('R4.2 a rejection that sends it back voids the approvals it covers', () => {
    const onReject = { kind: 'return', to: 'initiator', resume: 'forward' } as const;
    const play = begun([
      approval('a', 'fay'),
      approval('b', 'leo', { onReject }),
      approval('c', 'fay'),
    ]);
    play.approve('fay');
    play.reject('leo');
    play.resubmit('emma');
    expect(play.asked()).toEqual(['a:fay']);
  });
});

describe('R4.3 a deduped task is on record', () => {
  test('R4.3 as settled by the system, with the vote that it rests on', () => {
    const play = begun([approval('a', 'fay'), approval('b', 'fay,leo', ALL)]);
    const before = play.state;
    play.approve('fay');
    expect(seat(play, 'b')).toMatchObject({
      status: 'voted',
      vote: 'approve',
      actor: { kind: 'system', cause: 'dedupe' },
      evidence: { visit: 2, seat: 1 },
    });
    expect(play.last('SeatSettled')).toMatchObject({
      policy: 'first',
      evidence: { visit: 2, seat: 1 },
    });
    const rows = changes(before, play.state!).tasks.filter(({ step }) => step === 'b');
    expect(rows.map(({ person, status }) => [person, status])).toEqual([
      ['fay', 'closed'],
      ['leo', 'open'],
    ]);
  });
  test('R4.3 explained, and foreseen', () => {
    const play = begun([approval('a', 'fay'), approval('b', 'fay,leo', ALL), approval('c', 'ceo')]);
    const at = { nowMs: play.nowMs, directory: play.directory };
    const seen = forecast(play.flow, play.state!, at);
    expect(seen.ok && seen.forecast.steps[1]).toMatchObject({
      people: ['fay', 'leo'],
      settled: ['fay'],
    });
    play.approve('fay');
    const told = explain(play.events).find(({ step }) => step === 'b')!;
    expect(told.people?.at(-1)).toEqual({
      stage: 'dedupe',
      people: ['leo'],
      rule: 'first: vote 2.1',
    });
    expect(standingOf(told, 'fay')).toEqual({
      kind: 'dropped',
      stage: 'dedupe',
      rule: 'first: vote 2.1',
    });
  });
  test('R4.3 R10.1 a change of the form makes it stale like a vote', () => {
    const play = begun([
      approval('a', 'fay'),
      parallel('f', [
        [approval('b', 'fay,finn', { ...ALL, onChange: 'ask-again' })],
        [approval('c', 'leo', EDITS)],
      ]),
      approval('z', 'ceo'),
    ]);
    play.approve('fay');
    play.approve('leo', { form: { note: 'two' } });
    expect(play.asked()).toEqual(['b:finn', 'b:fay']);
  });
});

describe('R4.4 what is never deduped', () => {
  test.each(['comment', 'signature'] as const)('R4.4 a step that demands a %s', (what) => {
    const play = begun([approval('a', 'fay'), approval('b', 'fay', { require: [what] })]);
    play.approve('fay');
    expect(play.asked()).toEqual(['b:fay']);
  });
  test('R4.4 a step whose vote names the next people', () => {
    const ask = { of: [{ kind: 'choose', by: 'previous' }] } as const;
    const play = begun([approval('a', 'fay'), approval('b', 'fay'), approval('c', 'x', { ask })]);
    play.approve('fay');
    expect(play.asked()).toEqual(['b:fay']);
  });
  test('R4.4 such a step’s own vote is evidence for others', () => {
    const play = begun([approval('a', 'fay', { require: ['comment'] }), approval('b', 'fay')]);
    play.approve('fay', { comment: 'fine' });
    expect(play.state?.outcome).toBe('approved');
  });
});

describe('R5 ballots with deduped voters', () => {
  test('R5.3 a sequence settles each in turn', () => {
    const play = begun([
      approval('a', 'fay,leo', ALL),
      approval('b', 'leo,finn,fay', { ballot: { kind: 'sequence' } }),
      approval('z', 'ceo'),
    ]);
    play.approve('fay');
    play.approve('leo');
    expect(play.asked()).toEqual(['b:finn']);
    play.approve('finn');
    expect(play.asked()).toEqual(['z:ceo']);
  });
  test('R5.4 the approval counts with its weight', () => {
    const ballot = {
      kind: 'vote',
      pass: { weight: 3 },
      weights: { 'user:fay': 3 },
    } as const;
    const play = begun([
      approval('a', 'fay'),
      approval('b', 'fay,leo', { ballot }),
      approval('z', 'ceo'),
    ]);
    play.approve('fay');
    expect(play.asked()).toEqual(['z:ceo']);
  });
  test('R5.4 a vote that can never pass is not rejected by it: people are asked', () => {
    const ballot = { kind: 'vote', pass: { count: 3 } } as const;
    const play = begun([approval('a', 'fay'), approval('b', 'fay,leo', { ballot })]);
    play.approve('fay');
    expect(play.asked()).toEqual(['b:fay', 'b:leo']);
  });
  test('R6.4 a task that was handed on is asked of whom it was handed to', () => {
    const play = begun([approval('a', 'fay'), approval('b', 'leo', ALL), approval('z', 'ceo')]);
    play.approve('fay');
    play.transfer('leo', 'fay');
    expect(play.asked()).toEqual(['b:fay']);
  });
});

test('R4.3 R5.8 a vote that closes its group settles nothing where the step could not pass', () => {
  const legal = { name: 'legal', ask: people('fay', 'leo'), ballot: { kind: 'any' } } as const;
  const ballot = { kind: 'vote', pass: { weight: 1 }, quorum: 2, close: 'when-all-voted' } as const;
  const second = approval('b', 'x', { ask: { of: [] }, groups: [legal], ballot });
  const play = begun([approval('a', 'fay'), second]);
  play.approve('fay');
  expect(play.asked()).toEqual(['b:fay', 'b:leo']);
});
