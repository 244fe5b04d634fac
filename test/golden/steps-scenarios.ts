/** Scenarios of acts by administrators and of steps that act outside. */

import { approval, call, choice, flow, task } from '../../src/testing/index.ts';
import type { Scenario } from './scenarios.ts';

const reason = 'the audit asks for it';

const led: Scenario = {
  definition: flow(
    [
      approval('a', 'fay,leo', {
        ballot: { kind: 'all' },
        ladder: [{ afterMs: 1_000, do: { kind: 'remind' } }],
      }),
      choice('way', 'form.amount > 5.0', [call('c'), approval('b', 'max')]),
      task('d', 'finn'),
    ],
    { deadline: [{ afterMs: 50_000, do: { kind: 'end', outcome: 'overdue' } }] },
  ),
  play(play) {
    play.start('emma', { amount: 7 });
    play.order({ type: 'SuspendInstance', reason });
    play.refusal({ type: 'ApproveTask', visit: 2, seat: 1 }, 'fay');
    play.nowMs += 4_000;
    play.order({ type: 'ResumeInstance', reason });
    play.fireAfter(1_000, 2, 0);
    play.order({ type: 'ReplaceVoter', ...play.task('fay'), to: 'ceo', reason });
    play.approve('ceo');
    play.approve('leo');
    play.order({ type: 'SuspendInstance', reason });
    play.settle(play.visit('c').n, { kind: 'delivered', status: 200 });
    play.order({ type: 'ResumeInstance', reason });
    play.order({ type: 'AdvanceVisit', visit: play.visit('b').n, reason });
    play.order({ type: 'JumpInstance', to: 'b', reason });
    play.approve('max');
    play.complete('finn');
    play.order({ type: 'VoidInstance', reason });
    play.order({ type: 'ReviveInstance', to: 'd', reason });
    play.order({ type: 'TerminateInstance', reason });
  },
};

const computed: Scenario = {
  definition: flow(
    [
      {
        kind: 'rule',
        id: 'rate',
        table: {
          hit: 'collect',
          inputs: { amount: 'form.amount' },
          rows: [
            { when: { amount: '> 5.0' }, set: { tags: '"large"' } },
            { when: { amount: '[0.0..9.0]' }, set: { tags: '"counted"' } },
          ],
        },
      },
      {
        kind: 'wait',
        id: 'paid',
        message: 'paid',
        key: 'form.note',
        set: { paid: 'message.amount' },
        limit: { afterMs: 60_000, late: { kind: 'stop' } },
      },
      { kind: 'delay', id: 'rest', forMs: 3_600_000, working: true },
      choice('way', 'vars.paid > 5.0 && "large" in vars.tags', [approval('a', 'max')]),
    ],
    { vars: { tags: { type: 'array', items: { type: 'string' } }, paid: { type: 'number' } } },
  ),
  play(play) {
    play.start('emma', { amount: 7, note: 'o-1' });
    play.fireAfter(60_000, 3, 0);
    play.retry(3);
    play.order({ type: 'SuspendInstance', reason });
    play.receive(4, { amount: 8 });
    play.order({ type: 'ResumeInstance', reason });
    const [timer] = play.visit('rest').timers ?? [];
    play.fireAfter((timer?.dueAtMs ?? 0) - play.nowMs, 5, 0);
    play.approve('max');
  },
};

const withChildren: Scenario = {
  definition: flow(
    [
      approval('a', 'fay'),
      {
        kind: 'subflow',
        id: 's',
        flow: 'child',
        each: 'form.people',
        form: { note: 'item' },
        join: { count: 2 },
        set: { notes: 'child.form.note' },
        returned: { to: 'previous', resume: 'back' },
      },
      approval('b', 'leo'),
    ],
    { vars: { notes: { type: 'array', items: { type: 'string' } } } },
  ),
  play(play) {
    play.start('emma', { people: ['x', 'y', 'z'] });
    play.approve('fay');
    play.childEnds(3, 1, 'returned');
    play.approve('fay');
    play.order({ type: 'SuspendInstance', reason });
    play.childEnds(5, 2, 'approved', { note: 'y' });
    play.order({ type: 'ResumeInstance', reason });
    play.childEnds(5, 1, 'approved', { note: 'x' });
    play.reject('leo');
  },
};

const undo = { http: { method: 'DELETE', url: 'secret:erp', body: { n: 'form.amount' } } } as const;

const undone: Scenario = {
  definition: flow(
    [
      call('book', { compensate: undo }),
      call('reserve', { confirm: { http: { method: 'PUT', url: 'secret:erp' } }, cancel: undo }),
      approval('a', 'max', { returns: [{ step: 'first' }] }),
    ],
    { withdraw: { afterEndMs: 60_000 } },
  ),
  play(play) {
    const ok = { kind: 'delivered', status: 200 } as const;
    play.start('emma', { amount: 7 });
    play.settle(2, ok);
    play.settle(3, ok);
    play.reject('max');
    play.settle(3, { kind: 'failed', message: 'answered 503' }, 'undo');
    play.settle(3, ok, 'undo');
    play.settle(2, ok, 'undo');
    play.order({ type: 'ReviveInstance', to: 'reserve', reason });
    play.settle(5, ok);
    play.approve('max');
    play.settle(5, ok, 'confirm');
    play.refusal({ type: 'WithdrawInstance' }, 'emma');
  },
};

/** By the name of its history. */
export const STEPS_SCENARIOS: { readonly [name: string]: Scenario } = {
  'led-by-administrators': led,
  'computed-and-awaited': computed,
  'parent-and-children': withChildren,
  'undone-and-confirmed': undone,
};
