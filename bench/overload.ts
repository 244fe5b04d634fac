/**
 * Twice as much as the server can take, over HTTP: what is still done, and how soon it is well again.
 * Arrivals come by the clock, whatever is answered; a client that is turned away gives up.
 * Run: node bench/overload.ts [seconds of each phase]
 */

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import pg from 'pg';
import { removeData } from '../examples/demo/server.ts';
import { startEmbeddedPostgres } from '../src/store/index.ts';
import { openHttp } from './peers/http.ts';

const SECONDS = Number(process.argv[2] ?? 10);
const CLIENTS_AT_PEAK = 64;
const IN_FLIGHT_MAX = 4_000;
/** Arrivals are handed out in slices of so many milliseconds. */
const SLICE_MS = 5;

interface Window {
  readonly offered: number;
  readonly done: number;
  readonly refused: number;
  readonly failed: number;
  readonly p99Ms: number;
}

const folder = mkdtempSync(`${tmpdir()}/vermilion-overload-`);
const server = await startEmbeddedPostgres({ dataDir: folder });
const admin = new pg.Client(server.config);
await admin.connect();
await admin.query('CREATE DATABASE overload');
await admin.end();
const peer = await openHttp('ours')({ ...server.config, database: 'overload' });

const peak = (await peer.drive(CLIENTS_AT_PEAK, SECONDS * 1000)).commandsPerSecond / 3;
console.log(`peak: ${peak.toFixed(0)} instances/s with ${CLIENTS_AT_PEAK} clients`);
const before = await phase('half of it', peak / 2, SECONDS);
const over = await phase('twice as much', peak * 2, SECONDS);
const goodput = over.reduce((sum, window) => sum + window.done, 0) / SECONDS;
console.log(`goodput: ${((goodput / peak) * 100).toFixed(0)} % of the peak`);
const after = await phase('half of it again', peak / 2, SECONDS * 2);
const usual = Math.max(...before.slice(1).map((window) => window.p99Ms));
const recovered = after.findIndex((window) => window.p99Ms <= usual && window.refused === 0);
console.log(
  recovered < 0
    ? `not well again within ${SECONDS * 2} s`
    : `well again after ${recovered + 1} s (99 % within ${usual.toFixed(0)} ms, as before)`,
);
await peer.close();
await server.stop();
removeData(folder);

/** Instances arrive at a rate; gives a window a second. */
async function phase(name: string, perSecond: number, seconds: number): Promise<readonly Window[]> {
  const windows: Window[] = [];
  const running = new Set<Promise<void>>();
  for (let second = 0; second < seconds; second++) {
    const counts = { offered: 0, done: 0, refused: 0, failed: 0 };
    const times: number[] = [];
    const from = performance.now();
    while (performance.now() - from < 1_000) {
      const due = Math.floor(((performance.now() - from) / 1_000) * perSecond);
      for (; counts.offered < due; counts.offered++) {
        if (running.size >= IN_FLIGHT_MAX) {
          counts.failed++;
          continue;
        }
        const one = arrival(counts, times).finally(() => running.delete(one));
        running.add(one);
      }
      await new Promise((resolve) => setTimeout(resolve, SLICE_MS));
    }
    times.sort((a, b) => a - b);
    windows.push({ ...counts, p99Ms: times[Math.floor(times.length * 0.99)] ?? Infinity });
  }
  const sum = (of: (window: Window) => number) => windows.reduce((all, one) => all + of(one), 0);
  console.log(
    `${name}: ${(sum(({ offered }) => offered) / seconds).toFixed(0)} offered, ` +
      `${(sum(({ done }) => done) / seconds).toFixed(0)} done, ` +
      `${(sum(({ refused }) => refused) / seconds).toFixed(0)} turned away, ` +
      `${(sum(({ failed }) => failed) / seconds).toFixed(0)} not sent or failed a second; ` +
      `p99 by second: ${windows.map(({ p99Ms }) => p99Ms.toFixed(0)).join(' ')} ms`,
  );
  return windows;
}

async function arrival(
  counts: { done: number; refused: number; failed: number },
  times: number[],
): Promise<void> {
  const from = performance.now();
  try {
    await peer.one();
    counts.done += 1;
    times.push(performance.now() - from);
  } catch (error) {
    if (/^(429|503) /.test(String((error as Error).message))) counts.refused += 1;
    else counts.failed += 1;
  }
}
