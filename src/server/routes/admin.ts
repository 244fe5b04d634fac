/** Administration: dead letters, secrets, the directory. */

import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { CALLBACK_SECRET, refuse } from '../../engine/index.ts';
import {
  DeadLetter,
  Page,
  PageOf,
  ProblemBody,
  SecretBody,
  SinkStanding,
} from '../../protocol/index.ts';
import type { Door } from '../app.ts';
import { decodeCursor, encodeCursor, isText } from '../cursor.ts';
import { SERVER_LIMITS } from '../limits.ts';
import { holding } from '../policy.ts';
import { sendDoorProblem, sendRefusal } from '../problems.ts';
import { freshSessionKey, SESSION_KEY } from '../session/sessions.ts';
import { KEY_HEADER } from './writes.ts';

/** Whoever knew one of these could be anybody, or answer for anything that was called. */
const OWN_SECRETS: readonly string[] = [CALLBACK_SECRET, SESSION_KEY];
const tags = ['administration'];
type PageQuery = { Querystring: { after?: string; limit?: number } };
const NOTHING = { 204: { type: 'null' }, default: ProblemBody } as const;

export function adminRoutes(app: FastifyInstance, door: Door): void {
  deadLetterRoutes(app, door);
  sinkRoutes(app, door);
  accessRoutes(app, door);
}

function deadLetterRoutes(app: FastifyInstance, { engine }: Door): void {
  const { outbox } = engine.store;
  app.get<PageQuery>(
    '/v1/dead-letters',
    {
      config: { policy: holding('outbox.read') },
      schema: {
        operationId: 'listDeadLetters',
        summary: 'Messages that were given up, with the reason',
        tags,
        querystring: Page,
        response: { 200: PageOf(DeadLetter), default: ProblemBody },
      },
    },
    async (request, reply) => {
      const { after, limit = SERVER_LIMITS.pageDefault } = request.query;
      const position = decodeCursor(after, isText);
      if (position === 'invalid') return sendDoorProblem(reply, 'cursor.invalid');
      const page = { limit, ...(position === undefined ? {} : { after: position }) };
      const rows = await outbox.deadLetters(request.caller.tenant, page);
      const items = rows.flatMap(({ id, instance, effect, attempts, reason, deadAtMs }) => {
        if (effect.kind !== 'call') return [];
        const { method, url } = effect;
        return [{ id, instance, method, url, attempts, reason, deadAtMs }];
      });
      const last = rows.at(-1);
      const next = rows.length === limit && last ? encodeCursor(last.id) : undefined;
      return reply.send({ items, ...(next === undefined ? {} : { next }) });
    },
  );
  app.post<{ Params: { id: string } }>(
    '/v1/dead-letters/:id/redrive',
    {
      config: { policy: holding('outbox.redrive'), once: {} },
      schema: {
        operationId: 'redriveDeadLetter',
        summary: 'Put a dead letter back in line, with its old id',
        tags,
        headers: KEY_HEADER,
        response: NOTHING,
      },
    },
    async (request, reply) => {
      const refusal = await engine.redrive(request.caller, request.params.id);
      return refusal ? sendRefusal(reply, refusal) : reply.code(204).send();
    },
  );
}

function sinkRoutes(app: FastifyInstance, { engine }: Door): void {
  app.get(
    '/v1/sinks',
    {
      config: { policy: holding('outbox.read') },
      schema: {
        operationId: 'listSinks',
        summary: 'How far those who follow the tenant’s events have come',
        tags,
        response: {
          200: Type.Object({ items: Type.Array(SinkStanding) }),
          default: ProblemBody,
        },
      },
    },
    async (request) => ({ items: await engine.store.sinks.standings(request.caller.tenant) }),
  );
}

function accessRoutes(app: FastifyInstance, { engine }: Door): void {
  const { access } = engine.store;
  app.put<{ Params: { name: string }; Body: { value: string } }>(
    '/v1/secrets/:name',
    {
      config: { policy: holding('secret.write'), once: {} },
      schema: {
        operationId: 'saveSecret',
        summary: 'Keep a secret that definitions name as `secret:<name>`; never read back',
        tags,
        headers: KEY_HEADER,
        body: SecretBody,
        response: NOTHING,
      },
    },
    async (request, reply) => {
      const { caller, params, body } = request;
      if (OWN_SECRETS.includes(params.name)) return sendRefusal(reply, refuse('secret.reserved'));
      const audit = engine.audit(caller, 'SaveSecret', `secret:${params.name}`);
      await access.saveSecret(caller.tenant, params.name, body.value, audit);
      return reply.code(204).send();
    },
  );
  app.post(
    '/v1/sessions/end',
    {
      config: { policy: holding('secret.write'), once: {} },
      schema: {
        operationId: 'endSessions',
        summary: 'End all sessions of browsers; within 30 seconds everybody signs in anew',
        tags,
        headers: KEY_HEADER,
        response: NOTHING,
      },
    },
    async ({ caller }, reply) => {
      const audit = engine.audit(caller, 'EndSessions', 'sessions');
      await access.saveSecret(caller.tenant, SESSION_KEY, freshSessionKey(), audit);
      return reply.code(204).send();
    },
  );
  app.put<{ Body: Record<string, unknown> }>(
    '/v1/directory',
    {
      config: { policy: holding('directory.write'), once: {} },
      schema: {
        operationId: 'saveDirectory',
        summary: 'Replace the tenant’s people, departments, posts, roles and working calendars',
        tags,
        headers: KEY_HEADER,
        body: Type.Record(Type.String(), Type.Unknown()),
        response: NOTHING,
      },
    },
    async (request, reply) => {
      const { tenant, person } = request.caller;
      const by = { kind: 'person', id: person } as const;
      const refusal = await engine.saveDirectory(tenant, by, request.body);
      return refusal ? sendRefusal(reply, refusal) : reply.code(204).send();
    },
  );
}
