/** Passes the store's signals on to those who listen in this process. */

import type { Signal, Store } from '../store/port.ts';

export type FeedListener = (signal: Signal) => void;

interface Ear {
  readonly listener: FeedListener;
  readonly missed: () => void;
}

export class Feed {
  readonly #ears = new Set<Ear>();
  readonly #unwatch: () => void;

  constructor(store: Store) {
    this.#unwatch = store.watch((signals) => {
      for (const { listener, missed } of [...this.#ears]) {
        if (signals.length === 0) missed();
        for (const signal of signals) listener(signal);
      }
    });
  }

  /**
   * Calls back after every commit that any node made; returns the way to stop. `missed` is called
   * when signals of other nodes may have been lost, as when the database was away.
   */
  listen(listener: FeedListener, missed: () => void = () => {}): () => void {
    const ear = { listener, missed };
    this.#ears.add(ear);
    return () => this.#ears.delete(ear);
  }

  close(): void {
    this.#unwatch();
    this.#ears.clear();
  }
}
