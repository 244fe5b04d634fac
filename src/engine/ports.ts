/** What the engine needs of the world besides a store: time, a log, a way to deliver. */

import { randomBytes } from 'node:crypto';
import type { CallEffect } from '../kernel/index.ts';

/** Time as a port, so that the simulator can own it. */
export interface Clock {
  nowMs(): number;
  /** Resolves after the time, or as soon as the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Resolves once everything that is ready by now has had its turn. */
  turn(): Promise<void>;
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done);
    }),
  turn: () => new Promise((resolve) => void setImmediate(resolve)),
};

/** Chance as a port, so that the simulator can own it: as many random bytes as asked for. */
export type RandomBytes = (size: number) => Buffer;

/** Bytes drawn from the system at once: a draw costs the same for sixteen as for all of them. */
const POOL_BYTES = 4_096;

/** The system's randomness; for ids, which are many and small, out of a pool. */
export function systemRandom(): RandomBytes {
  let pool = Buffer.alloc(0);
  let at = 0;
  return (size) => {
    if (size > POOL_BYTES) return randomBytes(size);
    if (at + size > pool.length) {
      pool = randomBytes(POOL_BYTES);
      at = 0;
    }
    at += size;
    return pool.subarray(at - size, at);
  };
}

/** Structured log lines; pino fits. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} };

/** One delivery of one outbox message. */
export interface Delivery {
  /** Stable over all tries (O4). */
  readonly id: string;
  readonly effect: CallEffect;
  readonly attempt: number;
  readonly atMs: number;
  /** Aborts when the engine will wait no longer for the answer. */
  readonly signal: AbortSignal;
}

export type DeliveryResult =
  | { readonly kind: 'delivered'; readonly status: number }
  | { readonly kind: 'retry'; readonly reason: string; readonly afterMs?: number }
  | { readonly kind: 'refused'; readonly reason: string };

export type Deliver = (delivery: Delivery) => Promise<DeliveryResult>;

/** Counters and timings, for whoever exposes them. */
export interface Metrics {
  commandDone(type: string, result: 'done' | 'refused' | 'replayed' | 'fault', ms: number): void;
  batchCommitted(commands: number, ms: number): void;
  timerFired(latenessMs: number): void;
  delivered(result: DeliveryResult['kind']): void;
}

export const noMetrics: Metrics = {
  commandDone: () => {},
  batchCommitted: () => {},
  timerFired: () => {},
  delivered: () => {},
};
