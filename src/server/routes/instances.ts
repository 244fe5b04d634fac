/** Instances: start, list, look, follow, and the acts on an instance as a whole. */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { PersonCommand } from '../../engine/index.ts';
import { waitsOf } from '../../engine/index.ts';
import type { AccessRight } from '../../identity/index.ts';
import type { JsonObject } from '../../kernel/index.ts';
import {
  About,
  CommandResult,
  CommentBody,
  CopyBody,
  Header,
  Instance,
  InstanceStatus,
  JournalEntry,
  JournalPage,
  Page,
  PageOf,
  ProblemBody,
  RemindBody,
  ResubmitBody,
  RetryBody,
  StartBody,
  WithdrawBody,
} from '../../protocol/index.ts';
import type { InstanceFilter, InstanceHeader } from '../../store/port.ts';
import type { Door } from '../app.ts';
import { decodeCursor, encodeCursor, isPosition, shaped } from '../cursor.ts';
import { SERVER_LIMITS } from '../limits.ts';
import { holding } from '../policy.ts';
import { sendDoorProblem, sendRefusal } from '../problems.ts';
import { wantedIn } from '../search.ts';
import { spokenIncident, spokenTo } from '../words/problems.ts';
import { COMMAND_RESPONSES, KEY_HEADER, keyOf, sendAnswer } from './writes.ts';

const READ = { policy: holding('instance.read') };
const tags = ['instances'];
const ListQuery = Type.Object(
  {
    ...Page.properties,
    scope: Type.Optional(Type.Union([Type.Literal('mine'), Type.Literal('all')])),
    flow: Type.Optional(Type.String({ maxLength: 100 })),
    status: Type.Optional(InstanceStatus),
    outcome: Type.Optional(Type.String({ maxLength: 100, description: 'How it ended.' })),
    about: Type.Optional(About),
  },
  { additionalProperties: false },
);
interface ListQuery {
  readonly after?: string;
  readonly limit?: number;
  readonly scope?: 'mine' | 'all';
  readonly flow?: string;
  readonly status?: 'running' | 'suspended' | 'ended';
  readonly outcome?: string;
  readonly about?: string;
}
type ById = { Params: { id: string } };
type ListPosition = { readonly startedAtMs: number; readonly instance: string };
const isListPosition = shaped<ListPosition>({ startedAtMs: 'number', instance: 'string' });

export function instanceRoutes(app: FastifyInstance, door: Door): void {
  const { engine } = door;
  app.post<{ Body: StartBody }>(
    '/v1/instances',
    {
      config: { policy: holding('instance.start') },
      schema: {
        operationId: 'startInstance',
        summary: 'Start an instance of a flow',
        tags,
        headers: KEY_HEADER,
        body: StartBody,
        response: { 201: CommandResult, default: ProblemBody },
      },
    },
    async (request, reply) => {
      const { flow, version, form, choices } = request.body;
      const key = keyOf(request);
      const answer = await engine.start(request.caller, {
        flow,
        form: form as JsonObject,
        ...(version === undefined ? {} : { version }),
        ...(choices ? { choices } : {}),
        ...(key === undefined ? {} : { key }),
      });
      return sendAnswer(reply, answer, true);
    },
  );
  listRoute(app, door);
  app.get<ById>(
    '/v1/instances/:id',
    {
      config: READ,
      schema: {
        operationId: 'getInstance',
        summary: 'An instance as the caller may see it: path, people, votes, form',
        tags,
        response: { 200: Instance, default: ProblemBody },
      },
    },
    async (request, reply) => {
      const view = await engine.views.instance(request.caller, request.params.id);
      if ('code' in view) return sendRefusal(reply, view);
      const language = spokenTo(request.headers);
      const path = view.path.map((visit) =>
        visit.incident ? { ...visit, incident: spokenIncident(visit.incident, language) } : visit,
      );
      return reply.header('vary', 'accept-language').send({ ...view, path });
    },
  );
  eventsRoute(app, door);
  actRoutes(app, door);
}

function listRoute(app: FastifyInstance, { engine }: Door): void {
  app.get<{ Querystring: ListQuery }>(
    '/v1/instances',
    {
      config: READ,
      schema: {
        operationId: 'listInstances',
        summary:
          'Instances, newest first; `scope=all` needs the right to read all. With `about` or ' +
          '`outcome` it looks through many at a time: a page may be short, and `next` goes on.',
        tags,
        querystring: ListQuery,
        response: { 200: PageOf(Header), default: ProblemBody },
      },
    },
    async (request, reply) => {
      const {
        after,
        limit = SERVER_LIMITS.pageDefault,
        scope = 'mine',
        flow,
        status,
        outcome,
        about,
      } = request.query;
      const { caller } = request;
      const position = decodeCursor(after, isListPosition);
      if (position === 'invalid') return sendDoorProblem(reply, 'cursor.invalid');
      const denied =
        scope === 'all' ? await engine.refuseUnless(caller, 'instance.read-all') : undefined;
      if (denied) return sendRefusal(reply, denied);
      const directory = await engine.knowledge.directory(caller.tenant);
      const filter = {
        ...(scope === 'mine' ? { initiator: caller.person } : {}),
        ...(flow === undefined ? {} : { flow }),
        ...(status === undefined ? {} : { status }),
        ...(outcome === undefined ? {} : { outcome }),
        ...(about === undefined ? {} : { about: wantedIn(about, directory) }),
      };
      const isSearch = scope === 'all' && (about ?? outcome) !== undefined;
      const { rows, last } = await listed(engine, caller.tenant, filter, {
        limit,
        isSearch,
        after: position,
      });
      const running = rows.filter(({ status }) => status === 'running');
      const waits = await waitsOf(
        engine,
        caller.tenant,
        running.map(({ instance }) => instance),
      );
      const items = rows.map(({ tenant: _tenant, hash: _hash, ...row }) => ({
        ...row,
        ...(waits.has(row.instance) ? { waits: waits.get(row.instance) } : {}),
        initiator: {
          id: row.initiator,
          name: directory.person(row.initiator)?.name ?? row.initiator,
        },
      }));
      const next = last && encodeCursor({ startedAtMs: last.startedAtMs, instance: last.instance });
      return reply.send({ items, ...(next === undefined ? {} : { next }) });
    },
  );
}

interface Listing {
  readonly limit: number;
  readonly after: ListPosition | undefined;
  /** Of everybody there may be any number: so many are looked through at once. */
  readonly isSearch: boolean;
}

/** A page, and where the next one begins, if there is one. */
async function listed(
  { store, clock }: Door['engine'],
  tenant: string,
  filter: InstanceFilter,
  { limit, after, isSearch }: Listing,
): Promise<{ readonly rows: readonly InstanceHeader[]; readonly last: ListPosition | undefined }> {
  if (!isSearch) {
    const rows = await store.instances.list(tenant, filter, { limit, ...(after ? { after } : {}) });
    return { rows, last: rows.length === limit ? rows.at(-1) : undefined };
  }
  const place = after ?? { startedAtMs: clock.nowMs() + 1, instance: '' };
  const { lookedThrough: n } = SERVER_LIMITS;
  const page = { limit, after: place };
  const rows = await store.instances.list(tenant, { ...filter, among: n }, page);
  if (rows.length === limit) return { rows, last: rows.at(-1) };
  return { rows, last: await store.instances.nth(tenant, filter, { after: place, n }) };
}

function eventsRoute(app: FastifyInstance, { engine }: Door): void {
  app.get<ById & { Querystring: { after?: string; limit?: number } }>(
    '/v1/instances/:id/events',
    {
      config: READ,
      schema: {
        operationId: 'listEvents',
        summary: 'The journal of an instance, oldest first',
        tags,
        querystring: JournalPage,
        response: { 200: PageOf(JournalEntry), default: ProblemBody },
      },
    },
    async (request, reply) => {
      const { after, limit = SERVER_LIMITS.pageDefault } = request.query;
      const position = decodeCursor(after, isPosition);
      if (position === 'invalid') return sendDoorProblem(reply, 'cursor.invalid');
      const page = { limit, ...(position === undefined ? {} : { after: position }) };
      const rows = await engine.views.journal(request.caller, request.params.id, page);
      if ('code' in rows) return sendRefusal(reply, rows);
      const last = rows.at(-1);
      const next = rows.length === limit && last ? encodeCursor(last.lastSeq) : undefined;
      return reply.send({ items: rows, ...(next === undefined ? {} : { next }) });
    },
  );
}

interface ActRoute {
  readonly act: string;
  /** What a caller needs besides a part in the instance; `instance.act` when absent. */
  readonly right?: AccessRight;
  readonly summary: string;
  readonly body: object;
  readonly command: (body: Record<string, unknown>) => PersonCommand;
}

const ACTS: readonly ActRoute[] = [
  {
    act: 'resubmit',
    summary: 'Send a returned instance on, with the form as it now is',
    body: ResubmitBody,
    command: (body) => ({ type: 'ResubmitInstance', ...body }),
  },
  {
    act: 'withdraw',
    summary: 'Withdraw one’s own instance',
    body: WithdrawBody,
    command: (body) => ({ type: 'WithdrawInstance', ...body }),
  },
  {
    act: 'comments',
    summary: 'Comment on an instance',
    body: CommentBody,
    command: (body) => ({ type: 'AddComment', text: String(body['text']) }),
  },
  {
    act: 'remind',
    summary: 'Remind whoever is asked; once an hour unless the flow says otherwise (催办)',
    body: RemindBody,
    command: (body) => ({ type: 'RemindPeople', ...body }),
  },
  {
    act: 'copy',
    summary: 'Tell people of an instance, each once (手动抄送)',
    body: CopyBody,
    command: ({ people, ...body }) => ({ type: 'CopyTo', people: people as string[], ...body }),
  },
  {
    act: 'retry',
    right: 'instance.retry',
    summary: 'Try the step of an incident again',
    body: RetryBody,
    command: (body) => ({ type: 'RetryStep', visit: Number(body['visit']) }),
  },
];

function actRoutes(app: FastifyInstance, { engine }: Door): void {
  for (const { act, right = 'instance.act', summary, body, command } of ACTS) {
    app.post<ById & { Body: Record<string, unknown> }>(
      `/v1/instances/:id/${act}`,
      {
        config: { policy: holding(right) },
        schema: {
          operationId: `${act}Instance`,
          summary,
          tags,
          headers: KEY_HEADER,
          body,
          response: COMMAND_RESPONSES,
        },
      },
      async (
        request: FastifyRequest<ById & { Body: Record<string, unknown> }>,
        reply: FastifyReply,
      ) => {
        const { id } = request.params;
        const answer = await engine.act(request.caller, id, command(request.body), keyOf(request));
        return sendAnswer(reply, answer);
      },
    );
  }
}
