/** Answers of the store that may be a little old: kept for a while, read once by those who ask together. */

import { BoundedMap } from './bounded-map.ts';
import type { Clock } from './ports.ts';

interface Kept<Value> {
  readonly value: Value;
  readonly readAtMs: number;
}

export class Aging<Key, Value> {
  readonly #clock: Clock;
  readonly #ageMaxMs: number;
  readonly #kept: BoundedMap<Key, Kept<Value>>;
  readonly #reading = new Map<Key, Promise<Value>>();

  constructor(clock: Clock, ageMaxMs: number, sizeMax: number) {
    this.#clock = clock;
    this.#ageMaxMs = ageMaxMs;
    this.#kept = new BoundedMap(sizeMax);
  }

  /** What is kept if it is young enough, else what `read` gives; it is told what was kept. */
  async get(key: Key, read: (kept: Value | undefined) => Promise<Value>): Promise<Value> {
    const kept = this.#kept.get(key);
    // A clock that was set back makes it old too.
    const ageMs = kept ? Math.abs(this.#clock.nowMs() - kept.readAtMs) : Number.POSITIVE_INFINITY;
    if (kept && ageMs < this.#ageMaxMs) return kept.value;
    return this.#reading.get(key) ?? this.#read(key, read(kept?.value));
  }

  async #read(key: Key, reading: Promise<Value>): Promise<Value> {
    const readAtMs = this.#clock.nowMs();
    this.#reading.set(key, reading);
    // Forgotten meanwhile, it is not the one that counts: what it read may be from before.
    const counts = () => this.#reading.get(key) === reading;
    try {
      const value = await reading;
      if (counts()) this.#kept.set(key, { value, readAtMs });
      return value;
    } finally {
      if (counts()) this.#reading.delete(key);
    }
  }

  /** Makes the next look-up read, whatever is being read now. */
  forget(key: Key): void {
    this.#kept.delete(key);
    this.#reading.delete(key);
  }
}
