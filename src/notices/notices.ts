/** Everything that people are told, in the studio and outside: who begins it, what the doors need of it. */

import type { Engine, FeedEvent, Log, Service, Sink } from '../engine/index.ts';
import { silentLog } from '../engine/index.ts';
import { invariant } from '../kernel/index.ts';
import type { Channel } from './channel.ts';
import { runMailroom } from './mailroom.ts';
import { keepNews } from './newsroom.ts';
import { keepLetters } from './sink.ts';
import { Tap } from './tap.ts';

export interface NoticesOptions {
  readonly channels: readonly Channel[];
  /** The studio’s address as people reach it, without a slash at its end. */
  readonly publicUrl: string;
  /** Whether there is a page for links that decide. */
  readonly hasTap: boolean;
  readonly log?: Log;
}

/** Sinks of the engine and, once it has them, the news and letters that follow. */
export class Notices {
  readonly channels: readonly Channel[];
  /** What the engine is to be given. */
  readonly sinks: readonly Sink[];
  readonly #options: NoticesOptions;
  readonly #engine = Promise.withResolvers<Engine>();
  #mailroom: Service | undefined;
  #tap: Tap | undefined;

  constructor(options: NoticesOptions) {
    this.#options = options;
    this.channels = options.channels;
    const letters: Sink = {
      name: 'notices',
      from: 'now',
      take: async (events: readonly FeedEvent[]) => {
        await keepLetters(await this.#engine.promise, this.channels, events);
        this.#mailroom?.wake();
      },
    };
    const news: Sink = {
      name: 'news',
      from: 'now',
      take: async (events: readonly FeedEvent[]) => keepNews(await this.#engine.promise, events),
    };
    this.sinks = this.channels.length > 0 ? [letters, news] : [news];
  }

  /** Sends from now on. */
  begin(engine: Engine): void {
    const { channels, publicUrl, hasTap, log = silentLog } = this.#options;
    if (channels.length > 0) {
      this.#mailroom = runMailroom({ engine, channels, publicUrl, hasTap, log });
    }
    this.#engine.resolve(engine);
    this.#tap = new Tap(engine);
  }

  /** What the page of a link works with. Asserts: it was begun. */
  get tap(): Tap {
    invariant(this.#tap, 'notices', 'they were begun');
    return this.#tap;
  }

  /** Settles the letters in hand; the others stay for the next start. */
  async end(): Promise<void> {
    await this.#mailroom?.stop();
    await Promise.all(this.channels.map((channel) => channel.close()));
  }
}
