/** Demo mode only: who one can act as. */

import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { Person } from '../../protocol/index.ts';
import type { Door } from '../app.ts';
import { PUBLIC } from '../policy.ts';

/** Where the calls of the demo flows go. */
export const DEMO_SINK = '/demo/sink';

const People = Type.Array(
  Type.Object({
    tenant: Type.String(),
    people: Type.Array(
      Type.Object({
        ...Person.properties,
        title: Type.Optional(Type.Unknown()),
        roles: Type.Array(Type.String()),
      }),
    ),
  }),
);

export function demoRoutes(app: FastifyInstance, { engine }: Door): void {
  app.get(
    '/v1/demo/people',
    {
      config: { policy: PUBLIC },
      schema: {
        operationId: 'listDemoPeople',
        summary:
          'Demo mode only: the people one can act as with `Authorization: Demo tenant/person`',
        security: [],
        tags: ['demo'],
        response: { 200: People },
      },
    },
    async () => {
      const tenants = await engine.store.access.tenants();
      return Promise.all(tenants.map((tenant) => peopleOf(tenant)));
    },
  );

  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) {
    app.route({
      method,
      url: `${DEMO_SINK}/:name`,
      config: { policy: PUBLIC },
      schema: { hide: true },
      handler: async (request) => {
        request.log.debug({ body: request.body }, 'the demo sink took a call');
        return { taken: true };
      },
    });
  }

  async function peopleOf(tenant: string) {
    const stored = await engine.store.access.directory(tenant);
    const people = stored ? (JSON.parse(stored.content) as { people: DemoPerson[] }).people : [];
    return {
      tenant,
      people: people
        .filter(({ active }) => active)
        .map(({ id, name, title, roles }) => ({ id, name, ...(title ? { title } : {}), roles })),
    };
  }
}

interface DemoPerson {
  readonly id: string;
  readonly name: unknown;
  readonly title?: unknown;
  readonly roles: readonly string[];
  readonly active: boolean;
}
