/** The browser’s way in and out: to the issuer, back from it, and what ways there are. */

import type { FastifyInstance, FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { ProblemBody, WaysIn } from '../../protocol/index.ts';
import type { Door } from '../app.ts';
import { SERVER_LIMITS } from '../limits.ts';
import { MEMBER, PUBLIC } from '../policy.ts';
import { cookieIn } from '../session/cookies.ts';
import type { Journey } from '../session/issuer.ts';
import type { SignIn } from '../session/sign-in.ts';
import { KEY_HEADER } from './writes.ts';

const tags = ['session'];
/** Without a line for each request: the way back has the code in its address. */
const HIDDEN = { config: { policy: PUBLIC }, schema: { hide: true }, logLevel: 'warn' } as const;

/** `signIn`: absent where no issuer is configured for browsers. */
export function sessionRoutes(app: FastifyInstance, door: Door, signIn: SignIn | undefined): void {
  app.get(
    '/v1/session',
    {
      config: { policy: PUBLIC },
      schema: {
        operationId: 'getWaysIn',
        summary: 'How a browser may sign in here, and whether it has a session',
        security: [],
        tags,
        response: { 200: WaysIn, default: ProblemBody },
      },
    },
    async (request) => {
      const owner = await signIn?.ownerOf(request.headers.cookie);
      return { oidc: signIn !== undefined, isSignedIn: owner !== undefined };
    },
  );
  if (!signIn) return;
  const { jar } = signIn;
  app.post(
    '/v1/session/end',
    {
      config: { policy: MEMBER },
      schema: {
        operationId: 'endSession',
        summary: 'Forget the browser’s session',
        tags,
        headers: KEY_HEADER,
        response: { 204: Type.Null(), default: ProblemBody },
      },
    },
    async (_request, reply) =>
      reply
        .code(204)
        .header('set-cookie', jar.set(jar.session, '', 0))
        .send(),
  );
  app.get<{ Querystring: { to?: string } }>('/login/oidc', HIDDEN, async (request, reply) => {
    try {
      const { url, journey } = await signIn.issuer.leave(placeOf(request.query.to));
      const kept = Buffer.from(JSON.stringify(journey)).toString('base64url');
      const seconds = SERVER_LIMITS.loginMs / 1000;
      reply.header('set-cookie', jar.set(jar.login, kept, seconds));
      return reply.redirect(url.href, 302);
    } catch (err) {
      request.log.warn({ err }, 'the issuer could not be asked');
      return turnBack(reply, 'unavailable');
    }
  });
  app.get('/login/back', HIDDEN, async (request, reply) => {
    reply.header('set-cookie', jar.set(jar.login, '', 0));
    const journey = journeyIn(cookieIn(request.headers.cookie, jar.login));
    if (!journey) return turnBack(reply, 'refused');
    try {
      const query = request.url.replace(/^[^?]*/, '');
      const owner = await signIn.issuer.arrive(query, journey);
      const directory = owner && (await door.engine.knowledge.directory(owner.tenant));
      if (!owner || !directory?.person(owner.person)?.active) return turnBack(reply, 'unknown');
      const seconds = SERVER_LIMITS.sessionMs / 1000;
      const session = jar.set(jar.session, await signIn.sessions.seal(owner), seconds);
      reply.header('set-cookie', [jar.set(jar.login, '', 0), session]);
      return reply.redirect(placeOf(journey.to), 303);
    } catch (err) {
      request.log.warn({ err }, 'nobody was signed in');
      return turnBack(reply, 'refused');
    }
  });
}

function turnBack(reply: FastifyReply, why: 'unavailable' | 'refused' | 'unknown'): FastifyReply {
  return reply.redirect(`/?login=${why}`, 303);
}

/** A place in the studio, and nowhere else, whatever was asked for. */
function placeOf(to: string | undefined): string {
  const isOwn = to !== undefined && /^\/(?![/\\])[\w\-./~%?=&:@]*$/.test(to) && to.length <= 500;
  return isOwn && !/^\/login\//.test(to) ? to : '/';
}

function journeyIn(value: string | undefined): Journey | undefined {
  if (value === undefined) return undefined;
  try {
    const read = JSON.parse(Buffer.from(value, 'base64url').toString()) as Partial<Journey> | null;
    const { state, nonce, verifier, to } = read ?? {};
    const texts = [state, nonce, verifier, to];
    return texts.every((text) => typeof text === 'string' && text !== '')
      ? (read as Journey)
      : undefined;
  } catch {
    return undefined;
  }
}
