/** What people put by for themselves: snoozed tasks, marks of unread, saved filters. */

import type { FastifyInstance, FastifyReply } from 'fastify';
import { Type } from 'typebox';
import type { Engine } from '../../engine/index.ts';
import { refuse } from '../../engine/index.ts';
import type { TaskRow } from '../../kernel/index.ts';
import { FilterBody, Filters, Marks, ProblemBody, SnoozeBody } from '../../protocol/index.ts';
import type { ShelfItem, ShelfKey, ShelfKind, ShelfStore } from '../../store/index.ts';
import type { Door } from '../app.ts';
import { SERVER_LIMITS } from '../limits.ts';
import { holding } from '../policy.ts';
import { sendRefusal } from '../problems.ts';
import { taskView } from './tasks.ts';
import { KEY_HEADER } from './writes.ts';

const READ = { policy: holding('instance.read') };
const ACT = { policy: holding('instance.act'), once: {} };
const tags = ['inbox'];
const done = { 204: Type.Null(), default: ProblemBody };
const MAX = SERVER_LIMITS.shelfItemsMax;

type ById = { Params: { id: string } };
interface Owner {
  readonly tenant: string;
  readonly person: string;
}

export function shelfRoutes(app: FastifyInstance, { engine }: Door): void {
  app.get(
    '/v1/inbox/marks',
    {
      config: READ,
      schema: {
        operationId: 'getMarks',
        summary: 'What the caller has snoozed and marked as unread',
        tags,
        response: { 200: Marks, default: ProblemBody },
      },
    },
    async (request, reply) => reply.send(await marksOf(engine, request.caller)),
  );
  app.put<ById & { Body: { untilMs: number } }>(
    '/v1/tasks/:id/snooze',
    {
      config: ACT,
      schema: {
        operationId: 'snoozeTask',
        summary: 'Put an open task out of one’s own sight until then; deadlines go on',
        tags,
        headers: KEY_HEADER,
        body: SnoozeBody,
        response: done,
      },
    },
    async (request, reply) => {
      const { body, caller, params } = request;
      return putMark(engine, reply, { ...caller, kind: 'snooze' }, params.id, body);
    },
  );
  app.put<ById>(
    '/v1/tasks/:id/unread',
    {
      config: ACT,
      schema: {
        operationId: 'markUnread',
        summary: 'Mark an open task as unread',
        tags,
        headers: KEY_HEADER,
        response: done,
      },
    },
    async (request, reply) =>
      putMark(engine, reply, { ...request.caller, kind: 'unread' }, request.params.id, {}),
  );
  for (const kind of ['snooze', 'unread'] as const) {
    app.delete<ById>(
      `/v1/tasks/:id/${kind}`,
      {
        config: ACT,
        schema: {
          operationId: kind === 'snooze' ? 'wakeTask' : 'markRead',
          summary: kind === 'snooze' ? 'Have a snoozed task in sight again' : 'Take the mark off',
          tags,
          headers: KEY_HEADER,
          response: done,
        },
      },
      async (request, reply) => {
        const { tenant, person } = request.caller;
        await engine.store.shelf.remove({ tenant, person, kind }, request.params.id);
        return reply.code(204).send();
      },
    );
  }
}

async function putMark(
  engine: Engine,
  reply: FastifyReply,
  { tenant, person, kind }: Owner & { readonly kind: ShelfKind },
  task: string,
  content: object,
): Promise<FastifyReply> {
  const { inbox, shelf } = engine.store;
  const row = await inbox.task(tenant, task);
  if (row?.person !== person || row.status !== 'open') {
    return sendRefusal(reply, refuse('instance.unknown'));
  }
  const key = { tenant, person, kind };
  const items = await shelf.list(key, MAX);
  if (items.length >= MAX && !items.some(({ name }) => name === task)) {
    const open = await openAmong(engine, { tenant, person }, items);
    if (open.length >= MAX) return sendRefusal(reply, refuse('shelf.full'));
    const kept = new Set(open.map(({ id }) => id));
    for (const { name } of items) if (!kept.has(name)) await shelf.remove(key, name);
  }
  const item = { name: task, content: JSON.stringify(content), atMs: engine.clock.nowMs() };
  await shelf.put(key, item);
  return reply.code(204).send();
}

async function openAmong(
  engine: Engine,
  { tenant, person }: Owner,
  items: readonly { readonly name: string }[],
): Promise<readonly TaskRow[]> {
  const rows = await Promise.all(items.map(({ name }) => engine.store.inbox.task(tenant, name)));
  return rows.flatMap((row) => (row?.status === 'open' && row.person === person ? [row] : []));
}

/** What is over is not told: a task that is closed, a time that has come. */
export async function marksOf(engine: Engine, { tenant, person }: Owner): Promise<Marks> {
  const { shelf } = engine.store;
  const [snoozes, unread, directory] = await Promise.all([
    shelf.list({ tenant, person, kind: 'snooze' }, MAX),
    shelf.list({ tenant, person, kind: 'unread' }, MAX),
    engine.knowledge.directory(tenant),
  ]);
  const nowMs = engine.clock.nowMs();
  const untilMs = new Map(
    snoozes.map(({ name, content }) => [
      name,
      (JSON.parse(content) as { untilMs: number }).untilMs,
    ]),
  );
  const open = await openAmong(engine, { tenant, person }, snoozes);
  return {
    snoozed: open.flatMap((row) => {
      const until = untilMs.get(row.id) ?? 0;
      return until > nowMs ? [{ task: taskView(row, directory), untilMs: until }] : [];
    }),
    unread: unread.map(({ name }) => name),
  };
}

/** Of many put at once none stays beyond the limit. Shape: → whether it is kept. */
export async function putWithin(
  shelf: ShelfStore,
  key: ShelfKey,
  item: ShelfItem,
  max: number,
): Promise<boolean> {
  const items = await shelf.list(key, max);
  const isKnown = items.some(({ name }) => name === item.name);
  if (!isKnown && items.length >= max) return false;
  await shelf.put(key, item);
  if (isKnown || (await shelf.list(key, max + 1)).length <= max) return true;
  await shelf.remove(key, item.name);
  return false;
}

type ByName = { Params: { name: string } };
const NAME = Type.Object({
  name: Type.String({ minLength: 1, maxLength: SERVER_LIMITS.filterNameCharsMax }),
});

const filterKey = ({ tenant, person }: Owner) => ({ tenant, person, kind: 'filter' }) as const;

/** Somebody's saved filters, by name. */
export async function filtersOf({ store }: Engine, owner: Owner): Promise<Filters> {
  const items = await store.shelf.list(filterKey(owner), MAX);
  return { items: items.map(({ name, content }) => ({ name, ...JSON.parse(content) })) };
}

export function filterRoutes(app: FastifyInstance, { engine }: Door): void {
  const { shelf } = engine.store;
  app.get(
    '/v1/inbox/filters',
    {
      config: READ,
      schema: {
        operationId: 'listFilters',
        summary: 'The caller’s saved filters, by name',
        tags,
        response: { 200: Filters, default: ProblemBody },
      },
    },
    async (request, reply) => reply.send(await filtersOf(engine, request.caller)),
  );
  app.put<ByName & { Body: { query: string } }>(
    '/v1/inbox/filters/:name',
    {
      config: ACT,
      schema: {
        operationId: 'saveFilter',
        summary: 'Save a filter under a name; one of that name is replaced',
        tags,
        headers: KEY_HEADER,
        params: NAME,
        body: FilterBody,
        response: done,
      },
    },
    async ({ body, caller, params: { name } }, reply) => {
      const item = { name, content: JSON.stringify(body), atMs: engine.clock.nowMs() };
      const isKept = await putWithin(shelf, filterKey(caller), item, SERVER_LIMITS.filtersMax);
      return isKept ? reply.code(204).send() : sendRefusal(reply, refuse('shelf.full'));
    },
  );
  app.delete<ByName>(
    '/v1/inbox/filters/:name',
    {
      config: ACT,
      schema: {
        operationId: 'removeFilter',
        summary: 'Take a saved filter away',
        tags,
        headers: KEY_HEADER,
        params: NAME,
        response: done,
      },
    },
    async (request, reply) => {
      await shelf.remove(filterKey(request.caller), request.params.name);
      return reply.code(204).send();
    },
  );
}
