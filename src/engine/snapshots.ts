/**
 * Stored states: a snapshot, and the events since. A command costs what it changes, not what there is;
 * only when the events have grown as long as the snapshot does a commit write a new one.
 * Lost: the state written by every command, a third of the log of the database.
 */

import type { Event, InstanceState } from '../kernel/index.ts';
import { fold, invariant } from '../kernel/index.ts';
import type { JournalRow, StoredInstance } from '../store/port.ts';
import { ENGINE_LIMITS } from './limits.ts';

/** An instance as this node last saw it committed. */
export interface Hot {
  readonly state: InstanceState;
  /** Characters of the stored snapshot, and of the events since. */
  readonly snapshotChars: number;
  readonly sinceChars: number;
}

/** The state of a stored instance: its snapshot, and what happened since. Asserts: D7. */
export function stateOf({ snapshot, since, seq }: StoredInstance): InstanceState {
  const events = since.flatMap((row) => JSON.parse(row) as readonly Event[]);
  const state = fold(events, JSON.parse(snapshot) as InstanceState);
  invariant(state?.seq === seq, 'D7', `the snapshot leads to ${state?.seq}, not to ${seq}`);
  return state;
}

/** A stored instance as it is kept in memory. */
export function hotOf(stored: StoredInstance): Hot {
  return {
    state: stateOf(stored),
    snapshotChars: stored.snapshot.length,
    sinceChars: stored.since.reduce((sum, row) => sum + row.length, 0),
  };
}

/** What a commit of these rows leaves, and the snapshot it has to write, if any. */
export function advanced(
  before: Hot | undefined,
  state: InstanceState,
  rows: readonly JournalRow[],
): { readonly hot: Hot; readonly snapshot?: string } {
  const snapshotChars = before?.snapshotChars ?? 0;
  const sinceChars = rows.reduce((sum, row) => sum + row.events.length, before?.sinceChars ?? 0);
  if (before && sinceChars <= Math.max(snapshotChars, ENGINE_LIMITS.snapshotCharsMin)) {
    return { hot: { state, snapshotChars, sinceChars } };
  }
  const snapshot = JSON.stringify(state);
  return { hot: { state, snapshotChars: snapshot.length, sinceChars: 0 }, snapshot };
}
