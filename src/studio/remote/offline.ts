/** Has the browser keep the studio’s own files, so that it opens without its server. */

import { whenIdle } from './idle.ts';

const WORKER = '/worker.js';
const PREFIX = 'vermilion-studio-';
/** What a screen opens with comes first. */
const PAUSE_MS = 2_000;

/** Begins it when nothing else is to be done; a browser that cannot do it, or may not, goes without. */
export function keepStudio(): () => void {
  const workers = 'serviceWorker' in navigator ? navigator.serviceWorker : undefined;
  if (!workers) return () => {};
  const begin = async (): Promise<void> => {
    try {
      const kept = await workers.register(WORKER);
      // A worker that is known is taken at its word, unless it is asked for.
      if (kept.active) await kept.update();
    } catch {
      if (await isTakenBack()) await forgetStudio(workers);
    }
  };
  let callOff = (): void => {};
  const timer = setTimeout(() => {
    callOff = whenIdle(() => void begin());
  }, PAUSE_MS);
  return () => {
    clearTimeout(timer);
    callOff();
  };
}

/** Whether the server, which is there, hands out no worker any more. */
async function isTakenBack(): Promise<boolean> {
  try {
    return (await fetch(WORKER, { cache: 'no-store' })).status === 404;
  } catch {
    return false;
  }
}

async function forgetStudio(workers: ServiceWorkerContainer): Promise<void> {
  await (await workers.getRegistration())?.unregister();
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX)) await caches.delete(name);
  }
}
