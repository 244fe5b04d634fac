/** People and departments of the tenant, found by what one types. */

import type { FastifyInstance } from 'fastify';
import {
  DepartmentQuery,
  ListedDepartment,
  ListedPerson,
  PageOf,
  PeopleQuery,
  ProblemBody,
} from '../../protocol/index.ts';
import type { Door } from '../app.ts';
import { SERVER_LIMITS } from '../limits.ts';
import { holding } from '../policy.ts';

export function peopleRoutes(app: FastifyInstance, { engine }: Door): void {
  app.get<{ Querystring: PeopleQuery }>(
    '/v1/people',
    {
      config: { policy: holding('directory.read') },
      schema: {
        operationId: 'findPeople',
        summary: 'People by name in any language, initials or id, the best matches first',
        tags: ['people'],
        querystring: PeopleQuery,
        response: { 200: PageOf(ListedPerson), default: ProblemBody },
      },
    },
    async (request, reply) => {
      const { text = '', ids, left, limit = SERVER_LIMITS.pageDefault } = request.query;
      const directory = await engine.knowledge.directory(request.caller.tenant);
      if (ids === undefined) {
        const items = left ? directory.findAlsoLeft(text, limit) : directory.find(text, limit);
        return reply.send({ items });
      }
      const items = ids
        .split(',')
        .slice(0, SERVER_LIMITS.peopleNamedMax)
        .flatMap((id) => {
          const person = directory.person(id);
          return person ? [{ id, name: person.name }] : [];
        });
      return reply.send({ items });
    },
  );
  app.get<{ Querystring: DepartmentQuery }>(
    '/v1/departments',
    {
      config: { policy: holding('directory.read') },
      schema: {
        operationId: 'findDepartments',
        summary: 'Departments by name in any language or by id, with the way to them from the top',
        tags: ['people'],
        querystring: DepartmentQuery,
        response: { 200: PageOf(ListedDepartment), default: ProblemBody },
      },
    },
    async (request, reply) => {
      const { text = '', ids, limit = SERVER_LIMITS.pageDefault } = request.query;
      const directory = await engine.knowledge.directory(request.caller.tenant);
      if (ids === undefined) return reply.send({ items: directory.findDepartments(text, limit) });
      const items = ids
        .split(',')
        .slice(0, SERVER_LIMITS.peopleNamedMax)
        .flatMap((id) => directory.department(id) ?? []);
      return reply.send({ items });
    },
  );
}
