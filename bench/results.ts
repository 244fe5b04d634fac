/** What the runs came to: a table, ratios, and files with the facts of the machine. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { plotsOf } from './plots.ts';

/** One run of one peer; processor time, commits, flushes and WAL are per instance. */
export interface Run {
  readonly name: string;
  readonly inFlight: number;
  readonly round: number;
  readonly commandsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly nodeMs: number;
  readonly serverMs: number | undefined;
  readonly commits: number;
  readonly flushes: number;
  readonly walBytes: number;
}

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

type Figure = (run: Run) => number | undefined;

/** What is set beside what. */
const RATIOS: readonly (readonly [string, string, string, Figure])[] = [
  ['ours', 'naive', 'commands/s', (run) => run.commandsPerSecond],
  ['ours', 'naive', 'p99', (run) => run.p99Ms],
  ['ours', 'naive', 'processor time, node + server', processor],
  ['ours', 'naive', 'WAL', (run) => run.walBytes],
  ['ours-mysql', 'ours', 'commands/s', (run) => run.commandsPerSecond],
  ['ours-mysql', 'ours', 'p99', (run) => run.p99Ms],
  ['ours-mysql', 'ours', 'processor time, node + server', processor],
  ['ours', 'dbos', 'commands/s', (run) => run.commandsPerSecond],
  ['ours', 'limit', 'commands/s', (run) => run.commandsPerSecond],
  ['ours-http', 'naive-http', 'commands/s', (run) => run.commandsPerSecond],
  ['ours-http', 'naive-http', 'p99', (run) => run.p99Ms],
  ['ours-http-twice', 'ours-http', 'commands/s', (run) => run.commandsPerSecond],
];

function processor({ nodeMs, serverMs }: Run): number | undefined {
  return serverMs === undefined ? undefined : nodeMs + serverMs;
}

/** A table of medians, with the least and the most of the rates. */
export function printTable(runs: readonly Run[]): void {
  console.log(`\n${machine()}`);
  console.log('commands/s and latency of commands; the rest per instance of three commands\n');
  const row = (...cells: string[]) =>
    console.log(
      cells
        .map((cell, i) => (i === 0 ? cell.padEnd(12) : cell.padStart(i === 2 ? 26 : 12)))
        .join(''),
    );
  row(
    'peer',
    'in flight',
    'commands/s',
    'p50 ms',
    'p99 ms',
    'node ms',
    'server ms',
    'commits',
    'flushes',
    'WAL kB',
  );
  for (const inFlight of distinct(runs.map((run) => run.inFlight))) {
    for (const name of distinct(runs.map((run) => run.name))) {
      const of = runs.filter((run) => run.name === name && run.inFlight === inFlight);
      const middle = (figure: Figure, digits: number) =>
        spreadOf(of, figure)?.median.toFixed(digits) ?? '–';
      row(
        name,
        String(inFlight),
        written(
          spreadOf(of, (run) => run.commandsPerSecond),
          0,
        ),
        middle((run) => run.p50Ms, 1),
        middle((run) => run.p99Ms, 1),
        middle((run) => run.nodeMs, 2),
        middle((run) => run.serverMs, 2),
        middle((run) => run.commits, 2),
        middle((run) => run.flushes, 2),
        middle((run) => run.walBytes / 1024, 1),
      );
    }
  }
}

/** Ratios of runs of the same round: what stood next to each other in time. */
export function printRatios(runs: readonly Run[]): void {
  console.log('\nratio of the same round, median (least–most)\n');
  for (const [a, b, what, figure] of RATIOS) {
    const cells = distinct(runs.map((run) => run.inFlight)).map((inFlight) => {
      const ratio = ratioOf(runs, a, b, inFlight, figure);
      return ratio ? `${inFlight}: ${written(ratio, 2)}` : '';
    });
    if (cells.some((cell) => cell !== ''))
      console.log(`${a} ÷ ${b}, ${what}`.padEnd(48), cells.join('   '));
  }
}

/** The spread of a ratio over the rounds; undefined when one of the two was not measured. */
export function ratioOf(
  runs: readonly Run[],
  a: string,
  b: string,
  inFlight: number,
  figure: Figure,
): Spread | undefined {
  const of = (name: string) => runs.filter((run) => run.name === name && run.inFlight === inFlight);
  const others = of(b);
  const ratios = of(a).flatMap((run) => {
    const other = others.find(({ round }) => round === run.round);
    const [mine, theirs] = [figure(run), other && figure(other)];
    return mine === undefined || theirs === undefined ? [] : [mine / theirs];
  });
  return spread(ratios);
}

export function spreadOf(runs: readonly Run[], figure: Figure): Spread | undefined {
  return spread(runs.flatMap((run) => figure(run) ?? []));
}

function spread(values: readonly number[]): Spread | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((x, y) => x - y);
  return { median: sorted[sorted.length >> 1]!, min: sorted[0]!, max: sorted.at(-1)! };
}

function written(of: Spread | undefined, digits: number): string {
  if (!of) return '–';
  const text = (value: number) => value.toFixed(digits);
  return `${text(of.median)} (${text(of.min)}–${text(of.max)})`;
}

export function distinct<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}

function machine(): string {
  const memory = Math.round(totalmem() / 2 ** 30);
  const [first] = cpus();
  return `${cpus().length} × ${first?.model}, ${memory} GiB, ${process.platform} ${release()}, Node ${process.version}, embedded PostgreSQL`;
}

/** The runs with the facts of the machine as JSON, and their plots. */
export function saveResults(runs: readonly Run[]): void {
  const folder = join(import.meta.dirname, 'results');
  mkdirSync(folder, { recursive: true });
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const facts = { machine: machine(), commit, at: new Date().toISOString().slice(0, 10) };
  writeFileSync(join(folder, 'runs.json'), `${JSON.stringify({ ...facts, runs }, null, 2)}\n`);
  for (const [name, svg] of Object.entries(plotsOf(runs, facts.machine))) {
    writeFileSync(join(folder, `${name}.svg`), svg);
  }
  console.log(`\nwritten to ${folder}`);
}
