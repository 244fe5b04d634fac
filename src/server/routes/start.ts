/** What helps whoever starts something: the form as it was left, what is like it, how long it takes. */

import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { Precedents, refuse } from '../../engine/index.ts';
import type { JsonObject } from '../../kernel/index.ts';
import {
  BegunStart,
  FlowPace as FlowPaceView,
  PageOf,
  ProblemBody,
  StartDraft,
  StartDraftBody,
  Twin,
  TwinBody,
} from '../../protocol/index.ts';
import type { Door } from '../app.ts';
import { SERVER_LIMITS } from '../limits.ts';
import { holding } from '../policy.ts';
import { sendRefusal } from '../problems.ts';
import { KEY_HEADER } from './writes.ts';

type ByName = { Params: { name: string } };
const tags = ['flows'];
const URL = '/v1/flows/:name/draft';

/** Drafts of forms stand beside those of opinions; no task begins so. */
const START = 'start:';

export function startRoutes(app: FastifyInstance, door: Door): void {
  draftOfFormRoutes(app, door);
  precedentRoutes(app, door);
}

function draftOfFormRoutes(app: FastifyInstance, { engine }: Door): void {
  const { drafts } = engine.store;
  app.put<ByName & { Body: StartDraftBody }>(
    URL,
    {
      config: { policy: holding('instance.start'), once: {} },
      schema: {
        operationId: 'saveStart',
        summary: 'Keep a form that is being filled; it may be incomplete, and nobody else reads it',
        tags,
        headers: KEY_HEADER,
        body: StartDraftBody,
        response: { 204: Type.Null(), default: ProblemBody },
      },
    },
    async (request, reply) => {
      const { tenant, person } = request.caller;
      const { name } = request.params;
      if (!(await engine.store.flows.latest(tenant, name))) {
        return sendRefusal(reply, refuse('flow.unknown'));
      }
      const draft = { content: JSON.stringify(request.body), atMs: engine.clock.nowMs() };
      await drafts.save({ tenant, person, task: START + name }, draft);
      return reply.code(204).send();
    },
  );
  app.get<ByName>(
    URL,
    {
      config: { policy: holding('instance.start') },
      schema: {
        operationId: 'getStart',
        summary: 'The form as the caller left it',
        tags,
        response: { 200: StartDraft, 204: Type.Null(), default: ProblemBody },
      },
    },
    async (request, reply) => {
      const { tenant, person } = request.caller;
      const found = await drafts.read({ tenant, person, task: START + request.params.name });
      if (!found) return reply.code(204).send();
      return reply.send({ ...JSON.parse(found.content), atMs: found.atMs });
    },
  );
  app.delete<ByName>(
    URL,
    {
      config: { policy: holding('instance.start'), once: {} },
      schema: {
        operationId: 'removeStart',
        summary: 'Throw the form away that the caller had begun',
        tags,
        headers: KEY_HEADER,
        response: { 204: Type.Null(), default: ProblemBody },
      },
    },
    async (request, reply) => {
      const { tenant, person } = request.caller;
      await drafts.remove({ tenant, person, task: START + request.params.name });
      return reply.code(204).send();
    },
  );
  app.get(
    '/v1/starts',
    {
      config: { policy: holding('instance.start') },
      schema: {
        operationId: 'listStarts',
        summary: 'The caller’s own forms that are begun and not sent, the one saved last first',
        tags,
        response: { 200: PageOf(BegunStart), default: ProblemBody },
      },
    },
    async (request, reply) => {
      const { tenant, person } = request.caller;
      const saved = await drafts.list(tenant, person, SERVER_LIMITS.shelfItemsMax);
      const begun = saved.filter(({ task }) => task.startsWith(START));
      const items: BegunStart[] = [];
      for (const { task, atMs } of begun.toSorted((a, b) => b.atMs - a.atMs)) {
        const flow = task.slice(START.length);
        const latest = await engine.store.flows.latest(tenant, flow);
        if (!latest) continue;
        items.push({
          flow,
          title: engine.knowledge.compiled(latest).definition.title ?? flow,
          atMs,
        });
      }
      return reply.send({ items });
    },
  );
}

function precedentRoutes(app: FastifyInstance, { engine }: Door): void {
  const precedents = new Precedents(engine);
  app.get<ByName>(
    '/v1/flows/:name/pace',
    {
      config: { policy: holding('instance.read') },
      schema: {
        operationId: 'getFlowPace',
        summary: 'How long the flow and its steps took so far, in the middle and nine times of ten',
        tags,
        response: { 200: FlowPaceView, default: ProblemBody },
      },
    },
    async (request, reply) => {
      const { caller, params } = request;
      return reply.send(await precedents.pace(caller.tenant, params.name));
    },
  );
  app.post<ByName & { Body: TwinBody }>(
    '/v1/flows/:name/twins',
    {
      config: { policy: holding('instance.start') },
      schema: {
        operationId: 'findTwins',
        summary: 'Instances just like this form, begun within a week, that the caller may see',
        tags,
        body: TwinBody,
        response: { 200: PageOf(Twin), default: ProblemBody },
      },
    },
    async (request, reply) => {
      const { caller, params } = request;
      const record = await engine.store.flows.latest(caller.tenant, params.name);
      if (!record) return sendRefusal(reply, refuse('flow.unknown'));
      const schema = engine.knowledge.compiled(record).definition.form;
      const denied = await engine.refuseUnless(caller, 'instance.read-all');
      const form = request.body.form as JsonObject;
      const asked = { flow: params.name, form, schema, isWide: denied === undefined };
      return reply.send({ items: await precedents.twins(caller, asked) });
    },
  );
}
