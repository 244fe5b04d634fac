/** Scenarios of people who are brought in, and of ballots within ballots. */

import type { Organisation } from '../../src/identity/index.ts';
import {
  approval,
  call,
  flow,
  MACHINE,
  parallel,
  people,
  TEST_ORGANISATION,
  task,
} from '../../src/testing/index.ts';
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

const ladder = [
  { afterMs: 60_000, do: { kind: 'remind' } },
  { afterMs: 120_000, do: { kind: 'escalate' } },
] as const;

const FIRST = flow(
  [
    approval('a', 'fay,finn,flo', { ballot: { kind: 'all' }, ladder }),
    parallel('p', [[approval('b', 'leo')], [task('c', 'max')]]),
  ],
  { deadline: [{ afterMs: 600_000, do: { kind: 'remind' } }] },
);

/** The same with another ladder, a step more, and a step under another name. */
const SECOND = flow(
  [
    approval('a', 'fay,finn,flo', { ballot: { kind: 'all' }, ladder: ladder.slice(0, 1) }),
    approval('new', 'dora'),
    parallel('p', [[approval('lawyer', 'leo,ada')], [task('c', 'max')]]),
  ],
  { version: '2.0.0', deadline: [{ afterMs: 900_000, do: { kind: 'reject' } }] },
);

const migrated: Scenario = {
  definition: FIRST,
  play(play) {
    const { flow: first } = play;
    play.start('emma', { amount: 5 });
    play.approve('fay');
    play.delegate('flo', 'max');
    play.nowMs += 30_000;
    play.migrate(SECOND, { votes: 'keep' });
    play.order({ type: 'UndoMigration', reason: 'too early' });
    play.flow = first;
    play.advise('max', 'approve', 'it is fine');
    play.migrate(SECOND, { votes: 'ask-again' });
    play.order({ type: 'UndoMigration', reason: 'she has voted' });
    play.flow = first;
    play.fireAfter(30_000, 2, 0);
    play.approve('finn');
    play.approve('flo');
    play.migrate(SECOND);
    play.migrate(SECOND, { steps: { b: { to: 'lawyer', votes: 'ask-again' } } });
    play.approve('ada');
    play.refusal({ type: 'UndoMigration', reason: 'too late' }, 'ada');
    play.complete('max');
  },
};

const takenBack: Scenario = {
  definition: flow(
    [
      approval('a', 'fay,finn', {
        ballot: { kind: 'all' },
        rights: { note: 'edit' },
        ladder: [{ afterMs: 60_000, do: { kind: 'remind' } }],
      }),
      approval('b', 'leo', { onReject: { kind: 'return', to: 'previous', resume: 'back' } }),
      parallel('p', [[call('c')], [approval('d', 'max')]]),
    ],
    { undoMs: 5_000, deadline: [{ afterMs: 600_000, do: { kind: 'remind' } }] },
  ),
  play(play) {
    play.start('emma', { note: 'one' });
    play.approve('fay', { form: { note: 'two' } });
    play.takeBack('fay', 2, 1);
    play.approve('fay', { form: { note: 'three' } });
    play.approve('finn');
    play.nowMs += 1_000;
    play.takeBack('finn', 2, 2);
    play.refusal({ type: 'TakeBackVote', visit: 2, seat: 2 }, 'finn');
    play.approve('finn');
    play.approve('leo');
    play.takeBack('leo', 4, 1);
    play.approve('leo');
    play.nowMs += 5_000;
    play.fire(0, play.state!.held![0]!.rung);
    play.refusal({ type: 'TakeBackVote', visit: 4, seat: 1 }, 'leo');
    play.settle(play.visit('c').n, { kind: 'delivered', status: 200 });
    play.approve('max');
    play.takeBack('max', play.visit('d').n, 1);
    play.reject('max');
    play.takeBack('max', play.visit('d').n, 1);
    play.approve('max');
  },
};

function withPeople(change: { readonly [id: string]: Partial<Employee> }): Organisation {
  const people = TEST_ORGANISATION.people.map((one) => ({ ...one, ...change[one.id] }));
  return { ...TEST_ORGANISATION, people };
}

type Employee = Organisation['people'][number];

const left: Scenario = {
  definition: flow(
    [
      approval('a', 'x', {
        ask: { of: [{ kind: 'role', role: 'finance' }] },
        ballot: { kind: 'vote', pass: { count: 2 }, weights: { 'user:fay': 2 } },
      }),
      approval('b', 'leo,finn,flo', { ballot: { kind: 'sequence' } }),
      task('c', 'x', {
        ask: { of: [{ kind: 'manager', of: 'initiator', level: 1 }] },
        onMove: 'reassign',
      }),
    ],
    { onLeave: 'reassign' },
  ),
  people: [
    withPeople({ fay: { active: false }, eric: { active: false }, leo: { roles: ['finance'] } }),
    withPeople({ fay: { active: false }, finn: { active: false }, emma: { manager: 'dora' } }),
  ],
  play(play, change) {
    play.start('emma');
    play.delegate('finn', 'eric');
    change(0);
    play.must({ type: 'ReassignTasks' }, MACHINE);
    play.approve('leo');
    play.approve('flo');
    change(1);
    play.refusal({ type: 'ReassignTasks' }, MACHINE);
    play.approve('leo');
    change(0);
    play.approve('flo');
    change(1);
    play.must({ type: 'ReassignTasks' }, MACHINE);
    play.complete('dora');
  },
};

/** By the name of its history. */
export const ACTS_SCENARIOS: { readonly [name: string]: Scenario } = {
  'groups-and-added-people': grouped,
  migrated,
  'taken-back': takenBack,
  'left-and-moved': left,
};
