/** A moment of the past, replayed by the kernel in a worker. */

import { useEffect, useRef, useState } from 'react';
import type { InstanceState } from '../../kernel/index.ts';
import type { JournalEntry } from '../../protocol/index.ts';
import type { Answer, Question } from './replay-protocol.ts';

/** The state at a sequence number; undefined for the present, and while it is being replayed. */
export function useMoment(
  journal: readonly JournalEntry[] | undefined,
  seq: number | undefined,
): InstanceState | undefined {
  const worker = useRef<Worker>(undefined);
  const [answer, setAnswer] = useState<Answer>();
  const isWanted = seq !== undefined && journal !== undefined;
  useEffect(() => {
    if (!isWanted) return;
    const begun = new Worker(new URL('./replay-worker.ts', import.meta.url), { type: 'module' });
    begun.addEventListener('message', ({ data }: MessageEvent<Answer>) => setAnswer(data));
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
  }, [journal, isWanted]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other events, another answer
  useEffect(() => {
    if (seq === undefined || !isWanted) return;
    worker.current?.postMessage({ kind: 'at', seq } satisfies Question);
  }, [seq, isWanted, journal]);
  return seq === undefined ? undefined : answer?.state;
}
