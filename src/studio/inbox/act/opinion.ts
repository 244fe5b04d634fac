/** The opinion that is being written: kept on the device at once and on the server soon after. */

import { useCallback, useEffect, useRef, useState } from 'react';
import { ProblemError } from '../../../protocol/index.ts';
import { keep, kept } from '../../remote/device.ts';
import { useSignedIn } from '../../remote/person.tsx';

const PAUSE_MS = 600;
const PREFIX = 'opinion.';

export interface Opinion {
  readonly comment: string;
  readonly state: 'fresh' | 'saving' | 'saved';
  readonly write: (comment: string) => void;
  /** After the act: it is said and needs no keeping. */
  readonly forget: () => void;
}

/** The device's copy wins over the server's: it is at least as new where both are there. */
export function useOpinion(task: string | undefined, saved: string | undefined): Opinion {
  const { client } = useSignedIn();
  const [written, setWritten] = useState<{ readonly task: string; readonly comment: string }>();
  const [state, setState] = useState<Opinion['state']>('fresh');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const comment = written?.task === task ? written?.comment : (keptOn(task) ?? saved);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another task, another opinion
  useEffect(() => {
    setState('fresh');
    clearTimeout(timer.current);
  }, [task]);
  const write = useCallback(
    (next: string) => {
      if (task === undefined) return;
      setWritten({ task, comment: next });
      keep(PREFIX + task, next);
      setState('saving');
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        client.saveDraft(task, { comment: next }).then(
          () => setState('saved'),
          (error: unknown) => setState(error instanceof ProblemError ? 'fresh' : 'saving'),
        );
      }, PAUSE_MS);
    },
    [client, task],
  );
  const forget = useCallback(() => {
    clearTimeout(timer.current);
    setState('fresh');
    if (task === undefined) return;
    keep(PREFIX + task, undefined);
    setWritten({ task, comment: '' });
  }, [task]);
  return { comment: comment ?? '', state, write, forget };
}

function keptOn(task: string | undefined): string | undefined {
  return task === undefined ? undefined : kept(PREFIX + task);
}
