/** Conversations over HTTP: every route, with credentials, as people and as nobody should. */

import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { LightMyRequestResponse } from 'fastify';
import type { Event } from '../../../src/kernel/index.ts';
import { fold } from '../../../src/kernel/index.ts';
import { DOOR_PROBLEMS, REFUSAL_STATUS } from '../../../src/protocol/index.ts';
import { ENGINE_STATUS } from '../../../src/server/index.ts';
import type { Chance } from '../../../src/testing/simulator/chance.ts';
import type { Session, Target, Witness } from '../target.ts';
import type { Request } from './conversation.ts';
import { drawRequest, drawStart } from './conversation.ts';
import type { FuzzDoor, Route } from './door.ts';
import { CANARY, openFuzzDoor } from './door.ts';

const REQUESTS_MAX = 5;
/** More than one conversation can write. */
const JOURNAL_ROWS = 200;
const ANSWER_CHARS_MAX = 2_000_000;
const PROBLEM_CHARS_MAX = 100_000;

const STATUS: Readonly<Record<string, number>> = {
  ...REFUSAL_STATUS,
  ...ENGINE_STATUS,
  ...Object.fromEntries(Object.entries(DOOR_PROBLEMS).map(([code, { status }]) => [code, status])),
};

interface Problem {
  readonly type?: unknown;
  readonly title?: unknown;
  readonly status?: unknown;
  readonly code?: unknown;
}

/** Made once: every life of the door documents the same answers. */
let fits: Fits | undefined;

async function open(): Promise<Session> {
  const door = await openFuzzDoor();
  fits ??= answersOf(door.routes);
  return opened(door, fits);
}

function opened(door: FuzzDoor, fits: Fits): Session {
  return {
    draw: (chance) => JSON.stringify(drawConversation(chance, door.routes)),
    hold: (input, witness) => new Talk(door, fits, witness).hold(JSON.parse(input) as Request[]),
    close: () => door.close(),
  };
}

function drawConversation(chance: Chance, routes: readonly Route[]): readonly Request[] {
  const length = 1 + chance.below(REQUESTS_MAX);
  const requests = Array.from({ length }, () => drawRequest(chance, chance.pick(routes)));
  return chance.happens(0.8) ? [drawStart(chance), ...requests] : requests;
}

/** Tells of a status and a path whether a body has the shape that is documented. */
type Fits = (method: string, path: string, status: number, body: unknown) => string | undefined;

function answersOf(routes: readonly Route[]): Fits {
  const ajv = new Ajv({ strict: false, logger: false });
  addFormats.default(ajv);
  const known = routes.map(({ method, path, answers }) => ({
    method,
    path: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
    // Words before parameters: `/v1/tasks/batch` is no task.
    words: path.split('/').filter((part) => !part.startsWith('{')).length,
    answers: Object.entries(answers).map(([status, schema]) => {
      return { status: Number(status), validate: ajv.compile(schema) };
    }),
  }));
  const sorted = known.toSorted((a, b) => b.words - a.words);
  return (method, path, status, body) => {
    const route = sorted.find((each) => each.method === method && each.path.test(path));
    const answer = route?.answers.find((each) => each.status === status);
    if (!answer || answer.validate(body)) return undefined;
    return JSON.stringify(answer.validate.errors);
  };
}

/** One conversation, and what was heard in it. */
class Talk {
  readonly #door: FuzzDoor;
  readonly #fits: Fits;
  readonly #witness: Witness;
  readonly #heard: Map<string, string>;
  readonly #instances = new Set<string>();

  constructor(door: FuzzDoor, fits: Fits, witness: Witness) {
    this.#door = door;
    this.#fits = fits;
    this.#witness = witness;
    this.#heard = new Map(Object.entries({ ...door.foreign, person: 'emma' }));
  }

  async hold(requests: readonly Request[]): Promise<void> {
    for (const request of requests) {
      const first = await this.#send(request);
      if (request.again) await this.#sendAgain(request, first);
    }
    await this.#holdInstances();
  }

  async #send(request: Request): Promise<LightMyRequestResponse> {
    const url = this.#filled(request.url);
    const headers = { authorization: `Demo ${this.#filled(request.as)}`, ...request.headers };
    const reply = await this.#door.app.inject({
      method: request.method as 'GET',
      url,
      headers,
      ...(request.body === undefined ? {} : { payload: this.#filled(request.body) }),
    });
    this.#holdAnswer(request, url, reply);
    this.#hear(reply);
    return reply;
  }

  /** The same key and the same request: the same answer, and nothing done twice. */
  async #sendAgain(request: Request, before: LightMyRequestResponse): Promise<void> {
    const { 'idempotency-key': key } = request.headers;
    if (!key || before.statusCode >= 300 || request.url.startsWith('/v1/keys')) return;
    const said = new Map(this.#heard);
    const again = await this.#send(request);
    const isReplayed = again.headers['idempotent-replayed'] === 'true';
    if (!isReplayed) return;
    const isSame = again.statusCode === before.statusCode && again.body === before.body;
    this.#witness.holds('a repetition gets the first answer', isSame, () => {
      return `${before.statusCode} ${before.body}\n${again.statusCode} ${again.body} ${said.size}`;
    });
  }

  #holdAnswer(request: Request, url: string, reply: LightMyRequestResponse): void {
    const { statusCode: status, body } = reply;
    const told = () => `${request.method} ${url}: ${status} ${body.slice(0, 1_000)}`;
    this.#witness.holds('no answer blames the server', status < 500, told);
    const isOurs = !body.includes(CANARY) || request.as.startsWith('other');
    this.#witness.holds('nothing of another tenant comes out', isOurs, told);
    const isShort = body.length <= (status < 400 ? ANSWER_CHARS_MAX : PROBLEM_CHARS_MAX);
    this.#witness.holds('answers stay small', isShort, () => `${body.length} characters`);
    const isInside = /\n\s+at .+\.[jt]s:\d+|node_modules|\/src\/\w+\//.test(body);
    this.#witness.holds('nothing of the inside comes out', !isInside, told);
    if (request.method === 'HEAD' || request.method === 'OPTIONS') return;
    if (status >= 400) this.#holdProblem(reply, told);
    else if (isJson(reply)) this.#holdShape(request, url, reply);
  }

  #holdProblem(reply: LightMyRequestResponse, told: () => string): void {
    const isTyped = String(reply.headers['content-type']).startsWith('application/problem+json');
    const problem = (isTyped ? reply.json() : {}) as Problem;
    const { code, status, title, type } = problem;
    const isNamed = typeof code === 'string' && STATUS[code] === reply.statusCode;
    const isWhole =
      status === reply.statusCode && Boolean(title) && String(type).endsWith(`/${code}`);
    this.#witness.holds('every no is a problem with its code', isTyped && isNamed && isWhole, told);
  }

  #holdShape(request: Request, url: string, reply: LightMyRequestResponse): void {
    const path = url.split('?')[0]!;
    const wrong = this.#fits(request.method, path, reply.statusCode, reply.json());
    this.#witness.holds('an answer has the shape that is documented', wrong === undefined, () => {
      return `${request.method} ${path}: ${wrong} ${reply.body.slice(0, 1_000)}`;
    });
  }

  /** What is stored of an instance is the fold of its journal, byte for byte, and the rest of it. */
  async #holdInstances(): Promise<void> {
    const { instances } = this.#door.engine.store;
    for (const instance of this.#instances) {
      const key = { tenant: 'test', instance };
      const { instances: found } = await instances.load([key], []);
      const [stored] = found;
      if (!stored) continue;
      const rows = await instances.journal(key, { limit: JOURNAL_ROWS });
      const before = rows.filter(({ lastSeq }) => lastSeq <= stored.snapshotSeq);
      const events = before.flatMap((row) => JSON.parse(row.events) as readonly Event[]);
      const since = rows.slice(before.length).map((row) => row.events);
      const isFold =
        JSON.stringify(fold(events)) === stored.snapshot &&
        JSON.stringify(since) === JSON.stringify(stored.since);
      this.#witness.holds('the state is the fold of its journal', isFold, () => instance);
    }
  }

  #hear(reply: LightMyRequestResponse): void {
    if (reply.statusCode >= 300 || !isJson(reply)) return;
    const { body } = reply;
    const instance = /"instance":"([\w-]+)"/.exec(body)?.[1];
    if (instance !== undefined) {
      this.#heard.set('instance', instance);
      this.#instances.add(instance);
    }
    const [, task, person] = /"task":"([\w.-]+)"[^}]*"person":"([\w-]+)"/.exec(body) ?? [];
    if (task !== undefined) this.#heard.set('task', task);
    if (person !== undefined) this.#heard.set('person', person);
    const cursor = /"next":"([\w-]+)"/.exec(body)?.[1];
    if (cursor !== undefined) this.#heard.set('cursor', cursor);
  }

  #filled(text: string): string {
    return text.replaceAll(
      /\{\{(\w+)\}\}/g,
      (_all, word: string) => this.#heard.get(word) ?? 'none',
    );
  }
}

function isJson({ headers, body }: LightMyRequestResponse): boolean {
  return String(headers['content-type']).includes('json') && body !== '';
}

/** The HTTP door. */
export const requests: Target = {
  name: 'requests',
  share: 15,
  cpuMsMax: 1_000,
  life: 200,
  shape: 'json',
  properties: [
    'no answer blames the server',
    'nothing of another tenant comes out',
    'answers stay small',
    'nothing of the inside comes out',
    'every no is a problem with its code',
    'an answer has the shape that is documented',
    'a repetition gets the first answer',
    'the state is the fold of its journal',
  ],
  open,
};
