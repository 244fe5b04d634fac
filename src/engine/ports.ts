/** What the engine needs of the world besides a store: time, a log, a way to deliver. */

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
