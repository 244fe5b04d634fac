/** Approvals inside your own service: run `npm run embed`, then the curl lines it prints. */

import { readFileSync } from 'node:fs';
import fastify from 'fastify';
import { Engine, openStore, parseTaskId } from 'vermilion';
import { parse } from 'yaml';

const here = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8');
const { store, close } = await openStore({ kind: 'embedded', dataDir: './data/embed' });
const engine = new Engine({ store });

await store.access.saveTenant('shop', 'Shop');
await engine.saveDirectory('shop', { kind: 'system', cause: 'setup' }, parse(here('people.yaml')));
const published = await engine.publish({ tenant: 'shop', person: 'olga' }, here('refund.yaml'));
if (!published.ok) throw new Error(JSON.stringify(published.refusal, null, 2));

engine.feed.listen(({ instance, seq }) => console.log(`instance ${instance} is at event ${seq}`));

const app = fastify();
app.post<{ Body: { order: string; amount: number } }>('/refunds', async ({ body }, reply) => {
  const answer = await engine.start(
    { tenant: 'shop', person: 'sam' },
    { flow: 'refund', form: body },
  );
  return answer.ok ? reply.code(201).send(answer.result) : reply.code(422).send(answer.refusal);
});
app.post<{ Params: { task: string } }>('/refunds/:task/approve', async ({ params }, reply) => {
  const task = parseTaskId(params.task);
  if (!task) return reply.code(404).send();
  const lead = { tenant: 'shop', person: 'olga' };
  const answer = await engine.act(lead, task.instance, { type: 'ApproveTask', ...task });
  return answer.ok ? answer.result : reply.code(409).send(answer.refusal);
});
app.addHook('onClose', async () => {
  await engine.drain();
  await close();
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => app.close());

const url = await app.listen({ port: Number(process.env['PORT'] ?? 3000) });
console.log(`curl -X POST ${url}/refunds --json '{"order":"A-17","amount":120}'`);
console.log(`curl -X POST ${url}/refunds/<task>/approve`);
