import { expect, test } from 'vitest';
import type { Event } from '../kernel/index.ts';
import { fold } from '../kernel/index.ts';
import type { CommitUnit, StoredInstance } from '../store/index.ts';
import { createMemoryStore } from '../store/index.ts';
import { TEST_ORGANISATION } from '../testing/index.ts';
import { Engine, stateOf } from './index.ts';

const FLOW = `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: talk }
spec:
  version: 1.0.0
  form: { type: object, properties: {} }
  steps:
    - approval: manager
      ask: { user: max }
      ballot: any
`;

const emma = { tenant: 'test', person: 'emma' };

/** Plays comments on one instance, each with a new engine that remembers nothing. */
async function talk(comments: number) {
  const store = createMemoryStore();
  const units: CommitUnit[] = [];
  const commit = async (given: readonly CommitUnit[]) => {
    units.push(...given);
    return store.instances.commit(given);
  };
  const watched = { ...store, instances: { ...store.instances, commit } };
  const engine = () => new Engine({ store: watched });
  await store.access.saveTenant('test', 'Test');
  const people = [
    ...TEST_ORGANISATION.people,
    { id: 'desi', name: 'Desi', posts: [], roles: ['flow-designer'], active: true },
  ];
  const by = { kind: 'system', cause: 'test' } as const;
  await engine().saveDirectory('test', by, { ...TEST_ORGANISATION, people });
  const published = await engine().publish({ tenant: 'test', person: 'desi' }, FLOW);
  if (!published.ok) throw new Error(JSON.stringify(published.refusal));
  const started = await engine().start(emma, { flow: 'talk', form: {} });
  if (!started.ok) throw new Error(started.refusal.code);
  const key = { tenant: 'test', instance: started.result.instance };
  const loaded: StoredInstance[] = [];
  for (let n = 0; n < comments; n++) {
    const act = { type: 'AddComment', text: `${n} ${'…'.repeat(200)}` } as const;
    const answer = await engine().act(emma, key.instance, act);
    if (!answer.ok) throw new Error(answer.refusal.code);
    loaded.push((await store.instances.load([key], [])).instances[0]!);
  }
  const rows = await store.instances.journal(key, { limit: 200 });
  return { units, loaded, events: rows.flatMap((row) => JSON.parse(row.events) as Event[]) };
}

test('D7 every snapshot with the events since is the fold of the whole journal', async () => {
  const { loaded, events } = await talk(60);
  expect(new Set(loaded.map(({ snapshotSeq }) => snapshotSeq)).size).toBeGreaterThan(2);
  for (const stored of loaded) {
    const whole = fold(events.slice(0, stored.seq));
    expect(JSON.stringify(stateOf(stored))).toBe(JSON.stringify(whole));
  }
});

test('D7 a start brings a snapshot; others come when the events have grown as long', async () => {
  const { units, loaded } = await talk(60);
  expect(units[0]?.snapshot).toBeDefined();
  const written = units.filter(({ snapshot }) => snapshot !== undefined).length;
  expect(written).toBeGreaterThan(2);
  expect(written).toBeLessThan(10);
  for (const { snapshot, since } of loaded) {
    const chars = since.reduce((sum, row) => sum + row.length, 0);
    expect(chars).toBeLessThanOrEqual(Math.max(snapshot.length, 4_096));
  }
});

test('D7 a snapshot that does not lead to the sequence of its instance is not believed', async () => {
  const { loaded } = await talk(3);
  const [stored] = loaded;
  expect(() => stateOf({ ...stored!, since: [] })).toThrow(expect.objectContaining({ id: 'D7' }));
});
