/** The baseline: approvals as a good developer writes them by hand, one transaction a command. */

import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Load } from '../load.ts';
import { drive } from '../load.ts';
import type { OpenPeer } from '../peer.ts';

const SCHEMA = `
CREATE TABLE naive_instance (
  id text PRIMARY KEY, state jsonb NOT NULL, status text NOT NULL, version int NOT NULL);
CREATE TABLE naive_task (
  id text PRIMARY KEY, instance text NOT NULL, person text NOT NULL, status text NOT NULL,
  opened_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX naive_inbox ON naive_task (person, opened_at) WHERE status = 'open';
CREATE TABLE naive_journal (
  instance text NOT NULL, version int NOT NULL, event jsonb NOT NULL,
  PRIMARY KEY (instance, version));
`;

const SQL = {
  insertInstance: `INSERT INTO naive_instance VALUES ($1, $2, 'running', 1)`,
  lock: `SELECT state, version FROM naive_instance WHERE id = $1 FOR UPDATE`,
  task: `SELECT status FROM naive_task WHERE id = $1 AND person = $2`,
  closeTask: `UPDATE naive_task SET status = 'done' WHERE id = $1`,
  openTask: `INSERT INTO naive_task (id, instance, person, status) VALUES ($1, $2, $3, 'open')`,
  journal: `INSERT INTO naive_journal VALUES ($1, $2, $3)`,
  inbox: `SELECT id, instance, opened_at FROM naive_task
    WHERE person = $1 AND status = 'open' ORDER BY opened_at LIMIT 20`,
  update: `UPDATE naive_instance SET state = $2, status = $3, version = version + 1 WHERE id = $1`,
} as const;

/** Two levels of approval: a manager, and from 10 000 up a director. */
export class Naive {
  readonly #pool: pg.Pool;

  constructor(config: pg.PoolConfig, connections: number) {
    this.#pool = new pg.Pool({ ...config, max: connections });
    // An idle connection that the server ends at its stop is no news.
    this.#pool.on('error', () => {});
  }

  async prepare(): Promise<void> {
    await this.#pool.query(SCHEMA);
  }

  /** Starts an instance; gives the manager's task. */
  async start(amount: number, person: string): Promise<{ instance: string; task: string }> {
    const instance = randomUUID();
    const task = `${instance}.1`;
    await this.#transaction(async (run) => {
      const state = { amount, person, step: 'manager', votes: [] };
      await run('insertInstance', [instance, JSON.stringify(state)]);
      await run('openTask', [task, instance, 'manager']);
      await run('journal', [instance, 1, JSON.stringify({ type: 'started', amount, person })]);
    });
    return { instance, task };
  }

  /** Approves a task; gives the next one, or undefined at the end. */
  async approve(instance: string, task: string, person: string): Promise<string | undefined> {
    return this.#transaction(async (run) => {
      const [row] = (await run('lock', [instance])).rows;
      const [open] = (await run('task', [task, person])).rows;
      if (open?.status !== 'open') throw new Error('the task is not open');
      const state = { ...row.state, votes: [...row.state.votes, { person, vote: 'approve' }] };
      const isLast = state.step === 'director' || state.amount < 10_000;
      const next = isLast ? undefined : `${instance}.2`;
      await run('closeTask', [task]);
      if (next !== undefined) await run('openTask', [next, instance, 'director']);
      const event = { type: 'approved', person, task };
      await run('journal', [instance, row.version + 1, JSON.stringify(event)]);
      const after = { ...state, step: isLast ? 'end' : 'director' };
      await run('update', [instance, JSON.stringify(after), isLast ? 'approved' : 'running']);
      return next;
    });
  }

  /** The first page of a person's open tasks. */
  async inbox(person: string): Promise<readonly { readonly id: string }[]> {
    const page = { name: 'inbox', text: SQL.inbox, values: [person] };
    return (await this.#pool.query(page)).rows;
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #transaction<T>(work: (run: Run) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    try {
      await client.query('BEGIN');
      const run: Run = (name, values) => client.query({ name, text: SQL[name], values });
      const result = await work(run);
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  }
}

type Run = (name: keyof typeof SQL, values: unknown[]) => Promise<pg.QueryResult>;

/** So many of all peers together fit into the hundred of the embedded server. */
export const CONNECTIONS_MAX = 24;

export const openNaive: OpenPeer = async (database) => {
  const naive = new Naive(database, CONNECTIONS_MAX);
  await naive.prepare();
  return {
    drive: (inFlight, milliseconds) => drive(loadOf(naive), inFlight, milliseconds),
    close: () => naive.close(),
  };
};

function loadOf(naive: Naive): Load {
  return {
    instance: async (command) => {
      const { instance, task } = await command(() => naive.start(12_000, 'starter'));
      const next = await command(() => naive.approve(instance, task, 'manager'));
      await command(() => naive.approve(instance, next!, 'director'));
      await naive.inbox('manager');
    },
  };
}
