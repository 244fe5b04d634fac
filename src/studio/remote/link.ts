/** Whether the server is heard of: the inbox stream knows first, an act that gets no answer next. */

import { useSyncExternalStore } from 'react';

/** undefined: it answers; else since when it does not, epoch milliseconds. */
let downSinceMs: number | undefined;
const listeners = new Set<() => void>();

function listenToNetwork(changed: () => void): () => void {
  window.addEventListener('online', changed);
  window.addEventListener('offline', changed);
  return () => {
    window.removeEventListener('online', changed);
    window.removeEventListener('offline', changed);
  };
}

/** Whether the device has a network at all; a server on the device itself answers without one. */
export function useNetwork(): boolean {
  return useSyncExternalStore(listenToNetwork, () => navigator.onLine);
}

/** Hears of it when the server was there and is not any more, until the returned function is called. */
export function whenLost(tell: () => void): () => void {
  return subscribe(() => {
    if (downSinceMs !== undefined) tell();
  });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Shape: whether the server was heard just now → whether it had been away until then. */
export function heard(isThere: boolean, nowMs: number): boolean {
  const wasAway = downSinceMs !== undefined;
  if (isThere !== wasAway) return false;
  downSinceMs = isThere ? undefined : nowMs;
  for (const listener of listeners) listener();
  return isThere;
}

/** Since when nothing is heard of the server; undefined while it answers. */
export function useAwaySince(): number | undefined {
  return useSyncExternalStore(subscribe, () => downSinceMs);
}
