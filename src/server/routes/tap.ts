/** The page of a one-tap link. Looking at it does nothing, whoever looks; only its form decides. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { NoticeLanguage, Tap, TapAct, TapView } from '../../notices/index.ts';
import { SERVER_LIMITS } from '../limits.ts';
import { PUBLIC } from '../policy.ts';
import { missCounter } from '../tap/misses.ts';
import type { TapPage } from '../tap/page.ts';
import { slowPage, tapPage } from '../tap/page.ts';

const FORM = 'application/x-www-form-urlencoded';
const SECURITY =
  "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; " +
  "base-uri 'none'; frame-ancestors 'none'";

type ByToken = { Params: { token: string } };

/** Whether the build at this place has the page. */
export function hasTapPage(folder: string | undefined): boolean {
  return folder !== undefined && existsSync(join(folder, 'tap/tap.html'));
}

/** `folder`: the built studio, whose template the page is. */
export function tapRoutes(app: FastifyInstance, tap: Tap, folder: string): void {
  const template = readFileSync(join(folder, 'tap/tap.html'), 'utf8');
  const misses = missCounter(SERVER_LIMITS.tapMissesMax, SERVER_LIMITS.tapMissesMs);
  // A line for each request would keep the secret in the log.
  const logLevel = 'error';
  const route = { config: { policy: PUBLIC }, schema: { hide: true }, logLevel } as const;

  const answer = async (
    request: FastifyRequest<ByToken>,
    reply: FastifyReply,
    view: (wanted: NoticeLanguage) => Promise<TapView>,
  ) => {
    const wanted = wantedBy(request);
    const shown = await view(wanted);
    if (shown.kind !== 'over' || shown.why !== 'unknown') {
      return send(reply, template, tapPage(shown));
    }
    // Others behind the same address have links that are good: theirs are still answered.
    misses.add(request.ip);
    if (!misses.isTooMany(request.ip)) return send(reply, template, tapPage(shown));
    reply.header('retry-after', Math.ceil(SERVER_LIMITS.tapMissesMs / 1000));
    return send(reply, template, slowPage(wanted));
  };

  app.register(async (forms) => {
    forms.removeAllContentTypeParsers();
    forms.addContentTypeParser(FORM, { parseAs: 'string' }, (_, body, done) => {
      done(null, Object.fromEntries(new URLSearchParams(String(body))));
    });
    forms.get<ByToken>('/a/:token', route, (request, reply) =>
      answer(request, reply, (wanted) => tap.look(request.params.token, wanted)),
    );
    forms.post<ByToken>('/a/:token', route, (request, reply) =>
      answer(request, reply, (wanted) => {
        const { token } = request.params;
        const act = isFromElsewhere(request) ? undefined : actOf(request.body);
        return act ? tap.act(token, act, wanted) : tap.look(token, wanted);
      }),
    );
  });
}

/** Another site’s page never has the token; should it come by one, its form still decides nothing. */
function isFromElsewhere({ headers }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site'];
  return site === 'cross-site' || site === 'same-site';
}

/** Shape: the form’s fields → the act; undefined: it is not the form of the page. */
function actOf(body: unknown): TapAct | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { verdict, seen, comment = '' } = body as Readonly<Record<string, string>>;
  if (verdict !== 'approve' && verdict !== 'reject' && verdict !== 'complete') return undefined;
  if (seen === undefined || !/^[0-9a-f]{64}$/.test(seen)) return undefined;
  const said = comment.trim();
  if (said.length > SERVER_LIMITS.tapCommentCharsMax) return undefined;
  return { verdict, seen, ...(said === '' ? {} : { comment: said }) };
}

/** Whoever has said nothing of their language is answered in the browser’s. */
function wantedBy({ headers }: FastifyRequest): NoticeLanguage {
  const first = /\b(zh|en)\b/i.exec(headers['accept-language'] ?? '')?.[1];
  return first?.toLowerCase() === 'zh' ? 'zh-CN' : 'en';
}

function send(reply: FastifyReply, template: string, page: TapPage): FastifyReply {
  const title = page.title.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
  const parts: Readonly<Record<string, string>> = {
    '<html lang="en">': `<html lang="${page.language}">`,
    '{{title}}': title,
    '{{page}}': page.body.text,
  };
  // In one pass: what is filled in is never looked through for places to fill.
  const text = template.replace(/<html lang="en">|\{\{(?:title|page)\}\}/g, (part) => parts[part]!);
  return reply
    .code(page.status)
    .type('text/html; charset=utf-8')
    .header('content-security-policy', SECURITY)
    .header('referrer-policy', 'no-referrer')
    .header('x-robots-tag', 'noindex, nofollow')
    .send(text);
}
