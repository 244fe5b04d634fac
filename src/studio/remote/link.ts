/** Whether the server is heard of: the inbox stream knows first. */

import { useSyncExternalStore } from 'react';

/** undefined: it answers; else since when it does not, epoch milliseconds. */
let downSinceMs: number | undefined;
const listeners = new Set<() => void>();

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

/** Whether nothing is heard of the server at this moment. */
export function isAway(): boolean {
  return downSinceMs !== undefined;
}

/** Since when nothing is heard of the server; undefined while it answers. */
export function useAwaySince(): number | undefined {
  return useSyncExternalStore(subscribe, () => downSinceMs);
}
