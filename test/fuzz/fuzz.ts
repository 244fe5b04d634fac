/**
 * Gives every parser and every door what nobody should send, and says what did not hold.
 *
 *   npm run fuzz                                      a million inputs
 *   npm run fuzz -- --inputs 25000000                 so many
 *   npm run fuzz -- --target flows --seed 7           one target; the seed deals the same inputs again
 *   npm run fuzz -- --target flows --seed 7 --case 3  one input, shown and held
 *   npm run fuzz -- --target flows --input FILE       an input that was kept, held again
 *   npm run fuzz -- --short                           the share that npm test runs, the same for the same commit
 *
 * The last line is one JSON object of type Summary. Exit code 1: something did not hold.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seedOfSources } from '../../src/testing/index.ts';
import type { Result, Told } from './campaign.ts';
import { runCampaign } from './campaign.ts';
import { caseOf } from './cases.ts';
import type { Summary } from './summary.ts';
import { summaryOf, tableOf } from './summary.ts';
import type { Target } from './target.ts';
import { TARGETS } from './targets/index.ts';
import { Asked } from './watch.ts';

const RESULTS = join(import.meta.dirname, '../../.cache/fuzz');
const MILLION = 1_000_000;
/** Inputs of `npm test` where a person waits. */
const SHORT = 40_000;
/** Far beyond what any input takes on a machine that is slow and busy: whoever stands still so long never ends. */
const HANG_MS = 180_000;
const SHOWN_CHARS_MAX = 2_000;

const { values } = parseArgs({
  options: {
    target: { type: 'string', multiple: true, default: [] },
    seed: { type: 'string' },
    case: { type: 'string' },
    input: { type: 'string' },
    inputs: { type: 'string' },
    processes: { type: 'string', default: '2' },
    short: { type: 'boolean', default: false },
  },
});

process.exit((await isFine()) ? 0 : 1);

async function isFine(): Promise<boolean> {
  const targets = targetsNamed(values.target);
  const seed = Number(values.seed ?? (values.short ? seedOfSources() : Date.now() % MILLION));
  if (values.input !== undefined) return holdOne(targets[0]!, readFileSync(values.input, 'utf8'));
  if (values.case !== undefined) {
    const input = await caseOf(targets[0]!, seed, Number(values.case));
    console.log(input);
    return holdOne(targets[0]!, input);
  }
  const { broken } = await run(targets, seed);
  return broken.length === 0;
}

function targetsNamed(names: readonly string[]): readonly Target[] {
  if (names.length === 0) return TARGETS;
  return names.map((name) => {
    const target = TARGETS.find((each) => each.name === name);
    if (target) return target;
    throw new Error(`--target takes one of ${TARGETS.map((each) => each.name).join(', ')}`);
  });
}

async function holdOne({ name }: Target, input: string): Promise<boolean> {
  const asked = new Asked(name, HANG_MS);
  const answer = await asked.ask(input);
  asked.close();
  console.log('message' in answer ? `✗ ${answer.kind}: ${answer.message}` : '✓ everything holds');
  return answer.kind === 'fine';
}

async function run(targets: readonly Target[], seed: number): Promise<Summary> {
  const startedMs = performance.now();
  console.error(`seed ${seed}`);
  const result = await runCampaign({
    targets,
    seed,
    inputs: inputsOf(),
    processes: Number(values.processes),
    hangMs: HANG_MS,
    results: RESULTS,
    say: (line) => console.error(line),
  });
  const seconds = (performance.now() - startedMs) / 1_000;
  const summary = summaryOf({ targets, seed, seconds, result });
  console.log(tableOf(targets, result));
  show(result, seed);
  for (const broken of summary.broken) console.log(`✗ ${broken}`);
  console.log(JSON.stringify(summary));
  return summary;
}

function inputsOf(): number {
  if (values.inputs !== undefined) return Number(values.inputs);
  return values.short && process.env['CI'] !== 'true' ? SHORT : MILLION;
}

function show({ findings }: Result, seed: number): void {
  for (const { target, kind, message, shortest, file, case: at } of findings as readonly Told[]) {
    console.log(`\n✗ ${target} ${kind}: ${message}`);
    console.log(shortest.slice(0, SHOWN_CHARS_MAX));
    console.log(`Again: npm run fuzz -- --target ${target} --seed ${seed} --case ${at}`);
    console.log(`Least: npm run fuzz -- --target ${target} --input ${file}`);
    console.log(`Kept as test/fuzz/kept/${target}.<what-it-found> it is held for ever.`);
  }
}
