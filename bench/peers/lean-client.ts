/**
 * Keep-alive HTTP/1.1 of as little work as can be: load and server share the processors here, and what
 * the load takes is missing from what is measured. Understands what the peers answer and no more: a
 * status, a Content-Length, a body of text.
 */

import type { Socket } from 'node:net';
import { connect } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

interface Asking {
  readonly done: (answer: Answer) => void;
  readonly fail: (error: Error) => void;
}

/** One connection; one request at a time. */
class Line {
  readonly #socket: Socket;
  readonly #release: (line: Line, usable: boolean) => void;
  #asking: Asking | undefined;
  #received = '';

  constructor(port: number, release: (line: Line, usable: boolean) => void) {
    this.#release = release;
    this.#socket = connect({ host: '127.0.0.1', port, noDelay: true });
    // A character a byte, so that Content-Length counts characters.
    this.#socket.setEncoding('latin1');
    this.#socket.on('data', (chunk: string) => this.#take(chunk));
    this.#socket.on('error', (error) => this.#end(error));
    this.#socket.on('close', () => this.#end(new Error('the connection was closed')));
  }

  ask(message: string, asking: Asking): void {
    this.#asking = asking;
    this.#socket.write(message);
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(chunk: string): void {
    this.#received = this.#received === '' ? chunk : this.#received + chunk;
    const head = this.#received.indexOf('\r\n\r\n');
    if (head < 0) return;
    const length = /\r\ncontent-length: (\d+)/i.exec(this.#received.slice(0, head))?.[1];
    const end = head + 4 + Number(length ?? 0);
    if (this.#received.length < end) return;
    const status = Number(this.#received.slice(9, 12));
    const body = Buffer.from(this.#received.slice(head + 4, end), 'latin1').toString();
    const isLast = /\r\nconnection: close/i.test(this.#received.slice(0, head));
    this.#received = '';
    const asking = this.#asking!;
    this.#asking = undefined;
    this.#release(this, !isLast);
    asking.done({ status, body });
  }

  #end(error: Error): void {
    this.#release(this, false);
    this.#asking?.fail(error);
    this.#asking = undefined;
  }
}

/** Connections to one server, as many as there are requests at once. */
export class LeanClient {
  readonly #port: number;
  readonly #free: Line[] = [];
  readonly #all = new Set<Line>();

  constructor(port: number) {
    this.#port = port;
  }

  /** Sends a request; a body is sent as JSON. Throws when the connection breaks. */
  ask(path: string, key: string, body?: object): Promise<Answer> {
    const text = body === undefined ? '' : JSON.stringify(body);
    const about =
      body === undefined
        ? ''
        : `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n`;
    const head = `${body === undefined ? 'GET' : 'POST'} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n`;
    const message = `${head}Authorization: Bearer ${key}\r\n${about}\r\n${text}`;
    return new Promise((done, fail) => {
      const line = this.#free.pop() ?? this.#open();
      line.ask(message, { done, fail });
    });
  }

  #open(): Line {
    const line = new Line(this.#port, (freed, usable) => {
      if (usable) this.#free.push(freed);
      else this.#all.delete(freed);
    });
    this.#all.add(line);
    return line;
  }

  close(): void {
    for (const line of this.#all) line.close();
    this.#free.length = 0;
  }
}
