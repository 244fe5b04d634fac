/** Who is called by flows: notes every delivery, checks its signature, fails as it is told. */

import { createServer, type Server } from 'node:http';
import { Webhook } from 'standardwebhooks';

export interface Received {
  readonly id: string;
  /** The instance and the position of the call in its flow, from the body. */
  readonly instance: string;
  readonly place: number;
  readonly isSigned: boolean;
  /** What it was answered; undefined when the connection was cut. */
  readonly status: number | undefined;
}

const SLOW_MS_MAX = 500;

export class Sink {
  readonly received: Received[] = [];
  readonly #server: Server;
  readonly #secret: string;
  readonly #random: () => number;
  /** The share of deliveries that fail, and those that are taken and seem to fail. */
  failing = { refused: 0.05, cut: 0.05 };

  private constructor(secret: string, random: () => number) {
    this.#secret = secret;
    this.#random = random;
    this.#server = createServer((request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('error', () => {});
      request.on('end', () => {
        const body = Buffer.concat(pieces).toString('utf8');
        const luck = this.#random();
        const { refused, cut } = this.failing;
        const status = luck < refused ? 503 : luck < refused + cut ? undefined : 200;
        this.#note(request.headers as Record<string, string>, body, status);
        const answer = (): void => {
          if (status === undefined) request.socket.resetAndDestroy();
          else response.writeHead(status).end('{}');
        };
        // Some take their time, so that servers fall and freeze with messages in their hands.
        if (this.#random() < 0.3) setTimeout(answer, this.#random() * SLOW_MS_MAX);
        else answer();
      });
    });
  }

  static async open(secret: string, random: () => number): Promise<Sink> {
    const sink = new Sink(secret, random);
    await new Promise<void>((resolve, reject) => {
      sink.#server.once('error', reject);
      sink.#server.listen(0, '127.0.0.1', resolve);
    });
    return sink;
  }

  get host(): string {
    const address = this.#server.address();
    return `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #note(headers: Record<string, string>, body: string, status: number | undefined): void {
    const { instance, place } = JSON.parse(body) as { instance: string; place: number };
    this.received.push({
      id: headers['webhook-id'] ?? '',
      instance,
      place,
      isSigned: isSigned(this.#secret, headers, body),
      status,
    });
  }
}

/** With a time that is now: a server of the run may have a wrong clock. */
function isSigned(secret: string, headers: Record<string, string>, body: string): boolean {
  try {
    new Webhook(secret).verify(body, headers);
    return true;
  } catch {
    return false;
  }
}
