/** Phrases that people save to decide with. */

import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { refuse } from '../../engine/index.ts';
import { Phrase, Phrases, ProblemBody } from '../../protocol/index.ts';
import type { Door } from '../app.ts';
import { SERVER_LIMITS } from '../limits.ts';
import { holding } from '../policy.ts';
import { sendRefusal } from '../problems.ts';
import { putWithin } from './shelf.ts';
import { KEY_HEADER } from './writes.ts';

const ACT = { policy: holding('instance.act'), once: {} };
const tags = ['inbox'];
const done = { 204: Type.Null(), default: ProblemBody };
const MAX = SERVER_LIMITS.phrasesMax;

interface Owner {
  readonly tenant: string;
  readonly person: string;
}

const keyOf = ({ tenant, person }: Owner) => ({ tenant, person, kind: 'phrase' }) as const;
const nameOf = ({ text, verdict }: Phrase): string => `${verdict} ${text}`;

export function phraseRoutes(app: FastifyInstance, { engine }: Door): void {
  const { clock, store } = engine;
  const { shelf } = store;
  app.get(
    '/v1/inbox/phrases',
    {
      config: { policy: holding('instance.read') },
      schema: {
        operationId: 'listPhrases',
        summary: 'The phrases that the caller has saved',
        tags,
        response: { 200: Phrases, default: ProblemBody },
      },
    },
    async ({ caller }, reply) => {
      const items = await shelf.list(keyOf(caller), MAX);
      const newest = items.toSorted((a, b) => b.atMs - a.atMs);
      return reply.send({ items: newest.map(({ content }) => JSON.parse(content) as Phrase) });
    },
  );
  app.put<{ Body: Phrase }>(
    '/v1/inbox/phrases',
    {
      config: ACT,
      schema: {
        operationId: 'savePhrase',
        summary: 'Save a phrase to decide with',
        tags,
        headers: KEY_HEADER,
        body: Phrase,
        response: done,
      },
    },
    async ({ body, caller }, reply) => {
      const item = { name: nameOf(body), content: JSON.stringify(body), atMs: clock.nowMs() };
      const isKept = await putWithin(shelf, keyOf(caller), item, MAX);
      return isKept ? reply.code(204).send() : sendRefusal(reply, refuse('shelf.full'));
    },
  );
  app.delete<{ Querystring: Phrase }>(
    '/v1/inbox/phrases',
    {
      config: ACT,
      schema: {
        operationId: 'removePhrase',
        summary: 'Take a saved phrase away',
        tags,
        headers: KEY_HEADER,
        querystring: Phrase,
        response: done,
      },
    },
    async ({ query, caller }, reply) => {
      await shelf.remove(keyOf(caller), nameOf(query));
      return reply.code(204).send();
    },
  );
}
