/** Headers of every answer that tell a browser what it may do with it. */

import type { FastifyInstance } from 'fastify';
import helmet from 'helmet';

type Options = NonNullable<Parameters<typeof helmet>[0]>;
type Middleware = ReturnType<typeof helmet>;

const CONTENT_SECURITY = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    // Pictures that were read with the credential of the page.
    imgSrc: ["'self'", 'blob:'],
    fontSrc: ["'self'"],
    workerSrc: ["'self'"],
    connectSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
} satisfies Options['contentSecurityPolicy'];

/** Sets them on every answer. They are the same for all, and so are made once. */
export function setSecurityHeaders(app: FastifyInstance): void {
  const helmets = headersOf(helmet({ contentSecurityPolicy: CONTENT_SECURITY }));
  // What one person was shown, no cache shows the next one at that browser; the studio says otherwise.
  const headers = [...helmets, ['cache-control', 'no-store']] as const;
  app.addHook('onRequest', (_request, reply, done) => {
    for (const [name, value] of headers) reply.raw.setHeader(name, value);
    done();
  });
}

/** What the middleware sets, whatever the request. */
function headersOf(middleware: Middleware): readonly (readonly [string, string])[] {
  const headers: (readonly [string, string])[] = [];
  const answer = {
    setHeader: (name: string, value: string) => headers.push([name, value]),
    removeHeader: () => {},
  };
  const [request, response] = [{}, answer] as unknown as [
    Parameters<Middleware>[0],
    Parameters<Middleware>[1],
  ];
  middleware(request, response, (error) => {
    if (error) throw error;
  });
  return headers;
}
