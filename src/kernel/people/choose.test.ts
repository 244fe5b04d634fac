import { describe, expect, test } from 'vitest';
import {
  approval,
  call,
  choice,
  flow,
  Play,
  parallel,
  people,
  rule,
  task,
} from '../../testing/index.ts';
import type { ApprovalStep, Choices, Choose, Step } from '../index.ts';
import { forecast, forecastStart, namersOf } from '../index.ts';

const BY_INITIATOR: Choose = { kind: 'choose', by: 'initiator' };
const BY_VOTER: Choose = { kind: 'choose', by: 'previous' };

function chosen(id: string, choose: Choose, more: Partial<ApprovalStep> = {}): ApprovalStep {
  return approval(id, 'x', { ask: { of: [choose] }, ballot: { kind: 'all' }, ...more });
}

function startWith(play: Play, choices?: Choices, form = {}): string {
  const start = { type: 'StartInstance', tenant: 'test', instance: 'i1', form } as const;
  return play.refusal({ ...start, ...(choices ? { choices } : {}) }, 'emma');
}

const AMONG_FINANCE = {
  ...BY_INITIATOR,
  from: [{ kind: 'role', role: 'finance' }],
  max: 2,
} as const;

describe('R3.1 the initiator’s choice at the start', () => {
  test('R3.1 without it the start is refused, with it those named are asked', () => {
    const play = new Play(flow([approval('a', 'max'), chosen('b', BY_INITIATOR)]));
    expect(startWith(play)).toBe('choose.missing');
    expect(play.state).toBeUndefined();
    expect(startWith(play, { b: ['leo', 'flo'] })).toBe('accepted');
    play.approve('max');
    expect(play.asked()).toEqual(['b:leo', 'b:flo']);
    expect(play.last('VisitOpened').trace?.people?.[0]).toEqual({
      stage: 'resolved',
      people: ['leo', 'flo'],
      rule: 'chosen by initiator',
    });
  });
  const wrong: readonly (readonly [string, Choices])[] = [
    ['too many', { b: ['fay', 'finn', 'flo'] }],
    ['nobody', { b: [] }],
    ['somebody twice', { b: ['fay', 'fay'] }],
    ['somebody outside the set', { b: ['leo'] }],
    ['somebody who left', { b: ['gone'] }],
    ['a step that leaves nothing to choose', { b: ['fay'], a: ['leo'] }],
    ['a step that is not there', { b: ['fay'], c: ['leo'] }],
  ];
  test.each(wrong)('R3.1 naming %s is refused', (_name, choices) => {
    const play = new Play(flow([approval('a', 'max'), chosen('b', AMONG_FINANCE)]));
    expect(startWith(play, choices)).toBe('choose.not-allowed');
    expect(startWith(play, { b: ['fay', 'finn'] })).toBe('accepted');
  });
  test('R3.1 is needed only on the path that the data takes', () => {
    const steps = [choice('c', 'form.amount > 9.0', [chosen('b', BY_INITIATOR)], [])];
    const definition = flow([...steps, approval('z', 'ceo')]);
    expect(startWith(new Play(definition), undefined, { amount: 5 })).toBe('accepted');
    expect(startWith(new Play(definition), undefined, { amount: 50 })).toBe('choose.missing');
    const skipped = flow([chosen('b', BY_INITIATOR, { skip: 'true' }), approval('z', 'ceo')]);
    expect(startWith(new Play(skipped))).toBe('accepted');
  });
  test('R3.1 a resubmission may choose anew, and has to where the path is another', () => {
    const steps = [
      approval('a', 'max'),
      choice('c', 'form.amount > 9.0', [chosen('b', BY_INITIATOR)], []),
      chosen('d', BY_INITIATOR),
    ];
    const play = new Play(flow(steps));
    startWith(play, { d: ['leo'] }, { amount: 5 });
    play.sendBack('max', 'initiator');
    const again = { type: 'ResubmitInstance', form: { amount: 50 } } as const;
    expect(play.refusal(again, 'emma')).toBe('choose.missing');
    expect(play.refusal({ ...again, choices: { a: ['fay'] } }, 'emma')).toBe('choose.not-allowed');
    expect(play.refusal({ ...again, choices: { b: ['fay'], d: ['flo'] } }, 'emma')).toBe(
      'accepted',
    );
    play.approve('max');
    play.approve('fay');
    expect(play.asked()).toEqual(['d:flo']);
  });
  test('R3.3 those chosen pass the stages like anybody', () => {
    const play = new Play(flow([approval('a', 'max'), chosen('b', BY_INITIATOR)]));
    startWith(play, { b: ['emma', 'fay'] });
    const { directory } = play;
    const person = (id: string) => {
      const found = directory.person(id);
      return found && { ...found, active: found.active && id !== 'fay' };
    };
    play.directory = { ...directory, person };
    play.approve('max');
    expect(play.asked()).toEqual(['b:max']);
  });
  test('R3.1 tells whom the initiator named', () => {
    const tell = { of: [BY_INITIATOR] };
    const play = new Play(flow([{ kind: 'notify', id: 'n', tell }, approval('z', 'ceo')]));
    expect(startWith(play)).toBe('choose.missing');
    expect(startWith(play, { n: ['leo'] })).toBe('accepted');
    expect(play.state?.notified).toEqual(['leo']);
  });
});

describe('R3.1 the choice of the voter before', () => {
  const steps = [approval('a', 'max,dora', { ballot: { kind: 'all' } }), chosen('b', BY_VOTER)];
  const vote = (play: Play, who: string, choices?: Choices): string =>
    play.refusal({ type: 'ApproveTask', ...play.task(who), ...(choices ? { choices } : {}) }, who);
  function begun(more: readonly Step[] = steps): Play {
    const play = new Play(flow(more));
    play.start('emma');
    return play;
  }
  test('R3.1 the vote that leads to the step names its people', () => {
    const play = begun();
    expect(vote(play, 'max')).toBe('accepted');
    expect(vote(play, 'dora')).toBe('choose.missing');
    expect(play.asked()).toEqual(['a:dora']);
    expect(vote(play, 'dora', { b: ['gone'] })).toBe('choose.not-allowed');
    expect(vote(play, 'dora', { b: ['leo'] })).toBe('accepted');
    expect(play.asked()).toEqual(['b:leo']);
  });
  test('R3.1 of several voters the last word counts', () => {
    const play = begun();
    expect(vote(play, 'max', { b: ['fay'] })).toBe('accepted');
    expect(vote(play, 'dora', { b: ['leo', 'flo'] })).toBe('accepted');
    expect(play.asked()).toEqual(['b:leo', 'b:flo']);
    const other = begun();
    vote(other, 'max', { b: ['fay'] });
    expect(vote(other, 'dora')).toBe('accepted');
    expect(other.asked()).toEqual(['b:fay']);
  });
  test('R3.1 a vote names nobody for a step that is not next', () => {
    const play = begun([...steps, chosen('c', BY_VOTER)]);
    vote(play, 'max');
    expect(vote(play, 'dora', { b: ['leo'], c: ['fay'] })).toBe('choose.not-allowed');
  });
  test('R3.1 a return asks for the choice again; the way back keeps whom it had', () => {
    const play = begun();
    vote(play, 'max');
    vote(play, 'dora', { b: ['leo'] });
    play.sendBack('leo', 'previous');
    vote(play, 'max');
    expect(vote(play, 'dora')).toBe('choose.missing');
    vote(play, 'dora', { b: ['fay'] });
    play.sendBack('fay', 'initiator', 'back');
    play.resubmit('emma');
    expect(play.asked()).toEqual(['b:fay']);
  });
  test('R3.4 where no voter could name anybody, the empty policy holds', () => {
    const ladder = [{ afterMs: 5, do: { kind: 'approve' } }] as const;
    const play = begun([approval('a', 'max', { ladder }), chosen('b', BY_VOTER)]);
    play.fireAfter(5, 2, 0);
    expect(play.asked()).toEqual(['b:ada']);
  });
  test('R3.1 a step that waits may lie between', () => {
    const play = begun([approval('a', 'max'), call('c'), chosen('b', BY_VOTER)]);
    expect(vote(play, 'max', { b: ['leo'] })).toBe('accepted');
    play.settle(play.visit('c').n, { kind: 'delivered', status: 200 });
    expect(play.asked()).toEqual(['b:leo']);
  });
  test('R3.1 the steps whose voters come right before are found through branches and jumps', () => {
    const namers = namersOf([
      approval('a', 'x'),
      choice('c', 'true', [approval('d', 'x', { skip: 'false' })], []),
      parallel('p', [[chosen('e', BY_VOTER)], [task('f', 'x')]]),
      chosen('g', BY_VOTER),
      { kind: 'goto', id: 'back', to: 'p', skip: 'true' },
      { kind: 'end', id: 'end', outcome: 'approved' },
      chosen('never', BY_VOTER),
    ]);
    const found = [...namers].map(([id, from]) => `${id}: ${[...from].sort().join(' ')}`);
    expect(found.toSorted()).toEqual(['e: a d g', 'g: e f', 'never: ']);
  });
});

describe('R12.1 a forecast says what has still to be chosen, and by whom', () => {
  const at = { nowMs: 1, directory: new Play(flow([])).directory };
  test('R12.1 before the start, with the candidates, and goes on behind it', () => {
    const play = new Play(flow([chosen('b', AMONG_FINANCE), approval('z', 'ceo')]));
    const given = { tenant: 'test', initiator: 'emma', form: {} };
    const open = forecastStart(play.flow, given, at);
    if (!open.ok) throw new Error(open.refusal.code);
    expect(open.forecast.steps.map(({ step, people: asked }) => [step, asked])).toEqual([
      ['b', []],
      ['z', ['ceo']],
    ]);
    expect(open.forecast.steps[0]?.open).toEqual({
      kind: 'choose',
      by: 'initiator',
      from: ['fay', 'finn', 'flo'],
      min: 1,
      max: 2,
    });
    const known = forecastStart(play.flow, { ...given, choices: { b: ['flo'] } }, at);
    expect(known.ok && known.forecast.steps[0]?.people).toEqual(['flo']);
    expect(forecastStart(play.flow, { ...given, choices: { b: ['leo'] } }, at).ok).toBe(false);
  });
  test('R12.1 of an instance that runs', () => {
    const play = new Play(flow([approval('a', 'max'), chosen('b', BY_VOTER)]));
    play.start('emma');
    const seen = forecast(play.flow, play.state!, at);
    expect(seen.ok && seen.forecast.steps.at(-1)?.open).toMatchObject({ by: 'previous', min: 1 });
    expect(seen.ok && seen.forecast.outcome).toBe('approved');
  });
});

test('R3.1 more than one may be chosen from a set that resolvers of every kind make', () => {
  const from = [{ kind: 'manager', of: 'initiator', level: 1 } as const, ...people('leo').of];
  const play = new Play(flow([chosen('b', { ...BY_INITIATOR, from, min: 2 })]));
  expect(startWith(play, { b: ['leo'] })).toBe('choose.not-allowed');
  expect(startWith(play, { b: ['leo', 'max'] })).toBe('accepted');
});

test('R3.1 R2.2 a vote need not name the people of a step that is skipped', () => {
  const skipped = { ...chosen('b', BY_VOTER), skip: 'true' };
  const play = new Play(flow([approval('a', 'max'), skipped]));
  play.start('emma');
  play.approve('max');
  expect(play.state?.outcome).toBe('approved');
});

test('R3.1 nor of a step that is cancelled before anybody is asked', () => {
  const failing = { ...chosen('b', BY_VOTER), skip: 'form.note == "x"' };
  const fork = parallel('p', [[failing], [rule('r', {})]], { join: 'any' });
  const play = new Play(flow([approval('a', 'max'), fork]));
  play.start('emma');
  play.approve('max');
  expect(play.state?.outcome).toBe('approved');
});

test('R3.1 R7.2 the way back keeps whom the step had, without their being named again', () => {
  const sequence = approval('a', 'max,ceo', { ballot: { kind: 'sequence' } });
  for (const inside of [false, true]) {
    const first = inside ? choice('x', 'true', [sequence]) : sequence;
    const returns = ['previous', { step: 'x' }] as const;
    const play = new Play(flow([first, chosen('b', BY_VOTER, { returns })]));
    play.start('emma');
    for (const who of ['max', 'ceo']) {
      const vote = { type: 'ApproveTask', ...play.task(who), choices: { b: ['leo'] } } as const;
      play.must(vote, { kind: 'person', id: who });
    }
    play.sendBack('leo', inside ? 'x' : 'previous', 'back');
    play.approve('max');
    play.approve('ceo');
    expect(play.asked()).toEqual(['b:leo']);
  }
});
