/** The line of commands that wait for a batch: who goes first, and who is turned away when it is full. */

import type { TenantId } from '../kernel/index.ts';
import type { Ticket } from './batch-run.ts';
import { ENGINE_LIMITS } from './limits.ts';
import type { Request } from './requests.ts';

/**
 * Priorities of who names none: what is due goes before the rest, and under overload what is begun
 * before what is new; all equal would then let everybody begin and nobody finish.
 */
export const PRIORITY = { due: 10, begun: 1, new: 0 } as const;

/** The priority of a request: its own, or that of what it is. */
export function priorityOf({ priority, actor, command }: Request): number {
  if (priority !== undefined) return priority;
  if (actor.kind === 'system') return PRIORITY.due;
  return command.type === 'StartInstance' ? PRIORITY.new : PRIORITY.begun;
}

/** Whether a number is a priority that a caller may name. */
export function isPriority(number: number): boolean {
  const { priorityMin, priorityMax } = ENGINE_LIMITS;
  return Number.isInteger(number) && number >= priorityMin && number <= priorityMax;
}

/** Tickets of one priority, by tenant, the one whose turn it is first. */
type Lane = Map<TenantId, Ticket[]>;

/**
 * Higher priority first; while none waits for long, what is new keeps step with what is begun. Within
 * one priority tenants in turn, so that none waits behind the flood of another; within a tenant,
 * first come first served.
 */
export class Line {
  readonly #lanes = new Map<number, Lane>();
  readonly #waiting = new Map<TenantId, number>();
  #order: readonly number[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(ticket: Ticket): void {
    const { tenant } = ticket.request;
    const priority = priorityOf(ticket.request);
    let lane = this.#lanes.get(priority);
    if (!lane) {
      lane = new Map();
      this.#lanes.set(priority, lane);
      this.#order = [...this.#lanes.keys()].sort((a, b) => b - a);
    }
    const waiting = lane.get(tenant);
    if (waiting) waiting.push(ticket);
    else lane.set(tenant, [ticket]);
    this.#count(tenant, 1);
  }

  /** Takes out up to `size` tickets that may go; `mayGo` is asked once for each that is looked at. */
  take(
    size: number,
    mayGo: (ticket: Ticket) => boolean,
    nowMs = Number.POSITIVE_INFINITY,
  ): readonly Ticket[] {
    const taken: Ticket[] = [];
    for (const priority of this.#order) {
      if (taken.length === size) break;
      const share = this.#shareOf(priority, size - taken.length, nowMs);
      this.#takeFrom(priority, this.#lanes.get(priority)!, taken.length + share, mayGo, taken);
    }
    return taken;
  }

  /** How much of what is left a priority may take: what is begun leaves room for what is new. */
  #shareOf(priority: number, left: number, nowMs: number): number {
    const begun = this.#lanes.get(PRIORITY.begun);
    const fresh = this.#lanes.get(PRIORITY.new);
    if (priority !== PRIORITY.begun || !begun || !fresh) return left;
    if (nowMs - luckiestOf(fresh) > ENGINE_LIMITS.queueCalmMs) return left;
    const [going, coming] = [lengthOf(begun), lengthOf(fresh)];
    return Math.ceil((left * going) / (going + coming));
  }

  #takeFrom(
    priority: number,
    lane: Lane,
    size: number,
    mayGo: (ticket: Ticket) => boolean,
    taken: Ticket[],
  ): void {
    const seen = new Map([...lane.keys()].map((tenant) => [tenant, 0]));
    while (taken.length < size && seen.size > 0) {
      for (const [tenant, from] of seen) {
        if (taken.length === size) break;
        const waiting = lane.get(tenant)!;
        const at = waiting.findIndex((ticket, place) => place >= from && mayGo(ticket));
        if (at < 0) {
          seen.delete(tenant);
          continue;
        }
        taken.push(...waiting.splice(at, 1));
        this.#count(tenant, -1);
        seen.set(tenant, at);
        // To the end of the lane: the others have their turn before it comes again.
        lane.delete(tenant);
        if (waiting.length > 0) lane.set(tenant, waiting);
        else seen.delete(tenant);
      }
    }
    if (lane.size > 0) return;
    this.#lanes.delete(priority);
    this.#order = this.#order.filter((other) => other !== priority);
  }

  /**
   * Who has to go so that another of the tenant and priority may wait: the newest of the lowest
   * priority, of whoever has most in line. Undefined: the newcomer itself.
   */
  victim(tenant: TenantId, priority: number): Ticket | undefined {
    for (const low of this.#order.toReversed()) {
      if (low > priority) return undefined;
      const lane = this.#lanes.get(low)!;
      const most = [...lane.keys()].reduce((a, b) => (this.waits(b) > this.waits(a) ? b : a));
      if (low === priority && this.waits(most) <= this.waits(tenant) + 1) return undefined;
      // Only what was never tried can be turned away as if it had not been.
      const found = lane.get(most)!.findLast(({ tries }) => tries === 0);
      if (found) return found;
    }
    return undefined;
  }

  /** How many commands of a tenant wait. */
  waits(tenant: TenantId): number {
    return this.#waiting.get(tenant) ?? 0;
  }

  /** Whether the tenant has most of a full line, with others behind it. */
  isFloodedBy(tenant: TenantId): boolean {
    return this.#waiting.size > 1 && this.waits(tenant) * 2 > this.#length;
  }

  remove(ticket: Ticket): void {
    this.take(1, (other) => other === ticket);
  }

  /** Takes out all. */
  clear(): readonly Ticket[] {
    return this.take(this.#length, () => true);
  }

  /**
   * Whether the line is full for a newcomer. While even the luckiest tenant's next of that priority has
   * waited for too long, few in line are enough: whoever joined them would only wait longer. What is
   * begun goes before what is new, so that the new wait first, and are turned away first.
   */
  isFullFor(priority: number, nowMs: number): boolean {
    const { queueLengthMax, queueLengthMin, queueTargetMs } = ENGINE_LIMITS;
    if (this.#length >= queueLengthMax) return true;
    const lane = this.#lanes.get(priority);
    if (!lane || this.#length < queueLengthMin) return false;
    return nowMs - luckiestOf(lane) > queueTargetMs;
  }

  #count(tenant: TenantId, by: 1 | -1): void {
    this.#length += by;
    const waits = this.waits(tenant) + by;
    if (waits > 0) this.#waiting.set(tenant, waits);
    else this.#waiting.delete(tenant);
  }
}

/** Since when the luckiest tenant's next waits, as epoch milliseconds. */
function luckiestOf(lane: Lane): number {
  return Math.max(...lane.values().map(([next]) => next!.acceptedAtMs));
}

function lengthOf(lane: Lane): number {
  return lane.values().reduce((sum, waiting) => sum + waiting.length, 0);
}
