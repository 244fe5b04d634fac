/**
 * Signals between processes: rows that each writes and all look for. MySQL wakes nobody.
 *
 * A process writes what it committed in one row at most every 20 ms, beside the commits and not in
 * them, and looks every `signalPollMs` for rows of others: a signal is on its way for 70 ms at most, plus
 * two round trips. Numbers are given under the lock of `signal_last`, so that they become visible in
 * their order and none is passed over. A number that is missing, because it was swept away before it
 * was read, is a gap, as is a look that failed: both are told as one.
 */

import { randomUUID } from 'node:crypto';
import { STORE_LIMITS } from '../../limits.ts';
import type { Signal } from '../../port.ts';
import { mergeSignals, type SignalHub } from '../../signals.ts';
import type { MysqlConfig } from './config.ts';
import { Lanes } from './lanes.ts';
import { type Sql, sql } from './sql.ts';

/** Least time between two rows of a process: each is a commit of its own. */
const PAUSE_MS = 20;

const LAST = sql`SELECT position FROM signal_last WHERE one = 1`;
const NUMBER = sql`UPDATE signal_last SET position = position + 1 WHERE one = 1`;

const write = (sender: string, payload: string): Sql =>
  sql`INSERT INTO signal_sent (position, sender, payload)
SELECT position, ${sender}, ${payload} FROM signal_last WHERE one = 1`;

const SWEEP = sql`DELETE FROM signal_sent
WHERE position <= (SELECT position FROM signal_last WHERE one = 1) - ${STORE_LIMITS.signalRowsMax}`;

/** Plan: range over the primary key. */
const since = (position: number): Sql => sql`SELECT position, sender, payload FROM signal_sent
WHERE position > ${position} ORDER BY position`;

interface Sent {
  readonly position: number;
  readonly sender: string;
  readonly payload: string;
}

/** Tells other processes what this one committed, and this one what they did. */
export class Notifier {
  readonly #lanes: Lanes;
  readonly #hub: SignalHub;
  readonly #sender: string = randomUUID();
  #position = 0;
  #waiting: Signal[] = [];
  #isGap = false;
  #sending: Promise<void> | undefined;
  #sendTimer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #lookTimer: NodeJS.Timeout | undefined;
  #sentAtMs = Number.NEGATIVE_INFINITY;
  #closed = false;

  constructor(config: MysqlConfig, hub: SignalHub) {
    this.#lanes = new Lanes(config, 1);
    this.#hub = hub;
  }

  /** Looks from here on; what was told before concerns nobody here. */
  async open(): Promise<void> {
    const [row] = await this.#lanes.read<{ position: number }>(LAST);
    this.#position = row!.position;
    this.#lookLater();
  }

  #lookLater(): void {
    if (this.#closed) return;
    this.#lookTimer = setTimeout(() => {
      this.#looking = this.#look().then(() => this.#lookLater());
    }, STORE_LIMITS.signalPollMs).unref();
  }

  async #look(): Promise<void> {
    let rows: readonly Sent[];
    try {
      rows = await this.#lanes.read<Sent>(since(this.#position));
    } catch {
      this.#isGap = true;
      return;
    }
    for (const { position, sender, payload } of rows) {
      if (position !== this.#position + 1) this.#isGap = true;
      this.#position = position;
      // Our own were told without the round trip.
      if (sender !== this.#sender) this.#hub.tell(JSON.parse(payload) as Signal[]);
    }
    if (this.#isGap) this.#hub.tellGap();
    this.#isGap = false;
  }

  publish(signals: readonly Signal[]): void {
    this.#hub.tell(signals);
    this.#wait(signals);
    this.#sendLater();
  }

  #wait(signals: readonly Signal[]): void {
    this.#waiting.push(...signals);
    const excess = this.#waiting.length - STORE_LIMITS.signalsWaitingMax;
    if (excess > 0) this.#waiting.splice(0, excess);
  }

  #sendLater(): void {
    if (this.#sendTimer || this.#sending || this.#waiting.length === 0) return;
    const waitMs = Math.max(0, this.#sentAtMs + PAUSE_MS - performance.now());
    this.#sendTimer = setTimeout(() => {
      this.#sendTimer = undefined;
      this.#send();
    }, waitMs);
  }

  #send(): void {
    if (this.#sending || this.#waiting.length === 0) return;
    const signals = mergeSignals(this.#waiting);
    this.#waiting = [];
    this.#sentAtMs = performance.now();
    const row = write(this.#sender, JSON.stringify(signals));
    this.#sending = this.#lanes
      .write([NUMBER, row, SWEEP])
      .then(
        () => {},
        // Later, with the next; a listener that hears it twice looks twice.
        () => this.#wait(signals),
      )
      .finally(() => {
        this.#sending = undefined;
        if (!this.#closed) this.#sendLater();
      });
  }

  /** Sends what waits, then closes. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#sendTimer);
    clearTimeout(this.#lookTimer);
    await this.#looking;
    await this.#sending;
    this.#send();
    await this.#sending;
    await this.#lanes.close();
  }
}
