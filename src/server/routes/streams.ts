/** Server-sent events: an instance's journal as it grows, and the signs of a changed inbox. */

import type { ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Engine } from '../../engine/index.ts';
import { EngineFault } from '../../engine/index.ts';
import { ProblemBody } from '../../protocol/index.ts';
import type { Signal } from '../../store/port.ts';
import type { Door } from '../app.ts';
import { SERVER_LIMITS } from '../limits.ts';
import { holding } from '../policy.ts';
import { sendRefusal } from '../problems.ts';

const READ = { policy: holding('instance.read') };
const tags = ['streams'];
const streamed = (description: string) => ({
  200: { description, content: { 'text/event-stream': { schema: { type: 'string' } } } },
  default: ProblemBody,
});

export function streamRoutes(app: FastifyInstance, { engine, admits }: Door): void {
  const open = new Set<Stream>();
  app.addHook('preClose', async () => {
    for (const stream of open) stream.end();
  });
  app.get(
    '/v1/inbox/stream',
    {
      config: READ,
      // A HEAD would hold a connection open for nothing.
      exposeHeadRoute: false,
      schema: {
        operationId: 'streamInbox',
        summary: 'The caller’s counts, now and whenever they have changed',
        tags,
        response: streamed('Events `counts`: {open, unread, news}.'),
      },
    },
    async (request, reply) => {
      const { tenant, person } = request.caller;
      const stream = openStream(open, request, reply);
      let told = '';
      await follow(engine, stream, {
        mayGoOn: () => admits(request),
        concerns: (signal) => signal.tenant === tenant && signal.people.includes(person),
        send: async () => {
          const counts = await engine.store.inbox.counts(tenant, person);
          const text = JSON.stringify(counts);
          if (text === told) return;
          told = text;
          await stream.send('counts', counts);
        },
      });
    },
  );
  app.get<{ Params: { id: string } }>(
    '/v1/instances/:id/stream',
    {
      config: READ,
      // A HEAD would hold a connection open for nothing.
      exposeHeadRoute: false,
      schema: {
        operationId: 'streamInstance',
        summary: 'The journal of an instance from the start, or from Last-Event-ID, as it grows',
        tags,
        response: streamed('Events `journal`: an entry; the id is its last sequence number.'),
      },
    },
    async (request, reply) => {
      const { caller, params } = request;
      const first = await engine.views.journal(caller, params.id, { limit: 1 });
      if ('code' in first) return sendRefusal(reply, first);
      const stream = openStream(open, request, reply);
      let sent = lastEventId(request);
      const limit = SERVER_LIMITS.streamPage;
      await follow(engine, stream, {
        mayGoOn: () => admits(request),
        concerns: (signal) => signal.tenant === caller.tenant && signal.instance === params.id,
        send: async () => {
          for (;;) {
            const rows = await engine.views.journal(caller, params.id, { after: sent, limit });
            if ('code' in rows) return stream.end();
            for (const row of rows) await stream.send('journal', row, row.lastSeq);
            sent = rows.at(-1)?.lastSeq ?? sent;
            if (rows.length < limit || stream.isClosed) return;
          }
        },
      });
      return reply;
    },
  );
}

function lastEventId(request: FastifyRequest): number {
  const id = Number(request.headers['last-event-id']);
  return Number.isSafeInteger(id) && id > 0 ? id : 0;
}

interface Following {
  /** Asked before every send and at every sign of life. */
  readonly mayGoOn: () => Promise<boolean>;
  readonly concerns: (signal: Signal) => boolean;
  readonly send: () => Promise<void>;
}

/** Sends now and after each signal that concerns; signals during a send lead to one more send. */
async function follow(engine: Engine, stream: Stream, following: Following): Promise<void> {
  let isDue = true;
  let isSending = false;
  const sendWhileDue = async (): Promise<void> => {
    if (isSending) return;
    isSending = true;
    try {
      while (isDue && !stream.isClosed) {
        isDue = false;
        if (!(await following.mayGoOn())) return stream.end();
        await following.send();
      }
    } catch {
      stream.end();
    } finally {
      isSending = false;
    }
  };
  const sendNow = (): void => {
    isDue = true;
    void sendWhileDue();
  };
  const unlisten = engine.feed.listen((signal) => {
    if (following.concerns(signal)) sendNow();
  }, sendNow);
  stream.onClose(unlisten);
  // Signals are lost with the node that fell before it sent them: every beat looks for itself.
  const lookAgain = (mayGoOn: boolean) => (mayGoOn ? sendNow() : stream.end());
  // A store that is away is no reason to end; nothing is sent without it.
  stream.onBeat(() => void following.mayGoOn().then(lookAgain, () => {}));
  await sendWhileDue();
}

class Stream {
  readonly person: string;
  readonly #raw: ServerResponse;
  readonly #heartbeat: NodeJS.Timeout;
  #onBeat: () => void = () => {};
  isClosed = false;

  constructor(person: string, raw: ServerResponse) {
    this.person = person;
    this.#raw = raw;
    this.#heartbeat = setInterval(() => this.#beat(), SERVER_LIMITS.heartbeatMs);
    this.onClose(() => {
      this.isClosed = true;
      clearInterval(this.#heartbeat);
    });
  }

  /** Resolves when the other side has room for more, or is gone. */
  async send(event: string, data: unknown, id?: number): Promise<void> {
    const head = id === undefined ? '' : `id: ${id}\n`;
    if (this.#write(`${head}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)) return;
    if (this.isClosed) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#raw.off('drain', done).off('close', done);
        resolve();
      };
      this.#raw.on('drain', done).on('close', done);
    });
  }

  end(): void {
    this.#raw.end();
  }

  onClose(done: () => void): void {
    this.#raw.once('close', done);
  }

  onBeat(work: () => void): void {
    this.#onBeat = work;
  }

  /** One who took nothing since the last beat is cut off; it comes back with its last id. */
  #beat(): void {
    if (this.#raw.writableNeedDrain) {
      this.#raw.destroy();
      return;
    }
    this.#write(': alive\n\n');
    this.#onBeat();
  }

  #write(text: string): boolean {
    if (this.isClosed || this.#raw.writableEnded) return true;
    return this.#raw.write(text);
  }
}

/** Faults: engine.overloaded, when there are too many already. */
function openStream(open: Set<Stream>, request: FastifyRequest, reply: FastifyReply): Stream {
  const { tenant, person } = request.caller;
  const owner = `${tenant}/${person}`;
  const own = [...open].filter((stream) => stream.person === owner).length;
  if (open.size >= SERVER_LIMITS.streamsMax || own >= SERVER_LIMITS.streamsPerPersonMax) {
    throw new EngineFault('engine.overloaded');
  }
  reply.hijack();
  reply.raw.writeHead(200, {
    ...reply.getHeaders(),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  } as Record<string, string>);
  const stream = new Stream(owner, reply.raw);
  open.add(stream);
  stream.onClose(() => open.delete(stream));
  return stream;
}
