/** Between the nodes and the store: calls take time, get lost and fail, as the plan has it. */

import { StoreFault } from '../../store/index.ts';
import type { Store } from '../../store/port.ts';
import type { Process } from './schedule.ts';
import type { World } from './world.ts';

const ROOMS = [
  'flows',
  'instances',
  'inbox',
  'timers',
  'outbox',
  'messages',
  'audit',
  'upkeep',
  'access',
] as const;

const LATENCY_MS = 6;
const SLOW_MS = 45_000;

/** The store as one process sees it. */
export function distantStore(world: World, store: Store, process: Process): Store {
  const rooms = ROOMS.map((room) => [room, distant(world, room, store[room], process)]);
  return { ...store, ...Object.fromEntries(rooms) };
}

type Method = (...args: readonly unknown[]) => Promise<unknown>;

function distant(world: World, room: string, part: object, process: Process): object {
  return new Proxy(part, {
    get: (target, name) => {
      const method = Reflect.get(target, name) as Method;
      return (...args: readonly unknown[]) =>
        call(world, `${room}.${String(name)}`, () => method(...args), process);
    },
  });
}

/** One call: the way there, the deed at one instant, the way back. */
function call(
  world: World,
  label: string,
  deed: () => Promise<unknown>,
  process: Process,
): Promise<unknown> {
  const { schedule } = world;
  return new Promise((resolve, reject) => {
    const answer = (text: string, give: () => void): void => {
      schedule.after(latency(world), `${label} ${text}`, give, { of: process });
    };
    const arrive = (): void => {
      // What a dead node had sent may still arrive, or not.
      if (!process.isAlive && world.chance.happens(0.5)) return;
      if (world.strikes('unavailable', label)) {
        answer('turned away', () => reject(new StoreFault('store.unavailable')));
        return;
      }
      if (world.strikes('crash', label)) world.crash(process);
      const done = deed();
      const isLost = world.strikes('lostAnswer', label);
      if (world.strikes('crash', label)) world.crash(process);
      if (world.strikes('freeze', label)) process.frozenUntilMs = schedule.nowMs + SLOW_MS;
      const code = label === 'instances.commit' ? 'store.unknown-outcome' : 'store.unavailable';
      const lose = (): void => answer('lost', () => reject(new StoreFault(code)));
      done.then(
        (value) => (isLost ? lose() : answer('done', () => resolve(value))),
        (error) => answer('failed', () => reject(error)),
      );
    };
    schedule.after(latency(world), label, arrive);
  });
}

function latency(world: World): number {
  if (world.strikes('slow', 'a call')) return world.chance.below(SLOW_MS);
  return world.chance.next() * LATENCY_MS;
}
