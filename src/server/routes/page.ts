/** The first page and its files, read once at start. */

import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { PUBLIC } from '../policy.ts';

const FILES = [
  { url: '/', file: 'index.html', type: 'text/html; charset=utf-8' },
  { url: '/page.css', file: 'page.css', type: 'text/css; charset=utf-8' },
  { url: '/page.js', file: 'page.js', type: 'text/javascript; charset=utf-8' },
  { url: '/icon.svg', file: 'icon.svg', type: 'image/svg+xml' },
] as const;

export function pageRoutes(app: FastifyInstance): void {
  for (const { url, file, type } of FILES) {
    const content = readFileSync(new URL(`../page/${file}`, import.meta.url));
    app.get(url, { config: { policy: PUBLIC }, schema: { hide: true } }, async (_request, reply) =>
      reply.type(type).header('cache-control', 'no-cache').send(content),
    );
  }
}
