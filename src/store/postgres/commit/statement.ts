/**
 * The folded statement of a commit: compare, state, journal and everything that follows, for every
 * unit of a batch, in one round trip.
 *
 * Plan: each input is a function scan expected to hold one row (columns.ts says why); against it
 *   instance  Nested Loop → Index Scan using instance_pkey (compare-and-set; heap-only update)
 *   answer    Nested Loop → Index Only/Index Scan using answer_pkey
 *   task      Nested Loop → Index Scan using task_pkey
 *   timer     Nested Loop → Index Scan using timer_pkey
 *   audit     audit/seal.ts says; first here, run last
 * Which unit won is a hashed SubPlan: `(unit IN (…)) IS TRUE` is no join for the planner, so no
 * nested loop over two lists of a batch; joined, a batch of 100 units compared 100 × 300 numbers.
 *
 * A parameter changes the meaning of nothing here: units that lose take no row along, because every
 * part asks for its unit in `won`.
 */

import { sealOneStep, sealSteps } from '../audit/seal.ts';
import { NOW_MS } from '../clock.ts';
import type { Statement } from '../connection/lanes.ts';
import { arraysOf, type Column, fewRowsTable, fieldsOf, rowsTable } from './columns.ts';
import type { BatchRows } from './rows.ts';
import { ANSWER, AUDIT, JOURNAL, NOTICE, OUTBOX, TASK, TIMER, UNIT, WAIT } from './rows.ts';

type Part = keyof BatchRows;

const COLUMNS: { readonly [P in Part]: readonly Column<BatchRows[P][number]>[] } = {
  units: UNIT,
  audit: AUDIT,
  answers: ANSWER,
  journal: JOURNAL,
  tasks: TASK,
  timersGone: TIMER,
  timersArmed: TIMER,
  waitsGone: WAIT,
  waitsOpened: WAIT,
  notices: NOTICE,
  outbox: OUTBOX,
};

const WON = '(r.unit IN (SELECT unit FROM won)) IS TRUE';

/** Which units a statement is for: one that begins, one that goes on, or any. */
type Units = 'start' | 'move' | 'any';

const REPEATED = '(r.unit IN (SELECT unit FROM duplicate)) IS TRUE';

/** The steps before all others; the last of them, `won`, has the units that may write. */
function compareAndSet(units: Units, input: string, answers: string | undefined): string {
  const isNew = answers ? `AND NOT ${REPEATED}` : '';
  const duplicate = `duplicate AS MATERIALIZED (
  SELECT DISTINCT r.unit FROM ${answers} r
  JOIN answer a ON a.tenant = r.tenant AND a.key = r.key
)`;
  const moved = `moved AS (
  UPDATE instance i SET
    seq = r.seq, flow = r.flow, version = r.version, hash = r.hash,
    subject = r.subject, initiator = r.initiator, status = r.status, outcome = r.outcome,
    started_at_ms = r.started_at_ms, updated_at_ms = r.updated_at_ms, ended_at_ms = r.ended_at_ms,
    snapshot_seq = CASE WHEN r.snapshot IS NULL THEN i.snapshot_seq ELSE r.seq END,
    snapshot = coalesce(r.snapshot, i.snapshot)
  FROM input r
  WHERE r.expected_seq > 0 AND i.tenant = r.tenant AND i.instance = r.instance
    AND i.seq = r.expected_seq ${isNew}
  RETURNING r.unit
)`;
  const started = `started AS MATERIALIZED (
  SELECT r.* FROM input r
  WHERE r.expected_seq = 0 ${isNew}
    AND NOT EXISTS (
      SELECT FROM instance i WHERE i.tenant = r.tenant AND i.instance = r.instance
    )
),
written AS (
  INSERT INTO instance (tenant, instance, seq, flow, version, hash, subject, initiator,
    status, outcome, started_at_ms, updated_at_ms, ended_at_ms, snapshot_seq, snapshot)
  SELECT tenant, instance, seq, flow, version, hash, subject, initiator,
    status, outcome, started_at_ms, updated_at_ms, ended_at_ms, seq, snapshot
  FROM started
)`;
  return [
    `input AS MATERIALIZED ${input}`,
    ...(answers ? [duplicate] : []),
    ...(units === 'start' ? [] : [moved]),
    ...(units === 'move' ? [] : [started]),
    `won AS MATERIALIZED (${[
      ...(units === 'start' ? [] : ['SELECT unit FROM moved']),
      ...(units === 'move' ? [] : ['SELECT unit FROM started']),
    ].join(' UNION ALL ')})`,
  ].join(',\n');
}

/** What each kind of rows becomes; a change of a row that stands is an update, else an insert. */
const WRITES: {
  readonly [P in Exclude<Part, 'units'>]: (rows: string, few?: number) => string;
} = {
  audit: (rows, few) => (few === 1 ? sealOneStep : sealSteps)(`${rows} r WHERE ${WON}`),
  answers: (rows) => `answer_new AS (
  INSERT INTO answer (tenant, key, request_hash, instance, answer, at_ms)
  SELECT tenant, key, request_hash, instance, answer, at_ms FROM ${rows} r WHERE ${WON}
)`,
  journal: (rows) => `journal_new AS (
  INSERT INTO journal (tenant, instance, first_seq, last_seq, at_ms, actor, command, events)
  SELECT tenant, instance, first_seq, last_seq, at_ms, actor, command, events
  FROM ${rows} r WHERE ${WON}
)`,
  tasks: (rows) => `task_input AS MATERIALIZED (SELECT * FROM ${rows} r WHERE ${WON}),
task_changed AS (
  UPDATE task t SET
    person = r.person, step = r.step, kind = r.kind, status = r.status, subject = r.subject,
    opened_at_ms = r.opened_at_ms, due_at_ms = r.due_at_ms, closed_at_ms = r.closed_at_ms,
    principal = r.principal
  FROM task_input r WHERE t.tenant = r.tenant AND t.id = r.id
  RETURNING r.n
),
task_new AS (
  INSERT INTO task (tenant, id, instance, person, flow, step, kind, status, subject, initiator,
    opened_at_ms, due_at_ms, closed_at_ms, principal)
  SELECT tenant, id, instance, person, flow, step, kind, status, subject, initiator,
    opened_at_ms, due_at_ms, closed_at_ms, principal
  FROM task_input r WHERE (r.n IN (SELECT n FROM task_changed)) IS NOT TRUE
)`,
  timersGone: (rows) => `timer_gone AS (
  DELETE FROM timer t USING (SELECT * FROM ${rows} r WHERE ${WON}) r
  WHERE t.tenant = r.tenant AND t.instance = r.instance AND t.visit = r.visit AND t.rung = r.rung
)`,
  timersArmed: (rows) => `timer_input AS MATERIALIZED (SELECT * FROM ${rows} r WHERE ${WON}),
timer_moved AS (
  UPDATE timer t SET due_at_ms = r.due_at_ms, ready_at_ms = r.due_at_ms, owner = NULL
  FROM timer_input r
  WHERE t.tenant = r.tenant AND t.instance = r.instance AND t.visit = r.visit AND t.rung = r.rung
  RETURNING r.n
),
timer_new AS (
  INSERT INTO timer (tenant, instance, visit, rung, due_at_ms, ready_at_ms)
  SELECT tenant, instance, visit, rung, due_at_ms, due_at_ms
  FROM timer_input r WHERE (r.n IN (SELECT n FROM timer_moved)) IS NOT TRUE
)`,
  waitsGone: (rows) => `wait_gone AS (
  DELETE FROM waiting w USING (SELECT * FROM ${rows} r WHERE ${WON}) r
  WHERE w.tenant = r.tenant AND w.instance = r.instance AND w.visit = r.visit
)`,
  waitsOpened: (rows) => `wait_new AS (
  INSERT INTO waiting (tenant, instance, visit, message, key)
  SELECT tenant, instance, visit, message, key FROM ${rows} r WHERE ${WON}
)`,
  notices: (rows) => `notice_new AS (
  INSERT INTO notice (tenant, person, instance, flow, subject, at_ms)
  SELECT tenant, person, instance, flow, subject, at_ms FROM ${rows} r WHERE ${WON}
  ON CONFLICT DO NOTHING
)`,
  outbox: (rows) => `outbox_new AS (
  INSERT INTO outbox (tenant, id, instance, position, effect, created_at_ms, ready_at_ms)
  SELECT tenant, id, instance, position, effect, created_at_ms, ${NOW_MS}
  FROM ${rows} r WHERE ${WON}
)`,
};

/** Adds the units that won to those of the rounds before, where the sealing statement finds them. */
const TELL_WON = `set_config('vermilion.won',
    concat_ws(',', nullif(current_setting('vermilion.won', true), ''), string_agg(unit::text, ',')),
    true)`;

const TOLD =
  "r.unit = ANY ((SELECT string_to_array(current_setting('vermilion.won', true), ',')::integer[])::integer[])";

const PARTS = Object.keys(COLUMNS) as Part[];

/** Rows of a kind up to which a unit that comes alone writes them as single fields. */
const FEW_ROWS_MAX = 2;

/** How one kind of rows is passed: `few` rows as fields, or any number as columns. */
interface Passing {
  readonly part: Part;
  readonly few?: number;
}

const texts = new Map<string, string>();

/** The text for the kinds of rows that are there; a few kinds of batches make a few statements. */
function textOf(
  units: Units,
  passings: readonly Passing[],
  name: string,
  isTelling: boolean,
): string {
  const known = texts.get(name);
  if (known) return known;
  let first = 1;
  const table = new Map<Part, string>();
  for (const { part, few } of passings) {
    const columns = COLUMNS[part] as readonly Column<never>[];
    table.set(part, few ? fewRowsTable(columns, first, few) : rowsTable(columns, first));
    first += few ? columns.length * few : columns.length + 1;
  }
  const answers = table.get('answers');
  const steps = [compareAndSet(units, table.get('units')!, answers)];
  for (const { part, few } of passings) {
    if (part !== 'units') steps.push(WRITES[part](table.get(part)!, few));
  }
  if (isTelling) steps.push(`told AS MATERIALIZED (SELECT ${TELL_WON} AS units FROM won)`);
  const told = isTelling ? '(SELECT units IS NOT NULL FROM told)' : 'false';
  const text = `WITH ${steps.join(',\n')}
SELECT unit, won, ${told} AS told
FROM (SELECT unit, true AS won FROM won${
    answers ? ' UNION ALL SELECT unit, false FROM duplicate' : ''
  }) r`;
  texts.set(name, text);
  return text;
}

/**
 * The statement that commits the rows; it answers `{unit, won}`, nothing for a conflict. A unit that
 * comes alone seals its records; of others it tells `sealStatement` which won. There a batch that
 * waits for the head repeats, once it has it, a statement of five steps and not one of thirty.
 */
export function commitStatement(rows: BatchRows, alone: boolean): Statement {
  const passings = PARTS.filter((part) => rows[part].length > 0 && (alone || part !== 'audit')).map(
    (part): Passing => {
      const count = rows[part].length;
      return alone && count <= FEW_ROWS_MAX ? { part, few: count } : { part };
    },
  );
  // A digit a kind: 0 for none, 1 and 2 for so many, 9 for columns.
  const digits = PARTS.map((part) => {
    const passing = passings.find((one) => one.part === part);
    return passing ? (passing.few ?? 9) : 0;
  });
  const isTelling = !alone && rows.audit.length > 0;
  const units = alone ? (rows.units[0]!.row.expectedSeq === 0 ? 'start' : 'move') : 'any';
  const name = `commit_${units}_${digits.join('')}${isTelling ? '_told' : ''}`;
  const values = passings.flatMap(({ part, few }): unknown[] => {
    const columns = COLUMNS[part] as readonly Column<unknown>[];
    const these = rows[part] as readonly unknown[];
    return few ? [...fieldsOf(columns, these)] : [...arraysOf(columns, these), these.length];
  });
  return { name, text: textOf(units, passings, name, isTelling), values };
}

const SEAL = `WITH ${sealSteps(`${rowsTable(AUDIT, 1)} r WHERE ${TOLD}`)}
SELECT FROM audit_moved`;

/** Seals the records of the units that won, after all rounds. */
export function sealStatement(rows: BatchRows['audit']): Statement {
  const values = [...arraysOf(AUDIT, rows), rows.length];
  return { name: 'commit_seal', text: SEAL, values };
}

/** Registers tenants; one that stands keeps its name. */
export function registerStatement(tenants: readonly string[]): Statement {
  return {
    name: 'tenant_register',
    text: `INSERT INTO tenant (tenant, name)
SELECT tenant, tenant FROM unnest($1::text[]) AS r(tenant) ON CONFLICT DO NOTHING`,
    values: [tenants],
  };
}
