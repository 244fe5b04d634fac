/** Scenarios to record; each shows rules that later code must keep. */

import type { Organisation } from '../../src/identity/index.ts';
import type { FlowDefinition } from '../../src/kernel/index.ts';
import type { Play } from '../../src/testing/index.ts';
import {
  approval,
  call,
  choice,
  flow,
  MACHINE,
  parallel,
  people,
  task,
} from '../../src/testing/index.ts';
import { ACTS_SCENARIOS } from './acts-scenarios.ts';
import { PEOPLE_SCENARIOS } from './people-scenarios.ts';
import { STEPS_SCENARIOS } from './steps-scenarios.ts';

export interface Scenario {
  readonly definition: FlowDefinition;
  /** What the organisation becomes later. */
  readonly people?: readonly Organisation[];
  /** `change` makes one of `people` the organisation. */
  play(play: Play, change: (index: number) => void): void;
}

const role = (name: string) => ({ of: [{ kind: 'role', role: name }] }) as const;

const largeExpense: Scenario = {
  definition: flow(
    [
      approval('manager', 'max', {
        ask: { of: [{ kind: 'manager', of: 'initiator', level: 1 }] },
        rights: { note: 'edit' },
      }),
      choice('by-amount', 'form.amount >= 50000.0', [
        parallel('review', [
          [
            approval('finance', 'fay', {
              ask: role('finance'),
              ballot: { kind: 'vote', pass: { share: '2/3' }, quorum: 2 },
            }),
          ],
          [approval('legal', 'leo', { ballot: { kind: 'all' } })],
        ]),
        approval('chief', 'ceo', { require: ['comment'] }),
      ]),
      { kind: 'notify', id: 'told', tell: { of: [{ kind: 'initiator' }] } },
    ],
    { subject: '"Claim of " + initiator.id' },
  ),
  play(play) {
    play.start('emma', { amount: 62_000 });
    play.approve('max', { form: { note: 'client visit' } });
    play.nowMs += 60_000;
    play.approve('fay');
    play.reject('finn');
    play.approve('leo', { comment: 'fine' });
    play.approve('flo');
    play.refusal({ type: 'ApproveTask', ...play.task('ceo') }, 'ceo');
    play.approve('ceo', { comment: 'go ahead' });
  },
};

const returnsInFork: Scenario = {
  definition: flow([
    approval('first', 'max', { returns: ['initiator'] }),
    parallel('fork', [
      [
        approval('a1', 'fay'),
        choice('inner', 'form.amount > 5.0', [
          approval('a2', 'finn', { returns: ['previous', { step: 'first' }] }),
        ]),
      ],
      [approval('b1', 'leo'), approval('b2', 'ada')],
    ]),
    approval('last', 'ceo', { returns: ['initiator', { step: 'fork' }] }),
  ]),
  play(play) {
    play.start('emma', { amount: 7 });
    play.approve('max');
    play.approve('fay');
    play.approve('leo');
    play.sendBack('finn', 'previous', 'back');
    play.approve('fay');
    play.sendBack('finn', 'first', 'back');
    play.sendBack('max', 'initiator', 'back');
    play.resubmit('emma', { amount: 9 });
    play.approve('max');
    play.approve('finn');
    play.approve('leo');
    play.approve('ada');
    play.sendBack('ceo', 'initiator', 'forward');
    play.resubmit('emma', { amount: 2 });
    play.approve('max');
    play.approve('fay');
    play.approve('leo');
    play.approve('ada');
    play.approve('ceo');
  },
};

const voteWithVeto: Scenario = {
  definition: flow([
    approval('board', 'fay,finn,eric', {
      ballot: {
        kind: 'vote',
        pass: { share: '60%' },
        reject: { share: '60%' },
        weights: { 'role:finance': 3, 'user:eric': 2 },
        veto: people('eric').of,
        tie: 'passed',
      },
      ladder: [{ afterMs: 86_400_000, do: { kind: 'escalate' } }],
    }),
    approval('next', 'ceo'),
  ]),
  play(play) {
    play.start('emma');
    play.approve('fay');
    play.abstain('finn');
    play.fireAfter(86_400_000, 2, 0);
    play.refusal({ type: 'RejectTask', visit: 2, seat: 3 }, 'eric');
    play.approve('max');
    play.reject('ceo');
  },
};

const sequenceOnTheClock: Scenario = {
  definition: flow([
    approval('line', 'max,dora', {
      ask: {
        of: [{ kind: 'managers', of: 'initiator', upTo: { post: 'director' }, order: 'bottom-up' }],
      },
      ballot: { kind: 'sequence' },
      ladder: [
        { afterMs: 1_000, do: { kind: 'remind' } },
        { afterMs: 2_000, do: { kind: 'notify', tell: people('ada') } },
        { afterMs: 3_000, do: { kind: 'approve' } },
      ],
    }),
    task('pay', 'fay,finn', {
      ballot: { kind: 'all' },
      ladder: [{ afterMs: 500, do: { kind: 'escalate' } }],
    }),
  ]),
  play(play) {
    play.start('emma');
    play.refusal({ type: 'FireTimer', visit: 2, rung: 0 }, MACHINE);
    play.fireAfter(1_000, 2, 0);
    play.approve('max');
    play.fireAfter(1_000, 2, 1);
    play.fireAfter(1_000, 2, 2);
    play.complete('finn');
    play.nowMs -= 3_600_000;
    play.refusal({ type: 'FireTimer', visit: 3, rung: 0 }, MACHINE);
    play.fireAfter(3_600_500, 3, 0);
    play.complete('dora');
  },
};

const HOUR_MS = 3_600_000;

const workingTime: Scenario = {
  definition: flow(
    [
      approval('east', 'max', {
        ladder: [
          { afterMs: 8 * HOUR_MS, working: true, do: { kind: 'remind' } },
          { afterMs: 20 * HOUR_MS, working: true, do: { kind: 'escalate' } },
          { afterMs: 48 * HOUR_MS, do: { kind: 'notify', tell: people('ada') } },
        ],
      }),
      approval('west', 'fay', {
        calendar: 'default',
        ladder: [{ afterMs: 2 * HOUR_MS, working: true, do: { kind: 'approve' } }],
      }),
      task('lost', 'leo', {
        calendar: 'nowhere',
        ladder: [{ afterMs: HOUR_MS, working: true, do: { kind: 'remind' } }],
      }),
    ],
    { calendar: 'shanghai' },
  ),
  play(play) {
    play.nowMs = Date.parse('2026-03-02T16:00:00+08:00');
    play.start('emma');
    play.refusal({ type: 'FireTimer', visit: 2, rung: 0 }, MACHINE);
    play.fireAfter(48 * HOUR_MS, 2, 2);
    play.fireAfter(0, 2, 0);
    play.fireAfter(138 * HOUR_MS, 2, 1);
    play.approve('dora');
    play.fireAfter(9 * HOUR_MS, 3, 0);
    play.retry(4);
  },
};

const deadlineThatWaits: Scenario = {
  definition: flow(
    [
      parallel('p', [[approval('a', 'fay')], [approval('b', 'finn')]]),
      approval('c', 'ceo', { ladder: [{ afterMs: HOUR_MS, do: { kind: 'remind' } }] }),
    ],
    {
      calendar: 'shanghai',
      clocks: 'stop-while-returned',
      deadline: [
        { afterMs: HOUR_MS, do: { kind: 'remind' } },
        { afterMs: 2 * HOUR_MS, do: { kind: 'notify', tell: people('ada') } },
        { afterMs: 9 * HOUR_MS, working: true, do: { kind: 'end', outcome: 'overdue' } },
      ],
    },
  ),
  play(play) {
    play.nowMs = Date.parse('2026-03-02T16:00:00+08:00');
    play.start('emma');
    play.fireAfter(HOUR_MS, 0, 0);
    play.approve('fay');
    play.sendBack('finn', 'initiator');
    play.nowMs += 60 * HOUR_MS;
    play.refusal({ type: 'FireTimer', visit: 0, rung: 1 }, MACHINE);
    play.resubmit('emma');
    play.fireAfter(HOUR_MS, 0, 1);
    play.approve('finn');
    play.approve('fay');
    play.refusal({ type: 'FireTimer', visit: 0, rung: 2 }, MACHINE);
    play.fireAfter(105 * HOUR_MS, 0, 2);
    play.refusal({ type: 'FireTimer', visit: 5, rung: 0 }, MACHINE);
  },
};

const callsAndIncidents: Scenario = {
  definition: flow([
    call('reserve', {
      http: { method: 'PUT', url: 'secret:erp', body: { id: 'instance.id', by: 'initiator.id' } },
      retry: { attempts: 3, backoffMs: [1_000, 60_000] },
    }),
    parallel('p', [
      [choice('c', 'form.note == "x"', [approval('yes', 'fay')], [approval('no', 'finn')])],
      [approval('mend', 'leo', { rights: { note: 'edit' } })],
    ]),
    call('log', { wait: false }),
  ]),
  play(play) {
    play.start('emma', { amount: 1 });
    play.settle(2, { kind: 'failed', message: 'no answer' });
    play.refusal({ type: 'RetryStep', visit: 2 }, 'emma');
    play.retry(2);
    play.settle(3, { kind: 'delivered', status: 204 });
    play.approve('leo', { form: { note: 'x' } });
    play.retry(play.visit('c').n);
    play.approve('fay');
  },
};

const joins: Scenario = {
  definition: flow([
    parallel(
      'outer',
      [
        [
          parallel('inner', [[approval('a', 'fay')], [approval('b', 'finn')], [call('w')]], {
            join: { count: 2 },
          }),
          approval('c', 'flo'),
        ],
        [approval('d', 'leo', { skip: 'form.amount > 100.0' })],
        [parallel('lost', [[approval('e', 'ada')], [approval('f', 'max')]])],
      ],
      { join: { count: 2 } },
    ),
    { kind: 'end', id: 'stop', outcome: 'settled' },
  ]),
  play(play) {
    play.start('emma', { amount: 200 });
    play.approve('finn');
    play.approve('ada');
    play.settle(play.visit('w').n, { kind: 'delivered', status: 200 });
    play.approve('flo');
  },
};

const dutyAndFallbacks: Scenario = {
  definition: flow(
    [
      approval('own', 'emma'),
      approval('nobody', 'gone', { empty: { people: people('emma', 'max', 'fay').of } }),
      approval('skipped', 'gone', { empty: 'skip' }),
      approval('passed', 'emma', { initiator: 'forbid', empty: 'approve' }),
      approval('money', 'fay,finn', {
        ask: role('finance'),
        ballot: { kind: 'any', first: 'approval' },
      }),
      approval('blocked', 'max', { empty: 'block' }),
    ],
    { distinct: [['own', 'nobody', 'money', 'blocked']], withdraw: 'until-first-vote' },
  ),
  play(play) {
    play.start('emma');
    play.approve('max');
    play.refusal({ type: 'WithdrawInstance' }, 'emma');
    play.approve('fay');
    play.reject('flo');
    play.approve('finn');
    play.refusal({ type: 'TerminateInstance', reason: '' }, 'ada');
    play.must({ type: 'TerminateInstance', reason: 'nobody left' }, { kind: 'person', id: 'ada' });
  },
};

const rejectedAndWithdrawn: Scenario = {
  definition: flow([
    approval('a', 'max'),
    approval('b', 'fay,finn', {
      ballot: { kind: 'all', close: 'when-all-voted' },
      onReject: { kind: 'return', to: 'previous', resume: 'back' },
    }),
  ]),
  play(play) {
    play.start('emma', { note: 'first' });
    play.approve('max');
    play.reject('fay', { comment: 'too vague' });
    play.approve('finn');
    play.sendBack('max', 'initiator');
    play.must({ type: 'AddComment', text: 'sorry' }, { kind: 'person', id: 'emma' });
    play.must({ type: 'WithdrawInstance', reason: 'later' }, { kind: 'person', id: 'emma' });
    play.refusal({ type: 'ResubmitInstance' }, 'emma');
    play.must({ type: 'AddComment', text: 'too bad' }, { kind: 'person', id: 'max' });
  },
};

const handedOn: Scenario = {
  definition: flow(
    [
      approval('board', 'fay,finn,flo', {
        ballot: { kind: 'vote', pass: { share: '2/3' }, weights: { 'user:fay': 2 } },
        returns: ['initiator'],
        ladder: [{ afterMs: 1_000, do: { kind: 'remind' } }],
      }),
      approval('line', 'max,leo', { ballot: { kind: 'sequence' }, acts: ['transfer'] }),
    ],
    { distinct: [['board', 'line']] },
  ),
  play(play) {
    play.start('emma', { amount: 3 });
    play.transfer('fay', 'dora', 'you know the case');
    play.refusal({ type: 'ApproveTask', visit: 2, seat: 1 }, 'fay');
    play.delegate('finn', 'ada', 'is it in the budget?');
    play.refusal({ type: 'ApproveTask', visit: 2, seat: 2 }, 'finn');
    play.fireAfter(1_000, 2, 0);
    play.advise('ada', 'reject', 'it is not');
    play.delegate('flo', 'eric');
    play.recall('flo');
    play.sendBack('dora', 'initiator', 'back');
    play.resubmit('emma', { amount: 2 });
    play.approve('dora');
    play.approve('finn');
    play.refusal({ type: 'DelegateTask', ...play.task('max'), to: 'eric' }, 'max');
    play.refusal({ type: 'TransferTask', ...play.task('max'), to: 'ada' }, 'max');
    play.transfer('max', 'eric');
    play.approve('eric');
    play.approve('leo');
  },
};

const FIRST: { readonly [name: string]: Scenario } = {
  'large-expense': largeExpense,
  'returns-in-fork': returnsInFork,
  'vote-with-veto': voteWithVeto,
  'sequence-on-the-clock': sequenceOnTheClock,
  'calls-and-incidents': callsAndIncidents,
  joins,
  'duty-and-fallbacks': dutyAndFallbacks,
  'rejected-and-withdrawn': rejectedAndWithdrawn,
  'working-time': workingTime,
  'deadline-that-waits': deadlineThatWaits,
  'handed-on': handedOn,
  ...ACTS_SCENARIOS,
  ...STEPS_SCENARIOS,
  ...PEOPLE_SCENARIOS,
};

/** Played again since votes store the hash of what was seen (R10.1). */
const BOUND = [
  'calls-and-incidents',
  'chosen-by-hand',
  'deadline-that-waits',
  'duty-and-fallbacks',
  'handed-on',
  'joins',
  'large-expense',
  'led-by-administrators',
  'rejected-and-withdrawn',
  'returns-in-fork',
  'sequence-on-the-clock',
  'vote-with-veto',
  'working-time',
];

/** By the name of its history. */
export const SCENARIOS: { readonly [name: string]: Scenario } = {
  ...FIRST,
  ...Object.fromEntries(BOUND.map((name) => [`${name}-bound`, FIRST[name]!])),
};
