import { expect, test } from 'vitest';
import type { JournalEntry } from '../../../protocol/index.ts';
import { folded, linesOf, peopleIn } from './lines.ts';

function entry(firstSeq: number, ...events: object[]): JournalEntry {
  const actor = { kind: 'person', id: 'li-lei' };
  const lastSeq = firstSeq + events.length - 1;
  return { firstSeq, lastSeq, atMs: firstSeq, actor, events } as unknown as JournalEntry;
}

const JOURNAL = [
  entry(1, { type: 'InstanceStarted', form: { amount: 5, item: 'x' } }, { type: 'VisitOpened' }),
  entry(3, { type: 'VisitClosed' }, { type: 'FormChanged', form: { amount: 7, item: 'x' } }),
  entry(5, { type: 'CallRequested' }, { type: 'CallSettled', failure: 'no answer' }),
  entry(7, { type: 'IncidentRaised' }, { type: 'ClockStopped' }, { type: 'ClockResumed' }),
];

test('V5 events of little weight fold where they stand in a row, and are counted; failures never fold', () => {
  const rows = folded(linesOf(JOURNAL));
  expect(rows.map((row) => ('fold' in row ? row.fold.length : row.event['type']))).toEqual([
    'InstanceStarted',
    2,
    'FormChanged',
    1,
    'CallSettled',
    'IncidentRaised',
    2,
  ]);
});

test('V5 a changed form says which fields, from what to what, also when it was given whole', () => {
  const journal = [
    ...JOURNAL,
    entry(10, { type: 'FormChanged', form: { item: 'y' }, replace: true }),
  ];
  const changes = linesOf(journal).flatMap((line) => (line.changes ? [line.changes] : []));
  expect(changes).toEqual([
    [{ field: 'amount', from: 5, to: 7 }],
    [
      { field: 'amount', from: 7, to: undefined },
      { field: 'item', from: 'x', to: 'y' },
    ],
  ]);
});

test('V5 a journal names who acted, and who was brought in before there is a seat', () => {
  const journal = [
    entry(1, { type: 'PeopleAddedAhead', step: 'chief', people: ['wang-fang'] }),
    entry(2, { type: 'SeatsAdded', visit: 2, seats: [{ person: 'chen-jing' }] }),
    entry(3, { type: 'VisitOpened', people: [{ stage: 'resolved', people: ['not-her'] }] }),
  ];
  expect(peopleIn(journal)).toEqual(['chen-jing', 'li-lei', 'wang-fang']);
});
