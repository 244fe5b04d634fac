/** A server that is killed in the middle of commits, and what is there when it is back. */

import { expect, test } from 'vitest';
import { EXPORT_FORMAT, verifyLog } from '../../src/audit/index.ts';
import type { CommitOutcome, Store, StoreFault } from '../../src/store/index.ts';
import { answer, audit, outboxRow, unit } from '../contract/units.ts';
import { mysqlServers } from './server.ts';

const KILLS = process.env['CI'] ? 6 : 2;
const CLIENTS = 8;
/** Commits acknowledged between two kills. */
const BETWEEN = 120;

const { missing, start } = mysqlServers();

/** One client's instance: a commit after the other, each with its key, until it is told to stop. */
class Client {
  readonly #store: Store;
  readonly instance: string;
  readonly #acknowledge: () => void;
  seq = 0;
  /** How often it was told that nobody knows, and it was there or not. */
  readonly unsure = { there: 0, gone: 0 };

  constructor(store: Store, instance: string, acknowledge: () => void) {
    this.#store = store;
    this.instance = instance;
    this.#acknowledge = acknowledge;
  }

  async run(isOver: () => boolean): Promise<void> {
    while (!isOver()) await this.#step();
  }

  async #step(): Promise<void> {
    const key = `${this.instance} ${this.seq}`;
    const one = unit('acme', this.instance, this.seq, {
      answers: [answer(this.instance, key)],
      audit: [audit('acme', { object: key })],
      outbox: [outboxRow('acme', this.instance, this.seq + 1)],
    });
    const outcome = await this.#store.instances
      .commit([one])
      .catch((fault: StoreFault): CommitOutcome | StoreFault => fault);
    if (outcome instanceof Error) {
      expect(outcome).toMatchObject({ retryable: true });
      return this.#find(key, one.seq, outcome.code === 'store.unknown-outcome');
    }
    // Nobody else writes this instance: anything but this would be a commit lost or doubled.
    expect(outcome).toEqual(['committed']);
    this.seq = one.seq;
    this.#acknowledge();
  }

  /** After a fault the key and the sequence say the same, and only the unsure may be there. */
  async #find(key: string, seq: number, isUnsure: boolean): Promise<void> {
    const at = { tenant: 'acme', instance: this.instance };
    for (;;) {
      const found = await this.#store.instances
        .load([at], [{ tenant: 'acme', key }])
        .catch(() => undefined);
      if (!found) continue;
      const isThere = found.answers[0] !== undefined;
      expect(found.instances[0]?.seq ?? 0).toBe(isThere ? seq : this.seq);
      if (isThere) expect(isUnsure).toBe(true);
      if (isUnsure) this.unsure[isThere ? 'there' : 'gone'] += 1;
      if (isThere) this.seq = seq;
      return;
    }
  }
}

test.skipIf(missing)(
  'D3 D15 A2 a server killed in the middle of commits loses nothing, doubles nothing, and the log holds',
  async () => {
    const server = await start();
    const database = await server.database();
    const store = await database.store();
    let acknowledged = 0;
    let enough = Promise.withResolvers<void>();
    const acknowledge = (): void => {
      acknowledged += 1;
      if (acknowledged % BETWEEN === 0) enough.resolve();
    };
    const clients = Array.from(
      { length: CLIENTS },
      (_, n) => new Client(store, `i${n}`, acknowledge),
    );
    let isOver = false;
    const running = Promise.all(clients.map((client) => client.run(() => isOver)));
    for (let kill = 0; kill < KILLS; kill++) {
      await Promise.race([enough.promise, running]);
      enough = Promise.withResolvers();
      await server.killAndRestart();
    }
    await Promise.race([enough.promise, running]);
    isOver = true;
    await running;
    const commits = clients.reduce((sum, { seq }) => sum + seq / 2, 0);
    expect(commits).toBeGreaterThanOrEqual(acknowledged);
    const count = async (table: string): Promise<number> =>
      (await database.sql<{ n: number }>(`SELECT count(*) AS n FROM ${table}`))[0]!.n;
    for (const table of ['journal', 'answer', 'outbox', 'audit']) {
      expect([table, await count(table)]).toEqual([table, commits]);
    }
    const { head, records } = await store.audit.log('acme', { limit: 5_000 });
    const header = { format: EXPORT_FORMAT, ...head! };
    const report = await verifyLog(header, [...records, header], { anchors: [head!] });
    expect(report).toMatchObject({ records: commits, findings: [] });
    await database.drop();
    await server.stop();
  },
);
