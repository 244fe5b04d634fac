/** Opinions that a person saves on a task and sends later; nobody else reads them (R6.2). */

import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Caller, Engine } from '../../engine/index.ts';
import { refuse } from '../../engine/index.ts';
import { DraftBody, Draft as DraftView, OwnDrafts, ProblemBody } from '../../protocol/index.ts';
import type { Door } from '../app.ts';
import { SERVER_LIMITS } from '../limits.ts';
import { holding } from '../policy.ts';
import { sendRefusal } from '../problems.ts';
import { taskView } from './tasks.ts';
import { KEY_HEADER } from './writes.ts';

type ById = { Params: { id: string } };
const tags = ['tasks'];
const URL = '/v1/tasks/:id/draft';

export function draftRoutes(app: FastifyInstance, { engine }: Door): void {
  const { drafts, inbox } = engine.store;
  app.put<ById & { Body: DraftBody }>(
    URL,
    {
      config: { policy: holding('instance.act'), once: {} },
      schema: {
        operationId: 'saveDraft',
        summary: 'Save an opinion without sending it (暂存)',
        tags,
        headers: KEY_HEADER,
        body: DraftBody,
        response: { 204: Type.Null(), default: ProblemBody },
      },
    },
    async (request, reply) => {
      const { tenant, person } = request.caller;
      const { id: task } = request.params;
      const row = await inbox.task(tenant, task);
      if (row?.person !== person) return sendRefusal(reply, refuse('instance.unknown'));
      // Whose task another settled keeps what was half written; whoever voted has said it.
      if (row.status === 'voted') return sendRefusal(reply, refuse('draft.closed'));
      const draft = { content: JSON.stringify(request.body), atMs: engine.clock.nowMs() };
      await drafts.save({ tenant, person, task }, draft);
      return reply.code(204).send();
    },
  );
  app.get(
    '/v1/drafts',
    {
      config: { policy: holding('instance.read') },
      schema: {
        operationId: 'listDrafts',
        summary: 'The caller’s own opinions that are saved and not sent',
        tags,
        response: { 200: OwnDrafts, default: ProblemBody },
      },
    },
    async (request, reply) => reply.send(await draftsOf(engine, request.caller)),
  );
  app.get<ById>(
    URL,
    {
      config: { policy: holding('instance.read') },
      schema: {
        operationId: 'getDraft',
        summary: 'The caller’s own saved opinion on a task',
        tags,
        response: { 200: DraftView, default: ProblemBody },
      },
    },
    async (request, reply) => {
      const { tenant, person } = request.caller;
      const found = await drafts.read({ tenant, person, task: request.params.id });
      if (!found) return sendRefusal(reply, refuse('draft.unknown'));
      return reply.send({ ...JSON.parse(found.content), atMs: found.atMs });
    },
  );
  app.delete<ById>(
    URL,
    {
      config: { policy: holding('instance.act'), once: {} },
      schema: {
        operationId: 'removeDraft',
        summary: 'Throw the caller’s own saved opinion away',
        tags,
        headers: KEY_HEADER,
        response: { 204: Type.Null(), default: ProblemBody },
      },
    },
    async (request, reply) => {
      const { tenant, person } = request.caller;
      await drafts.remove({ tenant, person, task: request.params.id });
      return reply.code(204).send();
    },
  );
}

/** What somebody has half written on tasks of theirs, and not said by a vote. */
export async function draftsOf(engine: Engine, { tenant, person }: Caller): Promise<OwnDrafts> {
  const { drafts, inbox } = engine.store;
  const saved = await drafts.list(tenant, person, SERVER_LIMITS.shelfItemsMax);
  const rows = await Promise.all(saved.map(({ task }) => inbox.task(tenant, task)));
  const directory = await engine.knowledge.directory(tenant);
  const items = saved.flatMap(({ content, atMs }, at) => {
    const row = rows[at];
    if (row?.person !== person || row.status === 'voted') return [];
    return [{ ...JSON.parse(content), task: taskView(row, directory), atMs }];
  });
  return { items };
}
