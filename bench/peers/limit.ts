/**
 * The physical limit: the rows of a decision and nothing else, a hundred decisions a statement, two
 * connections. A decision: the instance's row changes (600 bytes), a journal row (300 bytes), a task
 * closes, a task opens, an outbox row.
 */

import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { OpenPeer } from '../peer.ts';

const SCHEMA = `
CREATE TABLE limit_instance (id text PRIMARY KEY, state text NOT NULL) WITH (fillfactor = 50);
CREATE TABLE limit_journal (
  instance text, version int, event text, PRIMARY KEY (instance, version));
CREATE TABLE limit_task (id text PRIMARY KEY, instance text NOT NULL, person text NOT NULL,
  status text NOT NULL, opened_at timestamptz NOT NULL DEFAULT now()) WITH (fillfactor = 80);
CREATE INDEX limit_inbox ON limit_task (person, opened_at) WHERE status = 'open';
CREATE TABLE limit_outbox (id text PRIMARY KEY, message text NOT NULL);
`;

const DECIDE = `
WITH input AS MATERIALIZED (
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[]) AS r(id, task, next)
),
changed AS (
  UPDATE limit_instance i SET state = $4 FROM input r WHERE i.id = r.id
),
journal AS (
  INSERT INTO limit_journal SELECT id, $6, $5 FROM input
),
closed AS (
  UPDATE limit_task t SET status = 'done' FROM input r WHERE t.id = r.task
),
opened AS (
  INSERT INTO limit_task (id, instance, person, status) SELECT next, id, 'manager', 'open' FROM input
)
INSERT INTO limit_outbox SELECT next, $5 FROM input`;

const BATCH = 100;
const STATE = 'x'.repeat(600);
const EVENT = 'x'.repeat(300);

/** A hundred instances that are decided on again and again; each connection has its own. */
class Batch {
  readonly #client: pg.Client;
  readonly #ids = Array.from({ length: BATCH }, () => randomUUID());
  #version = 0;

  constructor(client: pg.Client) {
    this.#client = client;
  }

  async prepare(): Promise<void> {
    await this.#client.query(
      `WITH i AS (INSERT INTO limit_instance SELECT id, '' FROM unnest($1::text[]) AS r(id))
       INSERT INTO limit_task SELECT id || '.0', id, 'manager', 'open' FROM unnest($1::text[]) AS r(id)`,
      [this.#ids],
    );
  }

  async decide(): Promise<void> {
    const now = this.#version;
    this.#version += 1;
    const tasks = (version: number) => this.#ids.map((id) => `${id}.${version}`);
    const values = [this.#ids, tasks(now), tasks(now + 1), STATE, EVENT, now];
    await this.#client.query({ name: 'decide', text: DECIDE, values });
  }
}

/** Its commands are decisions; how many clients are in flight is of no account. */
export const openLimit: OpenPeer = async (database) => {
  const clients = [new pg.Client(database), new pg.Client(database)];
  for (const client of clients) await client.connect();
  await clients[0]!.query(SCHEMA);
  const batches = clients.map((client) => new Batch(client));
  for (const batch of batches) await batch.prepare();
  return {
    async drive(_inFlight, milliseconds) {
      const cpuBefore = process.cpuUsage();
      const startedAt = performance.now();
      const times: number[] = [];
      const run = async (batch: Batch): Promise<void> => {
        while (performance.now() - startedAt < milliseconds) {
          const from = performance.now();
          await batch.decide();
          times.push(performance.now() - from);
        }
      };
      await Promise.all(batches.map(run));
      const seconds = (performance.now() - startedAt) / 1000;
      const cpu = process.cpuUsage(cpuBefore);
      times.sort((a, b) => a - b);
      const decisions = times.length * BATCH;
      return {
        commandsPerSecond: decisions / seconds,
        p50Ms: times[Math.floor(times.length * 0.5)]!,
        p99Ms: times[Math.floor(times.length * 0.99)]!,
        instancesAll: decisions / 3,
        commandsAll: decisions,
        cpuMs: (cpu.user + cpu.system) / 1000,
      };
    },
    async close() {
      for (const client of clients) await client.end();
    },
  };
};
