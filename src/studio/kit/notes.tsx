/** What was just done in a few words, seen and read out; the next takes its place. */

import { useSyncExternalStore } from 'react';

let said = '';
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Says it to whoever hears instead of sees. */
export function announce(text: string): void {
  // The same words again are said again.
  said = text === said ? `${text}\u00a0` : text;
  for (const listener of listeners) listener();
}

/** Stands once, in the frame. */
export function Announcer() {
  const text = useSyncExternalStore(subscribe, () => said);
  return (
    <p className="unseen" role="status" aria-live="polite">
      {text}
    </p>
  );
}
