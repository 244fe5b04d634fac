/** Moments of the past, folded where they are drawn: a worker's answer takes longer than the fold. */

import { useCallback, useEffect, useMemo } from 'react';
import type { Event, InstanceState } from '../../kernel/index.ts';
import type { JournalEntry } from '../../protocol/index.ts';
import { whenIdle } from '../remote/idle.ts';
import { Replay } from './replay.ts';

/** What folding ahead takes of a frame at most. */
const SLICE_MS = 4;

/** Gives the state after an event; undefined where the events that this viewer may see do not tell it. */
export function useReplay(
  journal: readonly JournalEntry[],
): (seq: number) => InstanceState | undefined {
  const replay = useMemo(
    () => new Replay(journal.flatMap(({ events }) => events) as readonly object[] as Event[]),
    [journal],
  );
  useEffect(() => foldAhead(replay), [replay]);
  return useCallback((seq) => replay.at(seq), [replay]);
}

/** So that the first jump folds no more than any other; returns the way to call it off. */
function foldAhead(replay: Replay): () => void {
  let callOff = whenIdle(slice);
  function slice(): void {
    const untilMs = performance.now() + SLICE_MS;
    while (performance.now() < untilMs) if (!replay.takeSnapshot()) return;
    callOff = whenIdle(slice);
  }
  return () => callOff();
}
