/** What the caller wishes to be told outside the studio; letters that reached nobody. */

import type { FastifyInstance } from 'fastify';
import { DEFAULT_CALENDAR_ID } from '../../kernel/index.ts';
import type { Preferences } from '../../notices/index.ts';
import { addresseeOf, isTimeZone, readPreferences, wishesFor } from '../../notices/index.ts';
import type { NoticeWishesBody as Body } from '../../protocol/index.ts';
import {
  DeadLetterToPerson,
  NoticeWishes,
  NoticeWishesBody,
  Page,
  PageOf,
  ProblemBody,
} from '../../protocol/index.ts';
import type { Door } from '../app.ts';
import { decodeCursor, encodeCursor, isText } from '../cursor.ts';
import { SERVER_LIMITS } from '../limits.ts';
import { holding, MEMBER } from '../policy.ts';
import { sendDoorProblem, sendRefusal } from '../problems.ts';
import { KEY_HEADER } from './writes.ts';

const tags = ['notices'];

export function wishRoutes(app: FastifyInstance, door: Door): void {
  const { engine } = door;
  app.get(
    '/v1/me/notices',
    {
      config: { policy: MEMBER },
      schema: {
        operationId: 'getNoticeWishes',
        summary: 'What the caller is told by mail and chat, and when',
        tags,
        response: { 200: NoticeWishes, default: ProblemBody },
      },
    },
    async (request, reply) => {
      const { tenant, person } = request.caller;
      const content = await engine.store.preferences.read(tenant, person);
      return reply.send(await viewOf(door, tenant, person, readPreferences(content)));
    },
  );
  app.put<{ Body: Body }>(
    '/v1/me/notices',
    {
      config: { policy: holding('instance.act'), once: {} },
      schema: {
        operationId: 'setNoticeWishes',
        summary: 'Say what to be told by mail and chat, and when; in place of what was said before',
        tags,
        headers: KEY_HEADER,
        body: NoticeWishesBody,
        response: { 200: NoticeWishes, default: ProblemBody },
      },
    },
    async (request, reply) => {
      const { caller, body } = request;
      const { tenant, person } = caller;
      if (body.timeZone !== undefined && !isTimeZone(body.timeZone)) {
        const errors = [{ field: 'body.timeZone', message: 'there is no such time zone' }];
        return sendDoorProblem(reply, 'request.invalid', { errors });
      }
      const wishes = body as Preferences;
      await engine.store.preferences.save(tenant, person, JSON.stringify(wishes));
      return reply.send(await viewOf(door, tenant, person, wishes));
    },
  );
  deadRoute(app, door);
}

async function viewOf(
  { engine, notices }: Door,
  tenant: string,
  person: string,
  wishes: Preferences,
): Promise<NoticeWishes> {
  const directory = await engine.knowledge.directory(tenant);
  const to = addresseeOf(directory, tenant, person);
  const channels = notices?.channels ?? [];
  const reached = await Promise.all(channels.map((channel) => channel.reaches(to)));
  const names = channels.filter((_, n) => reached[n]).map(({ name }) => name);
  const { digest, ...rest } = wishes;
  return {
    ...rest,
    digest: { ...digest, at: [...digest.at] },
    channels: { mail: wishesFor(wishes, 'mail'), chat: wishesFor(wishes, 'chat') },
    reachedBy: (['mail', 'chat'] as const).filter((name) => names.includes(name)),
    usual: {
      language: directory.contact(person).language ?? 'en',
      timeZone: directory.calendar(DEFAULT_CALENDAR_ID)!.timeZone,
    },
  };
}

function deadRoute(app: FastifyInstance, { engine }: Door): void {
  app.get<{ Querystring: { after?: string; limit?: number } }>(
    '/v1/letters/dead',
    {
      config: { policy: holding('outbox.read') },
      schema: {
        operationId: 'listDeadLettersToPeople',
        summary: 'Letters to people that were given up, with the reason',
        tags,
        querystring: Page,
        response: { 200: PageOf(DeadLetterToPerson), default: ProblemBody },
      },
    },
    async (request, reply) => {
      const { after, limit = SERVER_LIMITS.pageDefault } = request.query;
      const position = decodeCursor(after, isText);
      if (position === 'invalid') return sendDoorProblem(reply, 'cursor.invalid');
      const page = { limit, ...(position === undefined ? {} : { after: position }) };
      const rows = await engine.store.letters.dead(request.caller.tenant, page);
      const items = rows.map(({ id, person, channel, notice, attempts, reason, deadAtMs }) => {
        const { kind, instance } = JSON.parse(notice) as { kind: string; instance: string };
        return { id, person, channel, kind, instance, attempts, reason, deadAtMs };
      });
      const last = rows.at(-1);
      const next = rows.length === limit && last ? encodeCursor(last.id) : undefined;
      return reply.send({ items, ...(next === undefined ? {} : { next }) });
    },
  );
  app.post<{ Params: { id: string } }>(
    '/v1/letters/:id/redrive',
    {
      config: { policy: holding('outbox.redrive'), once: {} },
      schema: {
        operationId: 'redriveLetter',
        summary: 'Put a letter that was given up back in line, with its old id',
        tags,
        headers: KEY_HEADER,
        response: { 204: { type: 'null' }, default: ProblemBody },
      },
    },
    async (request, reply) => {
      const refusal = await engine.redriveLetter(request.caller, request.params.id);
      return refusal ? sendRefusal(reply, refusal) : reply.code(204).send();
    },
  );
}
