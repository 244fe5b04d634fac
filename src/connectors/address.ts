/** Where a sink is, as a URL says it: `nats://host:4222?stream=APPROVALS&from=start`. */

import type { Sink } from '../engine/index.ts';

/** A sink with something to close. */
export interface OpenSink extends Sink {
  close(): Promise<void>;
}

/** An address that cannot be one. */
export class BadAddress extends Error {
  override readonly name = 'BadAddress';
}

/** Options that every kind of sink knows. */
const COMMON = ['name', 'from', 'host', 'tls'];

/** The parts of the URL of a sink. */
export class SinkAddress {
  readonly kind: string;
  /** Under which its cursors are kept: of the option, or the kind, host and topic or stream. */
  readonly name: string;
  readonly from: 'now' | 'start';
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly path: string | undefined;
  readonly #url: URL;

  /** Throws BadAddress: no URL, an option that this kind does not know, a value that is none. */
  constructor(text: string, options: Readonly<Record<string, readonly string[]>>) {
    if (!URL.canParse(text)) throw new BadAddress(`${text} is no URL`);
    const url = new URL(text);
    this.#url = url;
    this.kind = url.protocol.slice(0, -1);
    const known = options[this.kind];
    if (!known) {
      const kinds = Object.keys(options).join(', ');
      throw new BadAddress(`${this.kind}: there is no such kind of sink, but ${kinds}`);
    }
    if (url.hostname === '') throw new BadAddress(`${text} names no host`);
    const unknown = [...url.searchParams.keys()].find(
      (key) => ![...COMMON, ...known].includes(key),
    );
    if (unknown !== undefined) {
      const all = [...known, ...COMMON].join(', ');
      throw new BadAddress(`${unknown}: ${this.kind} has no such option, but ${all}`);
    }
    const from = this.option('from') ?? 'now';
    if (from !== 'now' && from !== 'start') throw new BadAddress(`from=${from}: now or start`);
    this.from = from;
    this.user = decoded(url.username);
    this.password = decoded(url.password);
    this.path = decoded(url.pathname.replace(/^\/+/, ''));
    const which = this.path || this.option('stream') || '';
    this.name = this.option('name') ?? `${this.kind} ${url.host} ${which}`.trim();
  }

  option(name: string): string | undefined {
    return this.#url.searchParams.get(name) ?? undefined;
  }

  /** `host:port` of the address and of each option `host`. */
  hosts(port: number): string[] {
    const more = this.#url.searchParams.getAll('host');
    return [this.#url.host, ...more].map((host) => (/:\d+$/.test(host) ? host : `${host}:${port}`));
  }
}

function decoded(text: string): string | undefined {
  return text === '' ? undefined : decodeURIComponent(text);
}
