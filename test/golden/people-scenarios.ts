/** Scenarios about who is asked. */

import { approval, flow, parallel, people } from '../../src/testing/index.ts';
import type { Scenario } from './scenarios.ts';

const chosenByHand: Scenario = {
  definition: flow([
    approval('a', 'max,dora', { ballot: { kind: 'all' } }),
    approval('b', 'x', { ask: { of: [{ kind: 'choose', by: 'previous', max: 2 }] } }),
    approval('c', 'x', {
      ask: {
        of: [
          { kind: 'choose', by: 'initiator', from: [{ kind: 'group', group: 'committee' }] },
          { kind: 'manager', of: { field: 'person' }, level: 1 },
        ],
        except: [{ kind: 'role', role: 'finance' }],
        also: [{ kind: 'user', id: 'flo' }],
      },
      ballot: { kind: 'all' },
    }),
  ]),
  play(play) {
    const start = { type: 'StartInstance', tenant: 'test', instance: 'i1' } as const;
    const form = { person: 'eric' };
    play.refusal({ ...start, form }, 'emma');
    play.refusal({ ...start, form, choices: { c: ['fay'] } }, 'emma');
    const vote = (who: string, b?: readonly string[]) =>
      play.refusal(
        { type: 'ApproveTask', ...play.task(who), ...(b ? { choices: { b } } : {}) },
        who,
      );
    vote('max', ['fay']);
    vote('dora', ['finn', 'leo']);
    play.sendBack('finn', 'initiator');
    play.refusal({ type: 'ResubmitInstance', choices: { c: ['leo'] } }, 'emma');
    vote('max');
    vote('dora');
    vote('dora', ['finn']);
    play.approve('finn');
    play.approve('leo');
    play.approve('max');
    play.approve('flo');
  },
};

const askedAgain: Scenario = {
  definition: flow([
    approval('a', 'max', { onChange: 'warn' }),
    approval('b', 'dora', { onChange: 'ask-again' }),
    parallel('f', [
      [approval('c', 'fay,finn', { ballot: { kind: 'sequence' }, onChange: 'ask-again' })],
      [approval('d', 'leo', { rights: { note: 'edit' } })],
    ]),
    approval('e', 'ceo', { rights: { note: 'edit' } }),
  ]),
  play(play) {
    play.start('emma', { note: 'one' });
    play.approve('max');
    play.approve('dora');
    play.approve('fay');
    play.approve('leo', { form: { note: 'two' } });
    play.approve('dora');
    play.approve('leo');
    play.approve('fay');
    play.approve('finn');
    play.approve('ceo', { form: { note: 'three' } });
    play.approve('dora');
    play.approve('ceo');
  },
};

const deduped: Scenario = {
  definition: flow(
    [
      approval('a', 'fay'),
      parallel('f', [
        [approval('b', 'leo,fay', { ballot: { kind: 'sequence' } })],
        [approval('c', 'max', { rights: { note: 'edit' } }), approval('d', 'max')],
        [approval('e', 'max,fay', { ballot: { kind: 'all' }, dedupe: { kind: 'last' } })],
      ]),
      approval('g', 'fay', { require: ['comment'] }),
      approval('h', 'fay', { dedupe: { kind: 'adjacent', forOthers: true } }),
    ],
    { dedupe: { kind: 'first' } },
  ),
  play(play) {
    play.start('emma', { note: 'one' });
    play.approve('fay');
    play.approve('leo');
    play.approve('max', { form: { note: 'two' } });
    play.approve('max');
    play.sendBack('fay', 'initiator');
    play.resubmit('emma');
    play.approve('fay');
    play.approve('leo');
    play.approve('max');
    play.approve('max');
    play.approve('fay');
    play.approve('fay', { comment: 'so' });
  },
};

const substituted: Scenario = {
  definition: flow(
    [
      approval('a', 'fay,finn', { ballot: { kind: 'sequence' } }),
      approval('b', 'flo', { dedupe: { kind: 'first', forOthers: true } }),
      approval('c', 'leo'),
    ],
    { distinct: [['a', 'c']] },
  ),
  play(play) {
    const holds = { fromMs: 0, untilMs: 2_000_000 };
    play.substitutions = [
      { id: '1', principal: 'fay', substitute: 'flo', ...holds },
      { id: '2', principal: 'finn', substitute: 'emma', ...holds },
      { id: '3', principal: 'leo', substitute: 'flo', ...holds, flows: ['test'] },
    ];
    play.start('emma', { amount: 1 });
    play.refusal({ type: 'ApproveTask', visit: 2, seat: 1 }, 'flo');
    play.approve('finn');
    play.approve('leo');
  },
};

const rungs: Scenario = {
  definition: flow([
    approval('a', 'fay,gone', {
      ballot: { kind: 'all' },
      standIns: [{ ask: [...people('leo', 'flo').of] }],
      ladder: [
        { afterMs: 5, do: { kind: 'stand-in' } },
        { afterMs: 6, do: { kind: 'add', people: people('ada') } },
        { afterMs: 7, do: { kind: 'transfer', to: people('finn') } },
        { afterMs: 8, do: { kind: 'jump', to: 'b' } },
      ],
    }),
    approval('b', 'max', {
      ladder: [
        { afterMs: 5, do: { kind: 'return', to: { step: 'a' }, resume: 'back' } },
        { afterMs: 9, do: { kind: 'end', outcome: 'lapsed' } },
      ],
    }),
    approval('c', 'max', { ladder: [{ afterMs: 5, do: { kind: 'end', outcome: 'lapsed' } }] }),
  ]),
  play(play) {
    play.start('emma');
    play.fireAfter(5, 2, 0);
    play.fireAfter(1, 2, 1);
    play.fireAfter(1, 2, 2);
    play.fireAfter(1, 2, 3);
    play.fireAfter(5, play.visit('b').n, 0);
    play.resubmit('emma');
    play.approve('max');
    play.fireAfter(5, play.visit('c').n, 0);
  },
};

/** By the name of its history. */
export const PEOPLE_SCENARIOS: { readonly [name: string]: Scenario } = {
  'chosen-by-hand': chosenByHand,
  'asked-again': askedAgain,
  deduped,
  substituted,
  rungs,
};
