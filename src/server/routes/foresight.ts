/** What comes next, with people, and why it came out so (R12). */

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { AnyRefusal, Engine } from '../../engine/index.ts';
import type { JsonObject } from '../../kernel/index.ts';
import { Explanation, Forecast, ProblemBody, StartBody, WayBack } from '../../protocol/index.ts';
import type { Door } from '../app.ts';
import { holding } from '../policy.ts';
import { problemOf, sendRefusal } from '../problems.ts';
import { spoken, spokenTo } from '../words/problems.ts';

const READ = { policy: holding('instance.read') };
const tags = ['foresight'];
const closed = { additionalProperties: false };
const WhatIfQuery = Type.Object(
  {
    task: Type.Optional(
      Type.String({ maxLength: 200, description: 'A task to try a verdict on.' }),
    ),
    verdict: Type.Optional(Type.Union([Type.Literal('approve'), Type.Literal('reject')])),
    at: Type.Optional(
      Type.Integer({ minimum: 1, description: 'From after this event on, instead of from now.' }),
    ),
  },
  closed,
);
const AboutQuery = Type.Object({ person: Type.Optional(Type.String({ maxLength: 100 })) }, closed);

export function foresightRoutes(app: FastifyInstance, { engine }: Door): void {
  app.post<{ Body: StartBody }>(
    '/v1/forecasts',
    {
      config: { policy: holding('instance.start') },
      schema: {
        operationId: 'forecastStart',
        summary: 'The path and its people before anything is started; starts nothing',
        tags,
        body: StartBody,
        response: { 200: Forecast, default: ProblemBody },
      },
    },
    async (request, reply) => {
      const { flow, version, form, choices } = request.body;
      const start = {
        flow,
        form: form as JsonObject,
        ...(version === undefined ? {} : { version }),
        ...(choices ? { choices } : {}),
      };
      const found = await engine.foresight.beforeStart(request.caller, start);
      return 'code' in found ? sendRefusal(reply, found) : reply.send(found);
    },
  );
  app.get<{
    Params: { id: string };
    Querystring: { task?: string; verdict?: 'approve' | 'reject'; at?: number };
  }>(
    '/v1/instances/:id/forecast',
    {
      config: READ,
      schema: {
        operationId: 'forecastInstance',
        summary: 'The path from now on, or after a verdict on a task (预测)',
        tags,
        querystring: WhatIfQuery,
        response: { 200: Forecast, default: ProblemBody },
      },
    },
    async (request, reply) => {
      const { task, verdict = 'approve', at } = request.query;
      const { id } = request.params;
      const whatIf = task === undefined ? undefined : { task, verdict };
      const found =
        at === undefined
          ? await engine.foresight.ahead(request.caller, id, whatIf)
          : await engine.foresight.aheadThen(request.caller, id, at);
      if ('code' in found) return sendRefusal(reply, found);
      const { refused, ...path } = found;
      return reply.send(refused ? { ...path, refused: said(request, refused) } : path);
    },
  );
  wayBackRoute(app, engine);
  app.get<{ Params: { id: string }; Querystring: { person?: string } }>(
    '/v1/instances/:id/explanation',
    {
      config: READ,
      schema: {
        operationId: 'explainInstance',
        summary:
          'Why it came out so: people, branches, skips; with `person`, why she was asked or not',
        tags,
        querystring: AboutQuery,
        response: {
          200: Type.Object({ items: Type.Array(Explanation) }),
          default: ProblemBody,
        },
      },
    },
    async (request, reply) => {
      const { params, query, caller } = request;
      const items = await engine.foresight.explain(caller, params.id, query.person);
      return 'code' in items ? sendRefusal(reply, items) : reply.send({ items });
    },
  );
}

function wayBackRoute(app: FastifyInstance, engine: Engine): void {
  app.get<{ Params: { id: string } }>(
    '/v1/tasks/:id/way-back',
    {
      config: READ,
      schema: {
        operationId: 'getWayBack',
        summary: 'Whether the caller’s vote on a task could be taken back now; takes nothing back',
        tags,
        response: { 200: WayBack, default: ProblemBody },
      },
    },
    async (request, reply) => {
      const found = await engine.wayBack(request.caller, request.params.id);
      if ('code' in found) return sendRefusal(reply, found);
      const { refused, ...until } = found;
      const no = refused ? { refused: said(request, refused) } : {};
      return reply.send({ can: refused === undefined, ...until, ...no });
    },
  );
}

function said({ headers }: FastifyRequest, refusal: AnyRefusal) {
  return spoken(problemOf(refusal), spokenTo(headers));
}
