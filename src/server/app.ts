/** Builds the HTTP door over an engine: every route, its policy, its schema, its problems. */

import swagger from '@fastify/swagger';
import { Ajv, type Options } from 'ajv';
import addFormats from 'ajv-formats';
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import fastify from 'fastify';
import type { Caller, Engine } from '../engine/index.ts';
import { isPriority } from '../engine/index.ts';
import type { AccessRight } from '../identity/index.ts';
import { hasRight } from '../identity/index.ts';
import type { Notices } from '../notices/index.ts';
import type { AuditCheckpoint } from '../protocol/index.ts';
import type { AuditHead } from '../store/index.ts';
import { closeGently } from './closing.ts';
import type { Authenticate, OidcOptions } from './credentials.ts';
import { authenticator } from './credentials.ts';
import { SERVER_LIMITS } from './limits.ts';
import type { ServerMetrics } from './metrics.ts';
import { answerOnce } from './once.ts';
import { demandPolicies } from './policy.ts';
import { answerError, handleErrors, sendDoorProblem, sendRefusal } from './problems.ts';
import { adminRoutes } from './routes/admin.ts';
import { adminActRoutes } from './routes/admin-acts.ts';
import { auditRoutes } from './routes/audit.ts';
import { batchRoutes } from './routes/batch.ts';
import { calendarRoutes } from './routes/calendars.ts';
import { callbackRoutes } from './routes/callbacks.ts';
import { demoRoutes } from './routes/demo.ts';
import { draftRoutes } from './routes/drafts.ts';
import { fileRoutes } from './routes/files.ts';
import { flowRoutes } from './routes/flows.ts';
import { foresightRoutes } from './routes/foresight.ts';
import { handOnRoutes } from './routes/hand-on.ts';
import { inboxRoutes } from './routes/inbox.ts';
import { instanceRoutes } from './routes/instances.ts';
import { keyRoutes } from './routes/keys.ts';
import { messageRoutes } from './routes/messages.ts';
import { migrationRoutes } from './routes/migrations.ts';
import { newsRoutes } from './routes/news.ts';
import { openingRoutes } from './routes/opening.ts';
import { peopleRoutes } from './routes/people.ts';
import { phraseRoutes } from './routes/phrases.ts';
import { sessionRoutes } from './routes/session.ts';
import { filterRoutes, shelfRoutes } from './routes/shelf.ts';
import { startRoutes } from './routes/start.ts';
import { streamRoutes } from './routes/streams.ts';
import { noSuchPage, readableUrl, studioRoutes } from './routes/studio.ts';
import { substituteRoutes } from './routes/substitutes.ts';
import { systemRoutes } from './routes/system.ts';
import { hasTapPage, tapRoutes } from './routes/tap.ts';
import { taskRoutes } from './routes/tasks.ts';
import { wishRoutes } from './routes/wishes.ts';
import { setSecurityHeaders } from './security-headers.ts';
import type { BrowserSignIn } from './session/sign-in.ts';
import { signInBy } from './session/sign-in.ts';
import { answerUnreadable } from './unreadable.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on every route that is not public. */
    caller: Caller;
  }
}

export interface ServerOptions {
  readonly engine: Engine;
  readonly metrics: ServerMetrics;
  readonly oidc?: OidcOptions;
  /** How browsers sign in at that issuer. */
  readonly browser?: BrowserSignIn;
  /** Accept demo identities; for a demo organisation only. */
  readonly demo?: boolean;
  /** Silence when absent. */
  readonly log?: FastifyBaseLogger;
  readonly version: string;
  readonly signCheckpoint?: SignCheckpoint;
  /** The folder with the built studio; without it there is no page. */
  readonly studio?: string;
  /** What people are told outside; begun. */
  readonly notices?: Notices;
}

/** Signs where an audit log stands. */
export type SignCheckpoint = (head: AuditHead, atMs: number) => AuditCheckpoint;

/** What the routes work with. */
export interface Door {
  readonly engine: Engine;
  readonly metrics: ServerMetrics;
  readonly demo: boolean;
  readonly version: string;
  /** Absent where there is no key. */
  readonly signCheckpoint?: SignCheckpoint;
  /** Whether the request would be let in now: a stream outlives what let it in. */
  readonly admits: (request: FastifyRequest) => Promise<boolean>;
  /** Absent where nobody is told anything outside. */
  readonly notices?: Notices;
}

/** Builds the app without listening. Throws when a route lacks a policy (X8). */
export async function buildServer(options: ServerOptions): Promise<FastifyInstance> {
  const { engine, metrics, oidc, demo = false, log, version, signCheckpoint, studio } = options;
  const { notices, browser } = options;
  const app = fastify({
    ...(log ? { loggerInstance: log } : {}),
    bodyLimit: SERVER_LIMITS.bodyBytesMax,
    routerOptions: { maxParamLength: SERVER_LIMITS.paramCharsMax },
    requestTimeout: SERVER_LIMITS.requestMs,
    genReqId: () => crypto.randomUUID(),
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    // A browser is answered with the headers of every page, whatever it asks for.
    rewriteUrl: readableUrl,
    frameworkErrors: answerError,
    clientErrorHandler: answerUnreadable,
  });
  demandPolicies(app);
  closeGently(app);
  handleErrors(app, noSuchPage(studio));
  compileSchemas(app);
  const signIn = oidc && browser ? signInBy(engine, oidc, browser) : undefined;
  const known = { ...(oidc ? { oidc } : {}), ...(signIn ? { signIn } : {}) };
  const authenticate = authenticator({ engine, demo, ...known });
  app.decorateRequest('caller');
  setSecurityHeaders(app);
  app.addHook('onRequest', (request, reply) => admit(engine, authenticate, request, reply));
  answerOnce(app, engine);
  app.addHook('preValidation', refuseOddBodies);
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    metrics.requestDone(request.method, route, reply.statusCode, reply.elapsedTime);
  });
  await app.register(swagger, { openapi: openapiInfo(version) });
  const admits = (request: FastifyRequest) => isAdmitted(engine, authenticate, request);
  const telling = notices ? { notices } : {};
  const signing = signCheckpoint ? { signCheckpoint } : {};
  const door: Door = { engine, metrics, demo, version, admits, ...signing, ...telling };
  await app.register(async (api) => {
    await studioRoutes(api, studio);
    systemRoutes(api, door);
    flowRoutes(api, door);
    instanceRoutes(api, door);
    taskRoutes(api, door);
    batchRoutes(api, door);
    draftRoutes(api, door);
    startRoutes(api, door);
    fileRoutes(api, door);
    handOnRoutes(api, door);
    substituteRoutes(api, door);
    adminActRoutes(api, door);
    messageRoutes(api, door);
    migrationRoutes(api, door);
    callbackRoutes(api, door);
    foresightRoutes(api, door);
    inboxRoutes(api, door);
    newsRoutes(api, door);
    openingRoutes(api, door);
    shelfRoutes(api, door);
    filterRoutes(api, door);
    phraseRoutes(api, door);
    peopleRoutes(api, door);
    calendarRoutes(api, door);
    streamRoutes(api, door);
    adminRoutes(api, door);
    keyRoutes(api, door);
    auditRoutes(api, door);
    wishRoutes(api, door);
    sessionRoutes(api, door, signIn);
    if (notices && studio !== undefined && hasTapPage(studio)) {
      tapRoutes(api, notices.tap, studio);
    }
    if (demo) demoRoutes(api, door);
  });
  return app;
}

function openapiInfo(version: string) {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Vermilion',
      version,
      description: 'Approval flows: publish, start, decide, follow.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    components: {
      securitySchemes: {
        bearer: {
          type: 'http' as const,
          scheme: 'bearer',
          description: 'An API key (`vk_…`) or an OpenID Connect access token.',
        },
      },
    },
    security: [{ bearer: [] }],
  };
}

/** Bodies are taken as they are; only query strings, which are all text, are coerced. */
function compileSchemas(app: FastifyInstance): void {
  const strict: Options = { allErrors: true, removeAdditional: false, useDefaults: true };
  const body = new Ajv({ ...strict, coerceTypes: false });
  // Ajv coerces "-1e400" to an integer -Infinity, and strict numbers would keep its limits from it.
  const query = new Ajv({ ...strict, coerceTypes: true, strictNumbers: false });
  addFormats.default(body);
  addFormats.default(query);
  app.setValidatorCompiler(({ schema, httpPart }) =>
    (httpPart === 'querystring' ? query : body).compile(schema as object),
  );
  app.setSerializerCompiler(() => JSON.stringify);
}

async function admit(
  engine: Engine,
  authenticate: Authenticate,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  const { policy } = request.routeOptions.config;
  if (request.is404 || policy?.kind === 'public') return undefined;
  if (/%00/i.test(request.url)) return sendDoorProblem(reply, 'request.malformed');
  const caller = await authenticate(request.headers);
  if (caller === 'missing') return sendDoorProblem(reply, 'credential.missing');
  if (caller === 'invalid') return sendDoorProblem(reply, 'credential.invalid');
  if (caller === 'unavailable') return sendDoorProblem(reply, 'issuer.unavailable');
  const priority = priorityOf(request);
  if (priority === 'invalid') return sendDoorProblem(reply, 'priority.invalid');
  request.caller = priority === 0 ? caller : { ...caller, priority };
  // Before the body is read: whoever is turned away costs as little as possible.
  const isStart = policy?.kind === 'right' && policy.right === 'instance.start';
  const fault = request.method === 'GET' ? undefined : engine.noRoomFor(request.caller, isStart);
  if (fault) throw fault;
  const rights: readonly AccessRight[] = [
    ...(policy?.kind === 'right' ? [policy.right] : []),
    ...(priority > 0 ? (['command.prioritize'] as const) : []),
  ];
  if (rights.length === 0) return undefined;
  const directory = await engine.knowledge.directory(caller.tenant);
  const missing = rights.find((right) => !hasRight(directory, caller.person, right, caller.scopes));
  const refusal = missing && (await engine.refuseUnless(caller, missing));
  return refusal ? sendRefusal(reply, refusal) : undefined;
}

/** Who goes first when many wait; 0 when the request does not say. */
function priorityOf({ headers }: FastifyRequest): number | 'invalid' {
  const given = headers['vermilion-priority'];
  if (given === undefined) return 0;
  const priority = /^[+-]?\d{1,3}$/.test(String(given)) ? Number(given) : Number.NaN;
  return isPriority(priority) ? priority : 'invalid';
}

async function isAdmitted(
  engine: Engine,
  authenticate: Authenticate,
  request: FastifyRequest,
): Promise<boolean> {
  const caller = await authenticate(request.headers);
  if (typeof caller === 'string') return false;
  const { policy } = request.routeOptions.config;
  if (policy?.kind !== 'right') return true;
  const directory = await engine.knowledge.directory(caller.tenant);
  return hasRight(directory, caller.person, policy.right, caller.scopes);
}

/** What no route takes: nesting without end, and what no column of the store holds. */
async function refuseOddBodies(
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  const { body } = request;
  // The bytes of a file are nobody's to read here.
  if (Buffer.isBuffer(body)) return undefined;
  if (isDeeperThan(body, SERVER_LIMITS.bodyDepthMax)) {
    return sendDoorProblem(reply, 'request.too-deep');
  }
  return holdsOddValue(body) ? sendDoorProblem(reply, 'request.malformed') : undefined;
}

/** NUL, or a number beyond all doubles, which would be kept as null. */
function holdsOddValue(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0');
  if (typeof value === 'number') return !Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, inner]) => name.includes('\0') || holdsOddValue(inner));
}

function isDeeperThan(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (depth === 0) return true;
  return Object.values(value).some((inner) => isDeeperThan(inner, depth - 1));
}
