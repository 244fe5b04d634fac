import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMemoryStore } from '../store/index.ts';
import { TEST_ORGANISATION } from '../testing/index.ts';
import type { PeopleFunction } from './index.ts';
import { Engine } from './index.ts';

const FLOW = (ask: string) => `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: claim }
spec:
  version: 1.0.0
  form: { type: object, properties: { amount: { type: number } } }
  steps:
    - approval: owner
      ask: ${ask}
      ballot: any
`;
const emma = { tenant: 'test', person: 'emma' };
const ada = { tenant: 'test', person: 'ada' };
const asked: unknown[] = [];
let reply: { readonly status: number; readonly body: string };
const service = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    asked.push(JSON.parse(Buffer.concat(chunks).toString()));
    response.statusCode = reply.status;
    response.end(reply.body);
  });
});
let host: string;
let engine: Engine;

beforeEach(async () => {
  asked.length = 0;
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(service.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await engine.drain();
  await new Promise((resolve) => service.close(resolve));
});

async function engineWith(
  ask: string,
  resolvers: { readonly [name: string]: PeopleFunction } = {},
  allowedHosts: readonly string[] = [host],
): Promise<void> {
  const store = createMemoryStore();
  engine = new Engine({ store, resolvers, allowedHosts });
  const by = { kind: 'system', cause: 'test' } as const;
  const desi = { id: 'desi', name: 'Desi', roles: ['flow-designer'] };
  const people = [...TEST_ORGANISATION.people, desi];
  await store.access.saveTenant('test', 'Test');
  await engine.saveDirectory('test', by, { ...TEST_ORGANISATION, people });
  const audit = { tenant: 'test', atMs: 1, actor: by, action: 'x', object: 'x' } as const;
  await store.access.saveSecret('test', 'people', `http://${host}/find`, {
    ...audit,
    result: 'done',
  });
  const published = await engine.publish({ tenant: 'test', person: 'desi' }, FLOW(ask));
  if (!published.ok) throw new Error(JSON.stringify(published.refusal));
}

async function start(key = 'k') {
  const answer = await engine.start(emma, { flow: 'claim', form: { amount: 7 }, key });
  if (!answer.ok) throw new Error(JSON.stringify(answer.refusal));
  return answer.result;
}

describe('R3.1 people whom a function of the engine finds', () => {
  const ask = '{ function: owner, with: { amount: form.amount } }';
  test('R3.1 are asked; the function hears what the step names, and nothing else', async () => {
    let heard: unknown;
    await engineWith(ask, {
      owner: async ({ tenant, input }) => {
        heard = [tenant, input];
        return ['fay'];
      },
    });
    const { instance, waitingFor } = await start();
    expect(waitingFor).toMatchObject([{ step: 'owner', person: 'fay' }]);
    const ids = { instance, flow: 'claim', version: '1.0.0', step: 'owner', initiator: 'emma' };
    expect(heard).toEqual(['test', { ...ids, with: { amount: 7 } }]);
    const explained = await engine.foresight.explain(emma, instance);
    expect(explained).toMatchObject([{ people: [{ rule: 'function owner' }] }]);
    expect(await start()).toMatchObject({ instance });
  });
  test('R2.3 one that throws, or that nobody registered, is an incident; a retry mends it', async () => {
    let works = false;
    await engineWith(ask, {
      owner: () => {
        if (!works) throw new Error('the database is down');
        return ['leo'];
      },
    });
    const { instance, incidents } = await start();
    expect(incidents).toMatchObject([{ visit: 2, code: 'people.lookup-failed' }]);
    const view = await engine.views.instance(emma, instance);
    expect(JSON.stringify(view)).not.toContain('database');
    works = true;
    const retried = await engine.act(ada, instance, { type: 'RetryStep', visit: 2 });
    expect(retried).toMatchObject({ ok: true, result: { waitingFor: [{ person: 'leo' }] } });
    await engine.drain();
    await engineWith(ask);
    expect((await start('other')).incidents).toMatchObject([{ code: 'people.lookup-failed' }]);
  });
  test('R3.1 a slow one holds up nobody else', async () => {
    const slow = Promise.withResolvers<readonly string[]>();
    const called = Promise.withResolvers<void>();
    await engineWith(ask, {
      owner: ({ input }) => {
        const { amount } = input['with'] as { amount: number };
        called.resolve();
        return amount === 7 ? slow.promise : ['finn'];
      },
    });
    const first = start();
    await called.promise;
    const second = await engine.start(emma, { flow: 'claim', form: { amount: 8 } });
    expect(second).toMatchObject({ ok: true, result: { waitingFor: [{ person: 'finn' }] } });
    slow.resolve(['flo']);
    expect((await first).waitingFor).toMatchObject([{ person: 'flo' }]);
  });
});

describe('R3.1 people whom an HTTP service finds', () => {
  test('R3.1 are asked, by an address that a secret holds', async () => {
    await engineWith('{ http: "secret:people", with: { amount: form.amount } }');
    reply = { status: 200, body: '{"people":["finn","flo"]}' };
    const { instance, waitingFor } = await start();
    expect(waitingFor.map(({ person }) => person)).toEqual(['finn', 'flo']);
    expect(asked).toMatchObject([{ instance, step: 'owner', with: { amount: 7 } }]);
    const view = JSON.stringify(await engine.foresight.explain(emma, instance));
    expect(view).toContain('http secret:people');
    expect(view).not.toContain(host);
  });
  test.each([
    ['an error', { status: 500, body: '["fay"]' }],
    ['no JSON', { status: 200, body: 'fay' }],
    ['no list', { status: 200, body: '{"people":"fay"}' }],
    ['a list of something else', { status: 200, body: '[1]' }],
    ['a redirection', { status: 302, body: '' }],
  ])('R2.3 an answer that is %s is an incident', async (_name, answer) => {
    await engineWith('{ http: "secret:people" }');
    reply = answer;
    expect((await start()).incidents).toMatchObject([{ code: 'people.lookup-failed' }]);
  });
  test('R2.3 a service off the public network is never asked', async () => {
    await engineWith('{ http: "secret:people" }', {}, []);
    reply = { status: 200, body: '["fay"]' };
    expect((await start()).incidents).toMatchObject([{ code: 'people.lookup-failed' }]);
    expect(asked).toEqual([]);
  });
});

describe('R3.8 assignment', () => {
  const owners = async (): Promise<readonly string[]> => {
    const people: string[] = [];
    for (const key of ['1', '2', '3', '4']) {
      people.push((await start(key)).waitingFor[0]!.person);
    }
    return people;
  };
  test('R3.8 least-loaded evens out the open tasks', async () => {
    await engineWith('{ of: { role: finance }, assign: least-loaded }');
    expect(await owners()).toEqual(['fay', 'finn', 'flo', 'fay']);
    const [task] = await engine.store.inbox.tasks('test', 'finn', 'open', { limit: 1 });
    const finn = { tenant: 'test', person: 'finn' };
    const vote = { type: 'ApproveTask', visit: 2, seat: 1 } as const;
    expect((await engine.act(finn, task!.instance, vote)).ok).toBe(true);
    expect((await start('5')).waitingFor).toMatchObject([{ person: 'finn' }]);
  });
  test('R3.8 round-robin goes round, and explains whose turn it was', async () => {
    await engineWith('{ of: { role: finance }, assign: round-robin }');
    expect(await owners()).toEqual(['fay', 'finn', 'flo', 'fay']);
    const { instance } = await start('4');
    const [explained] = (await engine.foresight.explain(emma, instance)) as readonly {
      people?: readonly object[];
    }[];
    expect(explained?.people?.at(-1)).toMatchObject({ rule: 'round-robin', figures: { turn: 3 } });
  });
});
