/**
 * `node bench/timers.ts [armed] [a second] [burst]`: how late rungs fire among many that are armed.
 * Default: 100 000 armed, 250 due in each second of a minute, then 2 000 due at one instant.
 */

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { removeData } from '../examples/demo/server.ts';
import { Engine, noMetrics } from '../src/engine/index.ts';
import { createPostgresStore, migrate, startEmbeddedPostgres } from '../src/store/index.ts';
import { fill, LADDER_MS, playSamples } from './loader.ts';

const [armed = 100_000, perSecond = 250, burst = 2_000] = process.argv.slice(2).map(Number);
const MINUTE_MS = 60_000;
/** Far enough for those that fall due to be loaded: the slowest seen was 1 000 a second. */
const LEAD_MS = 30_000;
const HOUR_MS = 60 * MINUTE_MS;

const folder = mkdtempSync(`${tmpdir()}/vermilion-timers-`);
const server = await startEmbeddedPostgres({ dataDir: folder });
const config = { config: server.config };
await migrate(config);
const store = await createPostgresStore(config);
const samples = await playSamples(store);

const tell = (line: string) => console.log(line);
const armedAt = async (open: number, fromMs: number, untilMs: number): Promise<void> => {
  const span = { fromMs: fromMs - LADDER_MS, untilMs: untilMs - LADDER_MS };
  await fill(server.config, samples, { open, finished: 0, ...span }, tell);
};
// Later, now, and all at once.
await armedAt(armed, Date.now() + 2 * HOUR_MS, Date.now() + 90 * HOUR_MS);
const beginMs = Date.now() + LEAD_MS;
const endMs = beginMs + MINUTE_MS;
const due = perSecond * (MINUTE_MS / 1000);
await armedAt(due, beginMs, endMs);
await armedAt(burst, endMs + MINUTE_MS / 2, endMs + MINUTE_MS / 2);

let looks = 0;
const counting = {
  ...store,
  timers: {
    lease: (request: Parameters<typeof store.timers.lease>[0]) => {
      looks += 1;
      return store.timers.lease(request);
    },
    nextDueInMs: () => {
      looks += 1;
      return store.timers.nextDueInMs();
    },
  },
};
let lateness: number[] = [];
const metrics = { ...noMetrics, timerFired: (ms: number) => void lateness.push(ms) };
await sleep(Math.max(0, beginMs - 10_000 - Date.now()));
const engine = new Engine({ store: counting, metrics });
await sleep(Math.max(0, beginMs - 500 - Date.now()));
console.log(
  `  ${looks} looks at the timers in the last ${((10_000 - 500) / 1000).toFixed(1)} s before`,
);

looks = 0;
// The samples' own fell due long ago.
lateness = [];
await sleep(endMs + MINUTE_MS / 4 - Date.now());
report(`${perSecond} a second among ${armed}`, due);
lateness = [];
await sleep(endMs + MINUTE_MS / 2 - Date.now());
const startedAt = performance.now();
while (lateness.length < burst) await sleep(20);
const seconds = (performance.now() - startedAt) / 1000;
report(`${burst} at once, all within ${seconds.toFixed(2)} s`, burst);

await engine.drain();
await store.close();
await server.stop();
removeData(folder);

function report(what: string, wanted: number): void {
  lateness.sort((a, b) => a - b);
  const at = (share: number) => lateness[Math.floor(lateness.length * share)] ?? Number.NaN;
  console.log(
    `  ${what}: ${lateness.length} of ${wanted} fired, ${looks} looks, due → routed ` +
      `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, most ${lateness.at(-1)} ms`,
  );
}
