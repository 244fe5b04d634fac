/**
 * Preloaded into a server of a crash run: changes places of its source as it is loaded. What to
 * change stands in CRASH_PLANT as JSON of type Plant.
 */

import { registerHooks } from 'node:module';
import type { Edit, Failpoint } from './failpoints.ts';
import { failpointEdit } from './failpoints.ts';

/** How a server of a crash run differs from the product. */
export interface Plant {
  readonly edits?: readonly Edit[];
  /** Die at the n-th passage of the failpoint. */
  readonly failpoint?: { readonly name: Failpoint; readonly passage: number };
  /** The clock of the server is that wrong. */
  readonly skewMs?: number;
}

declare global {
  var crashHere: (name: string) => void;
}

const plant = JSON.parse(process.env['CRASH_PLANT'] ?? '{}') as Plant;
const { failpoint, skewMs = 0 } = plant;
const edits = [...(plant.edits ?? []), ...(failpoint ? [failpointEdit(failpoint.name)] : [])];

let passages = 0;
globalThis.crashHere = () => {
  passages += 1;
  if (passages === failpoint?.passage) process.kill(process.pid, 'SIGKILL');
};

if (skewMs !== 0) {
  const now = Date.now.bind(Date);
  Date.now = () => now() + skewMs;
}

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const own = edits.filter(({ file }) => url.endsWith(`/src/${file}`));
    if (own.length === 0) return loaded;
    let source = String(loaded.source);
    for (const { file, was, becomes } of own) {
      if (source.split(was).length !== 2) throw new Error(`${file} has not exactly one ${was}`);
      source = source.replace(was, () => becomes);
    }
    return { ...loaded, source };
  },
});
