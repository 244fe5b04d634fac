import { expect, test } from 'vitest';
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

test('R3.2 whoever replaces the directory finds the tasks of those who left with others', async () => {
  const engine = new Engine({ store: createMemoryStore() });
  await engine.store.access.saveTenant('test', 'Test');
  await engine.saveDirectory('test', by, organisation());
  await engine.publish(designer, flow('moving', 'onLeave: reassign'));
  await engine.publish(designer, flow('staying', 'onLeave: keep'));
  const start = async (name: string): Promise<CommandResult> => {
    const answer = await engine.start(emma, { flow: name, form: {} });
    if (!answer.ok) throw new Error(answer.refusal.code);
    return answer.result;
  };
  for (let n = 0; n < 70; n++) await start('moving');
  const staying = await start('staying');
  const gone = organisation({ max: { active: false }, emma: { manager: 'dora' } });
  expect(await engine.saveDirectory('test', by, gone)).toBeUndefined();
  const open = (person: string) => engine.store.inbox.tasks('test', person, 'open', { limit: 100 });
  expect(await open('dora')).toHaveLength(70);
  expect(await open('max')).toMatchObject([{ instance: staying.instance }]);
  // Sent again, it finds nothing more to do.
  const before = (await open('dora')).map(({ id }) => id);
  expect(await engine.saveDirectory('test', by, gone)).toBeUndefined();
  expect((await open('dora')).map(({ id }) => id)).toEqual(before);
  await engine.drain();
});
