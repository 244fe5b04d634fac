import { expect, test, vi } from 'vitest';
import { createMemoryStore } from '../store/index.ts';
import { TEST_ORGANISATION } from '../testing/index.ts';
import type { CommandResult } from './index.ts';
import { Engine } from './index.ts';

const flow = (name: string, policy: string) => `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: ${name} }
spec:
  version: 1.0.0
  form: { type: object }
  ${policy}
  steps:
    - approval: manager
      ask: { manager: initiator }
`;
const by = { kind: 'system', cause: 'test' } as const;
const emma = { tenant: 'test', person: 'emma' };
const designer = { tenant: 'test', person: 'desi' };
const desi = { id: 'desi', name: 'Desi', roles: ['flow-designer'] };

function organisation(change: { readonly [id: string]: object } = {}) {
  const people = TEST_ORGANISATION.people.map((person) => ({ ...person, ...change[person.id] }));
  return { ...TEST_ORGANISATION, people: [...people, desi] };
}

async function opened(): Promise<Engine> {
  const engine = new Engine({ store: createMemoryStore() });
  await engine.store.access.saveTenant('test', 'Test');
  await engine.saveDirectory('test', by, organisation());
  return engine;
}

async function started(engine: Engine, name: string): Promise<CommandResult> {
  const answer = await engine.start(emma, { flow: name, form: {} });
  if (!answer.ok) throw new Error(answer.refusal.code);
  return answer.result;
}

const openTasks = (engine: Engine, person: string) =>
  engine.store.inbox.tasks('test', person, 'open', { limit: 100 });
const isFollowed = (engine: Engine) =>
  vi.waitFor(async () => expect(await engine.store.access.unfollowed(1)).toEqual([]));
const leaving = { max: { active: false }, emma: { manager: 'dora' } };

test('R3.2 the tasks of those who left go to others, wherever their flow has it so', async () => {
  const engine = await opened();
  await engine.publish(designer, flow('moving', 'onLeave: reassign'));
  await engine.publish(designer, flow('staying', 'onLeave: keep'));
  for (let n = 0; n < 70; n++) await started(engine, 'moving');
  const staying = await started(engine, 'staying');
  expect(await engine.saveDirectory('test', by, organisation(leaving))).toBeUndefined();
  await isFollowed(engine);
  expect(await openTasks(engine, 'dora')).toHaveLength(70);
  expect(await openTasks(engine, 'max')).toMatchObject([{ instance: staying.instance }]);
  await engine.drain();
});

test('R3.2 a node that died before all were looked at is followed by another', async () => {
  const first = await opened();
  await first.publish(designer, flow('moving', 'onMove: reassign'));
  const { instance } = await started(first, 'moving');
  await first.drain();
  const moved = organisation({ emma: { manager: 'dora' } });
  expect(await first.saveDirectory('test', by, moved)).toBeUndefined();
  expect(await openTasks(first, 'max')).toHaveLength(1);
  const second = new Engine({ store: first.store });
  await isFollowed(second);
  expect(await openTasks(second, 'dora')).toMatchObject([{ instance }]);
  await second.drain();
});

test('A1 looking at people who stay is recorded nowhere', async () => {
  const engine = await opened();
  await engine.publish(designer, flow('moving', 'onMove: reassign'));
  await started(engine, 'moving');
  await engine.saveDirectory('test', by, organisation({ fay: { name: 'Fay the Second' } }));
  await isFollowed(engine);
  const records = await engine.store.audit.list('test', { limit: 100 });
  expect(records.map(({ action }) => action)).not.toContain('ReassignTasks');
  expect(await openTasks(engine, 'max')).toHaveLength(1);
  await engine.drain();
});
