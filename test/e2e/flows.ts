/** Flows that the journeys need and the demo does not have. */

import type { World } from './world.ts';
import { TENANT } from './world.ts';

const DESIGNER = 'qiu-ze';

/** What nobody but the initiator may ever see in a browser. */
export const SECRET = 'the-hidden-salary-41977';

const BOTH = `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: both, title: { en: Both heads, zh-CN: 两位组长 } }
spec:
  version: 1.0.0
  subject: form.reason
  form:
    type: object
    required: [reason]
    properties:
      reason: { title: { en: Reason, zh-CN: 事由 }, type: string, maxLength: 100 }
      salary: { title: { en: Salary, zh-CN: 薪资 }, type: string }
  steps:
    - approval: heads
      title: { en: Both heads, zh-CN: 两位组长 }
      ask: { of: [{ user: zhou-zihan }, { user: wu-haotian }] }
      ballot: all
      rights: { reason: edit, salary: hidden }
`;

const LAST = `
    - approval: last
      ask: { role: cfo }
      ballot: any
`;
const EITHER =
  BOTH.trimEnd().replace('name: both', 'name: either').replace('ballot: all', 'ballot: any') + LAST;
const SAID = BOTH.replace('name: both', 'name: said').replace(
  'ballot: all',
  'ballot: any\n      require: [comment]',
);

const CALL = `
    - call: order
      http: { method: POST, url: 'https://example.com/order' }
`;
const POOL = BOTH.replace('name: both', 'name: pool')
  .replace('{ user: wu-haotian }] }', '{ user: wu-haotian }], as: pool }')
  .replace('ballot: all', 'ballot: any');
const HELD = EITHER.replace('name: either', 'name: held')
  .replace('version: 1.0.0', 'version: 1.0.0\n  undo: 90s')
  .replace(LAST, CALL + LAST.slice(1));

export async function publishFlows(world: World): Promise<void> {
  await publish(world, BOTH, EITHER, HELD, POOL, SAID);
}

/** Throws what is wrong with a source. */
export async function publish(world: World, ...sources: readonly string[]): Promise<void> {
  for (const source of sources) {
    const published = await world.engine.publish({ tenant: TENANT, person: DESIGNER }, source);
    if (!published.ok) throw new Error(JSON.stringify(published.refusal));
  }
}

/** Starts one of them; the task of a person on it. */
export async function begin(
  world: World,
  flow: 'both' | 'either' | 'held' | 'pool' | 'said',
  reason: string,
): Promise<{ readonly instance: string; task(person: string): string }> {
  const form = { reason, salary: SECRET };
  const { instance, waitingFor } = await world.as('li-lei').start({ flow, form });
  return {
    instance,
    task: (person) => {
      const found = waitingFor.find((each) => each.person === person);
      if (!found) throw new Error(`${person} is not asked`);
      return found.task;
    },
  };
}
