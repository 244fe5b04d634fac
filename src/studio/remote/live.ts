/** Event streams: what changes elsewhere is seen here, for as long as anybody looks. */

import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { ProblemError } from '../../protocol/index.ts';
import { heard, useNetwork, whenLost } from './link.ts';
import { useSignedIn } from './person.tsx';
import { refreshInbox, useRefresh } from './refresh.ts';

function listenToVisibility(changed: () => void): () => void {
  document.addEventListener('visibilitychange', changed);
  return () => document.removeEventListener('visibilitychange', changed);
}

/** Browsers give a server six connections for all tabs: one that nobody looks at holds none. */
function useVisible(): boolean {
  return useSyncExternalStore(listenToVisibility, () => document.visibilityState === 'visible');
}

const FIRST_MS = 300;
const PAUSE_MS = 2_000;

/** Follows the inbox for as long as the studio stands; a broken stream is taken up again. */
export function useLiveInbox(): void {
  const { client } = useSignedIn();
  const queries = useQueryClient();
  const isVisible = useVisible();
  const hasNetwork = useNetwork();
  useEffect(() => {
    if (!hasNetwork) heard(false, Date.now());
  }, [hasNetwork]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a network that came or went makes a new stream
  useEffect(() => {
    if (!isVisible) return;
    const over = new AbortController();
    const follow = async (): Promise<void> => {
      while (!over.signal.aborted) {
        // A stream outlives the network unnoticed: what does not answer is asked by a new one.
        const broken = new AbortController();
        const forget = whenLost(() => broken.abort());
        try {
          const signal = AbortSignal.any([over.signal, broken.signal]);
          for await (const counts of client.followInbox(signal)) {
            queries.setQueryData(['counts'], counts);
            // Whatever was asked meanwhile failed, and whatever happened was not heard.
            if (heard(true, Date.now())) await queries.invalidateQueries();
            await refreshInbox(queries);
          }
        } catch (error) {
          // The next try tells whether the server is back.
          if (over.signal.aborted) return;
          if (!(error instanceof ProblemError)) heard(false, Date.now());
        } finally {
          forget();
        }
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    };
    // What the screen opens with comes first.
    const begun = setTimeout(() => void follow(), FIRST_MS);
    return () => {
      clearTimeout(begun);
      over.abort();
    };
  }, [client, queries, isVisible, hasNetwork]);
}

/** Follows one instance's journal; every entry makes what shows the instance fresh. */
export function useLiveInstance(instance: string | undefined, seq: number | undefined): void {
  const { client } = useSignedIn();
  const refresh = useRefresh();
  const isVisible = useVisible();
  useEffect(() => {
    if (instance === undefined || seq === undefined || !isVisible) return;
    const over = new AbortController();
    const follow = async (): Promise<void> => {
      while (!over.signal.aborted) {
        try {
          for await (const _entry of client.followInstance(instance, seq, over.signal)) {
            await refresh(instance);
          }
        } catch (error) {
          // One that is not to be seen any more has no stream.
          if (error instanceof ProblemError && error.problem.status < 500) return;
        }
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    };
    // Whoever only passes by follows nothing; the stream begins behind what is shown, so nothing is missed.
    const begun = setTimeout(() => void follow(), FIRST_MS);
    return () => {
      clearTimeout(begun);
      over.abort();
    };
  }, [client, instance, seq, refresh, isVisible]);
}
