/** Vermilion in the process of its caller. */

import { Engine } from '../../src/engine/index.ts';
import type { PostgresAddress, Store } from '../../src/store/index.ts';
import { createPostgresStore, migrate } from '../../src/store/index.ts';
import type { Load } from '../load.ts';
import { drive } from '../load.ts';
import type { OpenPeer, Peer } from '../peer.ts';

const FLOW = `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: two-level }
spec:
  version: 1.0.0
  form:
    type: object
    required: [amount]
    properties: { amount: { type: number } }
  steps:
    - approval: manager
      ask: { user: manager }
      ballot: any
    - choice: by-amount
      branches:
        - when: form.amount >= 10000
          steps:
            - approval: director
              ask: { user: director }
              ballot: any
        - otherwise: true
`;

export const TENANT = 'bench';
export const PEOPLE = ['starter', 'manager', 'director'] as const;

/** An engine on a PostgreSQL that was empty. */
export async function openEngine(database: PostgresAddress): Promise<Engine> {
  const config = { config: database };
  await migrate(config);
  return engineOn(await createPostgresStore(config));
}

/** One more engine on the database of another. */
export async function joinEngine(database: PostgresAddress): Promise<Engine> {
  return new Engine({ store: await createPostgresStore({ config: database }) });
}

/** An engine on a store that was empty, with the people and the flow of the scenario. */
export async function engineOn(store: Store): Promise<Engine> {
  const engine = new Engine({ store });
  const people = PEOPLE.map((id) => ({
    id,
    name: id,
    roles: id === 'manager' ? ['flow-designer'] : [],
  }));
  await engine.store.access.saveTenant(TENANT, 'Bench');
  const by = { kind: 'system', cause: 'bench' } as const;
  await engine.saveDirectory(TENANT, by, { id: TENANT, name: 'Bench', people });
  const published = await engine.publish({ tenant: TENANT, person: 'manager' }, FLOW);
  if (!published.ok) throw new Error(JSON.stringify(published.refusal));
  return engine;
}

export const openOurs: OpenPeer = async (database) => peerOf(await openEngine(database));

/** An engine as a peer; closed with its store. */
export function peerOf(engine: Engine): Peer {
  return {
    drive: (inFlight, milliseconds) => drive(loadOf(engine), inFlight, milliseconds),
    async close() {
      await engine.drain();
      await engine.store.close();
    },
  };
}

/** Start, the manager's approval, the director's, and then the manager looks at the inbox. */
function loadOf(engine: Engine): Load {
  const as = (person: string) => ({ tenant: TENANT, person });
  return {
    instance: async (command) => {
      const form = { amount: 12_000 };
      const started = await command(() => engine.start(as('starter'), { flow: 'two-level', form }));
      if (!started.ok) throw new Error(started.refusal.code);
      const { instance } = started.result;
      for (const [visit, person] of [
        [2, 'manager'],
        [4, 'director'],
      ] as const) {
        const vote = { type: 'ApproveTask', visit, seat: 1 } as const;
        const answer = await command(() => engine.act(as(person), instance, vote));
        if (!answer.ok) throw new Error(answer.refusal.code);
      }
      await engine.store.inbox.tasks(TENANT, 'manager', 'open', { limit: 20 });
    },
  };
}
