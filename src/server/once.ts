/** Repeated writes that are no commands get their first answer, too (R13.2, D4). */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Engine } from '../engine/index.ts';
import { refuse, sha256 } from '../engine/index.ts';
import { sendRefusal } from './problems.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The answer of a write is kept under its Idempotency-Key, without the fields named. */
    once?: { readonly without?: readonly string[] };
  }
  interface FastifyRequest {
    /** Where this write's answer is kept; set when it is the first. */
    firstUnder?: { readonly key: string; readonly requestHash: string };
  }
}

interface Kept {
  readonly status: number;
  readonly body: string;
}

/** Looks keys up before such a write, and keeps its answer after it. */
export function answerOnce(app: FastifyInstance, engine: Engine): void {
  app.decorateRequest('firstUnder');
  app.addHook('preHandler', (request, reply) => replay(engine, request, reply));
  app.addHook('onSend', (request, reply, payload) => keep(engine, request, reply, payload));
}

async function replay(
  engine: Engine,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  const given = request.headers['idempotency-key'];
  const { config, url = '' } = request.routeOptions;
  if (!config.once || typeof given !== 'string') return undefined;
  const { tenant, person } = request.caller;
  const key = `write ${JSON.stringify([person, request.method, url, given])}`;
  const requestHash = sha256(JSON.stringify([request.params, request.body ?? null]));
  const { answers } = await engine.store.instances.load([], [{ tenant, key }]);
  const [first] = answers;
  if (!first) {
    request.firstUnder = { key, requestHash };
    return undefined;
  }
  if (first.requestHash !== requestHash) return sendRefusal(reply, refuse('key.reused'));
  const { status, body } = JSON.parse(first.answer) as Kept;
  reply.code(status).header('idempotent-replayed', 'true');
  return body === '' ? reply.send() : reply.type('application/json').send(JSON.parse(body));
}

async function keep(
  engine: Engine,
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<unknown> {
  const { firstUnder } = request;
  if (!firstUnder || reply.statusCode >= 300) return payload;
  const without = request.routeOptions.config.once?.without ?? [];
  const body = typeof payload === 'string' ? withoutFields(payload, without) : '';
  const kept: Kept = { status: reply.statusCode, body };
  await engine.store.instances.remember(request.caller.tenant, {
    ...firstUnder,
    instance: '',
    answer: JSON.stringify(kept),
    atMs: engine.clock.nowMs(),
  });
  return payload;
}

function withoutFields(payload: string, names: readonly string[]): string {
  if (names.length === 0 || payload === '') return payload;
  const body = JSON.parse(payload) as Record<string, unknown>;
  for (const name of names) delete body[name];
  return JSON.stringify(body);
}
