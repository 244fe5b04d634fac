/** Signals on their way to listeners: merged by instance, told once per turn of the event loop. */

import type { CommitUnit, Signal } from './port.ts';

/** The signal of a unit: its people are those whose tasks or notices it writes. */
export function signalOf(unit: CommitUnit): Signal {
  const people = new Set<string>();
  for (const task of unit.changes.tasks) people.add(task.person);
  for (const notice of unit.changes.notices) people.add(notice.person);
  for (const person of unit.changes.released) people.add(person);
  return { tenant: unit.tenant, instance: unit.instance, seq: unit.seq, people: [...people] };
}

/** Merges signals of the same instance: the highest sequence, everybody's names. */
export function mergeSignals(signals: readonly Signal[]): readonly Signal[] {
  if (signals.length < 2) return signals;
  const merged = new Map<string, Signal>();
  for (const signal of signals) {
    const key = JSON.stringify([signal.tenant, signal.instance]);
    const before = merged.get(key);
    merged.set(key, before ? joined(before, signal) : signal);
  }
  return [...merged.values()];
}

function joined(a: Signal, b: Signal): Signal {
  return {
    ...a,
    seq: Math.max(a.seq, b.seq),
    people: [...new Set([...a.people, ...b.people])],
  };
}

/** Listeners of one process and what waits to be told them. */
export class SignalHub {
  readonly #listeners = new Set<(signals: readonly Signal[]) => void>();
  #waiting: Signal[] = [];
  #scheduled = false;

  watch(listener: (signals: readonly Signal[]) => void): () => void {
    // A wrapper, so that the same function may watch twice and stop each watch alone.
    const own = (signals: readonly Signal[]): void => listener(signals);
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
    };
  }

  get watched(): boolean {
    return this.#listeners.size > 0;
  }

  tell(signals: readonly Signal[]): void {
    if (!this.watched) return;
    this.#waiting.push(...signals);
    this.#schedule();
  }

  /** Tells the listeners that signals may have been missed: an empty list. */
  tellGap(): void {
    if (this.watched) this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      const signals = mergeSignals(this.#waiting);
      this.#waiting = [];
      for (const listener of [...this.#listeners]) listener(signals);
    });
  }
}
