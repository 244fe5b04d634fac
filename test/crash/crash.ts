/**
 * Kills real servers and a real database, and looks at what is left.
 *
 *   npm run crash                              every failpoint, every fault, some kills
 *   npm run crash -- --kills 2000              so many kills of servers, a quarter as many of the database
 *   npm run crash -- --seed 7 --only freeze    a seed, and only faults with this in their names
 *   npm run crash -- --short                   the tier that npm test runs
 *   npm run crash -- --images 20               so many power losses, and one that must lose something
 *   npm run crash -- --bug <name>              with a planted mistake (bugs.ts)
 *   npm run crash -- --teeth                   with each planted mistake: all have to be caught
 *   npm run crash -- --check history.jsonl     a history that was kept, checked again
 *
 * Exit code 1: a promise was broken. The last line is one JSON object of type Summary.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkHistory, readHistory } from '../../src/testing/history/index.ts';
import { BUGS, UNSYNCED } from './bugs.ts';
import type { Size } from './deck.ts';
import { noPower } from './power.ts';
import type { Outcome } from './programme.ts';
import { runProgramme } from './programme.ts';
import { EXERCISED, page, type Summary, summaryOf } from './report.ts';

const RESULTS = join(import.meta.dirname, '../../.cache/crash');
const LONG: Size = { serverKills: 72, databaseKills: 54, rounds: 1 };
/** Every fault and every failpoint once, and fewer kills besides. */
const IN_CI: Size = { serverKills: 8, databaseKills: 8, rounds: 1 };
/** Of the faults that a mistake is likely to show under. */
const BITING = { serverKills: 24, databaseKills: 12, rounds: 6, failpoints: 99, others: 99 };
const SHORT: Size = { serverKills: 6, databaseKills: 3, rounds: 1, failpoints: 6, others: 5 };

const { values } = parseArgs({
  options: {
    kills: { type: 'string' },
    seed: { type: 'string' },
    images: { type: 'string' },
    only: { type: 'string', multiple: true, default: [] },
    short: { type: 'boolean', default: false },
    bug: { type: 'string' },
    teeth: { type: 'boolean', default: false },
    check: { type: 'string' },
  },
});

/** What may break because a mistake and a failpoint change the same place. */
const NO_PROOF = new Set(['F10', 'harness']);

process.exit((await isFine()) ? 0 : 1);

async function isFine(): Promise<boolean> {
  if (values.check !== undefined) return checkAgain(values.check);
  if (values.images !== undefined) return losesNoPower(Number(values.images));
  return values.teeth ? (await missed()) === 0 : (await run()).broken.length === 0;
}

/** How many mistakes nothing has noticed. */
async function missed(): Promise<number> {
  let count = 0;
  const wanted = Object.entries(BUGS).filter(([name]) => {
    return values.only.length === 0 || values.only.some((part) => name.includes(part));
  });
  for (const [name, bug] of wanted) {
    const { size, wave } = { size: SHORT, wave: 6 };
    const results = join(RESULTS, 'teeth');
    const plan = { seed: seedOf(), results, size: { ...size, ...BITING }, wave };
    const { violations, seconds } = await runProgramme({ ...plan, only: bug.only, edits: [bug] });
    const ids = [...new Set(violations.map(({ id }) => id))].filter((id) => !NO_PROOF.has(id));
    if (ids.length === 0) count += 1;
    const verdict = ids.length > 0 ? `caught by ${ids.join(', ')}` : 'MISSED';
    console.log(`${verdict} in ${Math.round(seconds)} s: ${name}`);
  }
  return count;
}

/** Power fails under a database that syncs, and under one that does not: only that one may lose. */
async function losesNoPower(images: number): Promise<boolean> {
  const why = await noPower();
  if (why !== undefined) {
    console.log(`No power was lost here: ${why}.`);
    return true;
  }
  const seed = seedOf();
  const plan = { seed, only: ['power'], wave: 4, say: (line: string) => console.error(line) };
  const size = (rounds: number) => ({ serverKills: 0, databaseKills: 0, rounds });
  const synced = await runProgramme({
    ...plan,
    ...{ results: join(RESULTS, `${seed}-power`), size: size(images), onLoop: {} },
  });
  const kept = synced.settled?.acknowledged ?? 0;
  for (const { id, message } of synced.violations) console.log(`✗ ${id} ${message}`);
  console.log(`${images} power losses, ${kept} acknowledged commands, ${verdictOf(synced)}`);
  const control = await runProgramme({
    ...{ ...plan, wave: 1 },
    ...{ results: join(RESULTS, `${seed}-control`), size: size(2), onLoop: { fsync: 'off' } },
    edits: [UNSYNCED],
  });
  const ids = [...new Set(control.violations.map(({ id }) => id))];
  const isCaught = ids.length > 0;
  console.log(`control without fsync: ${isCaught ? `broke ${ids.join(', ')}` : 'NOTHING LOST'}`);
  return synced.violations.length === 0 && isCaught;
}

function verdictOf({ violations }: Outcome): string {
  return violations.length === 0 ? 'nothing lost' : 'BROKEN';
}

function seedOf(): number {
  return values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed);
}

function checkAgain(path: string): boolean {
  const verdict = checkHistory(readHistory(readFileSync(path, 'utf8')));
  for (const { instance, why } of verdict.faults) console.log(`✗ ${instance}: ${why}`);
  const { operations, instances, faults } = verdict;
  console.log(`${operations} operations on ${instances} instances, ${faults.length} without order`);
  return faults.length === 0;
}

async function run(): Promise<Summary> {
  const seed = seedOf();
  const results = join(RESULTS, String(seed));
  const bug = values.bug === undefined ? undefined : bugNamed(values.bug);
  const only = values.only.length > 0 ? values.only : (bug?.only ?? []);
  const say = (line: string) => console.error(line);
  const size = sizeOf();
  const wave = values.short && process.env['CI'] !== 'true' ? 10 : 24;
  const edits = bug ? [bug] : [];
  const outcome = await runProgramme({ seed, results, size, only, edits, wave, say });
  const isWhole = only.length === 0;
  const summary = summaryOf(seed, outcome, isWhole ? EXERCISED : []);
  const text = page(summary, outcome);
  writeFileSync(join(results, 'result.txt'), text);
  console.log(text);
  if (summary.broken.length > 0) tell(seed, outcome, results);
  console.log(JSON.stringify(summary));
  return summary;
}

function tell(seed: number, { violations }: Outcome, results: string): void {
  for (const { id, message } of violations) console.log(`✗ ${id} ${message}`);
  const args = process.argv.slice(2).filter((arg, n, all) => {
    return arg !== '--seed' && all[n - 1] !== '--seed';
  });
  console.log(`\nAgain:   npm run crash -- ${['--seed', seed, ...args].join(' ')}`);
  console.log(`History: npm run crash -- --check ${join(results, 'history.jsonl')}`);
}

function sizeOf(): Size {
  if (values.short) return process.env['CI'] === 'true' ? IN_CI : SHORT;
  if (values.kills === undefined) return LONG;
  const kills = Number(values.kills);
  return { serverKills: kills, databaseKills: Math.ceil(kills / 4), rounds: Math.ceil(kills / 60) };
}

function bugNamed(name: string): (typeof BUGS)[string] {
  const bug = BUGS[name];
  if (!bug) throw new Error(`--bug takes one of ${Object.keys(BUGS).join(', ')}`);
  return bug;
}
