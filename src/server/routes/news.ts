/** What the caller is told in the studio. */

import type { FastifyInstance } from 'fastify';
import { refuse } from '../../engine/index.ts';
import { listNews, namedIn, readNews } from '../../notices/index.ts';
import type { NewsReadBody as ReadBody } from '../../protocol/index.ts';
import {
  CommentBody,
  Mentions,
  NewsItem,
  NewsReadBody,
  Page,
  PageOf,
  ProblemBody,
} from '../../protocol/index.ts';
import type { NewsPosition } from '../../store/index.ts';
import type { Door } from '../app.ts';
import { decodeCursor, encodeCursor, shaped } from '../cursor.ts';
import { SERVER_LIMITS } from '../limits.ts';
import { holding } from '../policy.ts';
import { sendDoorProblem, sendRefusal } from '../problems.ts';
import { KEY_HEADER } from './writes.ts';

const READ = { policy: holding('instance.read') };
const tags = ['inbox'];
const NOTHING = { 204: { type: 'null' }, default: ProblemBody } as const;
const isNewsPosition = shaped<NewsPosition>({ atMs: 'number', instance: 'string', seq: 'number' });

export function newsRoutes(app: FastifyInstance, { engine }: Door): void {
  app.get<{ Querystring: { after?: string; limit?: number } }>(
    '/v1/news',
    {
      config: READ,
      schema: {
        operationId: 'listNews',
        summary: 'What happened that concerns the caller, newest first, as far as they may see it',
        tags,
        querystring: Page,
        response: { 200: PageOf(NewsItem), default: ProblemBody },
      },
    },
    async (request, reply) => {
      const { after, limit = SERVER_LIMITS.pageDefault } = request.query;
      const position = decodeCursor(after, isNewsPosition);
      if (position === 'invalid') return sendDoorProblem(reply, 'cursor.invalid');
      const page = { limit, ...(position ? { after: position } : {}) };
      const { items, last } = await listNews(engine, request.caller, page);
      return reply.send({ items, ...(last ? { next: encodeCursor(last) } : {}) });
    },
  );
  app.post<{ Params: { id: string }; Body: { text: string } }>(
    '/v1/instances/:id/mentions',
    {
      config: READ,
      schema: {
        operationId: 'readMentions',
        summary: 'Whom a comment would name with an @, who of them takes part; says nothing',
        tags,
        body: CommentBody,
        response: { 200: Mentions, default: ProblemBody },
      },
    },
    async (request, reply) => {
      const { params, body, caller } = request;
      const refusal = await engine.refuseUnless(caller, 'directory.read');
      if (refusal) return sendRefusal(reply, refusal);
      const found = await namedIn(engine, caller, params.id, body.text);
      return found ? reply.send(found) : sendRefusal(reply, refuse('instance.unknown'));
    },
  );
  app.post<{ Body: ReadBody }>(
    '/v1/news/read',
    {
      config: { ...READ, once: {} },
      schema: {
        operationId: 'readAllNews',
        summary: 'Mark everything until an instant as read',
        tags,
        headers: KEY_HEADER,
        body: NewsReadBody,
        response: NOTHING,
      },
    },
    async (request, reply) => {
      await readNews(engine, request.caller, request.body);
      return reply.code(204).send();
    },
  );
  app.post<{ Params: { id: string } }>(
    '/v1/news/:id/read',
    {
      config: { ...READ, once: {} },
      schema: {
        operationId: 'readNews',
        summary: 'Mark one as read; again, or without one, it changes nothing',
        tags,
        headers: KEY_HEADER,
        response: NOTHING,
      },
    },
    async (request, reply) => {
      const [, instance, seq] = /^(.+)\.(\d{1,15})$/.exec(request.params.id) ?? [];
      if (instance !== undefined) {
        await readNews(engine, request.caller, { instance, seq: Number(seq) });
      }
      return reply.code(204).send();
    },
  );
}
