import { describe, expect, test } from 'vitest';
import { approval, call, choice, flow, MACHINE, Play, parallel, people } from '../testing/index.ts';
import type { ParallelStep, Step } from './index.ts';

function begun(steps: readonly Step[], form = {}): Play {
  const play = new Play(flow(steps));
  play.start('emma', form);
  return play;
}

describe('R2.1 lists of steps', () => {
  test('R2.1 leaving the outermost list ends the instance as approved', () => {
    const play = begun([]);
    expect(play.state).toMatchObject({ status: 'ended', outcome: 'approved' });
  });
  test('R2.1 an empty branch is left at once', () => {
    const play = begun([choice('c', 'true', []), parallel('p', [[], []]), approval('a', 'fay')]);
    expect(play.asked()).toEqual(['a:fay']);
    expect(play.visit('p').ended).toEqual([0, 1]);
  });
  test('R2.1 lists inside lists are left one after the other', () => {
    const inner = choice('c2', 'true', [approval('a', 'fay')]);
    const play = begun([choice('c1', 'true', [parallel('p', [[inner]])]), approval('z', 'ceo')]);
    play.approve('fay');
    expect(play.asked()).toEqual(['z:ceo']);
    for (const id of ['c2', 'p', 'c1']) expect(play.visit(id).status).toBe('passed');
  });
  test('R2.1 end ends the instance with its outcome, wherever it stands', () => {
    const end: Step = { kind: 'end', id: 'e', outcome: 'not-needed' };
    const play = begun([parallel('p', [[approval('a', 'fay')], [end]]), approval('z', 'ceo')]);
    expect(play.state).toMatchObject({ status: 'ended', outcome: 'not-needed' });
    expect(play.visit('a')).toMatchObject({ status: 'cancelled' });
    expect(play.openTasks()).toEqual([]);
  });
});

describe('R2.2 skip', () => {
  const skip = 'form.amount < 10.0';
  test('R2.2 records the visit with the values that made it so, and asks nobody', () => {
    const play = begun([approval('a', 'fay', { skip }), approval('b', 'ceo')], { amount: 5 });
    expect(play.asked()).toEqual(['b:ceo']);
    expect(play.last('VisitSkipped')).toMatchObject({
      step: 'a',
      trace: { because: { expression: skip, values: { 'form.amount': 5 } } },
    });
  });
  test.each<Step>([
    parallel('x', [[approval('a', 'fay')]]),
    choice('x', 'true', [approval('a', 'fay')]),
    call('x'),
    { kind: 'notify', id: 'x', tell: people('fay') },
    { kind: 'end', id: 'x', outcome: 'rejected' },
  ])('R2.2 on a $kind', (step) => {
    const play = begun([{ ...step, skip } as Step, approval('b', 'ceo')], { amount: 5 });
    expect(play.visit('x').status).toBe('skipped');
    expect(play.asked()).toEqual(['b:ceo']);
    expect(play.effects).toEqual([]);
  });
  test('R2.2 false goes on as if it were not there', () => {
    const play = begun([approval('a', 'fay', { skip })], { amount: 50 });
    expect(play.asked()).toEqual(['a:fay']);
  });
});

describe('L3 a parallel’s join', () => {
  const three = (join?: ParallelStep['join']): readonly Step[] => [
    parallel('p', [[approval('a', 'fay')], [approval('b', 'finn')], [approval('c', 'flo')]], {
      ...(join ? { join } : {}),
    }),
    approval('z', 'ceo'),
  ];
  test('L3 all waits for every branch', () => {
    const play = begun(three());
    play.approve('flo');
    play.approve('fay');
    expect(play.asked()).toEqual(['b:finn']);
    play.approve('finn');
    expect(play.asked()).toEqual(['z:ceo']);
  });
  test('L3 any goes on with the first and cancels the rest', () => {
    const play = begun(three('any'));
    const late = { type: 'ApproveTask', ...play.task('fay') } as const;
    play.approve('finn');
    expect(play.asked()).toEqual(['z:ceo']);
    expect(play.visit('a')).toMatchObject({ status: 'cancelled' });
    expect(play.visit('a').seats?.[0]?.closed).toBe('cancelled');
    expect(play.refusal(late, 'fay')).toBe('task.closed');
  });
  test('L3 a count goes on with that many', () => {
    const play = begun(three({ count: 2 }));
    play.approve('finn');
    expect(play.asked()).toEqual(['a:fay', 'c:flo']);
    play.approve('flo');
    expect(play.asked()).toEqual(['z:ceo']);
  });
  test('L3 L2 a count beyond the branches, or no branch at all, holds up nothing', () => {
    const play = begun(three({ count: 9 }));
    for (const person of ['fay', 'finn', 'flo']) play.approve(person);
    expect(play.asked()).toEqual(['z:ceo']);
    expect(begun([parallel('p', []), approval('z', 'ceo')]).asked()).toEqual(['z:ceo']);
  });
  test('L3 a branch that ends at once lets any pass before the others are asked', () => {
    const play = begun([
      parallel('p', [[], [approval('a', 'fay')]], { join: 'any' }),
      approval('z', 'ceo'),
    ]);
    expect(play.asked()).toEqual(['z:ceo']);
    expect(play.events.some((event) => event.type === 'VisitOpened' && event.step === 'a')).toBe(
      false,
    );
  });
  test('L3 forks inside forks join from the inside out', () => {
    const inner = parallel('q', [[approval('a', 'fay')], [approval('b', 'finn')]], { join: 'any' });
    const play = begun([parallel('p', [[inner, approval('c', 'flo')], [approval('d', 'leo')]])]);
    play.approve('finn');
    expect(play.asked()).toEqual(['d:leo', 'c:flo']);
    play.approve('flo');
    expect(play.approve('leo').outcome).toBe('approved');
  });
  test('L3 an outer join cancels what is nested in the losing branch', () => {
    const inner = parallel('q', [[choice('k', 'true', [approval('a', 'fay')])], [call('w')]]);
    const play = begun([
      parallel('p', [[inner], [approval('d', 'leo')]], { join: 'any' }),
      approval('z', 'ceo'),
    ]);
    play.approve('leo');
    for (const id of ['q', 'k', 'a', 'w']) expect(play.visit(id).status).toBe('cancelled');
    const settle = { type: 'SettleCall', visit: play.visit('w').n } as const;
    const result = { kind: 'delivered', status: 200 } as const;
    expect(play.refusal({ ...settle, result }, MACHINE)).toBe('call.not-waiting');
    expect(play.asked()).toEqual(['z:ceo']);
  });
});

describe('R12.2 every automatic choice leaves a trace', () => {
  test('R12.2 a branch: the expression and the values it read', () => {
    const play = begun([choice('c', 'form.amount > 10.0', [approval('a', 'fay')])], { amount: 12 });
    const opened = play.events.find((event) => event.type === 'VisitOpened' && event.step === 'c');
    expect(opened).toMatchObject({
      branches: [0],
      trace: { because: { expression: 'form.amount > 10.0', values: { 'form.amount': 12 } } },
    });
  });
  test('R12.2 people: the stages and the directory', () => {
    const play = begun([approval('a', 'fay,gone')]);
    expect(play.last('VisitOpened').trace).toEqual({
      people: [
        { stage: 'resolved', people: ['fay', 'gone'] },
        { stage: 'inactive', people: ['fay'] },
      ],
      directory: 'test-1',
    });
  });
  test('R12.2 an escalation: the rung and the directory', () => {
    const ladder = [{ afterMs: 1, do: { kind: 'escalate' } }] as const;
    const play = begun([approval('a', 'fay', { ladder })]);
    play.fireAfter(1, 2, 0);
    expect(play.last('SeatEscalated')).toMatchObject({ rung: 0, directory: 'test-1' });
  });
});

test('T9 telling people changes no outcome, and tells each once', () => {
  const tell: Step = { kind: 'notify', id: 'n', tell: people('fay', 'gone') };
  const play = begun([tell, { ...tell, id: 'm' } as Step, approval('a', 'max')]);
  expect(play.state?.notified).toEqual(['fay']);
  expect(play.asked()).toEqual(['a:max']);
});
