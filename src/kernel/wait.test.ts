import { describe, expect, test } from 'vitest';
import { approval, flow, Play } from '../testing/index.ts';
import type { WaitStep } from './index.ts';
import { changes, forecast, LIMITS } from './index.ts';

const VARS = { paid: { type: 'number' } } as const;

function waiting(more: Partial<WaitStep> = {}): Play {
  const step = { kind: 'wait', id: 'w', message: 'paid', key: 'form.note', ...more } as const;
  const play = new Play(flow([step, approval('a', 'fay')], { vars: VARS }));
  play.start('emma', { note: 'order-7' });
  return play;
}

describe('a wait', () => {
  test('names its message and its key, and goes on when it comes', () => {
    const play = waiting({ set: { paid: 'message.amount' } });
    expect(play.visit('w').awaits).toEqual({ message: 'paid', key: 'order-7' });
    play.receive(2, { amount: 12.5 });
    expect(play.state?.vars).toEqual({ paid: 12.5 });
    expect(play.asked()).toEqual(['a:fay']);
    const again = { type: 'ReceiveMessage', visit: 2, message: 'm2', payload: 1 } as const;
    expect(play.refusal(again, { kind: 'system', cause: 'x' })).toBe('message.not-awaited');
    expect(play.refusal(again, 'ada')).toBe('admin.right-missing');
  });
  test('P1 its row is there exactly while it waits', () => {
    const play = waiting();
    const waited = play.state!;
    const row = { tenant: 'test', instance: 'i1', visit: 2, message: 'paid', key: 'order-7' };
    expect(changes(undefined, waited).waitsOpened).toEqual([row]);
    play.receive(2);
    expect(changes(waited, play.state!)).toMatchObject({ waitsOpened: [], waitsGone: [row] });
  });
  test('R2.3 a message that does not hold what it should stops the instance', () => {
    const limit = { afterMs: 9, late: { kind: 'pass' } } as const;
    const play = waiting({ set: { paid: 'message.amount' }, limit });
    play.receive(2, { amount: 'a lot' });
    expect(play.visit('w')).toMatchObject({ status: 'incident', incident: { message: /./ } });
    expect(play.visit('w')).not.toHaveProperty('timers');
    expect(play.visit('w')).not.toHaveProperty('awaits');
    play.retry(2);
    expect(play.visit('w').awaits).toEqual({ message: 'paid', key: 'order-7' });
  });
  test.each(['""', `"${'x'.repeat(LIMITS.messageKeyCharsMax + 1)}"`])(
    'R2.3 a key like %.6s is an incident',
    (key) => {
      expect(waiting({ key }).visit('w').incident?.code).toBe('wait.bad-key');
    },
  );
  test('R12.1 the path ahead goes through it', () => {
    const play = waiting({ set: { paid: 'message.amount' } });
    const { nowMs, directory } = play;
    const found = forecast(play.flow, play.state!, { nowMs, directory });
    expect(found.ok && found.forecast.steps.map(({ step }) => step)).toEqual(['w', 'a']);
  });
  test('R8.2 what comes while the instance is suspended is heard afterwards', () => {
    const play = waiting({ set: { paid: 'message.amount' } });
    play.order({ type: 'SuspendInstance', reason: 'x' });
    play.receive(2, { amount: 3 });
    expect(play.state?.vars).toBeUndefined();
    play.order({ type: 'ResumeInstance', reason: 'x' });
    expect(play.state?.vars).toEqual({ paid: 3 });
  });
});

describe('the limit of a wait', () => {
  const late = (kind: 'pass' | 'stop' | 'end') => {
    const then = kind === 'end' ? ({ kind, outcome: 'expired' } as const) : { kind };
    const play = waiting({ limit: { afterMs: 1_000, late: then } });
    play.fireAfter(1_000, 2, 0);
    return play;
  };
  test('pass goes on without the message', () => {
    expect(late('pass').asked()).toEqual(['a:fay']);
  });
  test('stop is an incident, and a retry waits anew', () => {
    const play = late('stop');
    expect(play.visit('w').incident?.code).toBe('wait.late');
    play.retry(2);
    expect(play.visit('w')).toMatchObject({ n: 3, timers: [{ dueAtMs: play.nowMs + 1_000 }] });
  });
  test('end ends the instance with its word', () => {
    expect(late('end').state?.outcome).toBe('expired');
  });
  test('R8.2 it moves by the time that the instance was suspended', () => {
    const play = waiting({ limit: { afterMs: 1_000, late: { kind: 'pass' } } });
    play.order({ type: 'SuspendInstance', reason: 'x' });
    play.nowMs += 500;
    play.order({ type: 'ResumeInstance', reason: 'x' });
    expect(play.visit('w').timers?.[0]?.dueAtMs).toBe(1_001_500);
  });
});
