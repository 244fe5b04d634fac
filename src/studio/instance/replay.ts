/** Time travel: the state at any sequence number, by the kernel's own fold from snapshots. */

import type { Event, InstanceState } from '../../kernel/index.ts';
import { fold } from '../../kernel/index.ts';

/** Events between two snapshots: what a jump folds at most. */
const SNAPSHOT_EVENTS = 64;

/** Answers for every position; the state after event n has sequence number n. */
export class Replay {
  readonly #events: readonly Event[];
  readonly #snapshots: (InstanceState | undefined)[] = [undefined];

  constructor(events: readonly Event[]) {
    this.#events = events;
  }

  get length(): number {
    return this.#events.length;
  }

  /** The state after so many events; undefined before the first, behind the last, and where they tell none. */
  at(seq: number): InstanceState | undefined {
    if (seq < 1 || seq > this.#events.length) return undefined;
    const wanted = Math.floor(seq / SNAPSHOT_EVENTS);
    while (this.#snapshots.length <= wanted) this.takeSnapshot();
    return this.#fold(wanted, seq);
  }

  /** Goes on by one snapshot before anybody asks; false when there is no more to take. */
  takeSnapshot(): boolean {
    const taken = this.#snapshots.length;
    if (taken * SNAPSHOT_EVENTS > this.#events.length) return false;
    this.#snapshots.push(this.#fold(taken - 1, taken * SNAPSHOT_EVENTS));
    return true;
  }

  #fold(snapshot: number, until: number): InstanceState | undefined {
    const rest = this.#events.slice(snapshot * SNAPSHOT_EVENTS, until);
    try {
      return fold(rest, this.#snapshots[snapshot]);
    } catch {
      // Events may be kept from a viewer, and what follows from them follows from nothing here.
      return undefined;
    }
  }
}
