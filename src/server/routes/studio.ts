/** Hands out the studio: one page for all of its addresses, its files compressed and for ever. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { PUBLIC } from '../policy.ts';

/** Addresses that the studio itself makes sense of. */
const ADDRESSES = ['/', '/inbox', '/inbox/*', '/start', '/start/*', '/i/*', '/me'];

/** `folder`: where the build put it. Without a build there are no pages, only the API. */
export async function studioRoutes(
  app: FastifyInstance,
  folder: string | undefined,
): Promise<void> {
  if (folder === undefined || !existsSync(join(folder, 'index.html'))) return;
  await app.register(fastifyStatic, {
    root: folder,
    serve: false,
    preCompressed: true,
    cacheControl: false,
  });
  const route = { config: { policy: PUBLIC }, schema: { hide: true } };
  const page = (reply: FastifyReply) =>
    reply.header('cache-control', 'no-cache').sendFile('index.html');
  for (const url of ADDRESSES) app.get(url, route, (_request, reply) => page(reply));
  // Their names change with their content.
  app.get<{ Params: { '*': string } }>('/assets/*', route, (request, reply) =>
    reply
      .header('cache-control', 'public, max-age=31536000, immutable')
      .sendFile(`assets/${request.params['*']}`),
  );
}
