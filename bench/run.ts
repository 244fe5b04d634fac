/** `npm run bench`: our decisions per second beside the hand-written baseline, in one run. */

import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { Engine } from '../src/engine/index.ts';
import { createPostgresStore, migrate, startEmbeddedPostgres } from '../src/store/index.ts';
import { measureColdStart } from './cold-start.ts';
import type { Figures, Load } from './load.ts';
import { drive } from './load.ts';
import { Naive } from './naive.ts';

const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 4);
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3);
const IN_FLIGHT = [1, 16, 64, 256];

const FLOW = `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: two-level }
spec:
  version: 1.0.0
  form:
    type: object
    required: [amount]
    properties: { amount: { type: number } }
  steps:
    - approval: manager
      ask: { user: manager }
      ballot: any
    - choice: by-amount
      branches:
        - when: form.amount >= 10000
          steps:
            - approval: director
              ask: { user: director }
              ballot: any
        - otherwise: true
`;

const PEOPLE = {
  id: 'bench',
  name: 'Bench',
  people: ['starter', 'manager', 'director'].map((id) => ({
    id,
    name: id,
    roles: id === 'manager' ? ['flow-designer'] : [],
  })),
};

const folder = mkdtempSync(join(tmpdir(), 'vermilion-bench-'));
const server = await startEmbeddedPostgres({ dataDir: join(folder, 'data') });
const config = { config: server.config };
await migrate(config);
const store = await createPostgresStore(config);
const engine = new Engine({ store });
await store.access.saveTenant('bench', 'Bench');
await engine.saveDirectory('bench', { kind: 'system', cause: 'bench' }, PEOPLE);
const published = await engine.publish({ tenant: 'bench', person: 'manager' }, FLOW);
if (!published.ok) throw new Error(JSON.stringify(published.refusal));

const admin = new pg.Client(server.config);
await admin.connect();
await admin.query('CREATE DATABASE naive');
await admin.end();

console.log(
  `${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, ${store.capabilities.name}`,
);
const cold = await measureColdStart(join(folder, 'cold'));
console.log(
  `server ready: ${cold.onNothingMs.toFixed(0)} ms on an empty folder, ` +
    `${cold.onKnownFolderMs.toFixed(0)} ms on a known one, ` +
    `${cold.besideRunningMs.toFixed(0)} ms beside a running one`,
);
console.log(`two-level approval, ${ROUNDS} rounds of ${SECONDS} s each, median (min–max)\n`);
const row = (...cells: string[]) =>
  console.log(cells.map((cell, i) => (i === 0 ? cell.padEnd(12) : cell.padStart(24))).join(''));
row(
  'in flight',
  'commands/s ours',
  'commands/s naive',
  'ratio',
  'p50/p99 ms ours',
  'p50/p99 ms naive',
  'cpu ms ours/naive',
);
for (const inFlight of IN_FLIGHT) await compare(inFlight);

await engine.drain();
await store.close();
await server.stop();
rmSync(folder, { recursive: true, force: true });

async function compare(inFlight: number): Promise<void> {
  const naive = new Naive({ ...server.config, database: 'naive' }, Math.min(inFlight, 32));
  if (inFlight === IN_FLIGHT[0]) await naive.prepare();
  const ours: Figures[] = [];
  const theirs: Figures[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(await drive(oursLoad(), inFlight, SECONDS * 1000));
    theirs.push(await drive(naiveLoad(naive), inFlight, SECONDS * 1000));
  }
  await naive.close();
  const ratios = ours.map((figures, i) => figures.commandsPerSecond / theirs[i]!.commandsPerSecond);
  const latency = (figures: Figures[]) =>
    `${median(figures.map((f) => f.p50Ms)).toFixed(1)} / ${median(figures.map((f) => f.p99Ms)).toFixed(1)}`;
  const cpu = (figures: Figures[]) => median(figures.map((f) => f.cpuMs)).toFixed(2);
  row(
    String(inFlight),
    spread(
      ours.map((f) => f.commandsPerSecond),
      0,
    ),
    spread(
      theirs.map((f) => f.commandsPerSecond),
      0,
    ),
    spread(ratios, 2),
    latency(ours),
    latency(theirs),
    `${cpu(ours)} / ${cpu(theirs)}`,
  );
}

function oursLoad(): Load {
  const as = (person: string) => ({ tenant: 'bench', person });
  return {
    instance: async (command) => {
      const form = { amount: 12_000 };
      const started = await command(() => engine.start(as('starter'), { flow: 'two-level', form }));
      if (!started.ok) throw new Error(started.refusal.code);
      const { instance } = started.result;
      for (const [visit, person] of [
        [2, 'manager'],
        [4, 'director'],
      ] as const) {
        const vote = { type: 'ApproveTask', visit, seat: 1 } as const;
        const answer = await command(() => engine.act(as(person), instance, vote));
        if (!answer.ok) throw new Error(answer.refusal.code);
      }
    },
  };
}

function naiveLoad(naive: Naive): Load {
  return {
    instance: async (command) => {
      const { instance, task } = await command(() => naive.start(12_000, 'starter'));
      const next = await command(() => naive.approve(instance, task, 'manager'));
      await command(() => naive.approve(instance, next!, 'director'));
    },
  };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function spread(values: readonly number[], digits: number): string {
  const text = (value: number) => value.toFixed(digits);
  return `${text(median(values))} (${text(Math.min(...values))}–${text(Math.max(...values))})`;
}
