/**
 * The studio's weight and speed in a real Chromium, against its goals.
 * Run: npm run bench:studio -- [--rounds 5] [--only deciding,typing] [--save]
 * Needs Chromium; alone on the machine, or the figures are those of its neighbours.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { CHROMIUM, openBrowser } from '../../test/e2e/browser.ts';
import { isBuilt, openWorld } from '../../test/e2e/world.ts';
import type { Goal, GoalName } from './goals.ts';
import { GOALS, reaches } from './goals.ts';
import type { Figures, Stage } from './journeys.ts';
import { deciding, opening, scrolling, travelling, typing, weights } from './journeys.ts';
import { quantile } from './probe.ts';
import { begin, longLife, publishBenchFlows } from './world.ts';

const JOURNEYS = { weights, opening, deciding, scrolling, typing, travelling };
type Journey = keyof typeof JOURNEYS;
/** What a server must have is decided away in every round. */
const TASKS_A_ROUND = 32;
const MANY = 10_000;

const { values: given } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', default: Object.keys(JOURNEYS).join() },
    save: { type: 'boolean', default: false },
  },
});
if (!CHROMIUM || !isBuilt)
  throw new Error('needs Chromium (apt-get install chromium) and npm run studio');

const journeys = given.only.split(',') as Journey[];
const figures = new Map<GoalName, number[]>();
const world = await openWorld();
await publishBenchFlows(world);
await begin(world, 'few', TASKS_A_ROUND);
if (journeys.includes('scrolling')) await begin(world, 'many', MANY);
const long = await longLife(world);
const browser = await openBrowser(world.url);
// Tabs begin at an address that is no page, and has no icon.
browser.expects(/favicon\.ico/);
const stage: Stage = { url: world.url, browser, long };
try {
  for (let round = 1; round <= Number(given.rounds); round++) {
    for (const name of journeys) {
      process.stderr.write(`round ${round}: ${name}\n`);
      if (name === 'deciding') await begin(world, 'few', TASKS_A_ROUND);
      keep(await JOURNEYS[name](stage));
    }
  }
} finally {
  await browser.close();
  await world.close();
}
print();
if (given.save) save();

function keep(found: Figures): void {
  for (const [name, value] of Object.entries(found) as [GoalName, number][]) {
    figures.set(name, [...(figures.get(name) ?? []), value]);
  }
}

function print(): void {
  for (const [name, values] of figures) {
    const goal: Goal = GOALS[name];
    const median = quantile(values, 0.5);
    const mark = reaches(goal, median, goal.moonshot)
      ? '★'
      : reaches(goal, median, goal.must)
        ? '✓'
        : '✗';
    const range = `${round(Math.min(...values))} – ${round(Math.max(...values))}`;
    const figure = `${round(median)} ${goal.unit}`.padStart(12);
    console.log(
      `${mark} ${name.padEnd(46)}${figure}  ${range.padStart(16)}   must ${goal.must}, aim ${goal.moonshot}`,
    );
  }
}

function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : String(Number(value.toFixed(1)));
}

function save(): void {
  const machine = {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalmem(),
    system: `${process.platform} ${release()}`,
    node: process.version,
  };
  mkdirSync('bench/results', { recursive: true });
  const content = {
    at: new Date().toISOString(),
    machine,
    goals: GOALS,
    figures: Object.fromEntries(figures),
  };
  writeFileSync('bench/results/studio.json', `${JSON.stringify(content, undefined, 2)}\n`);
}
