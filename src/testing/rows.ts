/** The rows that `changes` writes, kept over time and derived from a final state (P1, M8). */

import type { Changes, InstanceState } from '../kernel/index.ts';
import { armedIn, changes, heldTimers, runningTimers, taskRow, waitRow } from '../kernel/index.ts';

/** Tasks, timers and notices of one instance as a store would hold them. */
export class Rows {
  readonly #tasks = new Map<string, unknown>();
  readonly #timers = new Map<string, unknown>();
  readonly #waits = new Map<string, unknown>();
  readonly #notices: unknown[] = [];

  /** Writes what lies between two states. */
  write(before: InstanceState | undefined, after: InstanceState): void {
    this.keep(changes(before, after));
  }

  /** Writes what one commit changes. */
  keep({ tasks, timersArmed, timersGone, waitsOpened, waitsGone, notices }: Changes): void {
    for (const { visit } of waitsGone) this.#waits.delete(String(visit));
    for (const row of waitsOpened) this.#waits.set(String(row.visit), row);
    for (const row of tasks) this.#tasks.set(row.id, row);
    for (const row of timersGone) this.#timers.delete(`${row.visit}.${row.rung}`);
    for (const row of timersArmed) this.#timers.set(`${row.visit}.${row.rung}`, row);
    for (const row of notices) this.#notices.push(row.person);
  }

  /** The timers, as `visit.rung`. */
  armed(): readonly string[] {
    return [...this.#timers.keys()];
  }

  /** Everything in one text, sorted. */
  toString(): string {
    return text(this.#tasks, this.#timers, this.#waits, this.#notices);
  }
}

/** The same text, from nothing but the state. */
export function rowsOf(state: InstanceState): string {
  const tasks = new Map<string, unknown>();
  const timers = new Map<string, unknown>();
  const waits = new Map<string, unknown>();
  const { tenant, id: instance } = state;
  for (const visit of state.visits) {
    for (const seat of visit.seats ?? []) {
      if ((seat.openedAtMs ?? seat.askedAtMs) === undefined) continue;
      const row = taskRow(state, visit, seat);
      tasks.set(row.id, row);
    }
    if (visit.awaits) waits.set(String(visit.n), waitRow(state, visit.n, visit.awaits));
    for (const { rung, dueAtMs } of armedIn(state, visit)) {
      timers.set(`${visit.n}.${rung}`, { tenant, instance, visit: visit.n, rung, dueAtMs });
    }
  }
  for (const { rung, dueAtMs } of runningTimers(state)) {
    timers.set(`0.${rung}`, { tenant, instance, visit: 0, rung, dueAtMs });
  }
  for (const { rung, dueAtMs } of heldTimers(state)) {
    timers.set(`0.${rung}`, { tenant, instance, visit: 0, rung, dueAtMs });
  }
  return text(tasks, timers, waits, state.notified);
}

function text(
  tasks: ReadonlyMap<string, unknown>,
  timers: ReadonlyMap<string, unknown>,
  waits: ReadonlyMap<string, unknown>,
  notices: readonly unknown[],
): string {
  const sorted = (rows: ReadonlyMap<string, unknown>): unknown =>
    [...rows].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([sorted(tasks), sorted(timers), sorted(waits), notices]);
}
