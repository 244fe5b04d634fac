/** A server on the memory store with two tenants, for tests of the HTTP door. */

import type { FastifyBaseLogger, FastifyInstance, InjectOptions } from 'fastify';
import { Engine, systemClock } from '../../src/engine/index.ts';
import type { Channel } from '../../src/notices/index.ts';
import { Notices } from '../../src/notices/index.ts';
import type { BrowserSignIn, OidcOptions } from '../../src/server/index.ts';
import { buildServer, createMetrics } from '../../src/server/index.ts';
import type { Store } from '../../src/store/index.ts';
import { createMemoryStore } from '../../src/store/index.ts';
import { TEST_ORGANISATION } from '../../src/testing/index.ts';

export const CLAIM = `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: claim, title: { en: Claim, zh-CN: 报销 } }
spec:
  version: 1.0.0
  subject: form.reason
  form:
    type: object
    required: [amount, reason]
    properties:
      amount: { type: number, minimum: 0 }
      reason: { type: string, maxLength: 100 }
      salary: { type: number }
  steps:
    - approval: manager
      ask: { manager: initiator }
      ballot: any
      rights: { reason: edit, salary: hidden }
    - approval: finance
      ask: { role: finance }
      ballot: { vote: { pass: { count: 2 }, tie: rejected } }
    - notify: told
      tell: initiator
`;

export interface Door {
  readonly app: FastifyInstance;
  readonly engine: Engine;
  /** Where there are channels. */
  readonly notices: Notices | undefined;
  /** Sends a request as a demo person, `test/emma`, or without a credential. */
  as(person: string | undefined, request: InjectOptions): Promise<Reply>;
  start(form?: object, person?: string): Promise<{ instance: string; task: string }>;
  close(): Promise<void>;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into the body as it comes
  readonly body: any;
}

export async function openDoor(
  given: {
    oidc?: OidcOptions;
    browser?: BrowserSignIn;
    demo?: boolean;
    store?: Store;
    studio?: string;
    log?: FastifyBaseLogger;
    /** The clock of the engine. */
    nowMs?: () => number;
    /** People have addresses, and are told by these. */
    channels?: readonly Channel[];
  } = {},
): Promise<Door> {
  const { store = createMemoryStore(), channels, nowMs = Date.now, ...options } = given;
  const deliver = async () => ({ kind: 'delivered', status: 200 }) as const;
  const publicUrl = PUBLIC_URL;
  const notices = channels && new Notices({ channels, publicUrl, hasTap: true });
  const clock = { ...systemClock, nowMs };
  const sinks = notices ? { sinks: notices.sinks } : {};
  const engine = new Engine({ store, deliver, clock, ...sinks });
  notices?.begin(engine);
  const by = { kind: 'system', cause: 'test' } as const;
  const designer = { id: 'desi', name: 'Desi', roles: ['flow-designer'] };
  const auditor = { id: 'audrey', name: 'Audrey', roles: ['auditor'] };
  for (const tenant of ['test', 'other']) {
    await store.access.saveTenant(tenant, tenant);
    const members = [...TEST_ORGANISATION.people, designer, auditor];
    const people = channels ? members.map(withAddress) : members;
    await engine.saveDirectory(tenant, by, { ...TEST_ORGANISATION, people });
    await engine.publish({ tenant, person: 'desi' }, CLAIM);
  }
  const metrics = createMetrics();
  const told = notices ? { notices } : {};
  const known = { engine, metrics, demo: true, version: '0.0.0', ...told };
  const app = await buildServer({ ...known, ...options });
  const as: Door['as'] = async (person, request) => {
    const authorization = person === undefined ? {} : { authorization: `Demo ${person}` };
    const headers = { ...authorization, ...request.headers };
    const reply = await app.inject({ ...request, headers });
    const { statusCode, body: text } = reply;
    const isJson = String(reply.headers['content-type']).includes('json');
    return { status: statusCode, headers: reply.headers, text, body: isJson ? reply.json() : text };
  };
  return {
    app,
    engine,
    notices,
    as,
    start: async (form = { amount: 5, reason: 'tea', salary: 9 }, person = 'test/emma') => {
      const payload = { flow: 'claim', form };
      const { body } = await as(person, { method: 'POST', url: '/v1/instances', payload });
      return { instance: body.instance, task: body.waitingFor?.[0]?.task };
    },
    close: async () => {
      await app.close();
      await notices?.end();
      await engine.drain();
    },
  };
}

export const PUBLIC_URL = 'https://flows.example';

function withAddress<Member extends { readonly id: string }>(member: Member) {
  return { ...member, email: `${member.id}@example.org` };
}
