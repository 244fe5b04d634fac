/** Migrations of running instances to another version of their flow (R8.4). */

import type { FastifyInstance } from 'fastify';
import type { MigrationPlan } from '../../kernel/index.ts';
import { MigrationBody, MigrationResult, ProblemBody } from '../../protocol/index.ts';
import type { Door } from '../app.ts';
import { holding } from '../policy.ts';
import { sendRefusal } from '../problems.ts';
import { KEY_HEADER } from './writes.ts';

export function migrationRoutes(app: FastifyInstance, { engine }: Door): void {
  app.post<{ Body: MigrationBody }>(
    '/v1/migrations',
    {
      config: { policy: holding('instance.migrate'), once: {} },
      schema: {
        operationId: 'migrateInstances',
        summary: 'Take instances to another version (迁移), or with dryRun say what would happen',
        tags: ['instances'],
        headers: KEY_HEADER,
        body: MigrationBody,
        response: { 200: MigrationResult, default: ProblemBody },
      },
    },
    async (request, reply) => {
      const { plan = {}, dryRun = false, from, instances, ...rest } = request.body;
      const found = await engine.migrate(request.caller, {
        ...rest,
        plan: plan as MigrationPlan,
        dryRun,
        ...(from === undefined ? {} : { from }),
        ...(instances === undefined ? {} : { instances }),
      });
      return 'code' in found ? sendRefusal(reply, found) : reply.send({ items: found });
    },
  );
}
