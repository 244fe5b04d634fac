/** Delivers the outbox: in order per instance, at least once, with retries and dead letters (R11.1). */

import type { CallEffect } from '../kernel/index.ts';
import type { LeasedOutboxRow, Settlement, Store } from '../store/port.ts';
import type { Batcher } from './batcher.ts';
import { deliverInside } from './inside.ts';
import { ENGINE_LIMITS } from './limits.ts';
import type { Clock, Deliver, DeliveryResult, Log, Metrics } from './ports.ts';
import type { ServiceWork } from './services.ts';
import { inSpan } from './telemetry.ts';

export interface OutboxWorld {
  readonly store: Store;
  readonly batcher: Batcher;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly owner: string;
  readonly deliver: Deliver;
  /** 0 to 1, for the jitter of retries. */
  readonly random: () => number;
  /** Aborts when a stop has waited long enough. */
  readonly stopped: AbortSignal;
}

export function outboxWork(world: OutboxWorld): ServiceWork {
  return {
    name: 'outbox',
    step: async () => {
      const rows = await world.store.outbox.lease({
        owner: world.owner,
        leaseMs: ENGINE_LIMITS.leaseMs,
        limit: ENGINE_LIMITS.deliveriesInFlight,
      });
      await Promise.all(rows.map((row) => deliverAny(world, row)));
      return rows.length > 0;
    },
    restMs: async () => {
      const untilMs = await world.store.outbox.nextDueInMs();
      return Math.min(untilMs ?? Infinity, ENGINE_LIMITS.idlePollMs);
    },
  };
}

/** A row whose effect is a call. */
type CallRow = LeasedOutboxRow & { readonly effect: CallEffect };

async function deliverAny(world: OutboxWorld, row: LeasedOutboxRow): Promise<void> {
  const { effect } = row;
  if (effect.kind === 'call') await deliverRow(world, { ...row, effect });
  else await deliverInside(world, row, effect);
}

async function deliverRow(world: OutboxWorld, row: CallRow): Promise<void> {
  const attempt = row.attempts + 1;
  const result = await inSpan('outbox.deliver', { 'vermilion.attempt': attempt }, () =>
    world
      .deliver({
        id: row.id,
        effect: row.effect,
        attempt,
        atMs: world.clock.nowMs(),
        signal: world.stopped,
      })
      .catch((error): DeliveryResult => ({ kind: 'retry', reason: String(error) })),
  );
  // Cut off by a stop: no try of its own; the lease ends and another node delivers.
  if (world.stopped.aborted && result.kind !== 'delivered') return;
  world.metrics.delivered(result.kind);
  const settlement = settlementOf(world, row, attempt, result);
  if (settlement.kind !== 'retry' && row.effect.wait) await settleVisit(world, row, settlement);
  const kept = await world.store.outbox.settle(row.tenant, row.id, row.fence, settlement);
  if (!kept) world.log.warn({ id: row.id }, 'a delivery outlived its lease; it will be repeated');
}

function settlementOf(
  world: OutboxWorld,
  row: CallRow,
  attempt: number,
  result: DeliveryResult,
): Settlement {
  const atMs = world.clock.nowMs();
  if (result.kind === 'delivered') return { kind: 'delivered', atMs, status: result.status };
  if (result.kind === 'refused') return { kind: 'dead', atMs, reason: result.reason };
  if (attempt >= row.effect.attemptsMax) {
    return { kind: 'dead', atMs, reason: `${attempt} deliveries failed: ${result.reason}` };
  }
  const afterMs = result.afterMs ?? backoffMs(row.effect.backoffMs, attempt, world.random());
  return { kind: 'retry', afterMs, reason: result.reason };
}

/** Doubles from the first pause to the longest, each shortened by up to a quarter at random. */
function backoffMs([first, longest]: readonly [number, number], attempt: number, random: number) {
  const pause = Math.min(longest, first * 2 ** (attempt - 1));
  return Math.round(pause * (1 - random / 4));
}

/** Tells the instance before the row is settled: a crash between the two repeats, it loses nothing. */
async function settleVisit(
  world: OutboxWorld,
  row: CallRow,
  settlement: Exclude<Settlement, { readonly kind: 'retry' }>,
): Promise<void> {
  const { tenant, instance, effect } = row;
  const result =
    settlement.kind === 'delivered'
      ? ({ kind: 'delivered', status: settlement.status } as const)
      : ({ kind: 'failed', message: settlement.reason } as const);
  const answer = await world.batcher.submit({
    tenant,
    instance,
    actor: { kind: 'system', cause: 'outbox' },
    command: {
      type: 'SettleCall',
      visit: effect.visit,
      result,
      ...(effect.purpose ? { purpose: effect.purpose } : {}),
    },
    key: `call:${row.id}.${row.fence}`,
  });
  if (answer.ok) return;
  world.log.info({ id: row.id, code: answer.refusal.code }, 'the call was settled already');
}
