/**
 * Fills a store to any size with instances that the engine could have written.
 *
 * A few instances are played by the engine at one fixed instant; their rows are then cloned inside
 * the database, with another id, other people and another time in every column and every text, so
 * that the engine can go on with each of them. The audit log knows the samples only.
 */

import pg from 'pg';
import { Engine } from '../src/engine/index.ts';
import { ENGINE_LIMITS } from '../src/engine/limits.ts';
import type { PostgresAddress, Store } from '../src/store/index.ts';

export const TENANT = 'bench';
export const PEOPLE = 10_000;
/** The instant at which the samples are played. */
const SAMPLE_MS = 1_700_000_000_000;
/** What is loaded is due so long after its start: a loader decides by the start when that is. */
export const LADDER_MS = 90 * 86_400_000;
const CHUNK = 5_000;

const FLOW = `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: two-people }
spec:
  version: 1.0.0
  form:
    type: object
    required: [first, second]
    properties: { first: { type: string }, second: { type: string }, amount: { type: number } }
  steps:
    - approval: first
      ask: { field: first }
      ballot: any
      ladder: [{ after: 90d, do: remind }]
    - approval: second
      ask: { field: second }
      ballot: any
      ladder: [{ after: 90d, do: remind }]
`;

/** The name of a person; all are of one length, so that one may stand for another in any text. */
export function personOf(n: number): string {
  return `p${String(n).padStart(5, '0')}`;
}

/** How many instances of which kind, and when they were started. */
export interface Wanted {
  /** Instances with one open task and one armed timer each. */
  readonly open: number;
  readonly finished: number;
  /** The first and the last instant of a start. */
  readonly fromMs: number;
  readonly untilMs: number;
}

type Kind = 'asks-first' | 'asks-second' | 'approved' | 'rejected';

/** Makes the tenant, its people, its flow and the samples. Shape: → kind → instance. */
export async function playSamples(store: Store): Promise<ReadonlyMap<Kind, string>> {
  const clock = {
    nowMs: () => SAMPLE_MS,
    sleep: (_ms: number, signal: AbortSignal) =>
      new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve())),
    turn: () => new Promise<void>((resolve) => void setImmediate(resolve)),
  };
  const engine = new Engine({ store, clock });
  await store.access.saveTenant(TENANT, 'Bench');
  const people = Array.from({ length: PEOPLE }, (_, n) => ({
    id: personOf(n),
    name: `Person ${n}`,
    roles: n === 0 ? ['flow-designer'] : [],
  }));
  const by = { kind: 'system', cause: 'bench' } as const;
  const refusal = await engine.saveDirectory(TENANT, by, { id: TENANT, name: 'Bench', people });
  if (refusal) throw new Error(refusal.message);
  const as = (n: number) => ({ tenant: TENANT, person: personOf(n) });
  const published = await engine.publish(as(0), FLOW);
  if (!published.ok) throw new Error(published.refusal.message);
  const samples = new Map<Kind, string>();
  const acts: Readonly<Record<Kind, readonly ('ApproveTask' | 'RejectTask')[]>> = {
    'asks-first': [],
    'asks-second': ['ApproveTask'],
    approved: ['ApproveTask', 'ApproveTask'],
    rejected: ['RejectTask'],
  };
  for (const kind of Object.keys(acts) as Kind[]) {
    const form = { first: personOf(1), second: personOf(2), amount: 12_000 };
    const started = await engine.start(as(0), { flow: 'two-people', form, key: `sample-${kind}` });
    if (!started.ok) throw new Error(started.refusal.message);
    const { instance } = started.result;
    for (const [at, type] of acts[kind].entries()) {
      const act = { type, visit: at + 2, seat: 1, comment: 'seen' } as const;
      const done = await engine.act(as(at + 1), instance, act, `sample-${kind}-${at}`);
      if (!done.ok) throw new Error(done.refusal.message);
    }
    samples.set(kind, instance);
  }
  await engine.drain();
  return samples;
}

/**
 * What a clone is called, whom it has and when it began: `n` is its number over all kinds. Ids are of
 * the engine's form, spread over the time given; people take turns.
 */
const CLONES = `CREATE TEMP TABLE clone AS
SELECT n, lpad(to_hex(at_ms), 12, '0') || '7' || substr(d, 1, 3) || '8' || substr(d, 4, 15) AS id,
  at_ms, 'p' || lpad((p % ${PEOPLE})::text, 5, '0') AS p0,
  'p' || lpad(((p + 1) % ${PEOPLE})::text, 5, '0') AS p1,
  'p' || lpad(((p + 2) % ${PEOPLE})::text, 5, '0') AS p2
FROM (
  SELECT n, $3::bigint + (($4::bigint - $3::bigint)::numeric * ((n * 7919) % 1000003) / 1000003)::bigint
    AS at_ms, md5($5 || n) AS d, (n * 7919) % ${PEOPLE} AS p
  FROM generate_series($1::bigint, $2::bigint) n
) numbered`;

/** A text of the sample as the clone has it. */
const TEXT = `CREATE OR REPLACE FUNCTION pg_temp.as_clone(t text, sample text, key text, c clone)
RETURNS text IMMUTABLE LANGUAGE sql AS $$
  SELECT replace(replace(replace(replace(replace(replace(replace(replace(t,
    sample, c.id), key, c.id),
    '${personOf(1)}', '~1~'), '${personOf(2)}', c.p2), '${personOf(0)}', c.p0), '~1~', c.p1),
    '${SAMPLE_MS + LADDER_MS}', (c.at_ms + ${LADDER_MS})::text),
    '${SAMPLE_MS}', c.at_ms::text)
$$`;

/** Tables with rows of an instance, and the columns that are texts or instants of it. */
const TABLES: Readonly<Record<string, { readonly text: string[]; readonly instant: string[] }>> = {
  instance: {
    text: ['instance', 'snapshot', 'subject', 'initiator'],
    instant: ['started_at_ms', 'updated_at_ms', 'ended_at_ms'],
  },
  journal: { text: ['instance', 'actor', 'events'], instant: ['at_ms'] },
  answer: { text: ['key', 'instance', 'answer'], instant: ['at_ms'] },
  task: {
    text: ['id', 'instance', 'person', 'subject', 'initiator'],
    instant: ['opened_at_ms', 'due_at_ms', 'closed_at_ms'],
  },
  notice: { text: ['person', 'instance', 'subject'], instant: ['at_ms', 'read_at_ms'] },
  timer: { text: ['instance'], instant: ['due_at_ms', 'ready_at_ms'] },
};

/** The statement that writes a table's rows of every clone. */
async function cloning(client: pg.Client, table: string): Promise<string> {
  const { rows } = await client.query(
    `SELECT attname AS name FROM pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
    [table],
  );
  const { text, instant } = TABLES[table]!;
  const columns = rows.map(({ name }) => name as string);
  const values = columns.map((name) => {
    if (text.includes(name)) return `pg_temp.as_clone(s.${name}, $1, $2, c)`;
    return instant.includes(name) ? `s.${name} - ${SAMPLE_MS} + c.at_ms` : `s.${name}`;
  });
  return `INSERT INTO ${table} (${columns.join(', ')}) SELECT ${values.join(', ')}
FROM bench_sample.${table} s CROSS JOIN clone c WHERE s.instance = $1 AND ${isKept(table)}`;
}

/** What the engine would have forgotten by now is not written. */
function isKept(table: string): string {
  return table === 'answer' ? `c.at_ms > ${Date.now() - ENGINE_LIMITS.answersKeptMs}` : 'true';
}

/** Keeps the samples' rows beside, before anything happens to the samples. */
async function keepSamples(address: PostgresAddress): Promise<void> {
  const client = new pg.Client(address);
  await client.connect();
  await client.query('CREATE SCHEMA IF NOT EXISTS bench_sample');
  for (const table of Object.keys(TABLES)) {
    await client.query(`CREATE TABLE IF NOT EXISTS bench_sample.${table} AS TABLE ${table}`);
  }
  await client.end();
}

/** Fills a store whose samples were played; tells its progress. */
export async function fill(
  address: PostgresAddress,
  samples: ReadonlyMap<Kind, string>,
  wanted: Wanted,
  tell: (line: string) => void = () => {},
): Promise<void> {
  const { open, finished, fromMs, untilMs } = wanted;
  const counts: readonly (readonly [Kind, number])[] = [
    ['asks-first', Math.ceil(open / 2)],
    ['asks-second', Math.floor(open / 2)],
    ['approved', Math.ceil(finished * 0.8)],
    ['rejected', Math.floor(finished * 0.2)],
  ];
  const total = open + finished;
  const chunks = counts.flatMap(([kind, count]) =>
    Array.from({ length: Math.ceil(count / CHUNK) }, (_, i) => ({
      kind,
      first: i * CHUNK + 1,
      last: Math.min((i + 1) * CHUNK, count),
    })),
  );
  const startedAt = performance.now();
  await keepSamples(address);
  let done = 0;
  const worker = async (): Promise<void> => {
    const client = new pg.Client(address);
    await client.connect();
    await client.query(`SET synchronous_commit = off; SET vermilion.tenants = '{${TENANT}}'`);
    const seed = `${fromMs} ${untilMs} `;
    for (let chunk = chunks.shift(); chunk; chunk = chunks.shift()) {
      const { kind, first, last } = chunk;
      const sample = samples.get(kind)!;
      await client.query('BEGIN');
      await client.query(CLONES, [first, last, fromMs, untilMs, `${seed}${kind}`]);
      await client.query(TEXT);
      for (const table of Object.keys(TABLES)) {
        await client.query(await cloning(client, table), [sample, `sample-${kind}`]);
      }
      await client.query('DROP FUNCTION pg_temp.as_clone; DROP TABLE clone; COMMIT');
      done += last - first + 1;
      if (done % (CHUNK * 10) < CHUNK) {
        const perSecond = (done / (performance.now() - startedAt)) * 1000;
        tell(`  ${done} of ${total} instances, ${perSecond.toFixed(0)} a second`);
      }
    }
    await client.end();
  };
  await Promise.all([worker(), worker()]);
  const client = new pg.Client(address);
  await client.connect();
  await client.query('VACUUM (ANALYZE)');
  await client.end();
  tell(
    `  ${total} instances in ${((performance.now() - startedAt) / 1000).toFixed(0)} s, vacuumed`,
  );
}
