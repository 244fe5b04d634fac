import { afterEach, describe, expect, test } from 'vitest';
import { createMemoryStore, StoreFault } from '../store/index.ts';
import type { Store } from '../store/port.ts';
import { TEST_ORGANISATION } from '../testing/index.ts';
import type { Answer, Clock, CommandResult } from './index.ts';
import { Engine, systemClock } from './index.ts';
import { ENGINE_LIMITS } from './limits.ts';

const flow = (version: string, condition = 'form.amount > 1.0') => `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: claim }
spec:
  version: ${version}
  form:
    type: object
    required: [amount]
    properties:
      amount: { type: number }
      code: { type: string }
  steps:
    - approval: manager
      ask: { manager: initiator }
      rights: { code: hidden }
      ladder: [{ after: 1s, do: escalate }]
    - choice: which
      branches:
        - when: ${condition}
          steps: [{ approval: finance, ask: { role: finance }, rights: { code: hidden } }]
        - otherwise: true
          steps: [{ approval: other, ask: { role: finance } }]
`;
const by = { kind: 'system', cause: 'test' } as const;
const emma = { tenant: 'test', person: 'emma' };
const max = { tenant: 'test', person: 'max' };
const fay = { tenant: 'test', person: 'fay' };
const designer = { tenant: 'test', person: 'desi' };
const people = [
  ...TEST_ORGANISATION.people,
  { id: 'desi', name: 'Desi', roles: ['flow-designer'] },
  { id: 'timer', name: 'Tim Er', manager: 'max' },
];
const start = { flow: 'claim', form: { amount: 5 } };
let engines: Engine[] = [];

afterEach(async () => {
  await Promise.all(engines.map((engine) => engine.drain()));
  engines = [];
});

async function engineOver(
  store: Store = createMemoryStore(),
  source = flow('1.0.0'),
  clock: Clock = systemClock,
): Promise<Engine> {
  const engine = new Engine({ store, clock });
  engines.push(engine);
  await store.access.saveTenant('test', 'Test');
  await engine.saveDirectory('test', by, { ...TEST_ORGANISATION, people });
  expect(await engine.publish(designer, source)).toMatchObject({ ok: true });
  return engine;
}

function must(answer: Answer): CommandResult {
  if (!answer.ok) throw new Error(JSON.stringify(answer.refusal));
  return answer.result;
}

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let i = 0; i < 500; i++) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('it never came');
}

test('R13.2 a start is the same request after a newer version was published', async () => {
  const engine = await engineOver();
  const first = await engine.start(emma, { ...start, key: 'k' });
  expect(await engine.publish(designer, flow('2.0.0'))).toMatchObject({ ok: true });
  const again = await engine.start(emma, { ...start, key: 'k' });
  expect(again).toEqual({ ok: true, result: must(first), replayed: true });
  const named = await engine.start(emma, { ...start, version: '1.0.0', key: 'k' });
  expect(named).toMatchObject({ refusal: { code: 'key.reused' } });
});

test('D4 nobody’s key is taken for another’s, or for one of the engine’s own', async () => {
  const engine = await engineOver();
  const { instance } = must(await engine.start(emma, start));
  const timer = { tenant: 'test', person: 'timer' };
  for (const rung of [0, 1]) {
    must(await engine.start(timer, { ...start, key: `${instance}.2.${rung}` }));
  }
  const escalated = await until(async () => {
    const tasks = await engine.store.inbox.tasks('test', 'dora', 'open', { limit: 10 });
    return tasks.find((task) => task.instance === instance);
  });
  expect(escalated.id).toBe(`${instance}.2.2`);
});

test('a command on which the program itself breaks does not break its neighbours', async () => {
  const store = createMemoryStore();
  const { commit } = store.instances;
  const broken = async (units: Parameters<typeof commit>[0]) => {
    if (units.some((unit) => unit.journal.some((row) => row.events.includes('poison')))) {
      throw new TypeError('undefined is not a function');
    }
    return commit(units);
  };
  const engine = await engineOver({ ...store, instances: { ...store.instances, commit: broken } });
  const codes = ['a', 'poison', 'b'];
  const ends = await Promise.allSettled(
    codes.map((code) => engine.start(emma, { flow: 'claim', form: { amount: 1, code } })),
  );
  expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(ends[1]).toMatchObject({ reason: { code: 'engine.invariant' } });
});

test('a clock set back does not keep an old directory alive', async () => {
  let offsetMs = 0;
  const nowMs = () => Date.now() + offsetMs;
  const engine = await engineOver(undefined, undefined, { ...systemClock, nowMs });
  expect((await engine.knowledge.directory('test')).person('fay')?.active).toBe(true);
  const organisation = {
    ...TEST_ORGANISATION,
    people: people.map((person) => (person.id === 'fay' ? { ...person, active: false } : person)),
  };
  const text = JSON.stringify(organisation);
  const audit = engine.audit(max, 'SaveDirectory', 'directory:test');
  await engine.store.access.saveDirectory('test', 'next', text, audit);
  offsetMs = -3_600_000;
  expect((await engine.knowledge.directory('test')).person('fay')?.active).toBe(false);
});

test('more than the queue holds is refused as overload, and everything else is answered', async () => {
  const store = createMemoryStore();
  const { commit } = store.instances;
  let release = () => {};
  const isReleased = new Promise<void>((resolve) => {
    release = resolve;
  });
  const slow = async (...given: Parameters<typeof commit>) => {
    await isReleased;
    return commit(...given);
  };
  const engine = await engineOver({ ...store, instances: { ...store.instances, commit: slow } });
  const under = ENGINE_LIMITS.queueLengthMax + 2 * ENGINE_LIMITS.batchCommandsMax;
  const sent = Array.from({ length: under + 10 }, () => engine.start(emma, start));
  await Promise.race(sent).catch((fault) => expect(fault.code).toBe('engine.overloaded'));
  release();
  const ends = await Promise.allSettled(sent);
  const refused = ends.filter(({ status }) => status === 'rejected');
  expect(refused.length).toBeGreaterThanOrEqual(10);
  expect(refused.every((end) => 'reason' in end && end.reason.retryable)).toBe(true);
  expect((await engine.start(emma, start)).ok).toBe(true);
});

describe('D3 a commit whose outcome is unknown', () => {
  /** A store that loses the connection in every second commit, before or after it was done. */
  function losing(isDone: boolean): Store {
    const store = createMemoryStore();
    const { commit } = store.instances;
    let calls = 0;
    const lost = async (...given: Parameters<typeof commit>) => {
      calls += 1;
      if (calls % 2 === 0) return commit(...given);
      if (isDone) await commit(...given);
      throw new StoreFault('store.unknown-outcome');
    };
    return { ...store, instances: { ...store.instances, commit: lost } };
  }

  test.each([
    ['was done', true],
    ['was not', false],
  ])('and which %s is done once, with a key and without', async (_, isDone) => {
    const engine = await engineOver(losing(isDone));
    for (const key of [undefined, 'k']) {
      const sent = key === undefined ? start : { ...start, key };
      const { instance } = must(await engine.start(emma, sent));
      const vote = { type: 'ApproveTask', visit: 2, seat: 1 } as const;
      const answers = await Promise.all([
        engine.act(emma, instance, { type: 'AddComment', text: 'one' }),
        engine.act(max, instance, vote, key),
        engine.act(emma, instance, { type: 'AddComment', text: 'two' }),
      ]);
      expect(answers.map(({ ok }) => ok)).toEqual([true, true, true]);
      const rows = await engine.store.instances.journal({ tenant: 'test', instance }, { limit: 9 });
      expect(rows.map(({ command }) => command).sort()).toEqual([
        ...['AddComment', 'AddComment', 'ApproveTask', 'StartInstance'],
      ]);
    }
  });

  test('without a key is not taken for what another did at that place', async () => {
    const store = createMemoryStore();
    const { commit } = store.instances;
    let betweenThem: (() => Promise<unknown>) | undefined;
    const raced = async (...given: Parameters<typeof commit>) => {
      const first = betweenThem;
      betweenThem = undefined;
      if (!first) return commit(...given);
      await first();
      throw new StoreFault('store.unknown-outcome');
    };
    const engine = await engineOver({ ...store, instances: { ...store.instances, commit: raced } });
    const other = new Engine({ store });
    engines.push(other);
    const { instance } = must(await engine.start(emma, start));
    const vote = { type: 'ApproveTask', visit: 2, seat: 1 } as const;
    betweenThem = () => other.act(max, instance, { ...vote, type: 'RejectTask', comment: 'no' });
    const answer = await engine.act(max, instance, vote);
    expect(answer).toMatchObject({ ok: false });
  });
});

test('R6.18 a reason or an incident that rests on a hidden field is not told', async () => {
  const engine = await engineOver(undefined, flow('1.0.0', 'int(form.code) > 1'));
  const code = 'top-secret';
  const { instance } = must(await engine.start(emma, { flow: 'claim', form: { amount: 1, code } }));
  must(await engine.act(max, instance, { type: 'ApproveTask', visit: 2, seat: 1 }));
  const told = async (caller: typeof emma) =>
    JSON.stringify([
      await engine.views.instance(caller, instance),
      await engine.views.journal(caller, instance, { limit: 50 }),
      await engine.foresight.explain(caller, instance),
      await engine.foresight.ahead(caller, instance),
    ]);
  expect(await told(emma)).toContain(code);
  expect(await told(emma)).toContain('incident');
  expect(await told(max)).not.toContain(code);
  expect(await told(max)).not.toContain('int(form.code)');
});

test('R6.18 the whole form is not told where a field of it is hidden', async () => {
  const engine = await engineOver(undefined, flow('1.0.0', 'dyn(form) != dyn({})'));
  const code = 'top-secret';
  const { instance } = must(await engine.start(emma, { flow: 'claim', form: { amount: 1, code } }));
  must(await engine.act(max, instance, { type: 'ApproveTask', visit: 2, seat: 1 }));
  const told = [
    await engine.foresight.explain(fay, instance),
    await engine.foresight.ahead(fay, instance),
    await engine.views.journal(fay, instance, { limit: 50 }),
  ];
  expect(told[0]).toMatchObject({ length: expect.any(Number) });
  expect(JSON.stringify(told)).not.toContain(code);
});
