/** Prometheus metrics of engine and door. */

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Metrics } from '../engine/index.ts';

export interface ServerMetrics extends Metrics {
  requestDone(method: string, route: string, status: number, ms: number): void;
  /** Registers a number that is read at every scrape. */
  gauge(name: string, help: string, read: () => Promise<number>): void;
  /** Registers a number for each value of a label, read at every scrape. */
  gauges(
    name: string,
    help: string,
    label: string,
    read: () => Promise<ReadonlyMap<string, number>>,
  ): void;
  /** The exposition text and its content type. */
  expose(): Promise<{ readonly type: string; readonly text: string }>;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** A registry of its own, so that two engines in one process do not mix. */
export function createMetrics(): ServerMetrics {
  const registers = [new Registry()];
  const [registry] = registers as [Registry];
  collectDefaultMetrics({ register: registry });
  const commands = new Histogram({
    name: 'vermilion_command_seconds',
    help: 'Time from a command’s arrival to its answer.',
    labelNames: ['command', 'result'],
    buckets: SECONDS,
    registers,
  });
  const batches = new Histogram({
    name: 'vermilion_batch_commands',
    help: 'Commands per batch.',
    buckets: [1, 2, 4, 8, 16, 32, 64],
    registers,
  });
  const commits = new Histogram({
    name: 'vermilion_batch_seconds',
    help: 'Time of one batch, load to commit.',
    buckets: SECONDS,
    registers,
  });
  const lateness = new Histogram({
    name: 'vermilion_timer_lateness_seconds',
    help: 'How long after its due time a timer fired.',
    buckets: [...SECONDS, 30, 300],
    registers,
  });
  const deliveries = new Counter({
    name: 'vermilion_deliveries_total',
    help: 'Deliveries of outbox messages by result.',
    labelNames: ['result'],
    registers,
  });
  const requests = new Histogram({
    name: 'vermilion_http_request_seconds',
    help: 'Time of HTTP requests.',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers,
  });
  return {
    commandDone: (command, result, ms) => commands.observe({ command, result }, ms / 1000),
    batchCommitted: (count, ms) => {
      batches.observe(count);
      commits.observe(ms / 1000);
    },
    timerFired: (ms) => lateness.observe(Math.max(0, ms) / 1000),
    delivered: (result) => deliveries.inc({ result }),
    requestDone: (method, route, status, ms) =>
      requests.observe({ method, route, status }, ms / 1000),
    gauge: (name, help, read) => {
      new Gauge({
        name,
        help,
        registers,
        async collect() {
          this.set(await read());
        },
      });
    },
    gauges: (name, help, label, read) => {
      new Gauge({
        name,
        help,
        labelNames: [label],
        registers,
        async collect() {
          this.reset();
          for (const [value, count] of await read()) this.set({ [label]: value }, count);
        },
      });
    },
    expose: async () => ({ type: registry.contentType, text: await registry.metrics() }),
  };
}
