/** A peer behind HTTP: the load stays here, the server has a process of its own. */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Pool } from 'undici';
import type { PostgresAddress } from '../../src/store/index.ts';
import type { Load } from '../load.ts';
import { drive } from '../load.ts';
import type { Peer } from '../peer.ts';

const CONNECTIONS_MAX = 4_096;

export interface HttpPeer extends Peer {
  /** One instance from start to end. Throws with the status when it is turned away. */
  one(): Promise<void>;
}

interface Ready {
  readonly port: number;
  readonly keys: Readonly<Record<string, string>>;
}

/** Ours with authentication and authorisation, or the hand-written one with a look at the key. */
export function openHttp(kind: 'ours' | 'naive'): (database: PostgresAddress) => Promise<HttpPeer> {
  return async (database) => {
    const child = fork(join(import.meta.dirname, 'http-server.ts'), [kind], {
      env: { ...process.env, BENCH_DATABASE: JSON.stringify(database) },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const [{ port, keys }] = (await once(child, 'message')) as [Ready];
    const client = new Pool(`http://127.0.0.1:${port}`, { connections: CONNECTIONS_MAX });
    const cpu = async (): Promise<number> => {
      child.send('cpu');
      const [{ user, system }] = (await once(child, 'message')) as [NodeJS.CpuUsage];
      return (user + system) / 1000;
    };
    const load = kind === 'ours' ? ourLoad(client, keys) : naiveLoad(client, keys);
    return {
      one: () => load.instance((work) => work()),
      async drive(inFlight, milliseconds) {
        const before = await cpu();
        const figures = await drive(load, inFlight, milliseconds);
        return { ...figures, cpuMs: (await cpu()) - before };
      },
      async close() {
        await client.close();
        child.send('close');
        await once(child, 'exit');
      },
    };
  };
}

type Body = Record<string, never> & {
  readonly waitingFor: readonly { readonly task: string }[];
  readonly task: string;
  readonly next: string;
};

async function ask(client: Pool, key: string, path: string, body?: object): Promise<Body> {
  const answer = await client.request({
    path,
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (answer.statusCode >= 300) throw new Error(`${answer.statusCode} ${await answer.body.text()}`);
  return (await answer.body.json()) as Body;
}

function ourLoad(client: Pool, keys: Ready['keys']): Load {
  return {
    instance: async (command) => {
      const start = { flow: 'two-level', form: { amount: 12_000 } };
      let at = await command(() => ask(client, keys['starter']!, '/v1/instances', start));
      for (const person of ['manager', 'director']) {
        const { task } = at.waitingFor[0]!;
        at = await command(() => ask(client, keys[person]!, `/v1/tasks/${task}/approve`, {}));
      }
      await ask(client, keys['manager']!, '/v1/tasks?limit=20');
    },
  };
}

function naiveLoad(client: Pool, keys: Ready['keys']): Load {
  return {
    instance: async (command) => {
      const start = { form: { amount: 12_000 } };
      const { task } = await command(() => ask(client, keys['starter']!, '/v1/instances', start));
      const approve = (person: string, id: string) =>
        command(() => ask(client, keys[person]!, `/v1/tasks/${id}/approve`, {}));
      const { next } = await approve('manager', task);
      await approve('director', next);
      await ask(client, keys['manager']!, '/v1/tasks');
    },
  };
}
