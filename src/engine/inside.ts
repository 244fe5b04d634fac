/** Effects that stay inside: from a parent to its children, and from a child to its parent (R8.3). */

import type { Command, Effect, InstanceId, SettleChild } from '../kernel/index.ts';
import type { LeasedOutboxRow, Store } from '../store/port.ts';
import type { Batcher } from './batcher.ts';
import { ENGINE_LIMITS } from './limits.ts';
import type { Clock, Log } from './ports.ts';

type Inside = Exclude<Effect, { readonly kind: 'call' }>;

export interface InsideWorld {
  readonly store: Store;
  readonly batcher: Batcher;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Sends the commands that an effect stands for, then settles its row: a crash between the two
 * repeats them, and their keys make that nothing.
 */
export async function deliverInside(
  world: InsideWorld,
  row: LeasedOutboxRow,
  effect: Inside,
): Promise<void> {
  const { tenant, id, fence } = row;
  try {
    await send(world, row, effect);
  } catch (err) {
    world.log.warn({ err, id }, 'a command between instances met a fault and will be repeated');
    const afterMs = ENGINE_LIMITS.insidePauseMs;
    const again = { kind: 'retry', afterMs, reason: 'a fault' } as const;
    await world.store.outbox.settle(tenant, id, fence, again);
    return;
  }
  const done = { kind: 'delivered', atMs: world.clock.nowMs(), status: 200 } as const;
  await world.store.outbox.settle(tenant, id, fence, done);
}

async function send(world: InsideWorld, row: LeasedOutboxRow, effect: Inside): Promise<void> {
  switch (effect.kind) {
    case 'start-child':
      await startChild(world, row, effect);
      return;
    case 'tell-child':
      await submit(world, row, effect.child, { type: effect.act, reason: effect.reason });
      return;
    case 'tell-parent': {
      const { parent, outcome, form, vars } = effect;
      const result = { kind: 'ended', outcome, form, vars } as const;
      await submit(world, row, parent.instance, settled(parent, result));
      return;
    }
  }
}

async function startChild(
  world: InsideWorld,
  row: LeasedOutboxRow,
  effect: Extract<Inside, { readonly kind: 'start-child' }>,
): Promise<void> {
  const { tenant, child: instance, form, initiator, parent } = effect;
  const { flows } = world.store;
  const record =
    effect.version === undefined
      ? await flows.latest(tenant, effect.flow)
      : await flows.byVersion(tenant, effect.flow, effect.version);
  const answer =
    record &&
    (await world.batcher.submit({
      tenant,
      instance,
      flowHash: record.hash,
      actor: { kind: 'system', cause: 'subflow' },
      command: {
        type: 'StartInstance',
        tenant,
        instance,
        form,
        parent: { ...parent, initiator },
      },
      key: `inside:${row.id}`,
    }));
  if (answer?.ok || answer?.refusal.code === 'instance.exists' || !effect.wait) return;
  const message = answer ? answer.refusal.message : `There is no flow ${effect.flow}.`;
  await submit(world, row, parent.instance, settled(parent, { kind: 'failed', message }), 'failed');
}

function settled(
  { visit, child }: { readonly visit: number; readonly child: number },
  result: SettleChild['result'],
): SettleChild {
  return { type: 'SettleChild', visit, child, result };
}

/** A refusal is an answer: the other side went on without this. */
async function submit(
  { batcher, log }: InsideWorld,
  { tenant, id }: LeasedOutboxRow,
  instance: InstanceId,
  command: Exclude<Command, { readonly type: 'StartInstance' }>,
  what = 'told',
): Promise<void> {
  const actor = { kind: 'system', cause: 'subflow' } as const;
  const key = `inside:${what}:${id}`;
  const answer = await batcher.submit({ tenant, instance, actor, command, key });
  if (!answer.ok) log.info({ id, code: answer.refusal.code }, 'nobody waits for this any more');
}
