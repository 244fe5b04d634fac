/** The HTTP side of the bench in a process of its own: ours with API keys, or the hand-written one. */

import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import fastify from 'fastify';
import type { Engine } from '../../src/engine/index.ts';
import { buildServer, createMetrics } from '../../src/server/index.ts';
import type { PostgresAddress } from '../../src/store/index.ts';
import { CONNECTIONS_MAX, Naive } from './naive.ts';
import { joinEngine, openEngine, PEOPLE, TENANT } from './ours.ts';

const database = JSON.parse(process.env['BENCH_DATABASE']!) as PostgresAddress;
const keys = Object.fromEntries(PEOPLE.map((person) => [person, `vk_${person}`]));
const [kind, isMore] = process.argv.slice(2);
const app = kind === 'ours' ? await ours() : await naive();
await app.listen({ host: '127.0.0.1', port: 0 });
process.send!({ port: (app.server.address() as AddressInfo).port, keys });
process.on('disconnect', () => process.exit(0));
process.on('message', async (message: 'cpu' | 'close') => {
  if (message === 'cpu') process.send!(process.cpuUsage());
  else {
    await app.close();
    process.exit(0);
  }
});

async function ours(): Promise<FastifyInstance> {
  const engine = isMore ? await joinEngine(database) : await openEngine(database);
  if (isMore) return serve(engine);
  const actor = { kind: 'system', cause: 'bench' } as const;
  for (const [person, key] of Object.entries(keys)) {
    const hash = createHash('sha256').update(key).digest('hex');
    await engine.store.access.saveApiKey(
      { tenant: TENANT, hash, person, name: person, scopes: ['*'] },
      { tenant: TENANT, atMs: 0, actor, action: 'IssueKey', object: person, result: 'done' },
    );
  }
  return serve(engine);
}

function serve(engine: Engine): Promise<FastifyInstance> {
  return buildServer({ engine, metrics: createMetrics(), version: '0.0.0' });
}

async function naive(): Promise<FastifyInstance> {
  const store = new Naive(database, CONNECTIONS_MAX);
  if (!isMore) await store.prepare();
  const server = fastify();
  const people = new Map(Object.entries(keys).map(([person, key]) => [`Bearer ${key}`, person]));
  server.addHook('onRequest', async (request, reply) => {
    if (!people.has(request.headers.authorization ?? '')) await reply.code(401).send();
  });
  const personOf = (authorization: string | undefined) => people.get(authorization ?? '')!;
  server.post<{ Body: { form: { amount: number } } }>('/v1/instances', (request) =>
    store.start(request.body.form.amount, personOf(request.headers.authorization)),
  );
  server.post<{ Params: { id: string } }>('/v1/tasks/:id/approve', async (request) => {
    const { id } = request.params;
    const person = personOf(request.headers.authorization);
    return { next: await store.approve(id.split('.')[0]!, id, person) };
  });
  server.get('/v1/tasks', ({ headers }) => store.inbox(personOf(headers.authorization)));
  return server;
}
