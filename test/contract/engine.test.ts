/** Engines on every store that processes share: what they leave for each other, and take from nobody. */

import type { IncomingHttpHeaders } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Engine, SIGNING_SECRET, stateOf } from '../../src/engine/index.ts';
import type { Event } from '../../src/kernel/index.ts';
import { fold } from '../../src/kernel/index.ts';
import type { Store } from '../../src/store/index.ts';
import { TEST_ORGANISATION } from '../../src/testing/index.ts';
import { mysqlServers } from '../mysql/server.ts';
import { startTestServer } from '../postgres/server.ts';

const FLOW = `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: claim }
spec:
  version: 1.0.0
  form: { type: object, properties: { amount: { type: number } } }
  steps:
    - call: post
      http: { method: POST, url: 'secret:erp.url', body: { amount: form.amount } }
      retry: { attempts: 5, backoff: 1s..1s }
    - approval: finance
      ask: { role: finance }
      ballot: all
      ladder: [{ after: 1s, do: escalate }]
`;
const emma = { tenant: 'test', person: 'emma' };
const by = { kind: 'system', cause: 'test' } as const;
const audit = {
  tenant: 'test',
  atMs: 1,
  actor: by,
  action: 'x',
  object: 'x',
  result: 'done',
} as const;

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let i = 0; i < 1000; i++) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('it never came');
}

async function statesOf(store: Store, instance: string) {
  const key = { tenant: 'test', instance };
  const { instances } = await store.instances.load([key], []);
  const rows = await store.instances.journal(key, { limit: 200 });
  const events = rows.flatMap((row) => JSON.parse(row.events) as Event[]);
  return { stored: JSON.stringify(stateOf(instances[0]!)), folded: JSON.stringify(fold(events)) };
}

/** A server with a database for the tests of one store. */
interface Server {
  database(): Promise<{ store(): Promise<Store>; giveBack(): Promise<void> }>;
  stop(): Promise<void>;
}

const mysql = mysqlServers();

/** Each store by its name, and why it cannot be tried here. */
const SHARED: readonly (readonly [string, () => Promise<Server>, string | undefined])[] = [
  ['postgres', startTestServer, undefined],
  ['mysql', () => mysql.start(), mysql.missing],
];

describe.each(SHARED)('engines on %s', (_, startServer, missing) => {
  let server: Server;
  let database: Awaited<ReturnType<Server['database']>>;

  beforeAll(async () => {
    if (missing !== undefined) return;
    server = await startServer();
    database = await server.database();
    const engine = new Engine({ store: await database.store() });
    await engine.store.access.saveTenant('test', 'Test');
    const people = [
      ...TEST_ORGANISATION.people,
      { id: 'desi', name: 'Desi', roles: ['flow-designer'] },
    ];
    await engine.saveDirectory('test', by, { ...TEST_ORGANISATION, people });
    const published = await engine.publish({ tenant: 'test', person: 'desi' }, FLOW);
    expect(published).toMatchObject({ ok: true });
    await engine.drain();
  });
  afterAll(async () => {
    await database?.giveBack();
    await server?.stop();
  });
  beforeEach(({ skip }) => skip(missing !== undefined, missing));

  test('O3 an outbox message and a timer outlive the engine that made them', async () => {
    const first = new Engine({
      store: await database.store(),
      deliver: async () => ({ kind: 'retry', reason: 'not yet' }),
    });
    const started = await first.start(emma, { flow: 'claim', form: { amount: 7 } });
    if (!started.ok) throw new Error(started.refusal.code);
    const { instance } = started.result;
    await first.drain();

    const ids: string[] = [];
    const store = await database.store();
    const second = new Engine({
      store,
      deliver: async ({ id }) => {
        ids.push(id);
        return { kind: 'delivered', status: 200 };
      },
    });
    const task = await until(async () => {
      const [found] = await store.inbox.tasks('test', 'fay', 'open', { limit: 1 });
      return found;
    });
    expect(task.instance).toBe(instance);
    expect(ids).toEqual([`${instance}.2`]);
    await second.drain();

    const third = new Engine({ store: await database.store() });
    const escalated = await until(async () => {
      const [found] = await store.inbox.tasks('test', 'dora', 'open', { limit: 1 });
      return found;
    });
    expect(escalated.instance).toBe(instance);
    await third.drain();
    const { stored, folded } = await statesOf(store, instance);
    expect(folded).toBe(stored);
  });

  test('D11 two engines on one database: every vote counts once, whoever takes it', async () => {
    const deliver = async () => ({ kind: 'delivered', status: 200 }) as const;
    const engines = await Promise.all(
      [1, 2].map(async () => new Engine({ store: await database.store(), deliver })),
    );
    const [one, two] = engines as [Engine, Engine];
    const started = await one.start(emma, { flow: 'claim', form: { amount: 1 } });
    if (!started.ok) throw new Error(started.refusal.code);
    const { instance } = started.result;
    const mine = async () => {
      const open = await one.store.inbox.tasks('test', 'finn', 'open', { limit: 50 });
      return open.find((task) => task.instance === instance);
    };
    const visit = Number((await until(mine)).id.split('.')[1]);
    const act = { type: 'ApproveTask', visit, seat: 2 } as const;
    const finn = { tenant: 'test', person: 'finn' };
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => engines[i % 2]!.act(finn, instance, act)),
    );
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
    expect(await two.views.instance(emma, instance)).toMatchObject({ status: 'running' });
    const { stored, folded } = await statesOf(two.store, instance);
    expect(folded).toBe(stored);
    await Promise.all(engines.map((engine) => engine.drain()));
  });

  test('O7 a call arrives signed, with one id over all tries', async () => {
    const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
    const seen: { headers: IncomingHttpHeaders; body: string }[] = [];
    const sink = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        seen.push({ headers: request.headers, body });
        response.statusCode = seen.length === 1 ? 500 : 204;
        response.end();
      });
    });
    await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
    const host = `127.0.0.1:${(sink.address() as AddressInfo).port}`;
    const store = await database.store();
    await store.access.saveSecret('test', 'erp.url', `http://${host}/erp`, audit);
    await store.access.saveSecret('test', SIGNING_SECRET, secret, audit);
    const engine = new Engine({ store, allowedHosts: [host] });
    const started = await engine.start(emma, { flow: 'claim', form: { amount: 3 } });
    if (!started.ok) throw new Error(started.refusal.code);
    await until(async () => (seen.length >= 2 ? true : undefined));
    for (const { headers, body } of seen) {
      expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toEqual({
        amount: 3,
      });
      expect(headers['webhook-id']).toBe(`${started.result.instance}.2`);
      expect(() =>
        new Webhook(secret).verify(`${body} `, headers as Record<string, string>),
      ).toThrow();
    }
    await engine.drain();
    sink.close();
  });

  test('a private address is never called unless it is allowed by name', async () => {
    const store = await database.store();
    await store.access.saveSecret('test', 'erp.url', 'https://127.0.0.1:1/x', audit);
    const engine = new Engine({ store });
    const started = await engine.start(emma, { flow: 'claim', form: { amount: 4 } });
    if (!started.ok) throw new Error(started.refusal.code);
    const letter = await until(async () => {
      const dead = await store.outbox.deadLetters('test', { limit: 10 });
      return dead.find((row) => row.instance === started.result.instance);
    });
    expect(letter.reason).toBe('the host is not on the public network');
    await engine.drain();
  });
});
