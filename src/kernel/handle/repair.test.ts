import { describe, expect, test } from 'vitest';
import { approval, call, choice, flow, MACHINE, Play, parallel } from '../../testing/index.ts';
import type { FlowDefinition, Step } from '../index.ts';
import { LIMITS } from '../index.ts';

function begun(steps: readonly Step[], form = {}, more: Partial<FlowDefinition> = {}): Play {
  const play = new Play(flow(steps, more));
  play.start('emma', form);
  return play;
}

const DELIVERED = { kind: 'delivered', status: 200 } as const;
const FAILED = { kind: 'failed', message: 'refused' } as const;

describe('R2.3 an expression that fails stops the instance with an incident', () => {
  const fails = 'form.note == "x"';
  const places: readonly (readonly [string, Step])[] = [
    ['a condition', choice('a', fails, [approval('b', 'fay')])],
    ['a skip', approval('a', 'fay', { skip: fails })],
    ['a skip of a fork', { ...parallel('a', [[approval('b', 'fay')]]), skip: fails }],
    ['a resolver', approval('a', 'x', { ask: { of: [{ kind: 'cel', cel: 'form.note' }] } })],
    [
      'an exception',
      approval('a', 'x', {
        ask: { of: [{ kind: 'initiator' }], except: [{ kind: 'cel', cel: 'form.note' }] },
      }),
    ],
    [
      'named people',
      approval('a', 'gone', { empty: { people: [{ kind: 'cel', cel: 'form.note' }] } }),
    ],
    [
      'a veto',
      approval('a', 'fay', {
        ballot: { kind: 'vote', pass: { count: 1 }, veto: [{ kind: 'cel', cel: 'form.note' }] },
      }),
    ],
    [
      'a notification',
      { kind: 'notify', id: 'a', tell: { of: [{ kind: 'cel', cel: 'form.note' }] } },
    ],
    [
      'a call’s body',
      call('a', { http: { method: 'POST', url: 'https://x', body: { n: 'form.note' } } }),
    ],
  ];
  test.each(places)('R2.3 in %s: nobody is asked, nothing is decided', (_name, step) => {
    const play = begun([step, approval('after', 'ceo')]);
    expect(play.visit('a').status).toBe('incident');
    expect(play.visit('a').incident?.message).not.toBe('');
    expect(play.asked()).toEqual([]);
    expect(play.effects).toEqual([]);
    play.retry(play.visit('a').n);
    expect(play.state?.visits.filter((visit) => visit.step === 'a')).toHaveLength(2);
    expect(play.visit('a').status).toBe('incident');
  });
  test('R2.3 no branch that holds is an incident', () => {
    const play = begun([{ kind: 'choice', id: 'a', branches: [{ when: 'false', steps: [] }] }]);
    expect(play.visit('a').incident?.code).toBe('choice.no-branch');
  });
  test('R2.3 a retry after the data is mended goes on', () => {
    const steps = [
      parallel('f', [
        [choice('a', fails, [approval('b', 'fay')], [approval('c', 'finn')])],
        [approval('d', 'leo', { rights: { note: 'edit' } })],
      ]),
    ];
    const play = begun(steps);
    expect(play.asked()).toEqual(['d:leo']);
    play.approve('leo', { form: { note: 'x' } });
    expect(play.state?.status).toBe('running');
    play.retry(play.visit('a').n);
    expect(play.asked()).toEqual(['b:fay']);
    expect(play.approve('fay').outcome).toBe('approved');
  });
  test('R2.3 a retry is an administrator’s, of what stands still', () => {
    const play = begun([approval('a', 'fay', { skip: fails }), approval('b', 'ceo')]);
    const retry = { type: 'RetryStep', visit: 2 } as const;
    expect(play.refusal(retry, 'emma')).toBe('admin.right-missing');
    expect(play.refusal({ ...retry, visit: 1 }, 'ada')).toBe('incident.none');
  });
  test('R2.3 L3 a join that completes takes a branch’s incident with it', () => {
    const branches = [[approval('a', 'fay', { skip: fails })], [approval('b', 'leo')]];
    const play = begun([parallel('f', branches, { join: 'any' }), approval('c', 'ceo')]);
    play.approve('leo');
    expect(play.visit('a')).toMatchObject({ status: 'cancelled' });
    expect(play.visit('a').incident).toBeUndefined();
    expect(play.refusal({ type: 'RetryStep', visit: play.visit('a').n }, 'ada')).toBe(
      'incident.none',
    );
    expect(play.asked()).toEqual(['c:ceo']);
  });
});

describe('R2.4 L9 no input makes the kernel loop for ever', () => {
  test('R2.4 more steps than there may be are an incident, and a retry is refused', () => {
    const many = Array.from({ length: LIMITS.visitsPerInstanceMax - 2 }, (_, n): Step => {
      return { kind: 'choice', id: `c${n}`, branches: [{ steps: [] }] };
    });
    const play = begun([...many, approval('a', 'fay'), approval('b', 'ceo')]);
    expect(play.asked()).toEqual(['a:fay']);
    const more: Step = { kind: 'choice', id: 'more', branches: [{ steps: [] }] };
    const over = begun([more, ...many, approval('a', 'fay')]);
    expect(over.visit('a').incident?.code).toBe('limit.steps');
    const retry = { type: 'RetryStep', visit: over.visit('a').n } as const;
    expect(over.refusal(retry, 'ada')).toBe('limit.visits');
  });
  test('R2.4 a step that was visited too often stands still, and a retry is refused', () => {
    const play = begun([approval('a', 'fay'), approval('b', 'finn')]);
    for (let n = 1; n < LIMITS.visitsPerStepMax; n++) {
      play.sendBack('fay', 'initiator');
      play.resubmit('emma');
    }
    expect(play.asked()).toEqual(['a:fay']);
    play.sendBack('fay', 'initiator');
    play.resubmit('emma');
    const { n, incident } = play.visit('a');
    expect(incident?.code).toBe('limit.steps');
    expect(play.refusal({ type: 'RetryStep', visit: n }, 'ada')).toBe('limit.visits');
    expect(play.refusal({ type: 'TerminateInstance', reason: 'endless' }, 'ada')).toBe('accepted');
  });
});

describe('R11.1 a call goes to the outbox, in the commit of its events', () => {
  const http = {
    method: 'PUT',
    url: 'secret:erp',
    body: { id: 'instance.id', n: '1 + 1' },
  } as const;
  test('R11.1 with method, address, body and retry', () => {
    const play = begun([call('a', { http, retry: { attempts: 3, backoffMs: [1, 2] } })]);
    const body = { id: 'i1', n: 2 };
    expect(play.effects).toEqual([
      {
        ...{ id: 'i1.2', seq: 3 },
        ...{ kind: 'call', tenant: 'test', instance: 'i1', visit: 2, method: 'PUT' },
        ...{ url: 'secret:erp', body, attemptsMax: 3, backoffMs: [1, 2], wait: true },
      },
    ]);
    expect(play.last('CallRequested')).toMatchObject({ method: 'PUT', url: 'secret:erp', body });
    expect(play.state?.status).toBe('running');
    expect(play.settle(2, DELIVERED).outcome).toBe('approved');
  });
  test('R11.1 fire and forget goes on at once, and its result counts for nothing', () => {
    const play = begun([call('a', { wait: false }), approval('b', 'ceo')]);
    expect(play.asked()).toEqual(['b:ceo']);
    expect(play.effects[0]).toMatchObject({ wait: false, attemptsMax: LIMITS.callAttempts });
    const late = { type: 'SettleCall', visit: 2, result: DELIVERED } as const;
    expect(play.refusal(late, MACHINE)).toBe('call.not-waiting');
  });
  test('R11.1 a call that failed is an incident; a later delivery settles it', () => {
    const play = begun([call('a'), approval('b', 'ceo')]);
    play.settle(2, FAILED);
    expect(play.visit('a').incident).toEqual({ code: 'call.failed', message: 'refused' });
    const again = { type: 'SettleCall', visit: 2, result: FAILED } as const;
    expect(play.refusal(again, MACHINE)).toBe('call.not-waiting');
    play.settle(2, DELIVERED);
    expect(play.asked()).toEqual(['b:ceo']);
  });
  test('R11.1 a retry calls again under a key of its own', () => {
    const play = begun([call('a'), approval('b', 'ceo')]);
    play.settle(2, FAILED);
    play.retry(2);
    expect(play.effects.map((effect) => effect.visit)).toEqual([2, 3]);
    const old = { type: 'SettleCall', visit: 2, result: DELIVERED } as const;
    expect(play.refusal(old, MACHINE)).toBe('call.not-waiting');
    play.settle(3, DELIVERED);
    expect(play.asked()).toEqual(['b:ceo']);
  });
  test.each([
    ['a whole number beyond exactness', '9223372036854775807'],
    ['an infinity', '[1.0 / 0.0]'],
    ['bytes', '{"inner": b"abc"}'],
  ])('R2.3 a body that is no JSON is an incident: %s', (_name, source) => {
    const play = begun([call('a', { http: { ...http, body: { x: source } } })]);
    expect(play.visit('a').incident?.code).toBe('call.not-json');
    expect(play.effects).toEqual([]);
  });
});
