/** What an inbox opens with: one answer instead of seven, for those who come from far. */

import type { FastifyInstance } from 'fastify';
import { factsOf } from '../../engine/index.ts';
import { Opening, ProblemBody } from '../../protocol/index.ts';
import type { Door } from '../app.ts';
import { SERVER_LIMITS } from '../limits.ts';
import { holding } from '../policy.ts';
import { draftsOf } from './drafts.ts';
import { flowsOf } from './flows.ts';
import { meOf } from './inbox.ts';
import { filtersOf, marksOf } from './shelf.ts';
import { tasksOf } from './tasks.ts';

export function openingRoutes(app: FastifyInstance, { engine }: Door): void {
  app.get(
    '/v1/inbox',
    {
      config: { policy: holding('instance.read') },
      schema: {
        operationId: 'openInbox',
        summary:
          'Who the caller is, the first page of open tasks with what a list shows, and what was put by',
        tags: ['inbox'],
        response: { 200: Opening, default: ProblemBody },
      },
    },
    async ({ caller }, reply) => {
      const [me, tasks, marks, filters, drafts] = await Promise.all([
        meOf(engine, caller),
        tasksOf(engine, caller, 'open', { limit: SERVER_LIMITS.openingTasks }),
        marksOf(engine, caller),
        filtersOf(engine, caller),
        draftsOf(engine, caller),
      ]);
      const instances = [...new Set(tasks.items.map(({ instance }) => instance))];
      const [facts, flows] = await Promise.all([
        factsOf(engine, caller, instances),
        me.rights.includes('flow.read')
          ? flowsOf(engine, caller.tenant, { limit: SERVER_LIMITS.openingFlows })
          : undefined,
      ]);
      const known = { me, tasks, marks, filters, drafts, facts: { items: facts } };
      return reply.send({ ...known, ...(flows ? { flows } : {}) });
    },
  );
}
