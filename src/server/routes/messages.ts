/** Messages from other systems to the visits that wait for them. */

import type { FastifyInstance } from 'fastify';
import type { Json } from '../../kernel/index.ts';
import { MessageBody, MessageResult, ProblemBody } from '../../protocol/index.ts';
import type { Door } from '../app.ts';
import { holding } from '../policy.ts';
import { sendRefusal } from '../problems.ts';
import { KEY_HEADER, keyOf } from './writes.ts';

const HOUR_MS = 3_600_000;

export function messageRoutes(app: FastifyInstance, { engine }: Door): void {
  app.post<{ Body: MessageBody }>(
    '/v1/messages',
    {
      config: { policy: holding('message.send'), once: {} },
      schema: {
        operationId: 'sendMessage',
        summary: 'Send a message to whoever waits for its name and key; kept while nobody does',
        tags: ['messages'],
        headers: KEY_HEADER,
        body: MessageBody,
        response: { 202: MessageResult, default: ProblemBody },
      },
    },
    async (request, reply) => {
      const { name, key, payload = null, keepMs = HOUR_MS } = request.body;
      const idempotencyKey = keyOf(request);
      const outcome = await engine.sendMessage(request.caller, {
        name,
        key,
        payload: payload as Json,
        keepMs,
        ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
      });
      return 'code' in outcome ? sendRefusal(reply, outcome) : reply.code(202).send(outcome);
    },
  );
}
