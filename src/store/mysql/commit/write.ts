/** What a commit writes: the rows of the units that won, many to a statement. */

import type { CommitUnit, StoredAnswer } from '../../port.ts';
import { sealStatements } from '../audit/seal.ts';
import { NOW_MS } from '../clock.ts';
import { joined, type Sql, sql } from '../connection/sql.ts';
import { insert, type Table } from './insert.ts';
import { lastWords, placeOf } from './judge.ts';

/** A row and the unit that brings it. */
interface Of<Row> {
  readonly of: CommitUnit;
  readonly row: Row;
}

/** An instance as the last of its units leaves it, with the last snapshot that they bring. */
interface Moved extends Pick<CommitUnit, 'tenant' | 'instance' | 'seq' | 'header'> {
  readonly snapshot: string | undefined;
  readonly snapshotSeq: number;
}

/** Is no JSON; stands for the snapshot that stays where it is. */
const NO_SNAPSHOT = '';

const INSTANCE: Table<Moved> = {
  head: sql`instance (tenant, instance, seq, flow, version, hash, subject, initiator, status,
  outcome, started_at_ms, updated_at_ms, ended_at_ms, snapshot_seq, snapshot)`,
  row: ({ header: h, ...r }) => sql`(${r.tenant}, ${r.instance}, ${r.seq}, ${h.flow}, ${h.version},
  ${h.hash}, ${h.subject}, ${h.initiator}, ${h.status}, ${h.outcome}, ${h.startedAtMs},
  ${h.updatedAtMs}, ${h.endedAtMs}, ${r.snapshotSeq}, ${r.snapshot ?? NO_SNAPSHOT})`,
};

const MOVED: Table<Moved> = {
  ...INSTANCE,
  // The row stands and is locked: this only ever updates.
  tail: sql`ON DUPLICATE KEY UPDATE seq = VALUES(seq), flow = VALUES(flow),
  version = VALUES(version), hash = VALUES(hash), subject = VALUES(subject),
  initiator = VALUES(initiator), status = VALUES(status), outcome = VALUES(outcome),
  started_at_ms = VALUES(started_at_ms), updated_at_ms = VALUES(updated_at_ms),
  ended_at_ms = VALUES(ended_at_ms),
  snapshot_seq = IF(VALUES(snapshot) = ${NO_SNAPSHOT}, snapshot_seq, VALUES(snapshot_seq)),
  snapshot = IF(VALUES(snapshot) = ${NO_SNAPSHOT}, snapshot, VALUES(snapshot))`,
};

/** A stored answer of a tenant. */
export const ANSWER: Table<{
  readonly of: { readonly tenant: string };
  readonly row: StoredAnswer;
}> = {
  head: sql`answer (tenant, \`key\`, request_hash, instance, answer, at_ms)`,
  row: ({ of: { tenant }, row: r }) =>
    sql`(${tenant}, ${r.key}, ${r.requestHash}, ${r.instance}, ${r.answer}, ${r.atMs})`,
};

const JOURNAL: Table<Of<CommitUnit['journal'][number]>> = {
  head: sql`journal (tenant, instance, first_seq, last_seq, at_ms, actor, command, events)`,
  row: ({
    of,
    row: r,
  }) => sql`(${of.tenant}, ${of.instance}, ${r.firstSeq}, ${r.lastSeq}, ${r.atMs},
  ${JSON.stringify(r.actor)}, ${r.command}, ${r.events})`,
};

const TASK: Table<Of<CommitUnit['changes']['tasks'][number]>> = {
  head: sql`task (tenant, id, instance, person, flow, step, kind, status, subject, initiator,
  opened_at_ms, due_at_ms, closed_at_ms, principal)`,
  row: ({
    of,
    row: r,
  }) => sql`(${of.tenant}, ${r.id}, ${of.instance}, ${r.person}, ${r.flow}, ${r.step},
  ${r.kind}, ${r.status}, ${r.subject}, ${r.initiator}, ${r.openedAtMs}, ${r.dueAtMs},
  ${r.closedAtMs}, ${r.principal})`,
  tail: sql`ON DUPLICATE KEY UPDATE person = VALUES(person), step = VALUES(step), kind = VALUES(kind),
  status = VALUES(status), subject = VALUES(subject), opened_at_ms = VALUES(opened_at_ms),
  due_at_ms = VALUES(due_at_ms), closed_at_ms = VALUES(closed_at_ms), principal = VALUES(principal)`,
};

const TIMER: Table<CommitUnit['changes']['timersArmed'][number]> = {
  head: sql`timer (tenant, instance, visit, rung, due_at_ms, ready_at_ms)`,
  row: (r) => sql`(${r.tenant}, ${r.instance}, ${r.visit}, ${r.rung}, ${r.dueAtMs}, ${r.dueAtMs})`,
  tail: sql`ON DUPLICATE KEY UPDATE due_at_ms = VALUES(due_at_ms),
  ready_at_ms = VALUES(ready_at_ms), owner = NULL`,
};

const WAIT: Table<CommitUnit['changes']['waitsOpened'][number]> = {
  head: sql`waiting (tenant, instance, visit, message, \`key\`)`,
  row: (r) => sql`(${r.tenant}, ${r.instance}, ${r.visit}, ${r.message}, ${r.key})`,
};

const NOTICE: Table<Of<CommitUnit['changes']['notices'][number]>> = {
  head: sql`notice (tenant, person, instance, flow, subject, at_ms)`,
  row: ({ of, row: r }) =>
    sql`(${of.tenant}, ${r.person}, ${of.instance}, ${r.flow}, ${r.subject}, ${r.atMs})`,
  // Who was told stays told as before.
  tail: sql`ON DUPLICATE KEY UPDATE tenant = VALUES(tenant)`,
};

const OUTBOX: Table<Of<CommitUnit['outbox'][number]>> = {
  head: sql`outbox (tenant, id, instance, position, effect, created_at_ms, ready_at_ms)`,
  row: ({ of, row: r }) => sql`(${of.tenant}, ${r.id}, ${of.instance}, ${r.position},
  ${JSON.stringify(r.effect)}, ${r.createdAtMs}, ${NOW_MS})`,
};

function rowsOf<Row>(
  units: readonly CommitUnit[],
  pick: (unit: CommitUnit) => readonly Row[],
): readonly Of<Row>[] {
  return units.flatMap((of) => pick(of).map((row) => ({ of, row })));
}

/** Everything that the winners of a batch leave, in their order; the seal comes last. */
export function writeStatements(winners: readonly CommitUnit[]): readonly Sql[] {
  if (winners.length === 0) return [];
  return [
    ...instanceStatements(winners),
    ...insert(
      ANSWER,
      rowsOf(winners, (unit) => unit.answers),
    ),
    ...insert(
      JOURNAL,
      rowsOf(winners, (unit) => unit.journal),
    ),
    ...insert(
      TASK,
      rowsOf(winners, (unit) => unit.changes.tasks),
    ),
    ...timerStatements(winners),
    ...waitStatements(winners),
    ...insert(
      NOTICE,
      rowsOf(winners, (unit) => unit.changes.notices),
    ),
    ...insert(
      OUTBOX,
      rowsOf(winners, (unit) => unit.outbox),
    ),
    ...sealStatements(winners.flatMap((unit) => unit.audit)),
  ];
}

/** An instance that several units move is written once, as the last one leaves it. */
function instanceStatements(winners: readonly CommitUnit[]): readonly Sql[] {
  const moved = new Map<string, Moved>();
  for (const unit of winners) {
    const { tenant, instance, seq, header, snapshot } = unit;
    const place = placeOf(unit);
    const before = moved.get(place);
    const kept =
      snapshot === undefined
        ? { snapshot: before?.snapshot, snapshotSeq: before?.snapshotSeq ?? 0 }
        : { snapshot, snapshotSeq: seq };
    moved.set(place, { tenant, instance, seq, header, ...kept });
  }
  const starts = new Set(winners.filter((unit) => unit.expectedSeq === 0).map(placeOf));
  const of = (isStart: boolean) =>
    [...moved].filter(([place]) => starts.has(place) === isStart).map(([, row]) => row);
  return [...insert(MOVED, of(false)), ...insert(INSTANCE, of(true))];
}

/** Plan of the delete: range over the primary key, a range a row. */
function timerStatements(winners: readonly CommitUnit[]): readonly Sql[] {
  const { gone, come } = lastWords(
    winners,
    (unit) => unit.changes.timersGone.map((row) => ({ ...row, ...at(unit) })),
    (unit) => unit.changes.timersArmed.map((row) => ({ ...row, ...at(unit) })),
    (unit, { visit, rung }) => JSON.stringify([placeOf(unit), visit, rung]),
  );
  const these = gone.map(
    (r) => sql`(tenant = ${r.tenant} AND instance = ${r.instance} AND visit = ${r.visit}
  AND rung = ${r.rung})`,
  );
  const remove = these.length > 0 ? [sql`DELETE FROM timer WHERE ${joined(these, ' OR ')}`] : [];
  return [...remove, ...insert(TIMER, come)];
}

/** Plan of the delete: range over the primary key, a range a row. */
function waitStatements(winners: readonly CommitUnit[]): readonly Sql[] {
  const { gone, come } = lastWords(
    winners,
    (unit) => unit.changes.waitsGone.map((row) => ({ ...row, ...at(unit) })),
    (unit) => unit.changes.waitsOpened.map((row) => ({ ...row, ...at(unit) })),
    (unit, { visit }) => JSON.stringify([placeOf(unit), visit]),
  );
  const these = gone.map(
    (r) => sql`(tenant = ${r.tenant} AND instance = ${r.instance} AND visit = ${r.visit})`,
  );
  const remove = these.length > 0 ? [sql`DELETE FROM waiting WHERE ${joined(these, ' OR ')}`] : [];
  return [...remove, ...insert(WAIT, come)];
}

const at = ({ tenant, instance }: CommitUnit) => ({ tenant, instance });
