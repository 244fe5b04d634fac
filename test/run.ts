/** Everything that must hold; the last line counts it. */

import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import type { Summary as CrashSummary } from './crash/report.ts';
import type { Summary as FuzzSummary } from './fuzz/summary.ts';

interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

interface Check {
  readonly title: string;
  readonly command: readonly string[];
  /** What the output must show, so that a check of nothing fails. */
  readonly proves?: RegExp;
}

const CHECKS: readonly Check[] = [
  { title: 'types and floors', command: ['tsc', '-b'] },
  {
    title: 'format and lint',
    command: ['biome', 'ci', '--colors=off', '.'],
    proves: /Checked \d{2,} files/,
  },
  { title: 'no dead code or dependency', command: ['knip', '--no-progress'] },
];

const RESULTS = '.cache/test-results.json';
/** What Node made of the sources, for the hundreds of processes that load the same ones. */
const COMPILED = join(import.meta.dirname, '../.cache/compiled');
/** A third of what the others get; the least there is would starve where others work too. */
const LOW_PRIORITY = 5;
const isQuick = process.argv.includes('--quick');

const total: Count = { passed: 0, failed: 0, skipped: 0 };
// Each of them is busy on one core.
await Promise.all(CHECKS.map(runCheck));
await runVitest();
// The one waits most of its time, the other takes what time is left and counts its own.
if (!isQuick) await Promise.all([runCrash(), runFuzz()]);
console.log(summary(total));
process.exitCode = total.failed > 0 ? 1 : 0;

async function runCheck({ title, command, proves }: Check): Promise<void> {
  const startedAt = Date.now();
  const { code, output } = await run(command, 'collect');
  const holds = code === 0 && (!proves || proves.test(output));
  total[holds ? 'passed' : 'failed'] += 1;
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  console.log(`${holds ? '✓' : '✗'} ${title} (${seconds} s)`);
  if (!holds) console.log(output);
}

async function runVitest(): Promise<void> {
  mkdirSync('.cache', { recursive: true });
  rmSync(RESULTS, { force: true });
  const { code } = await run(
    [
      'vitest',
      'run',
      ...(isQuick ? ['src', 'test/tidy'] : []),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${RESULTS}`,
    ],
    'show',
  );
  const counted = readResults();
  total.passed += counted.passed;
  total.failed += counted.failed;
  total.skipped += counted.skipped;
  if (code !== 0 && counted.failed === 0) total.failed += 1;
}

/** Apart from the tests, because it starves whatever runs beside it; counts the invariants held. */
async function runCrash(): Promise<void> {
  const startedAt = Date.now();
  const { output } = await run(['node', 'test/crash/crash.ts', '--short'], 'collect');
  const last = output.trimEnd().split('\n').at(-1) ?? '';
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  const summary = summaryIn<CrashSummary>(last);
  const broken = summary?.broken ?? ['it ended without a word'];
  total.passed += Object.keys(summary?.exercised ?? {}).length;
  total.failed += broken.length;
  const kills = `${summary?.serverKills} kills of servers, ${summary?.databaseKills} of databases`;
  console.log(`${broken.length === 0 ? '✓' : '✗'} nothing lost under ${kills} (${seconds} s)`);
  if (broken.length > 0) console.log(output);
}

/** At a low priority; counts the properties that were held to inputs, and not the inputs. */
async function runFuzz(): Promise<void> {
  const startedAt = Date.now();
  const { output } = await run(['node', 'test/fuzz/fuzz.ts', '--short'], 'collect', 'low');
  const last = output.trimEnd().split('\n').at(-1) ?? '';
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  const summary = summaryIn<FuzzSummary>(last);
  const broken = summary?.broken ?? ['it ended without a word'];
  const properties = Object.keys(summary?.held ?? {}).length;
  total.passed += Math.max(0, properties - broken.length);
  total.failed += broken.length;
  const inputs = (summary?.inputs ?? 0).toLocaleString('en');
  const mark = broken.length === 0 ? '✓' : '✗';
  console.log(`${mark} ${properties} properties hold for ${inputs} fuzzed inputs (${seconds} s)`);
  if (broken.length > 0) console.log(output);
}

function summaryIn<Summary>(line: string): Summary | undefined {
  try {
    return JSON.parse(line) as Summary;
  } catch {
    return undefined;
  }
}

function readResults(): Count {
  try {
    const results = JSON.parse(readFileSync(RESULTS, 'utf8')) as {
      numPassedTests: number;
      numFailedTests: number;
      numPendingTests: number;
      numTodoTests: number;
    };
    const skipped = results.numPendingTests + results.numTodoTests;
    return { passed: results.numPassedTests, failed: results.numFailedTests, skipped };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

function summary({ passed, failed, skipped }: Count): string {
  const tail = skipped > 0 ? `, ${skipped} skipped` : '';
  return `${passed} passed, ${failed} failed${tail}`;
}

function run(
  [command, ...args]: readonly string[],
  output: 'show' | 'collect',
  priority: 'normal' | 'low' = 'normal',
): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve) => {
    const stdio = output === 'show' ? 'inherit' : 'pipe';
    const env = { NODE_COMPILE_CACHE: COMPILED, ...process.env };
    const child = spawn(command!, args, { stdio: ['ignore', stdio, stdio], env });
    // Inherited by what it starts.
    if (priority === 'low' && child.pid) setPriority(child.pid, LOW_PRIORITY);
    let text = '';
    child.stdout?.on('data', (chunk) => {
      text += chunk;
    });
    child.stderr?.on('data', (chunk) => {
      text += chunk;
    });
    child.on('error', (error) => resolve({ code: 1, output: String(error) }));
    child.on('close', (code) => resolve({ code: code ?? 1, output: text }));
  });
}
