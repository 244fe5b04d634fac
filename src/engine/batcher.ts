/** Collects the commands that arrive together: while one batch commits, the next one gathers. */

import type { TenantId } from '../kernel/index.ts';
import { InvariantViolation } from '../kernel/index.ts';
import type { BatchWorld, Ticket } from './batch-run.ts';
import { instanceKey, runBatch } from './batch-run.ts';
import { EngineFault, TURNED_AWAY } from './codes.ts';
import { sha256 } from './ids.ts';
import { ENGINE_LIMITS } from './limits.ts';
import { Line, priorityOf } from './line.ts';
import type { Log, Metrics } from './ports.ts';
import type { Answer, Request } from './requests.ts';
import { inSpan } from './telemetry.ts';

export class Batcher {
  readonly #world: BatchWorld;
  readonly #metrics: Metrics;
  readonly #log: Log;
  readonly #line = new Line();
  /** Characters of the requests not answered yet. */
  #chars = 0;
  /** Instances and idempotency keys of the batches under way; what shares them waits. */
  readonly #busy = new Set<string>();
  #running = 0;
  /** Commands that wait for an outside service. */
  #asking = 0;
  #gathering = false;
  #draining = false;
  #dismissed = false;
  #idle: (() => void)[] = [];

  constructor(world: BatchWorld, metrics: Metrics, log: Log) {
    this.#world = world;
    this.#metrics = metrics;
    this.#log = log;
  }

  /** Answers after the commit. Faults: engine.overloaded, engine.draining, engine.unavailable. */
  async submit(request: Request): Promise<Answer> {
    const { type } = request.command;
    const startedAtMs = this.#world.clock.nowMs();
    const text = textOf(request);
    this.#chars += text.length;
    let result: Parameters<Metrics['commandDone']>[1] = 'fault';
    try {
      const answer = await inSpan(`command ${type}`, { 'vermilion.tenant': request.tenant }, () =>
        this.#enqueue(request, request.key === undefined ? '' : sha256(text)),
      );
      result = answer.ok ? (answer.replayed ? 'replayed' : 'done') : 'refused';
      return answer;
    } finally {
      this.#chars -= text.length;
      this.#metrics.commandDone(type, result, this.#world.clock.nowMs() - startedAtMs);
    }
  }

  #enqueue(request: Request, requestHash: string): Promise<Answer> {
    if (this.#draining) return Promise.reject(new EngineFault('engine.draining'));
    const fault = this.#makeRoom(request);
    if (fault) return Promise.reject(fault);
    const nowMs = this.#world.clock.nowMs();
    return new Promise((answer, fail) => {
      this.#line.push({
        request,
        requestHash,
        acceptedAtMs: nowMs,
        tries: 0,
        fresh: false,
        attempt: undefined,
        alone: false,
        lookups: new Map(),
        asks: [],
        answer,
        fail,
      });
      this.#gather();
    });
  }

  /** The fault with which a command would be turned away, were it here now; turns nobody away. */
  noRoomFor(tenant: TenantId, priority: number): EngineFault | undefined {
    const hasRoom =
      this.#chars <= ENGINE_LIMITS.queueCharsMax &&
      (!this.#line.isFullFor(priority, this.#world.clock.nowMs()) ||
        this.#line.victim(tenant, priority) !== undefined);
    return hasRoom ? undefined : this.#overload(tenant);
  }

  /** Room for the newcomer: another goes, or the fault with which it is turned away itself. */
  #makeRoom(request: Request): EngineFault | undefined {
    const { tenant } = request;
    if (this.#chars > ENGINE_LIMITS.queueCharsMax) return this.#overload(tenant);
    const priority = priorityOf(request);
    if (!this.#line.isFullFor(priority, this.#world.clock.nowMs())) return undefined;
    const victim = this.#line.victim(tenant, priority);
    if (!victim) return this.#overload(tenant);
    this.#line.remove(victim);
    victim.fail(this.#overload(victim.request.tenant));
    return undefined;
  }

  #overload(tenant: TenantId): EngineFault {
    return this.#line.isFloodedBy(tenant) ? TURNED_AWAY.flooded : TURNED_AWAY.overloaded;
  }

  /** Refuses what is new and resolves when everything accepted was answered. */
  async drain(): Promise<void> {
    this.#draining = true;
    if (this.#isIdle()) return;
    await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /** Turns away what waits its turn; batches under way go on. */
  dismiss(): void {
    this.#dismissed = true;
    for (const ticket of this.#line.clear()) ticket.fail(new EngineFault('engine.draining'));
    this.#pump();
  }

  #isIdle(): boolean {
    return this.#running + this.#asking + this.#line.length === 0;
  }

  /** Lets those who come in the same turn, as after the answers of a batch, share the next one. */
  #gather(): void {
    if (this.#gathering) return;
    this.#gathering = true;
    void this.#world.clock.turn().then(() => {
      this.#gathering = false;
      this.#pump();
    });
  }

  #pump(): void {
    while (this.#running < ENGINE_LIMITS.batchesInFlight && this.#line.length > 0) {
      const batch = this.#takeBatch();
      if (!batch) break;
      if (batch.length === 0) continue;
      this.#running += 1;
      void this.#run(batch);
    }
    if (this.#isIdle()) {
      for (const resolve of this.#idle.splice(0)) resolve();
    }
  }

  /**
   * Commands of one priority on one instance keep their order; one key is under way once at a time.
   * Undefined: all have to wait.
   */
  #takeBatch(): readonly Ticket[] | undefined {
    const { batchesInFlight, batchCommandsMax, batchCommandsMin } = ENGINE_LIMITS;
    // One batch that holds everybody would leave either the processor or the database idle.
    const share = Math.ceil(this.#line.length / (batchesInFlight - this.#running));
    const size = Math.min(batchCommandsMax, Math.max(batchCommandsMin, share));
    const keys = new Set<string>();
    const passedOver = new Set<string>();
    let isFull = false;
    const mayGo = (ticket: Ticket): boolean => {
      const instance = instanceKey(ticket.request);
      const key = idempotencyKey(ticket);
      const waits =
        isFull ||
        (ticket.alone && keys.size > 0) ||
        this.#busy.has(instance) ||
        passedOver.has(instance) ||
        (key !== undefined && (this.#busy.has(key) || keys.has(key)));
      if (waits) passedOver.add(instance);
      else keys.add(key ?? instance);
      isFull ||= ticket.alone && !waits;
      return !waits;
    };
    const batch = this.#line.take(size, mayGo, this.#world.clock.nowMs());
    if (batch.length === 0) return undefined;
    const wanted = this.#withoutLate(batch);
    for (const ticket of wanted) {
      this.#busy.add(instanceKey(ticket.request));
      const key = idempotencyKey(ticket);
      if (key !== undefined) this.#busy.add(key);
    }
    return wanted;
  }

  /** Turns away what has waited for too long and was never tried. */
  #withoutLate(batch: readonly Ticket[]): readonly Ticket[] {
    const nowMs = this.#world.clock.nowMs();
    const latestMs = nowMs - ENGINE_LIMITS.queueWaitMsMax;
    return batch.filter((ticket) => {
      if (ticket.tries > 0 || ticket.acceptedAtMs >= latestMs) return true;
      ticket.fail(this.#overload(ticket.request.tenant));
      return false;
    });
  }

  async #run(batch: readonly Ticket[]): Promise<void> {
    const startedAtMs = this.#world.clock.nowMs();
    let again: readonly Ticket[];
    try {
      again = await runBatch(this.#world, batch);
      this.#metrics.batchCommitted(batch.length, this.#world.clock.nowMs() - startedAtMs);
    } catch (fault) {
      again = await this.#afterFault(batch, fault);
    }
    for (const ticket of batch) {
      this.#busy.delete(instanceKey(ticket.request));
      const key = idempotencyKey(ticket);
      if (key !== undefined) this.#busy.delete(key);
    }
    this.#running -= 1;
    this.#requeue(again);
    this.#gather();
  }

  /** The outcome is unknown: look every key up before anything is tried again (D3). */
  async #afterFault(batch: readonly Ticket[], fault: unknown): Promise<readonly Ticket[]> {
    if (isHopeless(fault)) return this.#afterHopeless(batch, fault);
    this.#log.warn({ err: fault, commands: batch.length }, 'a batch met a fault of the store');
    for (const ticket of batch) {
      ticket.fresh = true;
      this.#world.hot.delete(instanceKey(ticket.request));
    }
    await this.#world.clock.sleep(ENGINE_LIMITS.retryPauseMs, new AbortController().signal);
    return batch.filter((ticket) => {
      if (ticket.tries < ENGINE_LIMITS.commandTriesMax) return true;
      ticket.fail(new EngineFault('engine.unavailable', fault));
      return false;
    });
  }

  /** One command of the batch can never be written; the others go on, each alone. */
  #afterHopeless(batch: readonly Ticket[], fault: Error): readonly Ticket[] {
    this.#log.error({ err: fault, commands: batch.length }, 'a batch could not be written');
    for (const ticket of batch) this.#world.hot.delete(instanceKey(ticket.request));
    if (batch.length > 1) {
      for (const ticket of batch) ticket.alone = true;
      return batch;
    }
    batch[0]?.fail(new EngineFault('engine.invariant', fault));
    return [];
  }

  /** Asks outside while other batches go on, then lines the command up again. */
  async #ask(ticket: Ticket): Promise<void> {
    const { tenant } = ticket.request;
    const { asks } = ticket;
    ticket.asks = [];
    this.#asking += 1;
    const results = await Promise.all(asks.map((lookup) => this.#world.lookUp(tenant, lookup)));
    for (const [index, { key }] of asks.entries()) ticket.lookups.set(key, results[index]!);
    this.#asking -= 1;
    if (this.#dismissed) ticket.fail(new EngineFault('engine.draining'));
    else this.#line.push(ticket);
    this.#gather();
  }

  #requeue(tickets: readonly Ticket[]): void {
    for (const ticket of tickets) {
      ticket.tries += 1;
      if (ticket.asks.length > 0 && ticket.tries <= ENGINE_LIMITS.commandTriesMax) {
        void this.#ask(ticket);
      } else if (ticket.tries <= ENGINE_LIMITS.commandTriesMax) this.#line.push(ticket);
      else ticket.fail(new EngineFault('engine.busy'));
    }
  }
}

/** What only a mistake in a program throws; no store does. */
const OURS = [TypeError, RangeError, ReferenceError, SyntaxError];

/** A broken promise of ours, or what the store says it will never take. */
function isHopeless(fault: unknown): fault is Error {
  if (fault instanceof InvariantViolation || OURS.some((kind) => fault instanceof kind))
    return true;
  return fault instanceof Error && 'retryable' in fault && fault.retryable === false;
}

function idempotencyKey({ request: { tenant, key } }: Ticket): string | undefined {
  return key === undefined ? undefined : `${tenant}#${key}`;
}

/** What makes two requests the same; a start's instance id is the engine's, not the caller's. */
function textOf({ tenant, actor, command, asked }: Request): string {
  const { ...said } = command as unknown as Record<string, unknown>;
  if (command.type === 'StartInstance') delete said['instance'];
  return JSON.stringify([tenant, actor, asked ?? null, said]);
}
