/** Flows: check a text, publish a version, list and read what is published. */

import type { FastifyInstance } from 'fastify';
import type { Engine } from '../../engine/index.ts';
import { refuse } from '../../engine/index.ts';
import type { CompiledFlow, FlowDefinition, Text } from '../../kernel/index.ts';
import type { Attached } from '../../language/index.ts';
import { check, parseCanonical } from '../../language/index.ts';
import type { PageResult } from '../../protocol/index.ts';
import {
  CheckResult,
  Flow,
  FlowDetail,
  Page,
  PageOf,
  ProblemBody,
  PublishResult,
  SourceBody,
} from '../../protocol/index.ts';
import type { FlowRecord } from '../../store/port.ts';
import type { Door } from '../app.ts';
import { decodeCursor, encodeCursor, isText } from '../cursor.ts';
import { SERVER_LIMITS } from '../limits.ts';
import { holding } from '../policy.ts';
import { sendDoorProblem, sendRefusal } from '../problems.ts';
import { KEY_HEADER } from './writes.ts';

const tags = ['flows'];
const READ = { policy: holding('flow.read') };

interface Source {
  readonly source: string;
  readonly files?: Attached;
}

export function flowRoutes(app: FastifyInstance, door: Door): void {
  readRoutes(app, door);
  const { engine } = door;
  app.post<{ Body: Source }>(
    '/v1/flows/check',
    {
      config: { policy: holding('flow.publish') },
      schema: {
        operationId: 'checkFlow',
        summary: 'All mistakes of a definition, with places and advice; publishes nothing',
        tags,
        body: SourceBody,
        response: { 200: CheckResult, default: ProblemBody },
      },
    },
    async (request, reply) => {
      const { source, files } = request.body;
      const { hash, diagnostics } = check(source, files);
      return reply.send({ ...(hash === undefined ? {} : { hash }), diagnostics });
    },
  );
  app.post<{ Body: Source }>(
    '/v1/flows',
    {
      config: { policy: holding('flow.publish'), once: {} },
      schema: {
        operationId: 'publishFlow',
        summary: 'Publish a version for ever; the same text again changes nothing',
        tags,
        headers: KEY_HEADER,
        body: SourceBody,
        response: { 200: PublishResult, 201: PublishResult, default: ProblemBody },
      },
    },
    async (request, reply) => {
      const { source, files } = request.body;
      const published = await engine.publish(request.caller, source, files);
      if (!published.ok) return sendRefusal(reply, published.refusal);
      const { flow, isNew } = published;
      return reply.code(isNew ? 201 : 200).send({ ...flow, isNew });
    },
  );
}

function readRoutes(app: FastifyInstance, { engine }: Door): void {
  const { flows } = engine.store;
  app.get<{ Querystring: { after?: string; limit?: number } }>(
    '/v1/flows',
    {
      config: READ,
      schema: {
        operationId: 'listFlows',
        summary: 'The latest version of each flow, by name',
        tags,
        querystring: Page,
        response: { 200: PageOf(Flow), default: ProblemBody },
      },
    },
    async (request, reply) => {
      const { after, limit = SERVER_LIMITS.pageDefault } = request.query;
      const position = decodeCursor(after, isText);
      if (position === 'invalid') return sendDoorProblem(reply, 'cursor.invalid');
      const page = { limit, ...(position === undefined ? {} : { after: position }) };
      return reply.send(await flowsOf(engine, request.caller.tenant, page));
    },
  );
  const one = { tags, response: { 200: FlowDetail, default: ProblemBody } };
  app.get<{ Params: { name: string } }>(
    '/v1/flows/:name',
    {
      config: READ,
      schema: { operationId: 'getFlow', summary: 'A flow’s latest version', ...one },
    },
    async (request, reply) => {
      const record = await flows.latest(request.caller.tenant, request.params.name);
      return record
        ? reply.send(flowDetail(engine, record))
        : sendRefusal(reply, refuse('flow.unknown'));
    },
  );
  app.get<{ Params: { name: string; version: string } }>(
    '/v1/flows/:name/versions/:version',
    {
      config: READ,
      schema: { operationId: 'getFlowVersion', summary: 'One version of a flow', ...one },
    },
    async (request, reply) => {
      const { name, version } = request.params;
      const record = await flows.byVersion(request.caller.tenant, name, version);
      return record
        ? reply.send(flowDetail(engine, record))
        : sendRefusal(reply, refuse('flow.unknown'));
    },
  );
}

/** A page of flows by name, each in its latest version. */
export async function flowsOf(
  engine: Engine,
  tenant: string,
  page: { readonly after?: string; readonly limit: number },
): Promise<PageResult<Flow>> {
  const records = await engine.store.flows.list(tenant, page);
  const last = records.at(-1);
  const next = records.length === page.limit && last ? encodeCursor(last.name) : undefined;
  const items = records.map((record) => flowView(record));
  return { items, ...(next === undefined ? {} : { next }) };
}

function flowView(record: FlowRecord, definition = parseCanonical(record.definition)) {
  const { name, version, hash, publishedAtMs, publishedBy } = record;
  return { name, version, hash, title: definition.title ?? name, publishedAtMs, publishedBy };
}

/** Fields by the steps that keep them from those whom they ask. */
function hiddenIn({ steps }: CompiledFlow): Record<string, string[]> {
  const hides: Record<string, string[]> = {};
  for (const [id, { step }] of steps) {
    if (step.kind !== 'approval' && step.kind !== 'handle') continue;
    const fields = Object.entries(step.rights ?? {}).filter(([, right]) => right === 'hidden');
    if (fields.length > 0) hides[id] = fields.map(([field]) => field);
  }
  return hides;
}

function titlesIn({ steps }: CompiledFlow): Record<string, Text> {
  const titles: Record<string, Text> = {};
  for (const [id, { step }] of steps) if (step.title !== undefined) titles[id] = step.title;
  return titles;
}

function flowDetail(engine: Engine, record: FlowRecord) {
  const definition: FlowDefinition = parseCanonical(record.definition);
  const { form, calendar, withdraw = 'while-running' } = definition;
  const compiled = engine.knowledge.compiled(record);
  return {
    ...flowView(record, definition),
    form,
    withdraw: typeof withdraw === 'object' ? ('after-end' as const) : withdraw,
    ...(calendar === undefined ? {} : { calendar }),
    hides: hiddenIn(compiled),
    titles: titlesIn(compiled),
    source: record.source,
  };
}
