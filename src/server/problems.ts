/** Every answer that says no, in one shape; nothing of the inside goes out (RFC 9457). */

import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AnyRefusal, EngineFaultCode, EngineRefusalCode } from '../engine/index.ts';
import { EngineFault } from '../engine/index.ts';
import type { DoorProblemCode, Problem } from '../protocol/index.ts';
import { DOOR_PROBLEMS, problemType, REFUSAL_STATUS } from '../protocol/index.ts';
import { SERVER_LIMITS } from './limits.ts';
import { spoken, spokenTo } from './words/problems.ts';

/** Exhaustive: a new code of the engine does not compile until it has a status. */
export const ENGINE_STATUS: Readonly<Record<EngineRefusalCode | EngineFaultCode, number>> = {
  'instance.unknown': 404,
  'flow.unknown': 404,
  'flow.invalid': 422,
  'flow.taken': 409,
  'access.denied': 403,
  'person.unknown': 404,
  'organisation.invalid': 422,
  'secret.reserved': 409,
  'api-key.unknown': 404,
  'letter.unknown': 404,
  'shelf.full': 409,
  'draft.unknown': 404,
  'draft.closed': 409,
  'days.calendar-unknown': 404,
  'file.unknown': 404,
  'file.not-yours': 422,
  'file.empty': 422,
  'file.name-invalid': 422,
  'key.reused': 422,
  'substitute.self': 422,
  'substitute.period': 422,
  'substitute.unknown': 404,
  'substitute.too-many': 409,
  'message.superseded': 409,
  'callback.unknown': 404,
  'message.nobody-waits': 409,
  'message.unknown': 404,
  'engine.overloaded': 503,
  'engine.tenant-busy': 429,
  'engine.draining': 503,
  'engine.busy': 503,
  'engine.unavailable': 503,
  'engine.invariant': 500,
};

const STATUS: Readonly<Record<string, number>> = { ...REFUSAL_STATUS, ...ENGINE_STATUS };
const RETRY_AFTER_SECONDS = 1;
const TURNED_AWAY: ReadonlySet<EngineFaultCode> = new Set([
  ...(['engine.overloaded', 'engine.tenant-busy'] as const),
]);

/** Answers with a refusal of the kernel or the engine. */
export function sendRefusal(reply: FastifyReply, refusal: AnyRefusal): FastifyReply {
  return send(reply, problemOf(refusal));
}

/** A refusal as a problem. */
export function problemOf(refusal: AnyRefusal): Problem {
  const { code, message, detail, problems, diagnostics } = refusal;
  return {
    type: problemType(code),
    title: message,
    status: STATUS[code] ?? 500,
    code,
    ...(detail ? { detail } : {}),
    ...(problems ? { errors: few(problems) } : {}),
    ...(diagnostics ? { diagnostics: few(diagnostics) } : {}),
  };
}

/** A fault of the engine as a problem. */
export function problemOfFault({ code, message }: EngineFault): Problem {
  return { type: problemType(code), title: message, status: ENGINE_STATUS[code], code };
}

/** Answers with a problem of the door itself. */
export function sendDoorProblem(
  reply: FastifyReply,
  code: DoorProblemCode,
  more: Pick<Problem, 'errors' | 'detail'> = {},
): FastifyReply {
  const { status, title } = DOOR_PROBLEMS[code];
  return send(reply, { type: problemType(code), title, status, code, ...more });
}

/** An answer stays small, however much is wrong with the request. */
function few<T>(items: readonly T[]): readonly T[] {
  return items.slice(0, SERVER_LIMITS.problemErrorsMax);
}

function send(reply: FastifyReply, problem: Problem): FastifyReply {
  if (problem.status === 503 || problem.status === 429)
    reply.header('retry-after', RETRY_AFTER_SECONDS);
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
  const language = spokenTo(reply.request.headers);
  return reply
    .code(problem.status)
    .header('content-language', language)
    .header('vary', 'accept-language')
    .type('application/problem+json')
    .serializer((body: unknown) => JSON.stringify(body))
    .send({ ...spoken(problem, language), request: reply.request.id });
}

/** Turns everything that Fastify and the engine throw into problems; `pageFor`: what browsers get. */
export function handleErrors(
  app: FastifyInstance,
  pageFor: (request: FastifyRequest) => string | undefined,
): void {
  app.setNotFoundHandler((request, reply) => {
    const page = pageFor(request);
    if (page === undefined) return sendDoorProblem(reply, 'route.unknown');
    return reply.code(404).type('text/html; charset=utf-8').send(page);
  });
  app.setErrorHandler(answerError);
}

const BY_FASTIFY_CODE: Readonly<Record<string, DoorProblemCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'request.too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'request.media-type',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'request.malformed',
  FST_ERR_CTP_INVALID_JSON_BODY: 'request.malformed',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'request.malformed',
  FST_ERR_BAD_URL: 'route.unknown',
  FST_ERR_MAX_PARAM_LENGTH: 'route.unknown',
};

/** Answers with the problem that an error is, whether a route threw it or Fastify found no route. */
export function answerError(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (error instanceof EngineFault) {
    // Those who are turned away are counted by their status; a line each would be load on load.
    if (!TURNED_AWAY.has(error.code)) request.log.error({ err: error }, 'a fault of the engine');
    return send(reply, problemOfFault(error));
  }
  if (error.validation) {
    const errors = few(error.validation).map(({ instancePath, message, params }) => ({
      field: fieldOf(error.validationContext, instancePath, params),
      message: message ?? 'is wrong',
    }));
    return sendDoorProblem(reply, 'request.invalid', { errors });
  }
  const known = BY_FASTIFY_CODE[error.code];
  if (known) return sendDoorProblem(reply, known);
  if (error.statusCode === 429) return sendDoorProblem(reply, 'rate.exceeded');
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return sendDoorProblem(reply, 'request.malformed');
  }
  if (isPassing(error)) {
    return answerError(new EngineFault('engine.unavailable', error), request, reply);
  }
  request.log.error({ err: error }, 'a request failed');
  return sendDoorProblem(reply, 'server.fault');
}

/** A fault of the store that a moment later may be over. */
function isPassing(error: unknown): boolean {
  return error instanceof Error && 'retryable' in error && error.retryable === true;
}

function fieldOf(
  context: string | undefined,
  path: string,
  params: Record<string, unknown>,
): string {
  const named = params['additionalProperty'] ?? params['missingProperty'];
  return [context ?? '', path.slice(1).replaceAll('/', '.'), named ?? '']
    .filter((part) => part !== '')
    .join('.');
}
