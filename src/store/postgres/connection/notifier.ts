/** Signals between processes: LISTEN and NOTIFY on one connection of their own. */

import type { Socket } from 'node:net';
import pg from 'pg';
import { STORE_LIMITS } from '../../limits.ts';
import type { Signal } from '../../port.ts';
import { mergeSignals, type SignalHub } from '../../signals.ts';
import { orSilent } from '../../silence.ts';

const CHANNEL = 'vermilion';

/**
 * Least time between two notifications. Each is a commit of its own and wakes every listener:
 * inside the writing transaction it would halve the throughput.
 */
const PAUSE_MS = 20;
const RECONNECT_MS: readonly [number, number] = [50, 5_000];

/** One signal on the wire: tenant, instance, sequence, people. */
type Packed = readonly [string, string, number, readonly string[]];

/** Packs signals into payloads that a notification can carry. */
export function payloads(signals: readonly Signal[]): readonly string[] {
  const full: string[] = [];
  let parts: string[] = [];
  let bytes = 2;
  const add = (part: string): void => {
    const size = Buffer.byteLength(part) + 1;
    if (bytes + size > STORE_LIMITS.notifyBytesMax && parts.length > 0) {
      full.push(`[${parts.join(',')}]`);
      parts = [];
      bytes = 2;
    }
    parts.push(part);
    bytes += size;
  };
  for (const signal of signals) for (const part of split(signal)) add(part);
  if (parts.length > 0) full.push(`[${parts.join(',')}]`);
  return full;
}

/** A signal of very many people becomes several. */
function split(signal: Signal): readonly string[] {
  const { tenant, instance, seq, people } = signal;
  const whole = JSON.stringify([tenant, instance, seq, people] satisfies Packed);
  const fits = Buffer.byteLength(whole) <= STORE_LIMITS.notifyBytesMax - 3;
  if (fits) return [whole];
  if (people.length < 2) return [];
  const half = people.length >> 1;
  return [
    ...split({ ...signal, people: people.slice(0, half) }),
    ...split({ ...signal, people: people.slice(half) }),
  ];
}

/** Reads a payload back; one that is not ours gives nothing. */
export function unpacked(payload: string): readonly Signal[] {
  try {
    return (JSON.parse(payload) as Packed[]).map(([tenant, instance, seq, people]) => ({
      tenant,
      instance,
      seq,
      people,
    }));
  } catch {
    return [];
  }
}

/** The socket that a client talks through. */
function socketOf(client: pg.Client): Socket {
  return (client as unknown as { connection: { stream: Socket } }).connection.stream;
}

/** Tells other processes what this one committed, and this one what they did. */
export class Notifier {
  readonly #config: pg.ClientConfig;
  readonly #hub: SignalHub;
  #client: pg.Client | undefined;
  #waiting: Signal[] = [];
  #sending: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #sentAtMs = Number.NEGATIVE_INFINITY;
  #retryMs = RECONNECT_MS[0];
  #closed = false;

  constructor(config: pg.ClientConfig, hub: SignalHub) {
    this.#config = config;
    this.#hub = hub;
  }

  /** Connects and listens; later losses are mended in the background. */
  async open(): Promise<void> {
    const client = new pg.Client(this.#config);
    let live = true;
    const lost = (): void => {
      if (!live) return;
      live = false;
      if (this.#client === client) this.#client = undefined;
      this.#reconnectLater();
    };
    client.on('error', lost);
    client.on('end', lost);
    client.on('notification', ({ processId, payload }) => {
      // Our own were told without the round trip.
      if (processId !== (client as { processID?: number }).processID && payload) {
        this.#hub.tell(unpacked(payload));
      }
    });
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
    } catch (error) {
      live = false;
      client.end().catch(() => {});
      throw error;
    }
    this.#client = client;
    this.#retryMs = RECONNECT_MS[0];
    if (this.#closed) await client.end().catch(() => {});
    else {
      this.#beatLater(client);
      this.#sendLater();
    }
  }

  /** Who only listens would never notice that nobody is there. */
  #beatLater(client: pg.Client): void {
    const beat = async (): Promise<void> => {
      if (this.#client !== client || this.#closed) return;
      await orSilent(socketOf(client), client.query('SELECT 1')).catch(() => {});
      this.#beatLater(client);
    };
    setTimeout(() => void beat(), STORE_LIMITS.listenBeatMs).unref();
  }

  #reconnectLater(): void {
    if (this.#closed) return;
    const waitMs = this.#retryMs;
    this.#retryMs = Math.min(waitMs * 2, RECONNECT_MS[1]);
    const retry = async (): Promise<void> => {
      if (this.#closed) return;
      try {
        await this.open();
        this.#hub.tellGap();
      } catch {
        this.#reconnectLater();
      }
    };
    setTimeout(retry, waitMs).unref();
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
    if (this.#timer || this.#sending || this.#waiting.length === 0 || !this.#client) return;
    const waitMs = Math.max(0, this.#sentAtMs + PAUSE_MS - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#send();
    }, waitMs);
  }

  #send(): void {
    const client = this.#client;
    if (!client || this.#sending || this.#waiting.length === 0) return;
    const signals = mergeSignals(this.#waiting);
    this.#waiting = [];
    this.#sentAtMs = performance.now();
    const notify = client.query({
      name: 'signal_notify',
      text: `SELECT pg_notify('${CHANNEL}', payload) FROM unnest($1::text[]) AS payload`,
      values: [payloads(signals)],
    });
    this.#sending = orSilent(socketOf(client), notify)
      .then(
        () => {},
        // With the connection that comes next; a listener that hears it twice looks twice.
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
    clearTimeout(this.#timer);
    await this.#sending;
    this.#send();
    await this.#sending;
    await this.#client?.end().catch(() => {});
  }
}
