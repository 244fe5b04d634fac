/** A stream of everything that happens, on a broker that dies as well; what it holds is held to the journal. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import type { CloudEvent } from '../../src/connectors/index.ts';
import type { NatsServer } from '../connectors/brokers.ts';
import { startNats } from '../connectors/brokers.ts';
import { programOf } from '../programs.ts';
import type { Content, Promises } from './checks.ts';
import type { Database } from './database.ts';
import { scratch } from './database.ts';

const STREAM = 'CRASH';
const CAUGHT_UP_MS_MAX = 60_000;

export class Stream {
  readonly #server: NatsServer;

  private constructor(server: NatsServer) {
    this.#server = server;
  }

  /** undefined where no broker can be had. */
  static async open(): Promise<Stream | undefined> {
    const path = programOf('nats-server', 'nats-server');
    if (path === undefined) return undefined;
    const folder = streamFolder(scratch());
    mkdirSync(folder, { recursive: true });
    return new Stream(await startNats(path, folder));
  }

  /** What servers are told of it. */
  get sinkUrl(): string {
    return `${this.#server.url}?stream=${STREAM}&from=start`;
  }

  async killAndRestart(downMs: number): Promise<void> {
    await this.#server.kill();
    await sleep(downMs);
    await this.#server.start();
  }

  /** O2, O5, O10: once the servers have caught up, every event is there, an instance's in order. */
  async check(promises: Promises, database: Database, content: Content): Promise<void> {
    await this.#caughtUp(promises, database);
    const heard = new Map<string, string[]>();
    for (const { subject, id } of await this.#events()) {
      const own = heard.get(subject) ?? [];
      if (!own.includes(id)) own.push(id);
      heard.set(subject, own);
    }
    for (const { instance, seq } of content.instances) {
      const expected = Array.from({ length: seq }, (_, n) => `${instance}.${n + 1}`).join();
      const own = heard.get(instance)?.join() ?? 'nothing';
      for (const id of ['O2', 'O5']) {
        promises.holds(id, own === expected, () => `the stream of ${instance} has ${own}`);
      }
    }
    promises.count('O10', content.instances.length);
  }

  async close(): Promise<void> {
    await this.#server.stop();
  }

  async #caughtUp(promises: Promises, database: Database): Promise<void> {
    const endMs = performance.now() + CAUGHT_UP_MS_MAX;
    for (;;) {
      const [row] = await database.sql<{ behind: number }>(
        `SELECT coalesce(sum(h.position - coalesce(c.position, 0)), 0)::int AS behind
         FROM audit_head h LEFT JOIN sink_cursor c ON c.tenant = h.tenant`,
      );
      if (row!.behind === 0) return;
      if (performance.now() > endMs) {
        promises.breaks('O10', `the stream stays ${row!.behind} records behind`);
        return;
      }
      await sleep(50);
    }
  }

  async #events(): Promise<readonly CloudEvent[]> {
    const connection = await connect({ servers: this.#server.url });
    try {
      const stream = await jetstream(connection).streams.get(STREAM);
      const { state } = await stream.info();
      const consumer = await stream.getConsumer();
      const events: CloudEvent[] = [];
      while (events.length < state.messages) {
        for await (const message of await consumer.fetch({ max_messages: 1_000, expires: 5_000 })) {
          events.push(message.json<CloudEvent>());
          if (events.length === state.messages) break;
        }
      }
      return events;
    } finally {
      await connection.close();
    }
  }
}

/** Below the folder of a run. */
export function streamFolder(run: string): string {
  return join(run, 'stream');
}
