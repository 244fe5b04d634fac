/** The rows of a batch of units, as columns; each row knows its unit by number. */

import type { NoticeRow, TaskRow, TimerRow, WaitRow } from '../../../kernel/index.ts';
import type { CommitUnit, JournalRow, OutboxRow, StoredAnswer } from '../../port.ts';
import { AUDIT_RECORD, type Sealing, sealing } from '../audit/trail.ts';
import type { Column } from './columns.ts';

/** A row and the number of the unit that brought it. */
export interface Of<Row> {
  readonly unit: number;
  readonly of: CommitUnit;
  readonly row: Row;
}

type Columns<Row> = readonly Column<Of<Row>>[];

const text = <Row>(name: string, value: Column<Row>['value']): Column<Row> => ({
  name,
  type: 'text',
  value,
});
const bigint = <Row>(name: string, value: Column<Row>['value']): Column<Row> => ({
  name,
  type: 'bigint',
  value,
});
const integer = <Row>(name: string, value: Column<Row>['value']): Column<Row> => ({
  name,
  type: 'integer',
  value,
});

const unitColumn = {
  name: 'unit',
  type: 'integer',
  value: (r: { unit: number }) => r.unit,
} as const;

/** The unit itself: what its instance becomes. */
export const UNIT: Columns<CommitUnit> = [
  unitColumn,
  text('tenant', ({ row }) => row.tenant),
  text('instance', ({ row }) => row.instance),
  bigint('expected_seq', ({ row }) => row.expectedSeq),
  bigint('seq', ({ row }) => row.seq),
  text('flow', ({ row }) => row.header.flow),
  text('version', ({ row }) => row.header.version),
  text('hash', ({ row }) => row.header.hash),
  text('subject', ({ row }) => row.header.subject),
  text('initiator', ({ row }) => row.header.initiator),
  text('status', ({ row }) => row.header.status),
  text('outcome', ({ row }) => row.header.outcome),
  bigint('started_at_ms', ({ row }) => row.header.startedAtMs),
  bigint('updated_at_ms', ({ row }) => row.header.updatedAtMs),
  bigint('ended_at_ms', ({ row }) => row.header.endedAtMs),
  text('snapshot', ({ row }) => row.snapshot),
];

/** A stored answer. */
export const ANSWER: Columns<StoredAnswer> = [
  unitColumn,
  text('tenant', ({ of }) => of.tenant),
  text('key', ({ row }) => row.key),
  text('request_hash', ({ row }) => row.requestHash),
  text('instance', ({ row }) => row.instance),
  text('answer', ({ row }) => row.answer),
  bigint('at_ms', ({ row }) => row.atMs),
];

/** The events of one command. */
export const JOURNAL: Columns<JournalRow> = [
  unitColumn,
  text('tenant', ({ of }) => of.tenant),
  text('instance', ({ of }) => of.instance),
  bigint('first_seq', ({ row }) => row.firstSeq),
  bigint('last_seq', ({ row }) => row.lastSeq),
  bigint('at_ms', ({ row }) => row.atMs),
  text('actor', ({ row }) => JSON.stringify(row.actor)),
  text('command', ({ row }) => row.command),
  text('events', ({ row }) => row.events),
];

/** A task as the inbox shows it. */
export const TASK: Columns<TaskRow> = [
  unitColumn,
  text('tenant', ({ of }) => of.tenant),
  text('id', ({ row }) => row.id),
  text('instance', ({ of }) => of.instance),
  text('person', ({ row }) => row.person),
  text('flow', ({ row }) => row.flow),
  text('step', ({ row }) => row.step),
  text('kind', ({ row }) => row.kind),
  text('status', ({ row }) => row.status),
  text('subject', ({ row }) => row.subject),
  text('initiator', ({ row }) => row.initiator),
  bigint('opened_at_ms', ({ row }) => row.openedAtMs),
  bigint('due_at_ms', ({ row }) => row.dueAtMs),
  bigint('closed_at_ms', ({ row }) => row.closedAtMs),
  text('principal', ({ row }) => row.principal),
];

/** An armed or disarmed rung. */
export const TIMER: Columns<TimerRow> = [
  unitColumn,
  text('tenant', ({ of }) => of.tenant),
  text('instance', ({ of }) => of.instance),
  integer('visit', ({ row }) => row.visit),
  integer('rung', ({ row }) => row.rung),
  bigint('due_at_ms', ({ row }) => row.dueAtMs),
];

/** A visit that begins or ceases to wait for a message. */
export const WAIT: Columns<WaitRow> = [
  unitColumn,
  text('tenant', ({ row }) => row.tenant),
  text('instance', ({ of }) => of.instance),
  integer('visit', ({ row }) => row.visit),
  text('message', ({ row }) => row.message),
  text('key', ({ row }) => row.key),
];

/** A person told. */
export const NOTICE: Columns<NoticeRow> = [
  unitColumn,
  text('tenant', ({ of }) => of.tenant),
  text('person', ({ row }) => row.person),
  text('instance', ({ of }) => of.instance),
  text('flow', ({ row }) => row.flow),
  text('subject', ({ row }) => row.subject),
  bigint('at_ms', ({ row }) => row.atMs),
];

/** An effect to deliver. */
export const OUTBOX: Columns<OutboxRow> = [
  unitColumn,
  text('tenant', ({ of }) => of.tenant),
  text('id', ({ row }) => row.id),
  text('instance', ({ of }) => of.instance),
  bigint('position', ({ row }) => row.position),
  text('effect', ({ row }) => JSON.stringify(row.effect)),
  bigint('created_at_ms', ({ row }) => row.createdAtMs),
];

/** An audit record. */
export const AUDIT: Columns<Sealing> = [
  unitColumn,
  ...AUDIT_RECORD.map(({ name, type, value }) => ({
    name,
    type,
    value: ({ row }: Of<Sealing>) => value(row),
  })),
];

/** Everything a batch writes, by kind. */
export interface BatchRows {
  readonly units: readonly Of<CommitUnit>[];
  readonly answers: readonly Of<StoredAnswer>[];
  readonly journal: readonly Of<JournalRow>[];
  readonly tasks: readonly Of<TaskRow>[];
  readonly timersGone: readonly Of<TimerRow>[];
  readonly timersArmed: readonly Of<TimerRow>[];
  readonly waitsGone: readonly Of<WaitRow>[];
  readonly waitsOpened: readonly Of<WaitRow>[];
  readonly notices: readonly Of<NoticeRow>[];
  readonly outbox: readonly Of<OutboxRow>[];
  readonly audit: readonly Of<Sealing>[];
}

const sameRung = (a: TimerRow) => (b: TimerRow) => a.visit === b.visit && a.rung === b.rung;

/**
 * Sorts the rows of units by kind, the units numbered from the first; a rung that is gone and armed
 * again counts as armed.
 */
export function batchRows(units: readonly CommitUnit[], first = 0): BatchRows {
  const rowsOf = <Row>(pick: (unit: CommitUnit) => readonly Row[]): Of<Row>[] =>
    units.flatMap((of, i) => pick(of).map((row) => ({ unit: first + i, of, row })));
  return {
    units: rowsOf((unit) => [unit]),
    answers: rowsOf((unit) => unit.answers),
    journal: rowsOf((unit) => unit.journal),
    tasks: rowsOf((unit) => unit.changes.tasks),
    timersGone: rowsOf(({ changes }) =>
      changes.timersGone.filter((gone) => !changes.timersArmed.some(sameRung(gone))),
    ),
    timersArmed: rowsOf((unit) => unit.changes.timersArmed),
    waitsGone: rowsOf((unit) => unit.changes.waitsGone),
    waitsOpened: rowsOf((unit) => unit.changes.waitsOpened),
    notices: rowsOf((unit) => unit.changes.notices),
    outbox: rowsOf((unit) => unit.outbox),
    audit: rowsOf((unit) => unit.audit.map(sealing)),
  };
}
