/** The server about itself: health, metrics, the OpenAPI document. */

import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Door } from '../app.ts';
import { PUBLIC } from '../policy.ts';

const config = { policy: PUBLIC };
const tags = ['system'];
const Health = Type.Object({
  status: Type.Union([Type.Literal('ok'), Type.Literal('degraded'), Type.Literal('down')]),
  version: Type.String(),
  database: Type.Optional(Type.String()),
  notes: Type.Array(Type.String()),
});

export function systemRoutes(app: FastifyInstance, { engine, metrics, version }: Door): void {
  const pending = 'Outbox messages that wait for delivery.';
  const depth = () => engine.store.outbox.depth();
  metrics.gauge('vermilion_outbox_pending', pending, async () => (await depth()).pending);
  const dead = 'Outbox messages that were given up.';
  metrics.gauge('vermilion_outbox_dead', dead, async () => (await depth()).dead);
  const behind = 'Audit records of which a sink has not taken the events.';
  const backlog = () => engine.store.sinks.backlog();
  metrics.gauges('vermilion_sink_backlog', behind, 'sink', backlog);

  app.get(
    '/health/live',
    {
      config,
      schema: {
        operationId: 'getLiveness',
        summary: 'The process answers',
        security: [],
        tags,
        response: { 200: Health },
      },
    },
    async () => ({ status: 'ok', version, notes: [] }),
  );
  app.get(
    '/health/ready',
    {
      config,
      schema: {
        operationId: 'getReadiness',
        summary: 'The database answers and is as durable as it claims',
        security: [],
        tags,
        response: { 200: Health, 503: Health },
      },
    },
    async (_request, reply) => {
      try {
        const health = await engine.store.health();
        const { ok, degraded: notes, version: database } = health;
        // A database of no version did not answer.
        if (database === '') return reply.code(503).send({ status: 'down', version, notes });
        return reply.send({ status: ok ? 'ok' : 'degraded', version, database, notes });
      } catch {
        const notes = ['the database does not answer'];
        return reply.code(503).send({ status: 'down', version, notes });
      }
    },
  );
  app.get('/metrics', { config, schema: { hide: true } }, async (_request, reply) => {
    const { type, text } = await metrics.expose();
    return reply.header('content-type', type).send(text);
  });
  app.get('/openapi.json', { config, schema: { hide: true } }, async () => app.swagger());
}
