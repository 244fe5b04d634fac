/** Instances: load, commit, journal and lists. */

import { NUMBER_TYPED_MIN } from '../../kernel/index.ts';
import { amountPattern, pageLimit } from '../paging.ts';
import type {
  InstanceFilter,
  InstanceStore,
  StoredAnswer,
  StoredInstance,
  Wanted,
} from '../port.ts';
import { answerOf, HEADER, headerOf, journalOf, positionOf, type Row } from '../rows.ts';
import { signalOf } from '../signals.ts';
import type { Trail } from './audit/trail.ts';
import { Committer } from './commit/committer.ts';
import type { Lanes, Statement } from './connection/lanes.ts';
import type { Notifier } from './connection/notifier.ts';

/**
 * Plan: Nested Loop (function scan, one row expected) → Index Scan using instance_pkey; for each, and
 * only where something happened since the snapshot, Append over Index Scans using the primary keys
 * of the journal's months since the start. One statement, so that both are of one moment. JSON text
 * holds no line break, so lines keep the rows apart.
 * The limit is the number of rows; see commit/columns.ts.
 */
export const LOAD_INSTANCES = `SELECT r.n::integer AS n, i.tenant, i.instance, i.seq,
  i.snapshot, i.snapshot_seq AS "snapshotSeq",
  CASE WHEN i.snapshot_seq < i.seq THEN (
    SELECT string_agg(j.events, E'\\n' ORDER BY j.first_seq) FROM journal j
    WHERE j.tenant = i.tenant AND j.instance = i.instance AND j.first_seq > i.snapshot_seq
      AND j.at_ms >= i.started_at_ms
  ) END AS since
FROM (SELECT * FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS r(tenant, instance, n)
  LIMIT $3::bigint) r
JOIN instance i ON i.tenant = r.tenant AND i.instance = r.instance`;

/** Plan: Nested Loop → Index Scan using answer_pkey. */
export const LOAD_ANSWERS = `SELECT r.n::integer AS n, a.key, a.request_hash, a.instance, a.answer,
  a.at_ms
FROM (SELECT * FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS r(tenant, key, n)
  LIMIT $3::bigint) r
JOIN answer a ON a.tenant = r.tenant AND a.key = r.key`;

/** Plan: Insert, conflicts by answer_pkey. */
const KEEP_ANSWER = `INSERT INTO answer (tenant, key, request_hash, instance, answer, at_ms)
VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING true`;

/**
 * Plan: Merge Append over Index Scans using the primary keys of the months since the instance was
 * started, those before pruned when the start is known; no sort.
 */
export const JOURNAL = `SELECT first_seq, last_seq, at_ms, actor, command, events FROM journal
WHERE tenant = $1 AND instance = $2 AND first_seq > $3
  AND at_ms >= (SELECT started_at_ms FROM instance WHERE tenant = $1 AND instance = $2)
ORDER BY first_seq LIMIT $4`;

/** Plan: Index Scan using instance_pkey. */
export const ONE_HEADER = `SELECT ${HEADER} FROM instance WHERE tenant = $1 AND instance = $2`;

/**
 * One text for each set of filters, so that each has its plan without a sort:
 * Index Scan Backward using instance_by_initiator, instance_by_flow or instance_newest; what the
 * index does not hold is a filter on its rows.
 */
export function listText(filters: readonly Named[], words = 0): string {
  const placed = filters.map((name, i) => [name, `$${i + 5}`] as const);
  const { outcome, among } = Object.fromEntries(placed);
  const looked = [
    ...(outcome === undefined ? [] : [`outcome = ${outcome}`]),
    ...(words === 0 ? [] : [aboutAll(words, filters.length + 5)]),
  ];
  const from = among === undefined ? 'instance' : `(${behindText(filters)} LIMIT ${among}) newest`;
  const conditions = among === undefined ? [...conditionsOf(filters), ...looked] : looked;
  return `SELECT ${HEADER} FROM ${from}${conditions.length > 0 ? `\nWHERE ${conditions.join(' AND ')}` : ''}
ORDER BY started_at_ms DESC, instance DESC LIMIT $4`;
}

/** No index knows these. */
const LOOKED: ReadonlySet<Named> = new Set(['outcome', 'among']);

/** What has one value; words come behind. */
type Named = Exclude<keyof InstanceFilter, 'about'>;

function conditionsOf(filters: readonly Named[]): readonly string[] {
  const named = filters.map((name, i) => [name, `${name} = $${i + 5}`] as const);
  return [
    'tenant = $1 AND (started_at_ms, instance) < ($2::bigint, $3::text)',
    ...named.filter(([name]) => !LOOKED.has(name)).map(([, text]) => text),
  ];
}

function behindText(filters: readonly Named[]): string {
  return `SELECT ${HEADER} FROM instance WHERE ${conditionsOf(filters).join(' AND ')}
ORDER BY started_at_ms DESC, instance DESC`;
}

/** Plan: as the list of these filters. */
export function nthText(filters: readonly Named[]): string {
  return `SELECT started_at_ms, instance FROM instance WHERE ${conditionsOf(filters).join(' AND ')}
ORDER BY started_at_ms DESC, instance DESC OFFSET $4 LIMIT 1`;
}

/**
 * Each word is in the subject, ends the id of the instance (a case number), or means its initiator.
 * The words' values stand from `$first` on, as `aboutValues` gives them. People are hashed once: `ANY`
 * of a parameter would compare each row with each of them.
 */
export function aboutAll(words: number, first: number): string {
  const found = Array.from({ length: words }, (_, word) => {
    const [text, amount, people] = [0, 1, 2].map((n) => `$${first + word * 3 + n}`);
    const plain = `replace(lower(${text}), '-', '')`;
    const chars = `greatest(length(${plain}), ${NUMBER_TYPED_MIN})`;
    return `(strpos(lower(subject), lower(${text})) > 0 OR right(instance, ${chars}) = ${plain}
  OR subject ~ ${amount}::text OR initiator IN (SELECT unnest(${people}::text[])))`;
  });
  return found.join('\n  AND ');
}

export function aboutValues(about: readonly Wanted[]): readonly unknown[] {
  return about.flatMap(({ text, amount, initiators = [] }) => [
    ...[text, amount === undefined ? null : amountPattern(amount), initiators],
  ]);
}

/** Past every instant of the list. */
const NEVER_MS = Number.MAX_SAFE_INTEGER;

function statement(name: string, text: string, values: readonly unknown[]): Statement {
  return { name, text, values };
}

/** Instances over PostgreSQL. `writers` commit, `readers` answer everything else. */
export function postgresInstances(
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
    async remember(tenant, { key, requestHash, instance, answer, atMs }) {
      const values = [tenant, key, requestHash, instance, answer, atMs];
      const [rows] = await writers.write([tenant], [statement('answer_keep', KEEP_ANSWER, values)]);
      return rows!.length > 0;
    },
    async journal({ tenant, instance }, page) {
      const values = [tenant, instance, page.after ?? 0, pageLimit(page)];
      const rows = await readers.read<Row>([tenant], statement('journal', JOURNAL, values));
      return rows.map(journalOf);
    },
    async header({ tenant, instance }) {
      const one = statement('instance_header', ONE_HEADER, [tenant, instance]);
      const [row] = await readers.read<Row>([tenant], one);
      return row && headerOf(row);
    },
    async list(tenant, filter, page) {
      const limit = pageLimit(page);
      const named = (['initiator', 'flow', 'status', 'outcome', 'among'] as const).filter(
        (name) => filter[name] !== undefined,
      );
      const { about = [] } = filter;
      const words = about.length === 0 ? [] : [`about${about.length}`];
      const { startedAtMs, instance } = page.after ?? { startedAtMs: NEVER_MS, instance: '' };
      const rows = await readers.read<Row>([tenant], {
        name: ['instance_list', ...named, ...words].join('_'),
        text: listText(named, about.length),
        values: [
          ...[tenant, startedAtMs, instance, limit],
          ...named.map((name) => filter[name]),
          ...aboutValues(about),
        ],
      });
      return rows.map(headerOf);
    },
    async nth(tenant, filter, { after, n }) {
      const named = (['flow', 'status'] as const).filter((name) => filter[name] !== undefined);
      const values = [tenant, after.startedAtMs, after.instance, n - 1];
      const [row] = await readers.read<Row>([tenant], {
        name: ['instance_nth', ...named].join('_'),
        text: nthText(named),
        values: [...values, ...named.map((name) => filter[name])],
      });
      return row && positionOf(row);
    },
  };
}

async function load(
  readers: Lanes,
  instances: Parameters<InstanceStore['load']>[0],
  answers: Parameters<InstanceStore['load']>[1],
): ReturnType<InstanceStore['load']> {
  const statements: Statement[] = [];
  const tenants = [...instances, ...answers].map((key) => key.tenant);
  if (tenants.length === 0) return { instances: [], answers: [] };
  if (instances.length > 0) {
    const keys = [instances.map((key) => key.tenant), instances.map((key) => key.instance)];
    statements.push(statement('load_instances', LOAD_INSTANCES, [...keys, instances.length]));
  }
  if (answers.length > 0) {
    const keys = [answers.map((one) => one.tenant), answers.map((one) => one.key)];
    statements.push(statement('load_answers', LOAD_ANSWERS, [...keys, answers.length]));
  }
  const results = (await readers.readAll(tenants, statements)) as Row[][];
  const found = new Array<StoredInstance | undefined>(instances.length).fill(undefined);
  const foundAnswers = new Array<StoredAnswer | undefined>(answers.length).fill(undefined);
  if (instances.length > 0) {
    for (const { n, since, ...row } of results[0]!) {
      const lines = since === null ? [] : (since as string).split('\n');
      found[(n as number) - 1] = { ...(row as unknown as StoredInstance), since: lines };
    }
  }
  if (answers.length > 0) {
    for (const row of results.at(-1)!) foundAnswers[(row['n'] as number) - 1] = answerOf(row);
  }
  return { instances: found, answers: foundAnswers };
}
