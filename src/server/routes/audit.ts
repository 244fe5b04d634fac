/** The audit trail: listed for reading, given out as the log it is, signed where it stands. */

import type { FastifyInstance } from 'fastify';
import {
  AuditCheckpoint,
  AuditPiece,
  AuditPieceQuery,
  AuditRecord,
  Page,
  PageOf,
  ProblemBody,
} from '../../protocol/index.ts';
import type { Door } from '../app.ts';
import { decodeCursor, encodeCursor, isPosition } from '../cursor.ts';
import { SERVER_LIMITS } from '../limits.ts';
import { holding } from '../policy.ts';
import { sendDoorProblem } from '../problems.ts';

const config = { policy: holding('audit.read') };
const tags = ['administration'];

export function auditRoutes(app: FastifyInstance, door: Door): void {
  listRoute(app, door);
  logRoutes(app, door);
}

function listRoute(app: FastifyInstance, { engine }: Door): void {
  app.get<{ Querystring: { after?: string; limit?: number } }>(
    '/v1/audit',
    {
      config,
      schema: {
        operationId: 'listAudit',
        summary: 'The audit trail, oldest first',
        tags,
        querystring: Page,
        response: { 200: PageOf(AuditRecord), default: ProblemBody },
      },
    },
    async (request, reply) => {
      const { after, limit = SERVER_LIMITS.pageDefault } = request.query;
      const position = decodeCursor(after, isPosition);
      if (position === 'invalid') return sendDoorProblem(reply, 'cursor.invalid');
      const { caller } = request;
      await engine.store.audit.append([engine.audit(caller, 'ReadAudit', 'audit')]);
      const page = { limit, ...(position === undefined ? {} : { after: position }) };
      const rows = await engine.store.audit.list(caller.tenant, page);
      const items = rows.map(({ tenant: _tenant, ...record }) => record);
      const last = rows.at(-1);
      const next = rows.length === limit && last ? encodeCursor(last.position) : undefined;
      return reply.send({ items, ...(next === undefined ? {} : { next }) });
    },
  );
}

function logRoutes(app: FastifyInstance, { engine, signCheckpoint }: Door): void {
  const { audit } = engine.store;
  app.get<{ Querystring: AuditPieceQuery }>(
    '/v1/audit/log',
    {
      config,
      schema: {
        operationId: 'readAuditLog',
        summary: 'The audit trail with its digests and seals, to be checked by another program',
        tags,
        querystring: AuditPieceQuery,
        response: { 200: AuditPiece, default: ProblemBody },
      },
    },
    async (request, reply) => {
      const { after, limit = SERVER_LIMITS.auditPieceDefault } = request.query;
      const { caller } = request;
      // One record for each reading, not for each piece of it: else the end would run away.
      if (after === undefined) await audit.append([engine.audit(caller, 'ExportAudit', 'audit')]);
      const page = { limit, ...(after === undefined ? {} : { after }) };
      const { head, records } = await audit.log(caller.tenant, page);
      const next = records.length === limit ? records.at(-1)?.position : undefined;
      return reply.send({
        ...(head ? { head } : {}),
        records,
        ...(next === undefined ? {} : { next }),
      });
    },
  );
  app.get(
    '/v1/audit/checkpoint',
    {
      config,
      schema: {
        operationId: 'signAuditCheckpoint',
        summary: 'Where the audit trail stands now, signed, to be kept elsewhere',
        tags,
        response: { 200: AuditCheckpoint, default: ProblemBody },
      },
    },
    async (request, reply) => {
      const { caller } = request;
      if (!signCheckpoint) return sendDoorProblem(reply, 'audit.no-key');
      await audit.append([engine.audit(caller, 'SignCheckpoint', 'audit')]);
      const head = await audit.head(caller.tenant);
      return reply.send(signCheckpoint(head!, engine.clock.nowMs()));
    },
  );
}
