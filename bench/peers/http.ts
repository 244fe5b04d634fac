/** A peer behind HTTP: the load stays here, servers have processes of their own. */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { PostgresAddress } from '../../src/store/index.ts';
import type { Load } from '../load.ts';
import { drive } from '../load.ts';
import type { Peer } from '../peer.ts';
import { LeanClient } from './lean-client.ts';

export interface HttpPeer extends Peer {
  /** One instance from start to end. Throws with the status when it is turned away. */
  one(): Promise<void>;
  /** Opens so many connections, so that what comes later need not. */
  connect(count: number): Promise<void>;
}

/** A server takes one connection a turn of its loop: many at once would wait for each other. */
const CONNECTED_AT_ONCE = 200;

interface Ready {
  readonly port: number;
  readonly keys: Readonly<Record<string, string>>;
}

/**
 * Ours with authentication and authorisation, or the hand-written one with a look at the key; so many
 * servers on one database, each command at the next of them.
 */
export function openHttp(
  kind: 'ours' | 'naive',
  servers = 1,
): (database: PostgresAddress) => Promise<HttpPeer> {
  return async (database) => {
    const started: { readonly child: ChildProcess; readonly client: LeanClient }[] = [];
    let keys: Ready['keys'] = {};
    for (let n = 0; n < servers; n++) {
      const child = fork(
        join(import.meta.dirname, 'http-server.ts'),
        [kind, n === 0 ? '' : 'more'],
        {
          env: { ...process.env, BENCH_DATABASE: JSON.stringify(database) },
          stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
        },
      );
      const [ready] = (await once(child, 'message')) as [Ready];
      started.push({ child, client: new LeanClient(ready.port) });
      keys = ready.keys;
    }
    const cpu = async (): Promise<number> => {
      let ms = 0;
      for (const { child } of started) {
        child.send('cpu');
        const [{ user, system }] = (await once(child, 'message')) as [NodeJS.CpuUsage];
        ms += (user + system) / 1000;
      }
      return ms;
    };
    let turn = 0;
    const next = (): LeanClient => started[turn++ % servers]!.client;
    const load = kind === 'ours' ? ourLoad(next, keys) : naiveLoad(next, keys);
    return {
      one: () => load.instance((work) => work()),
      async connect(count) {
        for (let open = 0; open < count; open += CONNECTED_AT_ONCE) {
          const some = Array.from({ length: Math.min(count, open + CONNECTED_AT_ONCE) }, () =>
            ask(next(), keys['manager']!, '/v1/tasks?limit=1'),
          );
          await Promise.all(some);
        }
      },
      async drive(inFlight, milliseconds) {
        const before = await cpu();
        const figures = await drive(load, inFlight, milliseconds);
        return { ...figures, cpuMs: (await cpu()) - before };
      },
      async close() {
        for (const { child, client } of started) {
          client.close();
          child.send('close');
          await once(child, 'exit');
        }
      },
    };
  };
}

type Body = Record<string, never> & {
  readonly waitingFor: readonly { readonly task: string }[];
  readonly task: string;
  readonly next: string;
};

async function ask(client: LeanClient, key: string, path: string, body?: object): Promise<Body> {
  const answer = await client.ask(path, key, body);
  if (answer.status >= 300) throw new Error(`${answer.status} ${answer.body}`);
  return JSON.parse(answer.body) as Body;
}

function ourLoad(client: () => LeanClient, keys: Ready['keys']): Load {
  return {
    instance: async (command) => {
      const start = { flow: 'two-level', form: { amount: 12_000 } };
      let at = await command(() => ask(client(), keys['starter']!, '/v1/instances', start));
      for (const person of ['manager', 'director']) {
        const { task } = at.waitingFor[0]!;
        at = await command(() => ask(client(), keys[person]!, `/v1/tasks/${task}/approve`, {}));
      }
      await ask(client(), keys['manager']!, '/v1/tasks?limit=20');
    },
  };
}

function naiveLoad(client: () => LeanClient, keys: Ready['keys']): Load {
  return {
    instance: async (command) => {
      const start = { form: { amount: 12_000 } };
      const { task } = await command(() => ask(client(), keys['starter']!, '/v1/instances', start));
      const approve = (person: string, id: string) =>
        command(() => ask(client(), keys[person]!, `/v1/tasks/${id}/approve`, {}));
      const { next } = await approve('manager', task);
      await approve('director', next);
      await ask(client(), keys['manager']!, '/v1/tasks');
    },
  };
}
