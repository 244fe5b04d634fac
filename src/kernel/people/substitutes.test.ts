import { describe, expect, test } from 'vitest';
import { approval, flow, Play, parallel } from '../../testing/index.ts';
import type { FlowDefinition, Step, Substitution } from '../index.ts';
import { changes, forecast } from '../index.ts';

const NOW = 1_000_000;

function standIn(
  principal: string,
  substitute: string,
  more: Partial<Substitution> = {},
): Substitution {
  const period = { fromMs: 0, untilMs: NOW + 1_000 };
  return { id: `${principal}-${substitute}`, principal, substitute, ...period, ...more };
}

function begun(
  steps: readonly Step[],
  substitutions: readonly Substitution[],
  more: Partial<FlowDefinition> = {},
  initiator = 'emma',
): Play {
  const play = new Play(flow(steps, more));
  play.substitutions = substitutions;
  play.start(initiator, { amount: 5 });
  return play;
}

/** What the stage says of who stands in for whom. */
function said(play: Play): string | undefined {
  const stages = play.last('VisitOpened').trace?.people;
  return stages?.find(({ stage }) => stage === 'substitute')?.rule;
}

const ALL = { ballot: { kind: 'all' } } as const;

describe('R3.7 a substitute is offered the task', () => {
  const one = [approval('a', 'fay,finn', ALL), approval('z', 'ceo')];
  test('R3.7 who votes for the principal is on record with them', () => {
    const play = begun(one, [standIn('fay', 'leo')]);
    expect(play.asked()).toEqual(['a:leo', 'a:finn']);
    expect(said(play)).toBe('leo for fay');
    const place = { visit: 2, seat: 1 };
    expect(play.refusal({ type: 'ApproveTask', ...place, comment: 'ok' }, 'leo')).toBe('accepted');
    expect(play.last('VoteCast')).toMatchObject({ by: { kind: 'person', id: 'leo' }, for: 'fay' });
    expect(play.visit('a').seats?.[0]).toMatchObject({
      person: 'fay',
      substitute: 'leo',
      actor: { kind: 'person', id: 'leo' },
    });
    play.approve('finn');
    expect(play.asked()).toEqual(['z:ceo']);
  });
  test('R3.7 the principal may still act, in their own name', () => {
    const play = begun(one, [standIn('fay', 'leo')]);
    play.approve('fay');
    expect(play.last('VoteCast').for).toBeUndefined();
    const again = { type: 'ApproveTask', visit: 2, seat: 1 } as const;
    expect(play.refusal(again, 'leo')).toBe('task.closed');
  });
  test('R3.7 the task is shown to both, and is done for the one who did it', () => {
    const play = begun([approval('a', 'fay')], [standIn('fay', 'leo')]);
    const [open] = changes(undefined, play.state!).tasks;
    expect(open).toMatchObject({ person: 'leo', principal: 'fay', status: 'open' });
    const before = play.state;
    play.approve('fay');
    const after = changes(before, play.state!);
    expect(after.tasks[0]).toMatchObject({ person: 'fay', status: 'voted' });
    expect(after.tasks[0]?.principal).toBeUndefined();
    expect(after.released).toEqual(['leo']);
  });
  test('R3.7 a sequence offers each task when its turn comes', () => {
    const play = begun([approval('a', 'finn,fay', { ballot: { kind: 'sequence' } })], []);
    expect(play.asked()).toEqual(['a:finn']);
    play.substitutions = [standIn('fay', 'leo')];
    play.approve('finn');
    expect(play.asked()).toEqual(['a:leo']);
    expect(play.last('SeatOpened').substitute).toBe('leo');
  });
  test('R3.7 may also return it, transfer it and ask for an opinion', () => {
    const acts = [
      { type: 'ReturnTask', to: 'initiator' },
      { type: 'TransferTask', to: 'flo' },
      { type: 'DelegateTask', to: 'flo' },
    ] as const;
    for (const act of acts) {
      const play = begun([approval('a', 'fay')], [standIn('fay', 'leo')]);
      expect(play.refusal({ ...act, visit: 2, seat: 1 }, 'leo')).toBe('accepted');
    }
  });
  test('R12.1 the path ahead names the principals', () => {
    const play = begun([approval('a', 'max'), approval('b', 'fay')], [standIn('fay', 'leo')]);
    const { nowMs, directory, substitutions } = play;
    const seen = forecast(play.flow, play.state!, { nowMs, directory, substitutions });
    const step = seen.ok ? seen.forecast.steps[1] : undefined;
    expect(step?.people).toEqual(['fay']);
    expect(step?.trace?.people?.at(-1)).toMatchObject({ stage: 'substitute', people: ['leo'] });
  });
});

describe('R3.7 for a period, a scope of flows and an amount limit', () => {
  const cases: readonly (readonly [string, Partial<Substitution>, string])[] = [
    ['not begun', { fromMs: NOW + 1 }, 'fay'],
    ['begun this instant', { fromMs: NOW }, 'leo'],
    ['over', { untilMs: NOW }, 'fay'],
    ['for this flow', { flows: ['leave', 'test'] }, 'leo'],
    ['for other flows', { flows: ['leave'] }, 'fay'],
    ['up to an amount that is not reached', { limit: { field: 'amount', max: 5 } }, 'leo'],
    ['up to an amount that is exceeded', { limit: { field: 'amount', max: 4.99 } }, 'fay'],
    ['up to an amount that the form does not hold', { limit: { field: 'note', max: 9 } }, 'fay'],
  ];
  test.each(cases)('R3.7 %s', (_name, more, who) => {
    expect(begun([approval('a', 'fay')], [standIn('fay', 'leo', more)]).asked()).toEqual([
      `a:${who}`,
    ]);
  });
  test('R3.7 once it is over, or the amount has grown beyond it, the substitute acts no more', () => {
    const play = begun([approval('a', 'fay')], [standIn('fay', 'leo')]);
    play.nowMs += 1_000;
    const vote = { type: 'ApproveTask', visit: 2, seat: 1 } as const;
    expect(play.refusal(vote, 'leo')).toBe('substitute.ended');
    expect(play.refusal(vote, 'fay')).toBe('accepted');
    const limit = { field: 'amount', max: 9 };
    const fork = parallel('f', [
      [approval('a', 'fay')],
      [approval('b', 'finn', { rights: { amount: 'edit' } })],
    ]);
    const grown = begun([fork], [standIn('fay', 'leo', { limit })]);
    grown.approve('finn', { form: { amount: 10 } });
    const { n } = grown.visit('a');
    expect(grown.refusal({ ...vote, visit: n }, 'leo')).toBe('substitute.ended');
  });
});

describe('R3.7 what falls back to the principal, and is recorded', () => {
  test('R3.7 a cycle', () => {
    const play = begun([approval('a', 'fay')], [standIn('fay', 'leo'), standIn('leo', 'fay')]);
    expect(play.asked()).toEqual(['a:fay']);
    expect(said(play)).toBe('not leo for fay: cycle');
  });
  test('R3.7 a substitute who has left, or sits in the visit already', () => {
    const gone = begun([approval('a', 'fay')], [standIn('fay', 'gone')]);
    expect([gone.asked(), said(gone)]).toEqual([['a:fay'], 'not gone for fay: inactive']);
    const seated = begun([approval('a', 'fay,leo', ALL)], [standIn('fay', 'leo')]);
    expect(said(seated)).toBe('not leo for fay: seated');
  });
  test('R3.7 R3.5 the initiator never stands in for an approver, unless allowed', () => {
    const play = begun([approval('a', 'fay')], [standIn('fay', 'emma')]);
    expect([play.asked(), said(play)]).toEqual([['a:fay'], 'not emma for fay: initiator']);
    const allowed = begun([approval('a', 'fay', { initiator: 'allow' })], [standIn('fay', 'emma')]);
    expect(allowed.asked()).toEqual(['a:emma']);
  });
  test('R3.7 R3.6 nobody who acted on a step that excludes this one, as actor or principal', () => {
    const distinct = { distinct: [['a', 'b']] };
    const acted = begun(
      [approval('a', 'leo'), approval('b', 'fay')],
      [standIn('fay', 'leo')],
      distinct,
    );
    acted.approve('leo');
    expect([acted.asked(), said(acted)]).toEqual([['b:fay'], 'not leo for fay: distinct']);
    const forOther = begun(
      [approval('a', 'fay'), approval('b', 'leo,fay,flo', ALL)],
      [standIn('fay', 'leo')],
      distinct,
    );
    forOther.must({ type: 'ApproveTask', visit: 2, seat: 1 }, { kind: 'person', id: 'leo' });
    expect(forOther.asked()).toEqual(['b:flo']);
  });
  test('R3.7 R3.6 who is asked on both at the same time acts on one', () => {
    const fork = parallel('f', [[approval('a', 'fay')], [approval('b', 'leo,finn', ALL)]]);
    const play = begun([fork], [standIn('fay', 'leo')], { distinct: [['a', 'b']] });
    expect(play.asked()).toEqual(['a:leo', 'b:finn']);
  });
});

describe('R3.7 depth', () => {
  const chain = [standIn('fay', 'leo'), standIn('leo', 'flo'), standIn('flo', 'finn')];
  test('R3.7 is 1 by default: a substitute’s substitute is not asked', () => {
    expect(begun([approval('a', 'fay')], chain).asked()).toEqual(['a:leo']);
  });
  test.each([
    [0, 'fay'],
    [2, 'flo'],
    [5, 'finn'],
  ])('R3.7 the flow may say %s', (substitutes, who) => {
    expect(begun([approval('a', 'fay')], chain, { substitutes }).asked()).toEqual([`a:${who}`]);
  });
});

describe('R4.2 a vote made for somebody else is no evidence', () => {
  const steps = [approval('a', 'fay'), approval('b', 'leo'), approval('c', 'fay')];
  const arranged = [standIn('fay', 'leo')];
  const voted = (more: Partial<FlowDefinition>): Play => {
    const play = begun(steps, arranged, more);
    play.must({ type: 'ApproveTask', visit: 2, seat: 1 }, { kind: 'person', id: 'leo' });
    return play;
  };
  test('R4.2 neither for the substitute nor for the principal', () => {
    const play = voted({ dedupe: { kind: 'first' } });
    expect(play.asked()).toEqual(['b:leo']);
    play.substitutions = [];
    play.approve('leo');
    expect(play.asked()).toEqual(['c:fay']);
  });
  test('R4.2 unless the policy says so: then it is its actor’s', () => {
    const play = voted({ dedupe: { kind: 'first', forOthers: true } });
    expect(play.asked()).toEqual(['c:leo']);
    expect(play.visit('b').seats?.[0]?.evidence).toEqual({ visit: 2, seat: 1 });
  });
});
