/** Virtual time: what is to happen, in order; one event at a time, and nothing happens by itself. */

import { createHash } from 'node:crypto';
import { invariant } from '../../kernel/index.ts';
import type { Chance } from './chance.ts';

/** A process that may stop: what it waited for never comes. */
export interface Process {
  readonly name: string;
  isAlive: boolean;
  /** Until when it stands still. */
  frozenUntilMs: number;
}

interface Event {
  atMs: number;
  readonly order: number;
  readonly label: string;
  /** Whose event it is; without one, the world's own. */
  readonly of: Process | undefined;
  /** An idle look for work: may come later when nothing else happens meanwhile. */
  readonly isIdle: boolean;
  readonly run: () => void;
  isCancelled: boolean;
}

export interface EventOptions {
  readonly of?: Process | undefined;
  readonly isIdle?: boolean;
}

/** What a run goes by. */
export interface Course {
  /** How long until work that nobody waits for falls due; idle looks are put off until then. */
  readonly nextDueInMs: () => Promise<number | undefined>;
  /** Throws to end the run. */
  readonly afterEach: () => void;
  readonly stepsMax: number;
}

const IDLE_SPREAD_MS = 400;
const breathe = globalThis.setImmediate;
/** Turns of the event loop that are asked for at once: its own work is done once for all of them. */
const BREATHS = 64;

export class Schedule {
  nowMs: number;
  /** Events that have happened. */
  steps = 0;
  readonly #chance: Chance;
  readonly #trace = createHash('sha256');
  readonly #events: Event[] = [];
  #last = 0;
  #breaths = 0;
  #waiting: (() => void) | undefined;

  constructor(startMs: number, chance: Chance) {
    this.nowMs = startMs;
    this.#chance = chance;
  }

  /** Lets something happen after a while; gives a way to call it off. */
  after(ms: number, label: string, run: () => void, options: EventOptions = {}): () => void {
    const { of, isIdle = false } = options;
    const atMs = this.nowMs + Math.max(0, ms);
    const order = ++this.#last;
    const event: Event = { atMs, order, label, of, isIdle, run, isCancelled: false };
    this.#insert(event);
    return () => {
      event.isCancelled = true;
    };
  }

  /** Runs events until the promise is settled. Throws when it cannot settle any more. */
  async until<T>(done: Promise<T>, { nextDueInMs, afterEach, stepsMax }: Course): Promise<T> {
    const ending = { isSettled: false };
    const settled = (): void => {
      ending.isSettled = true;
    };
    done.then(settled, settled);
    await this.#pause();
    while (!ending.isSettled) {
      invariant(this.steps <= stepsMax, 'R1', `no end after ${stepsMax} steps`);
      await this.#skipIdleness(nextDueInMs);
      const event = this.#events.shift();
      invariant(event, 'R1', 'somebody waits and nothing is left to happen');
      if (!this.#happens(event)) continue;
      await this.#pause();
      afterEach();
    }
    return done;
  }

  /** Everything that happened, in one text: equal for equal runs (K1). */
  get hash(): string {
    return this.#trace.copy().digest('hex');
  }

  /** Writes into the trace. */
  note(text: string): void {
    this.#trace.update(`${text}\n`);
  }

  #happens(event: Event): boolean {
    const { of } = event;
    if (event.isCancelled || of?.isAlive === false) return false;
    if (of && of.frozenUntilMs > event.atMs) {
      event.atMs = of.frozenUntilMs;
      this.#insert(event);
      return false;
    }
    this.nowMs = Math.max(this.nowMs, event.atMs);
    this.steps += 1;
    this.note(`${this.nowMs} ${of?.name ?? ''} ${event.label}`);
    event.run();
    return true;
  }

  /** Puts idle looks off to about when there is something to see. */
  async #skipIdleness(nextDueInMs: Course['nextDueInMs']): Promise<void> {
    const first = this.#events.find(isWanted);
    if (!first?.isIdle) return;
    const busy = this.#events.find((event) => !event.isIdle && isWanted(event));
    const dueMs = this.nowMs + ((await nextDueInMs()) ?? Infinity);
    const horizonMs = Math.min(busy?.atMs ?? Infinity, dueMs);
    if (!Number.isFinite(horizonMs)) return;
    if (horizonMs - first.atMs < 2 * IDLE_SPREAD_MS) return;
    const idle = this.#events.filter((event) => event.isIdle && event.atMs < horizonMs);
    for (const event of idle) {
      this.#events.splice(this.#events.indexOf(event), 1);
      if (!isWanted(event)) continue;
      event.atMs = horizonMs + this.#chance.below(2 * IDLE_SPREAD_MS) - IDLE_SPREAD_MS;
      this.#insert(event);
    }
  }

  /** Lets every promise that can go on go on: between two immediates Node empties their queue. */
  #pause(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting = resolve;
      if (this.#breaths > 0) return;
      this.#breaths = BREATHS;
      for (let n = 0; n < BREATHS; n++) breathe(() => this.#drawBreath());
    });
  }

  #drawBreath(): void {
    this.#breaths -= 1;
    const resolve = this.#waiting;
    this.#waiting = undefined;
    resolve?.();
  }

  #insert(event: Event): void {
    const isLater = (other: Event): boolean =>
      other.atMs > event.atMs || (other.atMs === event.atMs && other.order > event.order);
    const at = this.#events.findLastIndex((other) => !isLater(other));
    this.#events.splice(at + 1, 0, event);
  }
}

function isWanted(event: Event): boolean {
  return !event.isCancelled && event.of?.isAlive !== false;
}
