/** The HTTP door on the memory store with two tenants, of whom one must never hear of the other. */

import type { FastifyInstance } from 'fastify';
import { CHECKPOINT_FORMAT } from '../../../src/audit/checkpoint.ts';
import { newKey, signerOf } from '../../../src/audit/index.ts';
import type { Clock } from '../../../src/engine/index.ts';
import { Engine, systemClock } from '../../../src/engine/index.ts';
import { check } from '../../../src/language/index.ts';
import { candidateForms, literalsOf } from '../../../src/language/rehearsal/forms.ts';
import { buildServer, createMetrics } from '../../../src/server/index.ts';
import { createMemoryStore } from '../../../src/store/index.ts';
import { TEST_ORGANISATION } from '../../../src/testing/index.ts';
import { Chance } from '../../../src/testing/simulator/chance.ts';
import { EXAMPLES } from '../../language/examples.ts';
import { CLAIM } from '../../server/fixture.ts';
import type { Schema } from '../draw/schema.ts';

/** What the other tenant's people wrote, and nobody of this one may ever read. */
export const CANARY = 'canary-7f3a9e';

/** A route as the server itself describes it. */
export interface Route {
  readonly method: string;
  /** With its parameters in braces. */
  readonly path: string;
  readonly body: Schema | undefined;
  readonly query: Readonly<Record<string, Schema>>;
  readonly answers: Readonly<Record<string, Schema>>;
}

/** An opened door. */
export interface FuzzDoor {
  readonly app: FastifyInstance;
  readonly engine: Engine;
  readonly routes: readonly Route[];
  /** Ids of the other tenant, in the words of a conversation. */
  readonly foreign: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Flows that can be started, and forms for them. */
export const STARTS = [{ name: 'claim.yaml', text: CLAIM, attached: {} }, ...EXAMPLES].map(
  ({ text, attached }) => {
    const { definition } = check(text, attached);
    const forms = candidateForms(definition!, literalsOf(definition!)).slice(0, 6);
    return { flow: definition!.name, text, files: attached, forms };
  },
);

const START_MS = 1_760_000_000_000;

/** Time that goes on by itself, and in which nothing falls due. */
function stillClock(): Clock {
  let nowMs = START_MS;
  return {
    nowMs: () => {
      nowMs += 1;
      return nowMs;
    },
    sleep: (_ms, signal) => systemClock.sleep(60_000, signal),
    turn: systemClock.turn,
  };
}

const TENANTS = ['test', 'other', 'spare'] as const;

/** Opens a door; the same ids come in the same order each time. */
export async function openFuzzDoor(): Promise<FuzzDoor> {
  const store = createMemoryStore();
  const chance = new Chance(1);
  const engine = new Engine({
    store,
    clock: stillClock(),
    randomBytes: (size) => chance.bytes(size),
    deliver: async () => ({ kind: 'delivered', status: 200 }),
    lookUp: async () => ({ ok: true, people: [] }),
  });
  const by = { kind: 'system', cause: 'test' } as const;
  const more = [
    { id: 'desi', name: 'Desi', roles: ['flow-designer'] },
    { id: 'audrey', name: 'Audrey', roles: ['auditor'] },
  ];
  for (const tenant of TENANTS) {
    await store.access.saveTenant(tenant, tenant);
    const people = [...TEST_ORGANISATION.people, ...more];
    await engine.saveDirectory(tenant, by, { ...TEST_ORGANISATION, people });
    for (const { text, files } of tenant === 'test' ? STARTS : STARTS.slice(0, 1)) {
      await engine.publish({ tenant, person: 'desi' }, text, files);
    }
  }
  const signer = signerOf(newKey());
  const app = await buildServer({
    engine,
    metrics: createMetrics(),
    demo: true,
    version: '0.0.0',
    signCheckpoint: (head, atMs) => ({ ...signer.sign(head, atMs), format: CHECKPOINT_FORMAT }),
  });
  await app.ready();
  const foreign = await startForeign(engine);
  return {
    app,
    engine,
    routes: routesIn((await app.inject('/openapi.json')).body),
    foreign,
    close: async () => {
      await app.close();
      await engine.drain();
    },
  };
}

async function startForeign(engine: Engine): Promise<Readonly<Record<string, string>>> {
  const form = { amount: 5, reason: CANARY };
  const answer = await engine.start({ tenant: 'other', person: 'emma' }, { flow: 'claim', form });
  if (!answer.ok) throw new Error(answer.refusal.code);
  const { instance, waitingFor } = answer.result;
  return { foreignInstance: instance, foreignTask: waitingFor[0]!.task };
}

/** Streams never end, so no answer to them can be waited for. */
const ENDLESS = /\/stream$/;

interface Operation {
  readonly parameters?: readonly {
    readonly in: string;
    readonly name: string;
    readonly schema: Schema;
  }[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: Schema }>>;
  };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>
  >;
}

function routesIn(openapi: string): readonly Route[] {
  const { paths } = JSON.parse(openapi) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  };
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(() => !ENDLESS.test(path))
      .map(([method, { parameters = [], requestBody, responses }]) => ({
        method: method.toUpperCase(),
        path,
        body: requestBody?.content['application/json']?.schema,
        query: Object.fromEntries(
          parameters
            .filter((each) => each.in === 'query')
            .map(({ name, schema }) => [name, schema]),
        ),
        answers: Object.fromEntries(
          Object.entries(responses).flatMap(([status, { content }]) => {
            const schema = content?.['application/json']?.schema;
            return schema ? [[status, schema]] : [];
          }),
        ),
      })),
  );
}
