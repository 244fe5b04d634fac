/** Substitutes (代理): who acts for whom, set, listed and ended. */

import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { SubstitutionRequest } from '../../engine/index.ts';
import type { Directory } from '../../kernel/index.ts';
import { Page, PageOf, ProblemBody, SubstituteBody, Substitution } from '../../protocol/index.ts';
import type { SubstitutionRecord } from '../../store/index.ts';
import type { Door } from '../app.ts';
import { decodeCursor, encodeCursor, isText } from '../cursor.ts';
import { SERVER_LIMITS } from '../limits.ts';
import { holding } from '../policy.ts';
import { sendDoorProblem, sendRefusal } from '../problems.ts';
import { KEY_HEADER } from './writes.ts';

const tags = ['substitutes'];
const ListQuery = Type.Object(
  {
    ...Page.properties,
    scope: Type.Optional(Type.Union([Type.Literal('mine'), Type.Literal('all')])),
  },
  { additionalProperties: false },
);
type ListQuery = { after?: string; limit?: number; scope?: 'mine' | 'all' };

export function substituteRoutes(app: FastifyInstance, { engine }: Door): void {
  app.post<{ Body: SubstituteBody }>(
    '/v1/substitutes',
    {
      config: { policy: holding('instance.act'), once: {} },
      schema: {
        operationId: 'setSubstitute',
        summary: 'Have somebody act for oneself, or as an administrator for another (代理)',
        tags,
        headers: KEY_HEADER,
        body: SubstituteBody,
        response: { 201: Substitution, default: ProblemBody },
      },
    },
    async (request, reply) => {
      const { caller, body } = request;
      const record = await engine.substitutes.set(caller, body as SubstitutionRequest);
      if ('code' in record) return sendRefusal(reply, record);
      const directory = await engine.knowledge.directory(caller.tenant);
      return reply.code(201).send(viewOf(record, directory));
    },
  );
  app.get<{ Querystring: ListQuery }>(
    '/v1/substitutes',
    {
      config: { policy: holding('instance.read') },
      schema: {
        operationId: 'listSubstitutes',
        summary: 'Arrangements that the caller gave or was given, the last one first',
        tags,
        querystring: ListQuery,
        response: { 200: PageOf(Substitution), default: ProblemBody },
      },
    },
    async (request, reply) => {
      const { after, limit = SERVER_LIMITS.pageDefault, scope = 'mine' } = request.query;
      const position = decodeCursor(after, isText);
      if (position === 'invalid') return sendDoorProblem(reply, 'cursor.invalid');
      const page = { limit, ...(position === undefined ? {} : { after: position }) };
      const rows = await engine.substitutes.list(request.caller, scope, page);
      if ('code' in rows) return sendRefusal(reply, rows);
      const directory = await engine.knowledge.directory(request.caller.tenant);
      const last = rows.at(-1);
      const next = rows.length === limit && last ? encodeCursor(last.id) : undefined;
      const items = rows.map((row) => viewOf(row, directory));
      return reply.send({ items, ...(next === undefined ? {} : { next }) });
    },
  );
  app.post<{ Params: { id: string } }>(
    '/v1/substitutes/:id/end',
    {
      config: { policy: holding('instance.act'), once: {} },
      schema: {
        operationId: 'endSubstitute',
        summary: 'End an arrangement now',
        tags,
        headers: KEY_HEADER,
        response: { 204: { type: 'null' }, default: ProblemBody },
      },
    },
    async (request, reply) => {
      const refusal = await engine.substitutes.end(request.caller, request.params.id);
      return refusal ? sendRefusal(reply, refusal) : reply.code(204).send();
    },
  );
}

function viewOf(record: SubstitutionRecord, directory: Directory) {
  const { tenant: _tenant, setBy, principal, substitute, ...rest } = record;
  const named = (id: string) => ({ id, name: directory.person(id)?.name ?? id });
  return { ...rest, principal: named(principal), substitute: named(substitute), setBy };
}
