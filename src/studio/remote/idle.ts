/** For what nobody who looks or decides waits for. */

/** By then it is begun, idle or not. */
const IDLE_MS = 10_000;

/** Begins the work when the browser has nothing better to do; returns the way to call it off. */
export function whenIdle(work: () => void): () => void {
  if (!('requestIdleCallback' in globalThis)) {
    const timer = setTimeout(work, 0);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(work, { timeout: IDLE_MS });
  return () => cancelIdleCallback(handle);
}
