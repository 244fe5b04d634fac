/** Moments of the past, replayed by the kernel in one worker. */

import { useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { InstanceState } from '../../kernel/index.ts';
import type { JournalEntry } from '../../protocol/index.ts';
import type { Answer, Question } from './replay-protocol.ts';

export interface Moment {
  /** Absent for the present, and where the events that this viewer may see do not tell it. */
  readonly state?: InstanceState | undefined;
  /** It is being replayed: the state is that of the moment before. */
  readonly isBehind: boolean;
}

/** Shape: sequence numbers → their moments, in that order. */
export function useMoments(
  journal: readonly JournalEntry[],
  wanted: readonly (number | undefined)[],
): readonly Moment[] {
  const worker = useRef<Worker>(undefined);
  const asked = useRef<ReadonlySet<number>>(new Set());
  const shown = useRef<readonly Moment[]>([]);
  const [answers, setAnswers] = useState<ReadonlyMap<number, InstanceState | undefined>>(new Map());
  const isWanted = wanted.some((seq) => seq !== undefined);
  useEffect(() => {
    if (!isWanted) return;
    const begun = new Worker(new URL('./replay-worker.ts', import.meta.url), { type: 'module' });
    begun.addEventListener('message', ({ data: { seq, state } }: MessageEvent<Answer>) => {
      // Drawn within the frame that asked; what nobody looks at any more is not kept.
      flushSync(() => {
        setAnswers((before) =>
          new Map([...before].filter(([each]) => asked.current.has(each))).set(seq, state),
        );
      });
    });
    worker.current = begun;
    return () => {
      begun.terminate();
      worker.current = undefined;
    };
  }, [isWanted]);
  useEffect(() => {
    if (!isWanted) return;
    const events = journal.flatMap((entry) => entry.events);
    worker.current?.postMessage({ kind: 'events', events } satisfies Question);
    asked.current = new Set();
  }, [journal, isWanted]);
  const list = wanted.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: other events, other answers
  useEffect(() => {
    const next = list.split(',').filter(Boolean).map(Number);
    for (const seq of new Set(next)) {
      if (!asked.current.has(seq)) worker.current?.postMessage({ kind: 'at', seq });
    }
    asked.current = new Set(next);
  }, [list, journal]);
  shown.current = wanted.map((seq, place): Moment => {
    if (seq === undefined) return NOW;
    if (answers.has(seq)) return { state: answers.get(seq), isBehind: false };
    return { state: shown.current[place]?.state, isBehind: true };
  });
  return shown.current;
}

const NOW: Moment = { isBehind: false };
