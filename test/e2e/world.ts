/** A server with the demo organisation on the memory store, and the built studio before it. */

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadDemo } from '../../src/cli/serve-demo.ts';
import { Engine } from '../../src/engine/index.ts';
import type { JsonObject } from '../../src/kernel/index.ts';
import { parseTaskId } from '../../src/kernel/index.ts';
import type { Channel } from '../../src/notices/index.ts';
import { Notices } from '../../src/notices/index.ts';
import { Client } from '../../src/protocol/index.ts';
import { buildServer, createMetrics } from '../../src/server/index.ts';
import { createMemoryStore } from '../../src/store/index.ts';

export const STUDIO = fileURLToPath(new URL('../../dist/studio/', import.meta.url));
export const isBuilt = existsSync(`${STUDIO}index.html`);
export const TENANT = 'acme';

export interface World {
  readonly url: string;
  readonly engine: Engine;
  /** The API as a person of the demo organisation. */
  as(person: string): Client;
  /** The server is gone, with every connection; what it wrote stays. */
  fall(): Promise<void>;
  /** Somebody decides by another door while the server is gone. */
  actWhileAway(person: string, task: string, form: JsonObject): Promise<void>;
  /** It is back at the same address. */
  rise(): Promise<void>;
  close(): Promise<void>;
}

/** `studio`: the folder of the build before it. */
export async function openWorld(
  channels: readonly Channel[] = [],
  studio = STUDIO,
): Promise<World> {
  const store = createMemoryStore();
  const deliver = async () => ({ kind: 'delivered', status: 200 }) as const;
  const publicUrl = 'https://approvals.example';
  const notices = new Notices({ channels, publicUrl, hasTap: true });
  const engine = new Engine({ store, deliver, sinks: notices.sinks });
  notices.begin(engine);
  await loadDemo(engine);
  const listen = async (port: number) => {
    const metrics = createMetrics();
    const door = { engine, metrics, demo: true, version: '0.0.0', studio, notices };
    const app = await buildServer(door);
    return { app, url: await app.listen({ host: '127.0.0.1', port }) };
  };
  const first = await listen(0);
  const { url } = first;
  let { app } = first;
  return {
    url,
    engine,
    as: (person) => new Client({ url, authorization: `Demo ${TENANT}/${person}` }),
    fall: async () => {
      const closed = app.close();
      app.server.closeAllConnections();
      await closed;
    },
    actWhileAway: async (person, task, form) => {
      const place = parseTaskId(task)!;
      const { instance, visit, seat } = place;
      const command = { type: 'ApproveTask', visit, seat, form } as const;
      const answer = await engine.act({ tenant: TENANT, person }, instance, command);
      if (!answer.ok) throw new Error(answer.refusal.code);
    },
    rise: async () => {
      ({ app } = await listen(Number(new URL(url).port)));
    },
    close: async () => {
      await app.close();
      await notices.end();
      await engine.drain();
    },
  };
}
