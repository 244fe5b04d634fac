/** Whom the crash runs are played by: a tenant, its people with their keys, and flows of every ballot. */

import { createHash } from 'node:crypto';
import { Engine, SIGNING_SECRET } from '../../src/engine/index.ts';
import { createPostgresStore, migrate } from '../../src/store/index.ts';
import type { Stage } from '../../src/testing/history/index.ts';
import type { Database } from './database.ts';

export const TENANT = 'crash';
export const SECRET = `whsec_${Buffer.from('a secret of twenty-four!').toString('base64')}`;

const RED = ['red-1', 'red-2', 'red-3'];
const BLUE = ['blue-1', 'blue-2', 'blue-3'];
/** Who starts instances. */
export const INITIATORS = ['eve-1', 'eve-2', 'eve-3', 'eve-4'] as const;
/** Who may suspend and terminate. */
export const ADMINISTRATOR = 'ada';
/** Who may be handed a task; never asked otherwise. */
export const RESERVES = ['spare-1', 'spare-2', 'spare-3'] as const;
const DESIGNER = 'desi';
export const AUDITOR = 'otto';
export const PEOPLE = [
  ...RED,
  ...BLUE,
  ...INITIATORS,
  ADMINISTRATOR,
  ...RESERVES,
  DESIGNER,
  AUDITOR,
];

export interface CrashFlow {
  readonly name: string;
  readonly stages: readonly Stage[];
  /** What the rung of the first stage does, if it has one. */
  readonly rung?: 'approve' | 'remind';
}

const red = (ballot: 'all' | 'any' | 'sequence' | number): Stage => ({ ballot, voters: RED });
const blue = (ballot: 'all' | 'any' | 'sequence' | number): Stage => ({ ballot, voters: BLUE });
const CALL: Stage = { ballot: 'call' };

export const FLOWS: readonly CrashFlow[] = [
  { name: 'duel', stages: [red('any'), CALL, CALL] },
  { name: 'panel', stages: [red('all'), CALL, blue('any')], rung: 'remind' },
  { name: 'tally', stages: [red(2), CALL, blue(2), CALL] },
  { name: 'queue', stages: [red('sequence'), CALL], rung: 'remind' },
  { name: 'hasty', stages: [red('all'), CALL], rung: 'approve' },
  { name: 'nagged', stages: [blue('all'), CALL, red('any')], rung: 'remind' },
];

/** Every key is its person's name: the database is the harness's own. */
export function keyOf(person: string): string {
  return `vk_${person}`;
}

/** A message that is settled stays as it is; who writes on it has lost its lease (R6). */
const WATCH = `
CREATE TABLE IF NOT EXISTS resettled (id text);
CREATE OR REPLACE FUNCTION note_resettled() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
  $$ BEGIN INSERT INTO resettled VALUES (OLD.id); RETURN NULL; END $$;
CREATE OR REPLACE TRIGGER resettled AFTER UPDATE ON outbox FOR EACH ROW
  WHEN (OLD.status <> 'pending') EXECUTE FUNCTION note_resettled()`;

/** Migrates, and writes everything that the run begins with; again it changes nothing. */
export async function settleIn(database: Database, sinkHost: string): Promise<void> {
  const url = database.url();
  await migrate({ url });
  await database.sql(WATCH);
  // One run is meant to lose what it was told; that its servers say so is another test's.
  const store = await createPostgresStore({ url, allowDegraded: true });
  const engine = new Engine({ store });
  try {
    await store.access.saveTenant(TENANT, 'Crash');
    const by = { kind: 'system', cause: 'harness' } as const;
    const refusal = await engine.saveDirectory(TENANT, by, directory());
    if (refusal) throw new Error(JSON.stringify(refusal));
    const caller = { tenant: TENANT, person: DESIGNER };
    const audit = engine.audit(caller, 'Settle', 'tenant');
    for (const person of PEOPLE) {
      const hash = createHash('sha256').update(keyOf(person)).digest('hex');
      const key = { tenant: TENANT, hash, person, name: person, scopes: ['*'] };
      await store.access.saveApiKey(key, audit);
    }
    await store.access.saveSecret(TENANT, SIGNING_SECRET, SECRET, audit);
    await store.access.saveSecret(TENANT, 'sink.url', `http://${sinkHost}/`, audit);
    for (const flow of FLOWS) {
      const published = await engine.publish(caller, sourceOf(flow));
      if (!published.ok) throw new Error(JSON.stringify(published.refusal));
    }
  } finally {
    await engine.drain();
    await store.close();
  }
}

function directory(): object {
  const roleOf = (person: string): readonly string[] => {
    if (person === DESIGNER) return ['flow-designer'];
    if (person === AUDITOR) return ['auditor'];
    if (person === ADMINISTRATOR) return ['approval-admin'];
    return [person.split('-')[0]!];
  };
  return {
    id: TENANT,
    name: 'Crash',
    departments: [{ id: 'office', name: 'Office', head: ADMINISTRATOR }],
    people: PEOPLE.map((id) => ({
      ...{ id, name: id, department: 'office', posts: [], active: true },
      roles: roleOf(id),
    })),
    groups: [],
  };
}

function sourceOf({ name, stages, rung }: CrashFlow): string {
  const steps = stages.map((stage, n) => {
    if (stage.ballot === 'call') return callOf(n);
    const role = stage.voters === RED ? 'red' : 'blue';
    const ladder = rung && n === 0 ? `\n      ladder: [{ after: 300ms, do: ${rung} }]` : '';
    return `    - approval: stage-${n}
      ask: { role: ${role} }
      initiator: allow
      ballot: ${ballotText(stage.ballot)}
      onReject: end${ladder}`;
  });
  return `apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: ${name} }
spec:
  version: 1.0.0
  form: { type: object, properties: { note: { type: string } } }
  steps:
${steps.join('\n')}
${callOf(stages.length, 'wait: false')}
${callOf(stages.length + 1, 'wait: false')}
`;
}

/** The last two of a flow are sent together, so that there is an order to keep. */
function callOf(n: number, more = 'wait: true'): string {
  return `    - call: stage-${n}
      ${more}
      http:
        method: POST
        url: secret:sink.url
        body: { instance: instance.id, place: '${n}' }
      retry: { attempts: 100, backoff: 100ms..500ms }`;
}

function ballotText(ballot: 'all' | 'any' | 'sequence' | number): string {
  return typeof ballot === 'number'
    ? `{ vote: { pass: { count: ${ballot} }, tie: rejected } }`
    : ballot;
}
