import { describe, expect, test } from 'vitest';
import { approval, call, flow, MACHINE, Play } from '../testing/index.ts';
import type { CallStep, WithdrawPolicy } from './index.ts';

const UNDO = { http: { method: 'DELETE', url: 'secret:erp', body: { n: 'form.amount' } } } as const;
const MAKE = { http: { method: 'PUT', url: 'secret:erp' } } as const;
const OK = { kind: 'delivered', status: 200 } as const;
const NO = { kind: 'failed', message: 'answered 503' } as const;

/** Calls a and b succeed, with somebody before, between and behind them. */
function called(
  more: Partial<CallStep> = { compensate: UNDO },
  flowMore: { readonly withdraw?: WithdrawPolicy } = {},
): Play {
  const steps = [
    approval('x', 'fay'),
    call('a', more),
    approval('y', 'leo', { returns: [{ step: 'x' }, 'initiator'] }),
    call('b', more),
    approval('z', 'max', { returns: [{ step: 'y' }, { step: 'x' }] }),
  ];
  const play = new Play(flow(steps, flowMore));
  play.start('emma', { amount: 5 });
  play.approve('fay');
  play.settle(3, OK);
  play.approve('leo');
  play.settle(5, OK);
  return play;
}

const asked = (play: Play): readonly string[] =>
  play.effects.flatMap((effect) => (effect.kind === 'call' ? [effect.id] : []));
const statuses = (play: Play) => play.state?.saga?.map(({ status }) => status);

describe('R11.2 a call with compensation', () => {
  test('R11.2 joins the saga of its instance with its number and its key', () => {
    const play = called();
    expect(play.state?.saga).toMatchObject([
      { n: 1, visit: 3, key: 'i1.3.undo', status: 'held' },
      { n: 2, visit: 5, key: 'i1.5.undo', status: 'held' },
    ]);
    expect(play.last('CallSettled')).toMatchObject({ visit: 5, saga: 2 });
  });
  test.each([
    ['rejected', (play: Play) => play.reject('max')],
    ['withdrawn', (play: Play) => play.must({ type: 'WithdrawInstance' }, EMMA)],
    ['terminated', (play: Play) => play.order({ type: 'TerminateInstance', reason: 'x' })],
  ] as const)('R11.2 %s: undone in reverse order, one after the other', (outcome, end) => {
    const play = called();
    end(play);
    expect(play.state?.outcome).toBe(outcome);
    expect(asked(play)).toEqual(['i1.3', 'i1.5', 'i1.5.undo']);
    expect(play.effects.at(-1)).toMatchObject({
      method: 'DELETE',
      body: { n: 5 },
      purpose: 'undo',
    });
    play.settle(5, OK, 'undo');
    expect(asked(play)).toEqual(['i1.3', 'i1.5', 'i1.5.undo', 'i1.3.undo']);
    play.settle(3, OK, 'undo');
    expect(statuses(play)).toEqual(['undone', 'undone']);
    const again = { type: 'SettleCall', visit: 3, result: OK, purpose: 'undo' } as const;
    expect(play.refusal(again, MACHINE)).toBe('call.not-waiting');
  });
  test('R11.2 a return undoes what lies behind it, and nothing else', () => {
    const play = called();
    play.sendBack('max', 'y');
    expect(statuses(play)).toEqual(['held', 'undoing']);
    play.settle(5, OK, 'undo');
    play.approve('leo');
    play.settle(8, OK);
    expect(statuses(play)).toEqual(['held', 'undone', 'held']);
    play.approve('max');
    expect(play.state?.outcome).toBe('approved');
    expect(statuses(play)).toEqual(['held', 'undone', 'held']);
  });
  test('R11.2 what fails for good waits for a person; a redrive goes on with the rest', () => {
    const play = called();
    play.reject('max');
    play.settle(5, NO, 'undo');
    expect(play.state?.saga?.[1]).toMatchObject({ status: 'undo-failed', failure: NO.message });
    expect(asked(play).at(-1)).toBe('i1.5.undo');
    play.settle(5, OK, 'undo');
    expect(play.state?.saga?.[1]).not.toHaveProperty('failure');
    expect(asked(play).at(-1)).toBe('i1.3.undo');
  });
  test('R11.2 a call that succeeds after its instance has gone is undone, too', () => {
    const play = new Play(flow([call('a', { compensate: UNDO })]));
    play.start('emma', { amount: 5 });
    play.order({ type: 'TerminateInstance', reason: 'x' });
    play.settle(2, OK);
    expect(statuses(play)).toEqual(['undoing']);
    expect(play.refusal({ type: 'SettleCall', visit: 2, result: OK }, MACHINE)).toBe(
      'call.not-waiting',
    );
  });
  test('R11.2 what is declared void is undone; what ends well stays', () => {
    const play = called();
    play.approve('max');
    expect(statuses(play)).toEqual(['held', 'held']);
    play.order({ type: 'VoidInstance', reason: 'x' });
    expect(statuses(play)).toEqual(['held', 'undoing'].map((s) => (s === 'held' ? 'undo-due' : s)));
  });
});

const EMMA = { kind: 'person', id: 'emma' } as const;

describe('R11.3 try, confirm, cancel', () => {
  const TRY = { confirm: MAKE, cancel: UNDO } as const;
  test('R11.3 confirmed at the end, in the order of the tries', () => {
    const play = called(TRY);
    play.approve('max');
    expect(asked(play)).toEqual(['i1.3', 'i1.5', 'i1.3.confirm']);
    expect(play.effects.at(-1)).toMatchObject({ method: 'PUT', purpose: 'confirm' });
    play.settle(3, OK, 'confirm');
    play.settle(5, OK, 'confirm');
    expect(statuses(play)).toEqual(['confirmed', 'confirmed']);
  });
  test('R11.3 cancelled where a compensation would run', () => {
    const play = called(TRY);
    play.reject('max');
    expect(asked(play).at(-1)).toBe('i1.5.undo');
  });
  test('R11.3 confirmed once a named step has passed, and final from then on', () => {
    const play = called({ ...TRY, confirmAt: 'y' });
    expect(statuses(play)).toEqual(['confirming', 'held']);
    play.settle(3, OK, 'confirm');
    play.reject('max');
    expect(statuses(play)).toEqual(['confirmed', 'undoing']);
  });
  test('R11.3 a confirmation that fails waits for a person', () => {
    const play = called(TRY);
    play.approve('max');
    play.settle(3, NO, 'confirm');
    expect(statuses(play)).toEqual(['confirm-failed', 'confirming']);
    play.settle(3, OK, 'confirm');
    expect(statuses(play)).toEqual(['confirmed', 'confirming']);
  });
});

describe('R8.1 withdrawal after the end', () => {
  const DAY_MS = 86_400_000;
  const WITHDRAW = { type: 'WithdrawInstance' } as const;
  test('R8.1 within its days, everything that was called is undone', () => {
    const play = called({ compensate: UNDO }, { withdraw: { afterEndMs: DAY_MS } });
    play.approve('max');
    play.nowMs += DAY_MS;
    expect(play.refusal(WITHDRAW, 'emma')).toBe('accepted');
    expect(play.state?.outcome).toBe('withdrawn');
    expect(asked(play).at(-1)).toBe('i1.5.undo');
    expect(play.refusal(WITHDRAW, 'emma')).toBe('instance.ended');
  });
  test('R8.1 not later, and not what cannot be undone', () => {
    const late = called({ compensate: UNDO }, { withdraw: { afterEndMs: DAY_MS } });
    late.approve('max');
    late.nowMs += DAY_MS + 1;
    expect(late.refusal(WITHDRAW, 'emma')).toBe('withdraw.too-late');
    const final = called({}, { withdraw: { afterEndMs: DAY_MS } });
    final.approve('max');
    expect(final.refusal(WITHDRAW, 'emma')).toBe('withdraw.not-undoable');
    const usual = called();
    usual.approve('max');
    expect(usual.refusal(WITHDRAW, 'emma')).toBe('instance.ended');
  });
});

describe('R11.1 a call with a callback', () => {
  const vars = { paid: { type: 'number' } } as const;
  const set = { paid: 'message.amount' } as const;
  function calling(more: Partial<CallStep['callback'] & {}> = {}): Play {
    const steps = [call('a', { callback: { set, ...more } }), approval('b', 'fay')];
    const play = new Play(flow(steps, { vars }));
    play.start('emma');
    return play;
  }
  test('R11.1 is delivered with a way to answer, and waits for the answer', () => {
    const play = calling();
    expect(play.effects).toMatchObject([{ callback: true }]);
    play.settle(2, OK);
    expect(play.visit('a').status).toBe('open');
    play.receive(2, { amount: 3 });
    expect(play.state?.vars).toEqual({ paid: 3 });
    expect(play.asked()).toEqual(['b:fay']);
  });
  test('R11.1 the answer may be faster than the end of the delivery', () => {
    const play = calling();
    play.receive(2, { amount: 3 });
    expect(play.asked()).toEqual(['b:fay']);
    expect(play.refusal({ type: 'SettleCall', visit: 2, result: OK }, MACHINE)).toBe(
      'call.not-waiting',
    );
  });
  test('R11.1 its time is limited', () => {
    const play = calling({ limit: { afterMs: 1_000, late: { kind: 'stop' } } });
    play.settle(2, OK);
    play.fireAfter(1_000, 2, 0);
    expect(play.visit('a').incident?.code).toBe('wait.late');
  });
});
