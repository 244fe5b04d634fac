/** Files that forms name: kept by whoever fills a form in, read by whoever sees the field. */

import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Type } from 'typebox';
import type { OpenedFile } from '../../engine/index.ts';
import { keepFile, openFile, openOwnFile } from '../../engine/index.ts';
import { FILE_LIMITS, KeptFile, ProblemBody } from '../../protocol/index.ts';
import type { Door } from '../app.ts';
import { holding } from '../policy.ts';
import { sendRefusal } from '../problems.ts';

const tags = ['files'];
const BYTES = 'application/octet-stream';

const BINARY = { type: 'string', format: 'binary' };

/** What a browser may do with a file that somebody else uploaded: show it, alone. */
const SHOWN_ALONE = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

export function fileRoutes(app: FastifyInstance, { engine }: Door): void {
  const bodyLimit = FILE_LIMITS.bytesMax;
  app.register(async (bytes) => {
    bytes.removeAllContentTypeParsers();
    bytes.addContentTypeParser(BYTES, { parseAs: 'buffer', bodyLimit }, (_, body, done) => {
      done(null, body);
    });
    bytes.post<{ Body: Buffer | undefined; Querystring: { name: string } }>(
      '/v1/files',
      {
        bodyLimit,
        config: { policy: holding('instance.act') },
        schema: {
          operationId: 'keepFile',
          summary:
            'Keep a file for a field of a form; the bytes are the body (`application/octet-stream`), ' +
            'and the same bytes are kept once. The field’s value is the `value` of the answer',
          tags,
          querystring: Type.Object({
            name: Type.String({ minLength: 1, maxLength: FILE_LIMITS.nameCharsMax }),
          }),
          response: { 201: KeptFile, default: ProblemBody },
        },
      },
      async (request, reply) => {
        const { body = Buffer.alloc(0), caller, query } = request;
        const kept = await keepFile(engine, caller, query.name, body);
        return 'code' in kept ? sendRefusal(reply, kept) : reply.code(201).send(kept);
      },
    );
  });
  app.get<{ Params: { id: string; digest: string } }>(
    '/v1/instances/:id/files/:digest',
    {
      config: { policy: holding('instance.read') },
      schema: {
        operationId: 'getFile',
        summary:
          'The bytes of a file that a field of the instance names, if the caller sees the field',
        tags,
        response: {
          200: { description: 'The bytes', content: { [BYTES]: { schema: BINARY } } },
          default: ProblemBody,
        },
      },
    },
    async (request, reply) => {
      const { id: instance, digest } = request.params;
      const place = { instance, digest };
      const file = await openFile(engine.store, engine.views, request.caller, place);
      if ('code' in file) return sendRefusal(reply, file);
      return send(reply, file);
    },
  );
  app.get<{ Params: { digest: string } }>(
    '/v1/files/:digest',
    {
      config: { policy: holding('instance.act') },
      schema: {
        operationId: 'getOwnFile',
        summary: 'The bytes of a file that the caller kept, whether or not a form names it yet',
        tags,
        response: {
          200: { description: 'The bytes', content: { [BYTES]: { schema: BINARY } } },
          default: ProblemBody,
        },
      },
    },
    async (request, reply) => {
      const file = await openOwnFile(engine.store, request.caller, request.params.digest);
      return 'code' in file ? sendRefusal(reply, file) : send(reply, file);
    },
  );
}

function send(reply: FastifyReply, file: OpenedFile): FastifyReply {
  const how = file.mediaType === BYTES ? 'attachment' : 'inline';
  return reply
    .type(file.mediaType)
    .header('content-length', file.size)
    .header('content-disposition', `${how}; filename*=UTF-8''${quoted(file.name)}`)
    .header('content-security-policy', SHOWN_ALONE)
    .send(Readable.from(file.content));
}

/** A text as RFC 8187 writes one. */
function quoted(text: string): string {
  return encodeURIComponent(text).replace(/['()*]/g, (char) => {
    return `%${char.charCodeAt(0).toString(16).toUpperCase()}`;
  });
}
