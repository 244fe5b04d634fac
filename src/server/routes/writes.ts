/** What all writing routes share: the idempotency key, and the answer to a command. */

import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Answer } from '../../engine/index.ts';
import { CommandResult, ProblemBody } from '../../protocol/index.ts';
import { SERVER_LIMITS } from '../limits.ts';
import { sendRefusal } from '../problems.ts';

/** Header schema of every writing route. */
export const KEY_HEADER = {
  type: 'object',
  properties: {
    'idempotency-key': {
      type: 'string',
      minLength: 1,
      maxLength: SERVER_LIMITS.keyCharsMax,
      description: 'A repeated request with the same key gets the first answer.',
    },
    'vermilion-priority': {
      type: 'string',
      pattern: '^[+-]?[0-9]{1,3}$',
      description: 'Who goes first when many wait: -100 to 100; above 0 a right is needed.',
    },
  },
} as const;

export const COMMAND_RESPONSES = { 200: CommandResult, default: ProblemBody } as const;

/** The caller's idempotency key, if it sent one. */
export function keyOf(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key'];
  return typeof key === 'string' ? key : undefined;
}

/** Sends a command's result, or the problem it was refused with. */
export function sendAnswer(reply: FastifyReply, answer: Answer, created = false): FastifyReply {
  if (!answer.ok) return sendRefusal(reply, answer.refusal);
  if (answer.replayed) reply.header('idempotent-replayed', 'true');
  return reply.code(created ? 201 : 200).send(answer.result);
}
