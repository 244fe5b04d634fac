import { describe, expect, test } from 'vitest';
import {
  approval,
  call,
  choice,
  flow,
  MACHINE,
  Play,
  parallel,
  people,
  task,
} from '../testing/index.ts';
import type { ReturnTarget, Step } from './index.ts';

const anywhere = (...steps: readonly string[]): { readonly returns: readonly ReturnTarget[] } => ({
  returns: ['initiator', 'previous', ...steps.map((step) => ({ step }))],
});

function begun(steps: readonly Step[], form = {}): Play {
  const play = new Play(flow(steps));
  play.start('emma', form);
  return play;
}

describe('R7.1 where a voter may return to', () => {
  test('R7.1 the previous step, a named step and the initiator', () => {
    const play = begun([
      approval('a', 'max'),
      approval('b', 'fay'),
      approval('c', 'ceo', anywhere('a')),
    ]);
    play.approve('max');
    play.approve('fay');
    play.sendBack('ceo', 'previous');
    expect(play.asked()).toEqual(['b:fay']);
    play.approve('fay');
    play.sendBack('ceo', 'a');
    expect(play.asked()).toEqual(['a:max']);
    play.approve('max');
    play.approve('fay');
    play.sendBack('ceo', 'initiator');
    expect(play.asked()).toEqual(['start:emma']);
  });
  test('R7.1 a target that the step does not name is refused', () => {
    const play = begun([approval('a', 'max'), approval('b', 'fay', { returns: ['previous'] })]);
    play.approve('max');
    const place = play.task('fay');
    const to = (target: ReturnTarget): string =>
      play.refusal({ type: 'ReturnTask', ...place, to: target }, 'fay');
    expect(to('initiator')).toBe('return.not-allowed');
    expect(to({ step: 'a' })).toBe('return.not-allowed');
    expect(to('previous')).toBe('accepted');
  });
  test('R7.1 a step that was not visited on this path is refused', () => {
    const steps = [
      choice('c', 'form.amount > 10.0', [approval('big', 'dora')], [approval('small', 'max')]),
      approval('last', 'ceo', anywhere('big', 'small')),
    ];
    const play = begun(steps, { amount: 1 });
    play.approve('max');
    const place = play.task('ceo');
    const big = { type: 'ReturnTask', ...place, to: { step: 'big' } } as const;
    expect(play.refusal(big, 'ceo')).toBe('return.not-visited');
    play.sendBack('ceo', 'small');
    expect(play.asked()).toEqual(['small:max']);
  });
  test('R7.1 previous is the last step where somebody was asked', () => {
    const nobody = { of: [{ kind: 'role', role: 'ghost' }] } as const;
    const play = begun([
      approval('a', 'max'),
      approval('b', 'max', { ask: nobody, empty: 'approve' }),
      approval('c', 'ceo'),
    ]);
    play.approve('max');
    play.sendBack('ceo', 'previous');
    expect(play.asked()).toEqual(['a:max']);
  });
  test('R7.1 previous at the first step is the initiator', () => {
    const play = begun([approval('a', 'max')]);
    play.sendBack('max', 'previous');
    expect(play.asked()).toEqual(['start:emma']);
  });
  test('R7.1 a step sets what a plain rejection does', () => {
    const onReject = { kind: 'return', to: 'previous', resume: 'forward' } as const;
    const play = begun([approval('a', 'max'), approval('b', 'fay', { onReject })]);
    play.approve('max');
    play.reject('fay');
    expect(play.asked()).toEqual(['a:max']);
    expect(play.state?.status).toBe('running');
  });
  test('R7.1 a rejection without a rule ends the instance as rejected', () => {
    const play = begun([approval('a', 'max')]);
    expect(play.reject('max').outcome).toBe('rejected');
  });
});

describe('R7.2 resume', () => {
  const steps = [
    approval('a', 'max', anywhere()),
    approval('b', 'fay', anywhere('a')),
    approval('between', 'ada'),
    approval('c', 'ceo', anywhere('a', 'b')),
    approval('d', 'leo'),
  ];
  test('R7.2 forward visits every step between again', () => {
    const play = begun(steps);
    play.approve('max');
    play.approve('fay');
    play.approve('ada');
    play.sendBack('ceo', 'a', 'forward');
    play.approve('max');
    expect(play.asked()).toEqual(['b:fay']);
  });
  test('R7.2 back goes straight to the step that returned it', () => {
    const play = begun(steps);
    play.approve('max');
    play.approve('fay');
    play.approve('ada');
    play.sendBack('ceo', 'a', 'back');
    play.approve('max');
    expect(play.asked()).toEqual(['c:ceo']);
    play.approve('ceo');
    expect(play.asked()).toEqual(['d:leo']);
  });
  test('R7.2 a return on the way back does not lose the way', () => {
    const play = begun(steps);
    play.approve('max');
    play.approve('fay');
    play.approve('ada');
    play.sendBack('ceo', 'b', 'back');
    play.sendBack('fay', 'a', 'back');
    play.approve('max');
    expect(play.asked()).toEqual(['b:fay']);
    play.approve('fay');
    expect(play.asked()).toEqual(['c:ceo']);
  });
  test('R7.2 the people of the step that returned it are kept if still eligible', () => {
    const role = { of: [{ kind: 'role', role: 'finance' }] } as const;
    const play = begun([
      approval('a', 'max'),
      approval('b', 'fay', { ask: role, ballot: { kind: 'all' } }),
    ]);
    play.approve('max');
    play.approve('finn');
    play.sendBack('fay', 'previous', 'back');
    play.approve('max');
    expect(play.asked()).toEqual(['b:fay', 'b:finn', 'b:flo']);
  });
  test('R7.2 who took a task over by escalation keeps it over a return', () => {
    const ladder = [{ afterMs: 10, do: { kind: 'escalate' } }] as const;
    const play = begun([
      approval('a', 'max'),
      approval('b', 'fay,emma', { initiator: 'allow', ballot: { kind: 'all' }, ladder }),
    ]);
    play.approve('max');
    play.fireAfter(10, 3, 0);
    expect(play.asked()).toEqual(['b:dora', 'b:max']);
    play.sendBack('dora', 'previous', 'back');
    play.approve('max');
    expect(play.asked()).toEqual(['b:dora', 'b:max']);
  });
  test('R7.2 back survives a skipped target', () => {
    const skip = 'has(form.note)';
    const play = begun([
      approval('a', 'max', { skip }),
      approval('b', 'fay', { rights: { note: 'edit' } }),
      approval('c', 'ceo', anywhere('a')),
    ]);
    play.approve('max');
    play.approve('fay', { form: { note: 'known' } });
    play.sendBack('ceo', 'a', 'back');
    expect(play.asked()).toEqual(['c:ceo']);
  });
  test('R7.2 back survives an incident on the way', () => {
    const when = 'form.note == "x"';
    const play = new Play(
      flow([
        choice('fork', when, [approval('a', 'max'), approval('b', 'fay')]),
        approval('between', 'leo'),
        approval('c', 'ceo', anywhere('b')),
      ]),
    );
    play.start('emma', { note: 'x' });
    play.approve('max');
    play.approve('fay');
    play.approve('leo');
    play.directory = { ...play.directory, person: () => undefined, withRole: () => [] };
    play.sendBack('ceo', 'b', 'back');
    expect(play.visit('b').incident?.code).toBe('people.nobody');
    play.directory = new Play(flow([])).directory;
    play.retry(play.visit('b').n);
    expect(play.asked()).toEqual(['b:fay']);
    play.approve('fay');
    expect(play.asked()).toEqual(['c:ceo']);
  });
  test('R7.2 back goes on from a target that asks nobody', () => {
    const tell = people('emma');
    const play = begun([
      { kind: 'notify', id: 'told', tell },
      call('called'),
      approval('b', 'fay'),
      approval('c', 'ceo', anywhere('told', 'called')),
    ]);
    play.settle(3, { kind: 'delivered', status: 200 });
    play.approve('fay');
    play.sendBack('ceo', 'told', 'back');
    expect(play.asked()).toEqual(['c:ceo']);
    play.sendBack('ceo', 'told', 'forward');
    play.settle(play.visit('called').n, { kind: 'delivered', status: 200 });
    play.approve('fay');
    play.sendBack('ceo', 'called', 'back');
    play.settle(play.visit('called').n, { kind: 'delivered', status: 200 });
    expect(play.asked()).toEqual(['c:ceo']);
  });
});

describe('R7.3 L6 a return retires the visits after the target', () => {
  test('R7.3 open tasks close as returned, timers die, votes stay as history', () => {
    const ladder = [{ afterMs: 10, do: { kind: 'remind' } }] as const;
    const play = begun([
      approval('a', 'max'),
      approval('b', 'fay,finn', { ballot: { kind: 'all' }, ladder }),
    ]);
    play.approve('max');
    play.sendBack('fay', 'previous');
    const b = play.visit('b');
    expect(b).toMatchObject({ status: 'returned', superseded: true });
    expect(b.seats?.map((seat) => seat.vote ?? seat.closed)).toEqual(['return', 'returned']);
    expect(b.timers).toBeUndefined();
    const first = play.state?.visits[1];
    expect(first).toMatchObject({ step: 'a', status: 'passed', superseded: true });
    expect(first?.seats?.[0]?.vote).toBe('approve');
    const late = { type: 'ApproveTask', visit: b.n, seat: 2 } as const;
    expect(play.refusal(late, 'finn')).toBe('task.closed');
    expect(play.refusal({ type: 'FireTimer', visit: b.n, rung: 0 }, MACHINE)).toBe(
      'timer.not-armed',
    );
  });
});

describe('R7.4 a return inside one branch leaves the siblings alone', () => {
  test('R7.4 their tasks stay, and the join waits for the branch', () => {
    const play = begun([
      parallel('fork', [[approval('a1', 'fay'), approval('a2', 'finn')], [approval('b1', 'leo')]]),
      approval('last', 'ceo'),
    ]);
    play.approve('fay');
    play.sendBack('finn', 'previous');
    expect(play.asked()).toEqual(['b1:leo', 'a1:fay']);
    play.approve('leo');
    expect(play.asked()).toEqual(['a1:fay']);
    play.approve('fay');
    play.approve('finn');
    expect(play.asked()).toEqual(['last:ceo']);
    expect(play.events.filter((event) => event.type === 'BranchEnded')).toHaveLength(2);
  });
  test('R7.4 from inside a choice in the branch, too', () => {
    const play = begun([
      parallel('fork', [
        [approval('a1', 'fay'), choice('c', 'true', [approval('a2', 'finn')])],
        [approval('b1', 'leo')],
      ]),
    ]);
    play.approve('fay');
    play.sendBack('finn', 'previous', 'back');
    expect(play.visit('c').status).toBe('returned');
    play.approve('fay');
    expect(play.asked()).toEqual(['b1:leo', 'a2:finn']);
  });
  test('R7.4 a step of a sibling branch is no target', () => {
    const play = begun([
      parallel('fork', [
        [approval('a', 'fay'), approval('c', 'max')],
        [approval('b', 'leo', anywhere('a'))],
      ]),
    ]);
    play.approve('fay');
    const back = { type: 'ReturnTask', ...play.task('leo'), to: { step: 'a' } } as const;
    expect(play.refusal(back, 'leo')).toBe('return.not-visited');
  });
});

describe('R7.5 a return to a step before the fork retires the whole fork', () => {
  const steps = [
    approval('first', 'max'),
    parallel('fork', [
      [approval('a1', 'fay'), approval('a2', 'finn', anywhere('first'))],
      [approval('b1', 'leo'), approval('b2', 'ada')],
    ]),
  ];
  test('R7.5 with all its branches', () => {
    const play = begun(steps);
    play.approve('max');
    play.approve('fay');
    play.approve('leo');
    play.sendBack('finn', 'first');
    expect(play.asked()).toEqual(['first:max']);
    expect(play.visit('fork').status).toBe('returned');
    expect(play.visit('b2').status).toBe('returned');
    play.approve('max');
    expect(play.asked()).toEqual(['a1:fay', 'b1:leo']);
  });
  test('R7.5 R7.2 back into the fork heads for the step; the other branches start again', () => {
    const play = begun(steps);
    play.approve('max');
    play.approve('fay');
    play.approve('leo');
    play.sendBack('finn', 'first', 'back');
    play.approve('max');
    expect(play.asked()).toEqual(['a2:finn', 'b1:leo']);
  });
  test('R7.5 L3 a finished fork is redone as a whole, and its join fires once more', () => {
    const play = begun([
      approval('first', 'max'),
      parallel('fork', [[approval('a', 'fay')], [approval('b', 'leo')]], { join: 'any' }),
      approval('last', 'ceo', anywhere('fork', 'a')),
    ]);
    play.approve('max');
    play.approve('leo');
    const inside = { type: 'ReturnTask', ...play.task('ceo'), to: { step: 'a' } } as const;
    expect(play.refusal(inside, 'ceo')).toBe('return.not-visited');
    play.sendBack('ceo', 'fork', 'back');
    expect(play.asked()).toEqual(['a:fay', 'b:leo']);
    play.approve('fay');
    expect(play.asked()).toEqual(['last:ceo']);
  });
  test('R7.2 back from a fork or a choice that was returned to goes straight on when it has passed', () => {
    const play = begun([
      choice('c', 'has(form.amount)', [approval('big', 'dora')], [approval('small', 'max')]),
      parallel('fork', [[approval('a', 'fay')], [approval('b', 'leo')]]),
      approval('between', 'ada'),
      approval('last', 'ceo', anywhere('c', 'fork')),
    ]);
    for (const person of ['max', 'fay', 'leo', 'ada']) play.approve(person);
    play.sendBack('ceo', 'fork', 'back');
    play.approve('fay');
    play.approve('leo');
    expect(play.asked()).toEqual(['last:ceo']);
    play.sendBack('ceo', 'c', 'back');
    play.approve('max');
    expect(play.asked()).toEqual(['last:ceo']);
  });
});

describe('R7.6 the initiator edits and resubmits', () => {
  const steps = [
    choice('c', 'form.amount > 10.0', [approval('big', 'dora')], [approval('small', 'max')]),
    approval('last', 'ceo'),
  ];
  test('R7.6 a path that changed data picks is evaluated afresh', () => {
    const play = begun(steps, { amount: 1 });
    play.sendBack('max', 'initiator', 'back');
    play.resubmit('emma', { amount: 99 });
    expect(play.asked()).toEqual(['big:dora']);
  });
  test('R7.6 R7.3 what was visited before on another path is no target any more', () => {
    const ways = [
      choice('c', 'form.amount > 10.0', [approval('big', 'dora')], [approval('small', 'max')]),
      approval('last', 'ceo', anywhere('big', 'small')),
    ];
    const play = begun(ways, { amount: 1 });
    play.approve('max');
    play.sendBack('ceo', 'initiator');
    play.resubmit('emma', { amount: 99 });
    play.approve('dora');
    const back = { type: 'ReturnTask', ...play.task('ceo') } as const;
    expect(play.refusal({ ...back, to: { step: 'small' } }, 'ceo')).toBe('return.not-visited');
    expect(play.refusal({ ...back, to: { step: 'big' } }, 'ceo')).toBe('accepted');
  });
  test('R7.6 back is kept where its target is still on the path', () => {
    const play = begun(steps, { amount: 1 });
    play.approve('max');
    play.sendBack('ceo', 'initiator', 'back');
    play.resubmit('emma', { amount: 99 });
    expect(play.asked()).toEqual(['last:ceo']);
    expect(play.state?.form).toEqual({ amount: 99 });
  });
  test('R7.6 only the initiator resubmits, only what is with them, only a form that holds', () => {
    const play = begun([approval('a', 'max')]);
    expect(play.refusal({ type: 'ResubmitInstance' }, 'emma')).toBe('instance.not-returned');
    play.sendBack('max', 'initiator');
    expect(play.refusal({ type: 'ResubmitInstance' }, 'max')).toBe('task.not-yours');
    const wrong = { type: 'ResubmitInstance', form: { amount: 'much' } } as const;
    expect(play.refusal(wrong, 'emma')).toBe('form.invalid');
    play.resubmit('emma');
    expect(play.asked()).toEqual(['a:max']);
  });
  test('R7.6 the initiator may withdraw what was returned', () => {
    const play = begun([approval('a', 'max')]);
    play.sendBack('max', 'initiator');
    expect(play.refusal({ type: 'WithdrawInstance' }, 'emma')).toBe('accepted');
    expect(play.state).toMatchObject({ status: 'ended', outcome: 'withdrawn' });
  });
});

test('R7.1 a handle step returns, too', () => {
  const play = begun([approval('a', 'max'), task('b', 'fay')]);
  play.approve('max');
  play.sendBack('fay', 'previous');
  expect(play.asked()).toEqual(['a:max']);
});

test('R7.6 a way back to a step that changed data took off the path goes forward instead', () => {
  const play = new Play({
    name: 'trip',
    version: '1.0.0',
    form: { type: 'object', properties: { cost: { type: 'number' } } },
    steps: [
      approval('head', 'max'),
      {
        kind: 'choice',
        id: 'size',
        branches: [
          { when: 'form.cost > 10.0', steps: [approval('finance', 'fay')] },
          { steps: [] },
        ],
      },
      approval('book', 'leo'),
    ],
  });
  play.start('emma', { cost: 12 });
  play.approve('max');
  play.sendBack('fay', 'initiator', 'back');
  play.resubmit('emma', { cost: 9 });
  expect(play.asked()).toEqual(['head:max']);
  play.approve('max');
  expect(play.asked()).toEqual(['book:leo']);
});

test('R7.6 a way back to a step that is still on the path goes straight there', () => {
  const play = new Play({
    name: 'trip',
    version: '1.0.0',
    form: { type: 'object', properties: { cost: { type: 'number' } } },
    steps: [
      approval('head', 'max'),
      {
        kind: 'choice',
        id: 'size',
        branches: [
          { when: 'form.cost > 10.0', steps: [approval('finance', 'fay')] },
          { steps: [] },
        ],
      },
    ],
  });
  play.start('emma', { cost: 12 });
  play.approve('max');
  play.sendBack('fay', 'initiator', 'back');
  play.resubmit('emma', { cost: 11 });
  expect(play.asked()).toEqual(['finance:fay']);
});
