/** Tasks: what waits for the caller, and the acts on it. */

import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Caller, Engine, PersonCommand } from '../../engine/index.ts';
import { deskOf, refuse } from '../../engine/index.ts';
import type { Directory, JsonObject, ReturnTarget, TaskRow } from '../../kernel/index.ts';
import { parseTaskId } from '../../kernel/index.ts';
import type { PageResult } from '../../protocol/index.ts';
import {
  About,
  ActBody,
  Desk,
  NamingBody,
  Page,
  PageOf,
  ProblemBody,
  ReturnBody,
  Task,
} from '../../protocol/index.ts';
import type { TaskFilter } from '../../store/port.ts';
import type { Door } from '../app.ts';
import { decodeCursor, encodeCursor, shaped } from '../cursor.ts';
import { SERVER_LIMITS } from '../limits.ts';
import { holding } from '../policy.ts';
import { sendDoorProblem, sendRefusal } from '../problems.ts';
import { wantedIn } from '../search.ts';
import { COMMAND_RESPONSES, KEY_HEADER, keyOf, sendAnswer } from './writes.ts';

const READ = { policy: holding('instance.read') };
const ACT = { policy: holding('instance.act') };
const tags = ['tasks'];
type ById = { Params: { id: string } };
type OpenPosition = { readonly openedAtMs: number; readonly id: string };
type DonePosition = OpenPosition & { readonly closedAtMs: number };
const isOpenPosition = shaped<OpenPosition>({ openedAtMs: 'number', id: 'string' });
const isDonePosition = shaped<DonePosition>({
  ...{ openedAtMs: 'number', closedAtMs: 'number', id: 'string' },
});
const ListQuery = Type.Object(
  {
    ...Page.properties,
    view: Type.Optional(
      Type.Union([Type.Literal('open'), Type.Literal('given'), Type.Literal('done')]),
    ),
    about: Type.Optional(About),
  },
  { additionalProperties: false },
);

interface TasksQuery {
  readonly after?: string;
  readonly limit?: number;
  readonly view?: 'open' | 'given' | 'done';
  readonly about?: string;
}

export function taskRoutes(app: FastifyInstance, { engine }: Door): void {
  listRoute(app, engine);
  app.get<ById>(
    '/v1/tasks/:id',
    {
      config: READ,
      schema: {
        operationId: 'getTask',
        summary: 'One of the caller’s tasks',
        tags,
        response: { 200: Task, default: ProblemBody },
      },
    },
    async (request, reply) => {
      const { tenant, person } = request.caller;
      const row = await engine.store.inbox.task(tenant, request.params.id);
      if (row?.person !== person && row?.principal !== person)
        return sendRefusal(reply, refuse('instance.unknown'));
      return reply.send(taskView(row, await engine.knowledge.directory(tenant)));
    },
  );
  deskRoute(app, engine);
  for (const verdict of ['approve', 'reject', 'abstain', 'complete'] as const) {
    verdictRoute(app, engine, verdict);
  }
  returnRoute(app, engine);
}

function listRoute(app: FastifyInstance, engine: Engine): void {
  app.get<{ Querystring: TasksQuery }>(
    '/v1/tasks',
    {
      config: READ,
      schema: {
        operationId: 'listTasks',
        summary:
          'The caller’s tasks: open ones and those another has for now (`given`) oldest first, ' +
          'done ones by when they were decided, the last first',
        tags,
        querystring: ListQuery,
        response: { 200: PageOf(Task), default: ProblemBody },
      },
    },
    async (request, reply) => {
      const { after, limit = SERVER_LIMITS.pageDefault, view = 'open', about } = request.query;
      const position =
        view === 'done' ? decodeCursor(after, isDonePosition) : decodeCursor(after, isOpenPosition);
      if (position === 'invalid') return sendDoorProblem(reply, 'cursor.invalid');
      const page = { limit, ...(position ? { after: position } : {}) };
      const filter =
        about === undefined
          ? {}
          : { about: wantedIn(about, await engine.knowledge.directory(request.caller.tenant)) };
      return reply.send(await tasksOf(engine, request.caller, view, page, filter));
    },
  );
}

/** A page of somebody's tasks. */
export async function tasksOf(
  engine: Engine,
  { tenant, person }: Caller,
  view: 'open' | 'given' | 'done',
  page: { readonly after?: OpenPosition; readonly limit: number },
  filter: TaskFilter = {},
): Promise<PageResult<Task>> {
  const rows = await engine.store.inbox.tasks(tenant, person, view, page, filter);
  const directory = await engine.knowledge.directory(tenant);
  const last = rows.at(-1);
  const next =
    rows.length === page.limit && last
      ? encodeCursor({
          openedAtMs: last.openedAtMs,
          ...(view === 'done' ? { closedAtMs: last.closedAtMs } : {}),
          id: last.id,
        })
      : undefined;
  const items = rows.map((row) => taskView(row, directory));
  return { items, ...(next === undefined ? {} : { next }) };
}

function deskRoute(app: FastifyInstance, engine: Engine): void {
  app.get<ById>(
    '/v1/tasks/:id/desk',
    {
      config: READ,
      schema: {
        operationId: 'getDesk',
        summary: 'What one of the caller’s tasks lets them do, and what an act is bound to',
        tags,
        response: { 200: Desk, default: ProblemBody },
      },
    },
    async (request, reply) => {
      const { tenant, person } = request.caller;
      const row = await engine.store.inbox.task(tenant, request.params.id);
      const isOwn = row?.person === person || row?.principal === person;
      const desk = isOwn ? await deskOf(engine.views, request.caller, row.id) : undefined;
      if (!desk) return sendRefusal(reply, refuse('instance.unknown'));
      const saved = await engine.store.drafts.read({ tenant, person, task: request.params.id });
      const draft = saved && { ...JSON.parse(saved.content), atMs: saved.atMs };
      return reply.send({ ...desk, ...(draft ? { draft } : {}) });
    },
  );
}

const COMMANDS = {
  approve: { type: 'ApproveTask', summary: 'Approve (同意)' },
  reject: { type: 'RejectTask', summary: 'Reject (拒绝)' },
  abstain: { type: 'AbstainTask', summary: 'Abstain (弃权)' },
  complete: { type: 'CompleteTask', summary: 'Say that a handling step is done (办理)' },
} as const;

function verdictRoute(app: FastifyInstance, engine: Engine, verdict: keyof typeof COMMANDS): void {
  const { type, summary } = COMMANDS[verdict];
  const names = verdict === 'approve' || verdict === 'complete';
  app.post<ById & { Body: NamingBody }>(
    `/v1/tasks/:id/${verdict}`,
    {
      config: ACT,
      schema: {
        operationId: `${verdict}Task`,
        summary,
        tags,
        headers: KEY_HEADER,
        body: names ? NamingBody : ActBody,
        response: COMMAND_RESPONSES,
      },
    },
    async (request, reply) => {
      const place = parseTaskId(request.params.id);
      if (!place) return sendRefusal(reply, refuse('instance.unknown'));
      const { choices } = request.body;
      const command = {
        type,
        visit: place.visit,
        seat: place.seat,
        ...actOf(request.body),
        ...(choices ? { choices } : {}),
      };
      return sendAnswer(
        reply,
        await engine.act(request.caller, place.instance, command, keyOf(request)),
      );
    },
  );
}

function actOf({ comment, signature, form, seen }: ActBody) {
  return {
    ...(comment === undefined ? {} : { comment }),
    ...(signature === undefined ? {} : { signature }),
    ...(form === undefined ? {} : { form: form as JsonObject }),
    ...(seen === undefined ? {} : { seen }),
  };
}

function returnRoute(app: FastifyInstance, engine: Engine): void {
  app.post<ById & { Body: ReturnBody }>(
    '/v1/tasks/:id/return',
    {
      config: ACT,
      schema: {
        operationId: 'returnTask',
        summary: 'Return to the initiator, the previous step or a step visited before (退回)',
        tags,
        headers: KEY_HEADER,
        body: ReturnBody,
        response: COMMAND_RESPONSES,
      },
    },
    async (request, reply) => {
      const place = parseTaskId(request.params.id);
      if (!place) return sendRefusal(reply, refuse('instance.unknown'));
      const { to, resume, ...act } = request.body;
      const target: ReturnTarget =
        to === 'initiator' || to === 'previous' || to === 'parent' ? to : { step: to };
      const command: PersonCommand = {
        type: 'ReturnTask',
        visit: place.visit,
        seat: place.seat,
        to: target,
        ...(resume === undefined ? {} : { resume }),
        ...actOf(act),
      };
      return sendAnswer(
        reply,
        await engine.act(request.caller, place.instance, command, keyOf(request)),
      );
    },
  );
}

/** A task as its people read it. */
export function taskView(row: TaskRow, directory: Directory) {
  const { tenant: _tenant, ...task } = row;
  const name = directory.person(row.initiator)?.name ?? row.initiator;
  return { ...task, initiator: { id: row.initiator, name } };
}
