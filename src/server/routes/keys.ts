/** API keys: issued, listed, revoked. */

import type { FastifyInstance } from 'fastify';
import { isScope } from '../../identity/index.ts';
import type { KeyBody as Body, KeyQuery as Query } from '../../protocol/index.ts';
import { ApiKey, IssuedKey, KeyBody, KeyQuery, PageOf, ProblemBody } from '../../protocol/index.ts';
import type { Door } from '../app.ts';
import { decodeCursor, encodeCursor, isText } from '../cursor.ts';
import { SERVER_LIMITS } from '../limits.ts';
import { holding, MEMBER } from '../policy.ts';
import { sendDoorProblem, sendRefusal } from '../problems.ts';
import { KEY_HEADER } from './writes.ts';

const tags = ['administration'];

export function keyRoutes(app: FastifyInstance, door: Door): void {
  issueRoute(app, door);
  const { engine } = door;
  app.get<{ Querystring: Query }>(
    '/v1/keys',
    {
      config: { policy: MEMBER },
      schema: {
        operationId: 'listKeys',
        summary:
          'API keys of the caller, or of everybody, that were not revoked; never the key itself',
        tags,
        querystring: KeyQuery,
        response: { 200: PageOf(ApiKey), default: ProblemBody },
      },
    },
    async (request, reply) => {
      const { after, limit = SERVER_LIMITS.pageDefault, scope = 'mine' } = request.query;
      const position = decodeCursor(after, isText);
      if (position === 'invalid') return sendDoorProblem(reply, 'cursor.invalid');
      // An id is the beginning of what is paged by: what follows it begins otherwise.
      const page = { limit, ...(position === undefined ? {} : { after: `${position}g` }) };
      const keys = await engine.apiKeys.list(request.caller, scope, page);
      if ('code' in keys) return sendRefusal(reply, keys);
      const directory = await engine.knowledge.directory(request.caller.tenant);
      const items = keys.map(({ person: id, ...key }) => ({
        ...key,
        person: { id, name: directory.person(id)?.name ?? id },
      }));
      const last = keys.at(-1);
      const next = keys.length === limit && last ? encodeCursor(last.id) : undefined;
      return reply.send({ items, ...(next === undefined ? {} : { next }) });
    },
  );
  app.delete<{ Params: { id: string } }>(
    '/v1/keys/:id',
    {
      config: { policy: MEMBER, once: {} },
      schema: {
        operationId: 'revokeKey',
        summary: 'Revoke a key: within 5 seconds no server takes it any more',
        tags,
        headers: KEY_HEADER,
        response: { 204: { type: 'null' }, default: ProblemBody },
      },
    },
    async (request, reply) => {
      const refusal = await engine.apiKeys.revoke(request.caller, request.params.id);
      return refusal ? sendRefusal(reply, refusal) : reply.code(204).send();
    },
  );
}

function issueRoute(app: FastifyInstance, { engine }: Door): void {
  app.post<{ Body: Body }>(
    '/v1/keys',
    {
      config: { policy: holding('key.issue'), once: { without: ['key'] } },
      schema: {
        operationId: 'issueKey',
        summary: 'Issue an API key that acts as the caller, within the scopes; shown once',
        tags,
        headers: KEY_HEADER,
        body: KeyBody,
        response: { 201: IssuedKey, default: ProblemBody },
      },
    },
    async (request, reply) => {
      const { caller, body } = request;
      const unknown = body.scopes.filter((scope) => !isScope(scope));
      if (unknown.length > 0) {
        const errors = unknown.map((scope) => ({
          field: 'body.scopes',
          message: `${scope} is no right`,
        }));
        return sendDoorProblem(reply, 'request.invalid', { errors });
      }
      const issued = await engine.apiKeys.issue(caller, body);
      if ('code' in issued) return sendRefusal(reply, issued);
      return reply.code(201).send({ name: body.name, key: issued.key });
    },
  );
}
