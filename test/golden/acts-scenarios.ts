/** Scenarios of people who are brought in, and of ballots within ballots. */

import { approval, flow, people } from '../../src/testing/index.ts';
import type { Scenario } from './scenarios.ts';

const grouped: Scenario = {
  definition: flow([
    approval('a', 'x', {
      ask: { of: [] },
      ballot: { kind: 'sequence' },
      groups: [
        {
          name: 'finance',
          ask: people('fay', 'finn', 'flo'),
          ballot: { kind: 'vote', pass: { count: 2 } },
        },
        { name: 'legal', ask: people('leo'), ballot: { kind: 'any' } },
      ],
    }),
    approval('b', 'max,ceo', { ballot: { kind: 'all' }, onAddedReject: 'reject' }),
  ]),
  play(play) {
    play.start('emma');
    play.approve('fay');
    play.add('finn', 'beside', ['dora'], { comment: 'she knows the budget' });
    play.remove('finn', 'dora');
    play.add('finn', 'after', ['eric']);
    play.approve('eric');
    play.add('leo', 'before', ['ada'], { mode: 'any' });
    play.reject('ada', { comment: 'not yet' });
    play.approve('leo');
    play.add('max', 'beside', ['fay']);
    play.add('ceo', 'before', ['leo', 'finn'], { mode: 'sequence' });
    play.sendBack('fay', 'previous', 'back');
    play.approve('fay');
    play.approve('flo');
    play.approve('leo');
    play.approve('max');
    play.approve('fay');
    play.reject('leo');
  },
};

/** By the name of its history. */
export const ACTS_SCENARIOS: { readonly [name: string]: Scenario } = {
  'groups-and-added-people': grouped,
};
