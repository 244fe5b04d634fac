/** Answers to calls that come later: the token in the address is the credential. */

import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Json } from '../../kernel/index.ts';
import { ProblemBody } from '../../protocol/index.ts';
import type { Door } from '../app.ts';
import { PUBLIC } from '../policy.ts';
import { sendRefusal } from '../problems.ts';

export function callbackRoutes(app: FastifyInstance, { engine }: Door): void {
  app.post<{ Params: { token: string }; Body: unknown }>(
    '/v1/callbacks/:token',
    {
      config: { policy: PUBLIC },
      schema: {
        operationId: 'callBack',
        summary: 'Answer a call, with the token that came with it; a repetition changes nothing',
        security: [],
        tags: ['messages'],
        body: Type.Unknown({ description: 'Any JSON; the call takes from it.' }),
        response: { 204: { type: 'null' }, default: ProblemBody },
      },
    },
    async (request, reply) => {
      const refusal = await engine.callBack(request.params.token, request.body as Json);
      return refusal ? sendRefusal(reply, refusal) : reply.code(204).send();
    },
  );
}
