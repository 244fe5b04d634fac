/** What the journeys play in: many tasks for one, wide forms, a case with a long life. */

import { TENANT, type World } from '../../test/e2e/world.ts';

/** Who has thirty tasks, who has ten thousand, and who starts. */
export const PEOPLE = { few: 'zhou-zihan', many: 'wu-haotian', starter: 'li-lei' } as const;

const DESIGNER = 'qiu-ze';
const AT_ONCE = 200;
const EVENTS = 10_000;

const FIELDS = `
      reason: { title: Reason, type: string, maxLength: 200 }
      amount: { title: Amount, type: number }`;

function asking(name: string, person: string, fields = FIELDS): string {
  return `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: ${name}, title: { en: ${name}, zh-CN: ${name} } }
spec:
  version: 1.0.0
  subject: form.reason
  form:
    type: object
    properties:${fields}
  steps:
    - approval: head
      title: Head
      ask: { user: ${person} }
      ballot: any
    - approval: last
      title: Last
      ask: { role: cfo }
      ballot: any
`;
}

/** A flow whose form has so many fields of every kind that can be typed. */
function wide(fields: number): string {
  const kinds = ['type: string, maxLength: 80', 'type: number, minimum: 0', 'type: boolean'];
  const lines = Array.from(
    { length: fields },
    (_, n) => `\n      field${n}: { title: Field ${n}, ${kinds[n % kinds.length]} }`,
  );
  return asking(`wide-${fields}`, PEOPLE.few, FIELDS + lines.join(''));
}

export async function publishBenchFlows(world: World): Promise<void> {
  const sources = [asking('few', PEOPLE.few), asking('many', PEOPLE.many), wide(50), wide(200)];
  for (const source of sources) {
    const done = await world.engine.publish({ tenant: TENANT, person: DESIGNER }, source);
    if (!done.ok) throw new Error(JSON.stringify(done.refusal));
  }
}

/** Starts so many of a flow; gives the last one's id. */
export async function begin(world: World, flow: string, count: number): Promise<string> {
  let last = '';
  for (let from = 0; from < count; from += AT_ONCE) {
    const some = Math.min(AT_ONCE, count - from);
    const answers = await Promise.all(
      Array.from({ length: some }, (_, n) =>
        world.engine.start(
          { tenant: TENANT, person: PEOPLE.starter },
          { flow, form: { reason: `${flow} ${from + n + 1}`, amount: from + n } },
        ),
      ),
    );
    for (const answer of answers) {
      if (!answer.ok) throw new Error(JSON.stringify(answer.refusal));
      last = answer.result.instance;
    }
  }
  return last;
}

/** A case that many have spoken of. */
export async function longLife(world: World): Promise<string> {
  const instance = await begin(world, 'few', 1);
  const by = { tenant: TENANT, person: PEOPLE.starter };
  for (let n = 0; n < EVENTS; n += AT_ONCE) {
    await Promise.all(
      Array.from({ length: AT_ONCE }, (_, i) =>
        world.engine.act(by, instance, { type: 'AddComment', text: `word ${n + i}` }),
      ),
    );
  }
  return instance;
}
