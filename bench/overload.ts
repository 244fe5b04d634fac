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
const CLIENTS_AT_PEAK = 256;
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

/** What ended since the last second began, and instances under way. */
let ended = { done: 0, refused: 0, failed: 0, times: [] as number[] };
let running = 0;

const folder = mkdtempSync(`${tmpdir()}/vermilion-overload-`);
const server = await startEmbeddedPostgres({ dataDir: folder });
const admin = new pg.Client(server.config);
await admin.connect();
await admin.query('CREATE DATABASE overload');
await admin.end();
const peer = await openHttp('ours')({ ...server.config, database: 'overload' });

await peer.connect(IN_FLIGHT_MAX);
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

/** Instances arrive at a rate; gives a window a second, with what ended in it. */
async function phase(name: string, perSecond: number, seconds: number): Promise<readonly Window[]> {
  const windows: Window[] = [];
  for (let second = 0; second < seconds; second++) {
    ended = { done: 0, refused: 0, failed: 0, times: [] };
    let offered = 0;
    const from = performance.now();
    while (performance.now() - from < 1_000) {
      const due = Math.floor(((performance.now() - from) / 1_000) * perSecond);
      for (; offered < due; offered++) {
        if (running < IN_FLIGHT_MAX) void arrival();
        else ended.failed += 1;
      }
      await new Promise((resolve) => setTimeout(resolve, SLICE_MS));
    }
    const { times, ...counts } = ended;
    times.sort((a, b) => a - b);
    const p99Ms = times[Math.floor(times.length * 0.99)] ?? Infinity;
    windows.push({ offered, ...counts, p99Ms });
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

async function arrival(): Promise<void> {
  const from = performance.now();
  running += 1;
  try {
    await peer.one();
    ended.done += 1;
    ended.times.push(performance.now() - from);
  } catch (error) {
    if (/^(429|503) /.test(String((error as Error).message))) ended.refused += 1;
    else ended.failed += 1;
  }
  running -= 1;
}
