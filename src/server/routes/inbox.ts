/** The caller: who I am, how much waits, what I was told. */

import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Caller, Engine } from '../../engine/index.ts';
import { factsOf } from '../../engine/index.ts';
import { hasRight, RIGHTS } from '../../identity/index.ts';
import { Counts, Facts, Me, Notice, Page, PageOf, ProblemBody } from '../../protocol/index.ts';
import type { Door } from '../app.ts';
import { decodeCursor, encodeCursor, shaped } from '../cursor.ts';
import { SERVER_LIMITS } from '../limits.ts';
import { holding, MEMBER } from '../policy.ts';
import { sendDoorProblem } from '../problems.ts';
import { KEY_HEADER } from './writes.ts';

const READ = { policy: holding('instance.read') };
const tags = ['inbox'];
const FactsQuery = Type.Object(
  {
    of: Type.String({
      minLength: 1,
      maxLength: SERVER_LIMITS.factsMax * 64,
      description: 'Ids of instances, with commas between.',
    }),
  },
  { additionalProperties: false },
);
type NoticePosition = { readonly atMs: number; readonly instance: string };
const isNoticePosition = shaped<NoticePosition>({ atMs: 'number', instance: 'string' });

export function inboxRoutes(app: FastifyInstance, door: Door): void {
  const { engine } = door;
  app.get(
    '/v1/me',
    {
      config: { policy: MEMBER },
      schema: {
        operationId: 'getMe',
        summary: 'The caller, with roles, rights and counts',
        tags,
        response: { 200: Me, default: ProblemBody },
      },
    },
    async (request, reply) => reply.send(await meOf(engine, request.caller)),
  );
  app.get(
    '/v1/inbox/counts',
    {
      config: READ,
      schema: {
        operationId: 'countInbox',
        summary: 'Exact numbers of open tasks, unread notices and unread news',
        tags,
        response: { 200: Counts, default: ProblemBody },
      },
    },
    async (request, reply) => {
      const { tenant, person } = request.caller;
      return reply.send(await engine.store.inbox.counts(tenant, person));
    },
  );
  app.get<{ Querystring: { of: string } }>(
    '/v1/inbox/facts',
    {
      config: READ,
      schema: {
        operationId: 'listFacts',
        summary: 'What lists show of requests: the first amount of each form, what waits in a pool',
        tags,
        querystring: FactsQuery,
        response: { 200: Facts, default: ProblemBody },
      },
    },
    async (request, reply) => {
      const ids = request.query.of.split(',').slice(0, SERVER_LIMITS.factsMax);
      return reply.send({ items: await factsOf(engine, request.caller, ids) });
    },
  );
  noticeRoutes(app, door);
}

/** Who the caller is, and how much waits. */
export async function meOf(engine: Engine, { tenant, person, scopes }: Caller): Promise<Me> {
  const [directory, counts] = await Promise.all([
    engine.knowledge.directory(tenant),
    engine.store.inbox.counts(tenant, person),
  ]);
  const found = directory.person(person);
  const roles = [...(found?.roles ?? [])];
  return {
    tenant,
    id: person,
    name: found?.name ?? person,
    organisation: directory.name,
    roles,
    roleTitles: Object.fromEntries(
      roles.flatMap((role) => {
        const title = directory.titleOf('role', role);
        return title === undefined ? [] : [[role, title]];
      }),
    ),
    rights: RIGHTS.filter((right) => hasRight(directory, person, right, scopes)),
    ...counts,
  };
}

function noticeRoutes(app: FastifyInstance, { engine }: Door): void {
  app.get<{ Querystring: { after?: string; limit?: number } }>(
    '/v1/notices',
    {
      config: READ,
      schema: {
        operationId: 'listNotices',
        summary: 'What the caller was told (抄送), newest first',
        tags,
        querystring: Page,
        response: { 200: PageOf(Notice), default: ProblemBody },
      },
    },
    async (request, reply) => {
      const { after, limit = SERVER_LIMITS.pageDefault } = request.query;
      const position = decodeCursor(after, isNoticePosition);
      if (position === 'invalid') return sendDoorProblem(reply, 'cursor.invalid');
      const { tenant, person } = request.caller;
      const page = { limit, ...(position ? { after: position } : {}) };
      const rows = await engine.store.inbox.notices(tenant, person, page);
      const items = rows.map(({ tenant: _tenant, person: _person, ...notice }) => notice);
      const last = rows.at(-1);
      const next =
        rows.length === limit && last
          ? encodeCursor({ atMs: last.atMs, instance: last.instance })
          : undefined;
      return reply.send({ items, ...(next === undefined ? {} : { next }) });
    },
  );
  app.post<{ Params: { instance: string } }>(
    '/v1/notices/:instance/read',
    {
      config: { ...READ, once: {} },
      schema: {
        operationId: 'readNotice',
        summary: 'Mark a notice as read; again, or without one, it changes nothing',
        tags,
        headers: KEY_HEADER,
        response: { 204: { type: 'null' }, default: ProblemBody },
      },
    },
    async (request, reply) => {
      const { tenant, person } = request.caller;
      const atMs = engine.clock.nowMs();
      const { instance } = request.params;
      await engine.store.inbox.markRead(tenant, person, instance, atMs);
      await engine.store.news.markRead(tenant, person, { instance }, atMs);
      return reply.code(204).send();
    },
  );
}
