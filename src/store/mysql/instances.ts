/** Instances: load, commit, journal and lists. */

import { typedNumber } from '../../kernel/index.ts';
import { amountPattern, pageLimit } from '../paging.ts';
import type {
  InstanceFilter,
  InstanceKey,
  InstancePosition,
  InstanceStore,
  Page,
  StoredInstance,
  Wanted,
} from '../port.ts';
import { answerOf, HEADER, headerOf, journalOf, positionOf, type Row } from '../rows.ts';
import { signalOf } from '../signals.ts';
import type { Trail } from './audit/trail.ts';
import { Committer } from './commit/committer.ts';
import { insert } from './commit/insert.ts';
import { keyOf, placeOf } from './commit/judge.ts';
import { byKeys, type Named } from './commit/look.ts';
import { ANSWER } from './commit/write.ts';
import type { Lanes } from './connection/lanes.ts';
import type { Notifier } from './connection/notifier.ts';
import { columns, joined, list, type Sql, sql } from './connection/sql.ts';

const HEADER_COLUMNS = columns(HEADER);

/**
 * Instances, and what happened since their snapshots; one statement, so that both are of one moment.
 * Plan: range over the primary key, a range a row; again, and for each whose snapshot is behind a
 * range over the primary key of journal.
 */
export const loadInstances = (keys: Named): Sql => {
  const these = byKeys(sql`i.tenant`, sql`i.instance`, keys);
  return sql`SELECT i.tenant, i.instance, i.seq, i.snapshot, i.snapshot_seq, NULL AS events
FROM instance i FORCE INDEX (PRIMARY) WHERE ${these}
UNION ALL
SELECT i.tenant, i.instance, j.first_seq, NULL, NULL, j.events
FROM instance i FORCE INDEX (PRIMARY)
JOIN journal j FORCE INDEX (PRIMARY)
  ON j.tenant = i.tenant AND j.instance = i.instance AND j.first_seq > i.snapshot_seq
WHERE i.snapshot_seq < i.seq AND (${these})`;
};

/** Plan: range over the primary key, a range a row. */
export const loadAnswers = (keys: Named): Sql =>
  sql`SELECT tenant, \`key\`, request_hash, instance, answer, at_ms FROM answer FORCE INDEX (PRIMARY)
WHERE ${byKeys(sql`tenant`, sql`\`key\``, keys)}`;

/** Plan: range over the primary key of journal, no sort. */
export const journal = ({ tenant, instance }: InstanceKey, page: Page<number>): Sql =>
  sql`SELECT first_seq, last_seq, at_ms, actor, command, events FROM journal
WHERE tenant = ${tenant} AND instance = ${instance} AND first_seq > ${page.after ?? 0}
ORDER BY first_seq LIMIT ${pageLimit(page)}`;

/** Plan: one row by the primary key. */
export const oneHeader = ({ tenant, instance }: InstanceKey): Sql =>
  sql`SELECT ${HEADER_COLUMNS} FROM instance WHERE tenant = ${tenant} AND instance = ${instance}`;

/** Each word is in the subject, ends the id of the instance (a case number), or means its initiator. */
export function aboutAll(about: readonly Wanted[]): Sql {
  const found = about.map(({ text, amount, initiators = [] }) => {
    const end = typedNumber(text);
    const ways = [
      sql`LOCATE(LOWER(${text}), LOWER(subject)) > 0`,
      ...(end === undefined ? [] : [sql`RIGHT(instance, ${end.length}) = ${end}`]),
      ...(amount === undefined ? [] : [sql`subject REGEXP ${amountPattern(amount)}`]),
      ...(initiators.length === 0 ? [] : [sql`initiator IN (${list(initiators)})`]),
    ];
    return sql`(${joined(ways, ' OR ')})`;
  });
  return joined([sql`true`, ...found], ' AND ');
}

/**
 * Plan: instance_by_initiator, instance_by_flow or instance_newest, backwards, no sort; what the
 * index does not hold is a filter on its rows. A search among so many sorts what it found anew.
 */
export function listInstances(
  tenant: string,
  filter: InstanceFilter,
  page: Parameters<InstanceStore['list']>[2],
): Sql {
  const { about, outcome, among } = filter;
  const limit = pageLimit(page);
  const looked = [
    ...(outcome === undefined ? [] : [sql`outcome = ${outcome}`]),
    ...(about === undefined ? [] : [aboutAll(about)]),
  ];
  if (among === undefined) return sql`${behind(tenant, filter, page.after, looked)} LIMIT ${limit}`;
  const newest = sql`(${behind(tenant, filter, page.after, [])} LIMIT ${among}) newest`;
  return sql`SELECT ${HEADER_COLUMNS} FROM ${newest} WHERE ${joined([sql`true`, ...looked], ' AND ')}
ORDER BY started_at_ms DESC, instance DESC LIMIT ${limit}`;
}

/** Plan: as the list of these filters. */
export function nthInstance(
  tenant: string,
  filter: InstanceFilter,
  { after, n }: Parameters<InstanceStore['nth']>[2],
): Sql {
  return sql`${behind(tenant, filter, after, [])} LIMIT 1 OFFSET ${n - 1}`;
}

function behind(
  tenant: string,
  { initiator, flow, status }: InstanceFilter,
  after: InstancePosition | undefined,
  more: readonly Sql[],
): Sql {
  const index =
    initiator !== undefined
      ? sql`instance_by_initiator`
      : flow !== undefined
        ? sql`instance_by_flow`
        : sql`instance_newest`;
  const conditions = [
    sql`tenant = ${tenant}`,
    ...(initiator === undefined ? [] : [sql`initiator = ${initiator}`]),
    ...(flow === undefined ? [] : [sql`flow = ${flow}`]),
    ...(status === undefined ? [] : [sql`status = ${status}`]),
    ...more,
  ];
  if (after) {
    const { startedAtMs: ms, instance } = after;
    conditions.push(
      sql`started_at_ms <= ${ms} AND (started_at_ms < ${ms} OR instance < ${instance})`,
    );
  }
  return sql`SELECT ${HEADER_COLUMNS} FROM instance FORCE INDEX (${index})
WHERE ${joined(conditions, ' AND ')}
ORDER BY started_at_ms DESC, instance DESC`;
}

/** Instances over MySQL. `writers` commit, `readers` answer everything else. */
export function mysqlInstances(
  trail: Trail,
  writers: Lanes,
  readers: Lanes,
  notifier: Notifier,
): InstanceStore {
  const committer = new Committer(trail);
  return {
    load: (instances, answers) => load(readers, instances, answers),
    async commit(units) {
      const outcomes = await committer.commit(units);
      const written = units.filter((_, i) => outcomes[i] === 'committed');
      if (written.length > 0) notifier.publish(written.map(signalOf));
      return outcomes;
    },
    // Of two at once the second fails at the primary key, looks again and finds the first.
    remember: (tenant, answer) =>
      writers.transact([loadAnswers([{ tenant, id: answer.key }])], ([stood]) => {
        if (stood!.rows.length > 0) return { write: [], result: false };
        return { write: insert(ANSWER, [{ of: { tenant }, row: answer }]), result: true };
      }),
    journal: async (key, page) => (await readers.read(journal(key, page))).map(journalOf),
    header: async (key) => (await readers.read(oneHeader(key))).map(headerOf)[0],
    list: async (tenant, filter, page) =>
      (await readers.read(listInstances(tenant, filter, page))).map(headerOf),
    nth: async (tenant, filter, place) =>
      (await readers.read(nthInstance(tenant, filter, place))).map(positionOf)[0],
  };
}

async function load(
  readers: Lanes,
  instances: Parameters<InstanceStore['load']>[0],
  answers: Parameters<InstanceStore['load']>[1],
): ReturnType<InstanceStore['load']> {
  const statements = [
    ...(instances.length > 0
      ? [loadInstances(instances.map(({ tenant, instance }) => ({ tenant, id: instance })))]
      : []),
    ...(answers.length > 0
      ? [loadAnswers(answers.map(({ tenant, key }) => ({ tenant, id: key })))]
      : []),
  ];
  const results = statements.length > 0 ? await readers.readAll(statements) : [];
  const found = storedInstances(instances.length > 0 ? results[0]! : []);
  const stored = (answers.length > 0 ? results.at(-1)! : []).map(
    (row) => [keyOf(row['tenant'] as string, row['key'] as string), answerOf(row)] as const,
  );
  const answered = new Map(stored);
  return {
    instances: instances.map((key) => found.get(placeOf(key))),
    answers: answers.map(({ tenant, key }) => answered.get(keyOf(tenant, key))),
  };
}

/** Rows of `loadInstances`: one with a snapshot for each instance, one for each row since. */
function storedInstances(rows: readonly Row[]): ReadonlyMap<string, StoredInstance> {
  const places = Map.groupBy(rows, (row) => placeOf(row as unknown as InstanceKey));
  const stored = [...places].map(([place, own]) => {
    const head = own.find((row) => row['snapshot'] !== null)!;
    const since = own
      .filter((row) => row !== head)
      .sort((a, b) => (a['seq'] as number) - (b['seq'] as number))
      .map((row) => row['events'] as string);
    const one: StoredInstance = {
      tenant: head['tenant'] as string,
      instance: head['instance'] as string,
      seq: head['seq'] as number,
      snapshot: head['snapshot'] as string,
      snapshotSeq: head['snapshot_seq'] as number,
      since,
    };
    return [place, one] as const;
  });
  return new Map(stored);
}
