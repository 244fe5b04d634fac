import { describe, expect, test } from 'vitest';
import { approval, flow, Play, people, task } from '../../testing/index.ts';
import type { ApprovalStep, FlowDefinition, RungAct, Step } from '../index.ts';

const AFTER = 5;

/** One step with one rung, between another before and one behind. */
function fired(
  act: RungAct,
  more: Partial<ApprovalStep> = {},
  definition: Partial<FlowDefinition> = {},
  who = 'fay',
): Play {
  const ladder = [{ afterMs: AFTER, do: act }];
  const steps: readonly Step[] = [
    approval('first', 'max'),
    approval('a', who, { ladder, ...more }),
    approval('last', 'ceo'),
  ];
  const play = new Play(flow(steps, definition));
  play.start('emma');
  play.approve('max');
  play.fireAfter(AFTER, play.visit('a').n, 0);
  return play;
}

const ALL = { ballot: { kind: 'all' } } as const;
const BY = { kind: 'system', cause: 'rung 1' };

describe('R9.1 a rung adds people', () => {
  test('R9.1 R6.8 who join the ballot; R9.3 it is the system’s doing', () => {
    const play = fired({ kind: 'add', people: people('leo', 'flo') }, ALL);
    expect(play.asked()).toEqual(['a:fay', 'a:leo', 'a:flo']);
    expect(play.last('SeatsAdded')).toMatchObject({ where: 'beside', by: BY });
    for (const who of ['fay', 'leo', 'flo']) play.approve(who);
    expect(play.asked()).toEqual(['last:ceo']);
  });
  test('R9.1 R5.3 behind the others in a sequence', () => {
    const play = fired({ kind: 'add', people: people('leo') }, { ballot: { kind: 'sequence' } });
    expect(play.asked()).toEqual(['a:fay']);
    play.approve('fay');
    expect(play.asked()).toEqual(['a:leo']);
  });
  test('R9.1 R3.5 R3.6 but nobody who sits there, has left or may not serve', () => {
    const whom = people('fay', 'gone', 'emma', 'max', 'finn');
    const play = fired({ kind: 'add', people: whom }, ALL, { distinct: [['first', 'a']] });
    expect(play.asked()).toEqual(['a:fay', 'a:finn']);
    const none = fired({ kind: 'add', people: people('gone') }, ALL);
    expect(none.asked()).toEqual(['a:fay']);
    expect(none.events.at(-1)?.type).toBe('TimerFired');
  });
});

describe('R9.1 a rung transfers', () => {
  test('R9.1 R6.4 each open task to the next of the people who is fit', () => {
    const to = people('gone', 'emma', 'leo', 'flo');
    const play = fired({ kind: 'transfer', to }, ALL, {}, 'fay,finn');
    expect(play.asked()).toEqual(['a:leo', 'a:flo']);
    expect(play.last('SeatTransferred')).toMatchObject({ to: 'flo', by: BY });
  });
  test('R9.1 who finds nobody fit keeps the task', () => {
    const play = fired({ kind: 'transfer', to: people('leo') }, ALL, {}, 'fay,finn');
    expect(play.asked()).toEqual(['a:finn', 'a:leo']);
  });
});

describe('R9.1 a rung sends the instance elsewhere', () => {
  test('R9.1 R7.1 back, with the way to resume', () => {
    const play = fired({ kind: 'return', to: { step: 'first' }, resume: 'back' });
    expect(play.asked()).toEqual(['first:max']);
    expect(play.last('Returned')).toMatchObject({ by: BY, resume: 'back' });
    play.approve('max');
    expect(play.asked()).toEqual(['a:fay']);
  });
  test('R9.1 to the initiator where the target was not visited', () => {
    const play = fired({ kind: 'return', to: { step: 'last' }, resume: 'forward' });
    expect(play.asked()).toEqual(['start:emma']);
  });
  test('R9.1 to another step', () => {
    const play = fired({ kind: 'jump', to: 'last' });
    expect(play.asked()).toEqual(['last:ceo']);
    expect(play.visit('a').status).toBe('cancelled');
    expect(play.last('InstanceJumped')).toMatchObject({ to: 'last', by: BY, reason: 'rung 1' });
    expect(play.approve('ceo').outcome).toBe('approved');
  });
  test('R9.1 to its end, in a word of the business', () => {
    const play = fired({ kind: 'end', outcome: 'lapsed' });
    expect(play.state).toMatchObject({ status: 'ended', outcome: 'lapsed', endedBy: BY });
  });
});

describe('R9.5 backup signers', () => {
  const standIns = [
    { for: people('fay').of, ask: people('gone', 'leo', 'flo').of },
    { ask: people('ada').of },
  ];
  const gone = (more: Partial<ApprovalStep>, who = 'gone,finn'): Play => {
    const play = new Play(flow([approval('a', who, { ...ALL, ...more })]));
    play.start('emma');
    return play;
  };
  test('R9.5 a voter who is away is stood in for, on record', () => {
    const play = gone({
      standIns: [{ ask: people('finn', 'emma', 'leo').of }],
      initiator: 'allow',
    });
    expect(play.asked()).toEqual(['a:emma', 'a:finn']);
    const stages = play.last('VisitOpened').trace?.people;
    expect(stages?.at(-1)).toEqual({
      stage: 'stand-in',
      people: ['emma', 'finn'],
      rule: 'emma for gone',
    });
  });
  test('R9.5 each voter has a pool of their own; the first entry that holds counts', () => {
    expect(gone({ standIns }).asked()).toEqual(['a:ada', 'a:finn']);
    const none = gone({ standIns: [{ for: people('fay').of, ask: people('leo').of }] });
    expect(none.asked()).toEqual(['a:finn']);
  });
  test('R9.5 R3.3 stand-ins pass the stages behind', () => {
    const play = gone({ standIns: [{ ask: people('emma').of }] });
    expect(play.asked()).toEqual(['a:max', 'a:finn']);
    const ask = { of: people('gone').of, except: people('leo').of };
    const but = gone({ standIns: [{ ask: people('leo').of }], ask });
    expect(but.asked()).toEqual(['a:ada']);
  });
  test('R9.5 the rung asks the next eligible stand-in, and then the one after', () => {
    const ladder = [
      { afterMs: 5, do: { kind: 'stand-in' } },
      { afterMs: 9, do: { kind: 'stand-in' } },
      { afterMs: 12, do: { kind: 'stand-in' } },
    ] as const;
    const play = gone({ standIns, ladder }, 'fay,finn');
    play.fireAfter(5, 2, 0);
    expect(play.asked()).toEqual(['a:leo', 'a:ada']);
    play.fireAfter(4, 2, 1);
    expect(play.asked()).toEqual(['a:ada', 'a:flo']);
    play.fireAfter(3, 2, 2);
    expect(play.asked()).toEqual(['a:ada', 'a:flo']);
    play.approve('flo');
    expect(play.approve('ada').outcome).toBe('approved');
  });
  test('R9.5 handling steps have them too', () => {
    const play = new Play(flow([task('t', 'gone', { standIns: [{ ask: people('leo').of }] })]));
    play.start('emma');
    expect(play.asked()).toEqual(['t:leo']);
  });
});
