/** A TCP proxy that can do to a connection what a network does: cut, delay, lose, repeat. */

import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * `pass`: as if it were not there. `blackhole`: takes and gives nothing, closes nothing. `deaf`: what
 * the target answers is lost. `slow`: every piece comes late, each by another time. `refuse`: new
 * connections are reset, old ones are cut. `reset-answer`: the request gets through, then the
 * connection is reset in place of the answer. `truncate`: half an answer, then a reset.
 */
export type Mode = 'pass' | 'blackhole' | 'deaf' | 'slow' | 'refuse' | 'reset-answer' | 'truncate';

export interface ProxyOptions {
  /** A port of this machine, or the path of a socket. */
  readonly target: number | string;
  /** 0 to 1. */
  readonly random: () => number;
  /** Which requests a fault of the answer is meant for; all by default. */
  readonly concerns?: (request: Buffer) => boolean;
}

const SLOW_MS_MAX = 400;

interface Pair {
  readonly client: Socket;
  readonly target: Socket;
  /** The request on its way is one that the fault is meant for. */
  isMarked: boolean;
  /** Nothing comes through any more, and nobody is told. */
  isDead: boolean;
}

export class FaultProxy {
  readonly #target: number | string;
  readonly #server: Server;
  readonly #random: () => number;
  readonly #concerns: (request: Buffer) => boolean;
  readonly #pairs = new Set<Pair>();
  #mode: Mode = 'pass';
  /** Times each fault has struck. */
  readonly struck = new Map<Mode, number>();

  private constructor({ target, random, concerns = () => true }: ProxyOptions) {
    this.#target = target;
    this.#random = random;
    this.#concerns = concerns;
    this.#server = createServer({ pauseOnConnect: false }, (client) => this.#join(client));
  }

  static async open(options: ProxyOptions): Promise<FaultProxy> {
    const proxy = new FaultProxy(options);
    await new Promise<void>((resolve, reject) => {
      proxy.#server.once('error', reject);
      proxy.#server.listen(0, '127.0.0.1', resolve);
    });
    return proxy;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  /** From now on; connections that a blackhole has swallowed are cut when it ends. */
  set mode(mode: Mode) {
    const before = this.#mode;
    this.#mode = mode;
    const isOver = mode === 'pass' && (before === 'blackhole' || before === 'deaf');
    if (mode === 'refuse' || isOver) this.cut();
  }

  get mode(): Mode {
    return this.#mode;
  }

  /** Resets every connection. */
  cut(): void {
    for (const pair of [...this.#pairs]) this.#reset(pair);
  }

  /** The connections of now fall silent for good; new ones are as ever. */
  deaden(): void {
    for (const pair of this.#pairs) pair.isDead = true;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(client: Socket): void {
    if (this.#mode === 'refuse') {
      this.#strike('refuse');
      client.resetAndDestroy();
      return;
    }
    const target =
      typeof this.#target === 'string' ? connect(this.#target) : connect(this.#target, '127.0.0.1');
    const pair: Pair = { client, target, isMarked: false, isDead: false };
    this.#pairs.add(pair);
    for (const socket of [client, target]) {
      socket.setNoDelay(true);
      socket.on('error', () => this.#reset(pair));
      socket.on('close', () => this.#reset(pair));
    }
    client.on('data', (piece) => this.#ask(pair, piece));
    target.on('data', (piece) => this.#answer(pair, piece));
  }

  #ask(pair: Pair, piece: Buffer): void {
    if (pair.isDead) return;
    if (this.#concerns(piece)) pair.isMarked = true;
    if (this.#mode === 'blackhole') {
      this.#strike('blackhole');
      return;
    }
    this.#pass(pair.target, piece);
  }

  #answer(pair: Pair, piece: Buffer): void {
    const mode = this.#mode;
    if (mode === 'blackhole' || pair.isDead) return;
    if (mode === 'deaf') {
      this.#strike('deaf');
      return;
    }
    if ((mode === 'reset-answer' || mode === 'truncate') && pair.isMarked) {
      this.#strike(mode);
      if (mode === 'reset-answer') {
        this.#reset(pair);
        return;
      }
      pair.client.write(piece.subarray(0, piece.length >> 1), () => this.#reset(pair));
      return;
    }
    pair.isMarked = false;
    this.#pass(pair.client, piece);
  }

  /** Pieces keep their order, however late they are. */
  #pass(to: Socket, piece: Buffer): void {
    if (this.#mode !== 'slow') {
      to.write(piece);
      return;
    }
    this.#strike('slow');
    to.cork();
    to.write(piece);
    setTimeout(() => to.uncork(), this.#random() * SLOW_MS_MAX);
  }

  #reset(pair: Pair): void {
    if (!this.#pairs.delete(pair)) return;
    pair.client.resetAndDestroy();
    // The socket of a path knows no reset.
    if (typeof this.#target === 'string') pair.target.destroy();
    else pair.target.resetAndDestroy();
  }

  #strike(mode: Mode): void {
    this.struck.set(mode, (this.struck.get(mode) ?? 0) + 1);
  }
}
