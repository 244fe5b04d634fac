/** Brings messages to the visits that wait for them, now or later (R2 `wait`). */

import type { Json, TenantId, WaitRow } from '../kernel/index.ts';
import type { MessageRow, Store } from '../store/port.ts';
import type { Batcher } from './batcher.ts';
import type { AnyRefusal } from './codes.ts';
import { refuse } from './codes.ts';
import { newId, sha256 } from './ids.ts';
import { ENGINE_LIMITS } from './limits.ts';
import type { Clock, RandomBytes } from './ports.ts';
import type { ServiceWork } from './services.ts';

/** A message from outside. */
export interface IncomingMessage {
  readonly tenant: TenantId;
  readonly name: string;
  readonly key: string;
  readonly payload: Json;
  /** How long it is kept when nobody waits for it yet. */
  readonly keepMs: number;
  /** Makes a repetition the same message. */
  readonly idempotencyKey?: string;
}

export interface MessageOutcome {
  readonly id: string;
  /** The instances that have had it. */
  readonly instances: readonly string[];
  /** Until when it is kept; given while nobody has had it. */
  readonly keptUntilMs?: number;
}

export interface MessageWorld {
  readonly store: Store;
  readonly batcher: Batcher;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
}

/** Looks for kept messages that somebody waits for. */
export function messageWork(world: MessageWorld): ServiceWork {
  return {
    name: 'messages',
    step: async () => {
      const { messages } = world.store;
      const matches = await messages.matches(world.clock.nowMs(), ENGINE_LIMITS.leaseBatch);
      for (const { message, wait } of matches) {
        if (await deliver(world, message, wait)) await messages.use(message.tenant, message.id);
      }
      return matches.length === ENGINE_LIMITS.leaseBatch;
    },
    restMs: async () => ENGINE_LIMITS.idlePollMs,
  };
}

/**
 * Gives a message to every visit that waits for it; kept where nobody does.
 * Rules: written before anybody is looked up, so that a wait which opens just now finds it.
 * Refuses: message.nobody-waits.
 */
export async function publishMessage(
  world: MessageWorld,
  { tenant, name, key, payload, keepMs, idempotencyKey }: IncomingMessage,
): Promise<MessageOutcome | AnyRefusal> {
  const { messages } = world.store;
  const nowMs = world.clock.nowMs();
  const id =
    idempotencyKey === undefined
      ? newId(nowMs, world.randomBytes)
      : sha256(`${tenant} ${idempotencyKey}`).slice(0, 32);
  const keepUntilMs = nowMs + keepMs;
  const row = {
    tenant,
    id,
    message: name,
    key,
    payload: JSON.stringify(payload),
    atMs: nowMs,
    keepUntilMs,
  };
  if ((await messages.save(row)) === 'used') return { id, instances: [] };
  const instances = new Set<string>();
  for (const wait of await messages.waiting(tenant, name, key)) {
    if (await deliver(world, row, wait)) instances.add(wait.instance);
  }
  if (instances.size > 0) {
    await messages.use(tenant, id);
    return { id, instances: [...instances] };
  }
  if (keepMs > 0) return { id, instances: [], keptUntilMs: keepUntilMs };
  await messages.use(tenant, id);
  return refuse('message.nobody-waits');
}

/** Whether the visit took it, now or when it was brought before. */
async function deliver(world: MessageWorld, row: MessageRow, wait: WaitRow): Promise<boolean> {
  const { tenant, instance, visit } = wait;
  const answer = await world.batcher.submit({
    tenant,
    instance,
    actor: { kind: 'system', cause: 'message' },
    command: {
      type: 'ReceiveMessage',
      visit,
      message: row.id,
      payload: JSON.parse(row.payload) as Json,
    },
    key: `message:${row.id}:${instance}.${visit}`,
  });
  return answer.ok;
}
