/** Time travel: the state at any sequence number, by the kernel's own fold from snapshots. */

import type { Event, InstanceState } from '../../kernel/index.ts';
import { apply } from '../../kernel/index.ts';

/** Events between two snapshots: what a jump folds at most. */
const SNAPSHOT_EVENTS = 64;

/** Answers for every position; the state after event n has sequence number n. */
export class Replay {
  readonly #events: readonly Event[];
  readonly #snapshots: InstanceState[] = [];

  constructor(events: readonly Event[]) {
    this.#events = events;
  }

  get length(): number {
    return this.#events.length;
  }

  /** The state after so many events; undefined before the first and behind the last. */
  at(seq: number): InstanceState | undefined {
    if (seq < 1 || seq > this.#events.length) return undefined;
    const wanted = Math.floor(seq / SNAPSHOT_EVENTS);
    while (this.#snapshots.length < wanted) {
      const from = this.#snapshots.length;
      const next = this.#fold(this.#snapshots[from - 1], from, (from + 1) * SNAPSHOT_EVENTS);
      if (!next) return undefined;
      this.#snapshots.push(next);
    }
    const start = wanted * SNAPSHOT_EVENTS;
    return this.#fold(this.#snapshots[wanted - 1], wanted, seq, start);
  }

  #fold(
    state: InstanceState | undefined,
    snapshot: number,
    until: number,
    from = snapshot * SNAPSHOT_EVENTS,
  ): InstanceState | undefined {
    let next = state;
    for (const event of this.#events.slice(from, until)) next = apply(next, event);
    return next;
  }
}
