/** Hands out the studio: one page for all of its addresses, its files compressed and for ever. */

import { existsSync, readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PUBLIC } from '../policy.ts';

/** Addresses that the studio itself makes sense of. */
const ADDRESSES = ['/', '/inbox', '/inbox/*', '/start', '/start/*', '/i/*', '/news', '/me'];

/** Said of a file that is there; where none is, the answer is as every other. */
const FOR_EVER = { cacheControl: true, maxAge: '365d', immutable: true };

/** What a browser is shown where nothing is: the studio says so itself, in its own look. */
export type NoSuchPage = (request: FastifyRequest) => string | undefined;

/** Shape: the built studio → the page for a browser’s request that no route takes; else undefined. */
export function noSuchPage(folder: string | undefined): NoSuchPage {
  const file = folder && join(folder, 'index.html');
  const page = file && existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  return ({ method, originalUrl, headers }) => {
    const isRead = method === 'GET' || method === 'HEAD';
    const isOurs = !/^\/(v1|assets)\//.test(originalUrl);
    return isRead && isOurs && headers.accept?.includes('text/html') ? page : undefined;
  };
}

/** Shape: an address that cannot be decoded → one that no route has; the others as they are. */
export function readableUrl({ url = '/' }: IncomingMessage): string {
  try {
    decodeURIComponent(url.replace(/\?.*/s, ''));
    return url;
  } catch {
    return '/-';
  }
}

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
  // What keeps the studio on a device: whatever it is now, and under this one name.
  app.get('/worker.js', route, (_request, reply) =>
    reply.header('cache-control', 'no-cache').sendFile('worker.js'),
  );
  // Their names change with their content.
  app.get<{ Params: { '*': string } }>('/assets/*', route, (request, reply) =>
    reply.sendFile(`assets/${request.params['*']}`, FOR_EVER),
  );
}
