import { afterEach, expect, test } from 'vitest';
import type { Event } from '../kernel/index.ts';
import { fold } from '../kernel/index.ts';
import { createMemoryStore } from '../store/index.ts';
import { TEST_ORGANISATION } from '../testing/index.ts';
import type { Answer, CommandResult, Delivery, DeliveryResult } from './index.ts';
import { Engine, stateOf, systemClock } from './index.ts';

const FLOW = `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: claim, title: Claim }
spec:
  version: 1.0.0
  subject: form.reason
  form:
    type: object
    required: [amount, reason]
    properties:
      amount: { type: number, minimum: 0 }
      reason: { type: string }
      salary: { type: number }
  steps:
    - approval: manager
      ask: { manager: initiator }
      ballot: any
      rights: { salary: hidden }
      ladder: [{ after: 1s, do: escalate }]
    - call: post
      http: { method: POST, url: 'secret:erp.url', body: { id: instance.id, amount: form.amount } }
      retry: { attempts: 2, backoff: 1s..2s }
    - approval: finance
      ask: { role: finance }
      ballot: { vote: { pass: { count: 2 }, tie: rejected } }
`;

const HOUR_MS = 3_600_000;
const emma = { tenant: 'test', person: 'emma' };
const max = { tenant: 'test', person: 'max' };
const designer = { tenant: 'test', person: 'desi' };
let engines: Engine[] = [];

afterEach(async () => {
  await Promise.all(engines.map((engine) => engine.drain()));
  engines = [];
});

async function engineWith(
  deliver: (delivery: Delivery) => Promise<DeliveryResult> = async () => ({
    kind: 'delivered',
    status: 200,
  }),
  store = createMemoryStore(),
): Promise<Engine> {
  const engine = new Engine({ store, deliver });
  engines.push(engine);
  await store.access.saveTenant('test', 'Test');
  const people = [
    ...TEST_ORGANISATION.people,
    { id: 'desi', name: 'Desi', posts: [], roles: ['flow-designer'], active: true },
  ];
  const by = { kind: 'system', cause: 'test' } as const;
  expect(await engine.saveDirectory('test', by, { ...TEST_ORGANISATION, people })).toBeUndefined();
  expect(await engine.publish(designer, FLOW)).toMatchObject({ ok: true });
  return engine;
}

function must(answer: Answer): CommandResult {
  if (!answer.ok) throw new Error(JSON.stringify(answer.refusal));
  return answer.result;
}

const form = { amount: 5, reason: 'tea', salary: 1 };

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let i = 0; i < 500; i++) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('it never came');
}

test('a claim runs from start through a call to the last vote', async () => {
  const engine = await engineWith();
  const started = must(await engine.start(emma, { flow: 'claim', form }));
  expect(started.waitingFor).toMatchObject([{ step: 'manager', person: 'max' }]);
  must(
    await engine.act(max, started.instance, { type: 'ApproveTask', visit: 2, seat: 1 }, 'key-1'),
  );
  const finance = await until(async () => {
    const [task] = await engine.store.inbox.tasks('test', 'fay', 'open', { limit: 10 });
    return task;
  });
  expect(finance.subject).toBe('tea');
  const visit = Number(finance.id.split('.')[1]);
  const vote = { type: 'ApproveTask', visit } as const;
  must(await engine.act({ ...emma, person: 'fay' }, started.instance, { ...vote, seat: 1 }));
  const last = must(
    await engine.act({ ...emma, person: 'finn' }, started.instance, { ...vote, seat: 2 }),
  );
  expect(last).toMatchObject({ status: 'ended', outcome: 'approved', waitingFor: [] });
});

test('D6 the stored state is the fold of the stored journal', async () => {
  const engine = await engineWith();
  const { instance } = must(await engine.start(emma, { flow: 'claim', form }));
  must(await engine.act(max, instance, { type: 'RejectTask', visit: 2, seat: 1 }));
  const key = { tenant: 'test', instance };
  const rows = await engine.store.instances.journal(key, { limit: 100 });
  const events = rows.flatMap((row) => JSON.parse(row.events) as Event[]);
  const { instances } = await engine.store.instances.load([key], []);
  expect(JSON.stringify(fold(events))).toBe(JSON.stringify(stateOf(instances[0]!)));
});

test('R13.2 a repeated command gets the first answer and does nothing', async () => {
  const engine = await engineWith();
  const start = { flow: 'claim', form, key: 'start-1' };
  const both = await Promise.all([engine.start(emma, start), engine.start(emma, start)]);
  const [first, second] = both.map(must);
  expect(second).toEqual(first);
  expect(both.filter((answer) => answer.ok && answer.replayed)).toHaveLength(1);
  const act = { type: 'ApproveTask', visit: 2, seat: 1 } as const;
  const vote = must(await engine.act(max, first!.instance, act, 'vote-1'));
  const again = await engine.act(max, first!.instance, act, 'vote-1');
  expect(again).toEqual({ ok: true, result: vote, replayed: true });
});

test('D4 the same key for another request is refused without effect', async () => {
  const engine = await engineWith();
  must(await engine.start(emma, { flow: 'claim', form, key: 'k' }));
  const other = { flow: 'claim', form: { ...form, amount: 6 }, key: 'k' };
  expect(await engine.start(emma, other)).toMatchObject({ refusal: { code: 'key.reused' } });
});

test('X9 an instance of others looks like one that does not exist', async () => {
  const engine = await engineWith();
  const { instance } = must(await engine.start(emma, { flow: 'claim', form }));
  const act = { type: 'ApproveTask', visit: 2, seat: 1 } as const;
  const eric = { tenant: 'test', person: 'eric' };
  const unknown = await engine.act(eric, 'nowhere', act);
  expect(await engine.act(eric, instance, act)).toEqual(unknown);
  expect(await engine.views.instance(eric, instance)).toEqual(
    await engine.views.instance(eric, 'nowhere'),
  );
});

test('R6.18 a hidden field never leaves the engine', async () => {
  const engine = await engineWith();
  const { instance } = must(await engine.start(emma, { flow: 'claim', form }));
  const view = await engine.views.instance(max, instance);
  expect(view).toMatchObject({ form: { amount: 5, reason: 'tea' }, hidden: ['salary'] });
  const journal = await engine.views.journal(max, instance, { limit: 10 });
  expect(JSON.stringify(journal)).not.toContain('salary');
  expect(await engine.views.instance(emma, instance)).toMatchObject({ form });
});

test('C3 of two votes at the same instant on an any ballot exactly one counts', async () => {
  const engine = await engineWith();
  const { instance } = must(await engine.start(emma, { flow: 'claim', form }));
  const act = { type: 'ApproveTask', visit: 2, seat: 1 } as const;
  const answers = await Promise.all([
    engine.act(max, instance, act),
    engine.act(max, instance, { ...act, type: 'RejectTask' }),
  ]);
  expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
});

test('R9.1 a due rung escalates to the manager of the voter', async () => {
  const engine = await engineWith();
  const { instance } = must(await engine.start(emma, { flow: 'claim', form }));
  const task = await until(async () => {
    const [found] = await engine.store.inbox.tasks('test', 'dora', 'open', { limit: 10 });
    return found;
  });
  expect(task.id).toBe(`${instance}.2.2`);
  const late = await engine.act(max, instance, { type: 'ApproveTask', visit: 2, seat: 1 });
  expect(late).toMatchObject({ refusal: { code: 'task.closed', detail: { how: 'escalated' } } });
});

test('M3 M5 a rung fires when the store says so, however wrong the clock of the node', async () => {
  let storeMs = Date.now();
  const store = createMemoryStore(() => storeMs);
  const right = await engineWith(undefined, store);
  const { instance } = must(await right.start(emma, { flow: 'claim', form }));
  await right.drain();
  const skewed = (byMs: number) =>
    new Engine({ store, clock: { ...systemClock, nowMs: () => Date.now() + byMs } });
  const ahead = skewed(HOUR_MS);
  await ahead.drain();
  expect((await store.inbox.task('test', `${instance}.2.1`))?.status).toBe('open');
  expect(await store.timers.nextDueInMs()).toBeGreaterThan(0);
  storeMs += 2_000;
  engines.push(skewed(-HOUR_MS));
  const task = await until(async () => store.inbox.task('test', `${instance}.2.2`));
  expect(task).toMatchObject({ person: 'dora', status: 'open' });
  expect(await store.timers.nextDueInMs()).toBeUndefined();
});

test('R9.4 a due rung of the deadline ends the instance', async () => {
  const engine = await engineWith();
  const steps = '\n  deadline: [{ after: 50ms, do: { end: overdue } }]\n  steps:';
  const text = FLOW.replace('name: claim', 'name: late').replace('\n  steps:', steps);
  expect(await engine.publish(designer, text)).toMatchObject({ ok: true });
  const { instance } = must(await engine.start(emma, { flow: 'late', form }));
  const ended = await until(async () => {
    const view = await engine.views.instance(emma, instance);
    return 'outcome' in view ? view : undefined;
  });
  expect(ended).toMatchObject({ status: 'ended', outcome: 'overdue' });
  expect(await engine.store.inbox.tasks('test', 'max', 'open', { limit: 10 })).toEqual([]);
});

test('O3 a call that keeps failing becomes a dead letter and an incident, then a redrive', async () => {
  let isUp = false;
  const ids: string[] = [];
  const engine = await engineWith(async ({ id }) => {
    ids.push(id);
    return isUp
      ? { kind: 'delivered', status: 200 }
      : { kind: 'retry', reason: 'down', afterMs: 1 };
  });
  const { instance } = must(await engine.start(emma, { flow: 'claim', form }));
  must(await engine.act(max, instance, { type: 'ApproveTask', visit: 2, seat: 1 }));
  const [dead] = await until(async () => {
    const found = await engine.store.outbox.deadLetters('test', { limit: 10 });
    return found.length > 0 ? found : undefined;
  });
  expect(dead).toMatchObject({ attempts: 2, reason: '2 deliveries failed: down' });
  expect(await engine.views.instance(emma, instance)).toMatchObject({
    path: [{}, {}, { status: 'incident', incident: { code: 'call.failed' } }],
  });
  isUp = true;
  expect(await engine.redrive(max, dead!.id)).toBeUndefined();
  await until(async () => {
    const [task] = await engine.store.inbox.tasks('test', 'fay', 'open', { limit: 10 });
    return task;
  });
  expect(new Set(ids)).toEqual(new Set([dead!.id]));
});

test('A1 a refused command leaves an audit record and nothing else', async () => {
  const engine = await engineWith();
  const { instance, seq } = must(await engine.start(emma, { flow: 'claim', form }));
  const act = { type: 'CompleteTask', visit: 2, seat: 1 } as const;
  expect(await engine.act(max, instance, act)).toMatchObject({ ok: false });
  const audit = await engine.store.audit.list('test', { limit: 100 });
  const denials = audit.filter((record) => record.result === 'refused');
  expect(denials).toMatchObject([{ action: 'CompleteTask', code: 'task.wrong-act' }]);
  const { instances } = await engine.store.instances.load([{ tenant: 'test', instance }], []);
  expect(instances[0]?.seq).toBe(seq);
});

test('a command that the store can never write fails alone, the rest of its batch goes on', async () => {
  const store = createMemoryStore();
  const { commit } = store.instances;
  const picky = {
    ...store.instances,
    commit: async (units: Parameters<typeof commit>[0]) => {
      const poison = units.some((unit) => unit.header.subject === 'poison');
      if (poison) throw Object.assign(new Error('no'), { retryable: false });
      return commit(units);
    },
  };
  const engine = await engineWith(undefined, { ...store, instances: picky });
  const start = (reason: string) =>
    engine.start(emma, { flow: 'claim', form: { ...form, reason } });
  const ends = await Promise.allSettled(['a', 'poison', 'b', 'c'].map(start));
  expect(ends.map((end) => end.status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
  ]);
});

test('control characters never reach a subject line', async () => {
  const engine = await engineWith();
  const reason = 'tea\u0000 and\n cake';
  const { instance } = must(await engine.start(emma, { flow: 'claim', form: { ...form, reason } }));
  const view = await engine.views.instance(emma, instance);
  expect(view).toMatchObject({ subject: 'tea  and  cake', form: { reason } });
});

test('R7 a delivery that hangs does not hold up a stop, and costs no try', async () => {
  const store = createMemoryStore();
  let taken = 0;
  const engine = await engineWith(({ signal }) => {
    taken += 1;
    return new Promise((resolve) => {
      const cut = () => resolve({ kind: 'refused', reason: 'cut off' });
      signal.addEventListener('abort', cut);
    });
  }, store);
  const { instance } = must(await engine.start(emma, { flow: 'claim', form }));
  must(await engine.act(max, instance, { type: 'ApproveTask', visit: 2, seat: 1 }));
  await until(async () => (taken > 0 ? true : undefined));
  await engine.drain();
  expect(await store.outbox.deadLetters('test', { limit: 1 })).toEqual([]);
  expect(await store.outbox.depth()).toEqual({ pending: 1, dead: 0 });
});

test('O3 a dead letter whose step was tried again is not delivered a second time', async () => {
  let isUp = false;
  const engine = await engineWith(async () =>
    isUp ? { kind: 'delivered', status: 200 } : { kind: 'refused', reason: 'gone' },
  );
  const { instance } = must(await engine.start(emma, { flow: 'claim', form }));
  must(await engine.act(max, instance, { type: 'ApproveTask', visit: 2, seat: 1 }));
  const [dead] = await until(async () => {
    const found = await engine.store.outbox.deadLetters('test', { limit: 10 });
    return found.length > 0 ? found : undefined;
  });
  isUp = true;
  const ada = { tenant: 'test', person: 'ada' };
  must(await engine.act(ada, instance, { type: 'RetryStep', visit: 3 }));
  expect(await engine.redrive(ada, dead!.id)).toMatchObject({ code: 'message.superseded' });
  expect(await engine.redrive(ada, 'nothing')).toMatchObject({ code: 'message.unknown' });
});
