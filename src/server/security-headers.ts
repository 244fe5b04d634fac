/** Headers of every answer that tell a browser what it may do with it. */

import type { FastifyInstance } from 'fastify';
import helmet from 'helmet';

type Options = NonNullable<Parameters<typeof helmet>[0]>;
type Middleware = ReturnType<typeof helmet>;

const PAGE_SECURITY = {
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

/** Data is no page: nothing of it runs, and nobody frames it. */
const DATA_SECURITY = {
  useDefaults: false,
  directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
} satisfies Options['contentSecurityPolicy'];

const PAGE = headersOf(helmet({ contentSecurityPolicy: PAGE_SECURITY }));

/** Without those that tell a browser about documents and plug-ins. */
const DATA = headersOf(
  helmet({
    contentSecurityPolicy: DATA_SECURITY,
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  }),
);

/** Sets them on every answer. They are the same for all of a kind, and so are made once. */
export function setSecurityHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(request.url.startsWith('/v1/') ? DATA : PAGE);
    done();
  });
}

/** What the middleware sets, whatever the request; and that no cache shows one's answer to another. */
function headersOf(middleware: Middleware): Readonly<Record<string, string>> {
  const headers: Record<string, string> = { 'cache-control': 'no-store' };
  const answer = {
    setHeader: (name: string, value: string) => {
      headers[name.toLowerCase()] = value;
    },
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
