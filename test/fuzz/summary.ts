/** What a run came to, in numbers. */

import type { Result } from './campaign.ts';
import type { Target } from './target.ts';

/** The last line of a run. */
export interface Summary {
  readonly seed: number;
  readonly seconds: number;
  readonly inputs: number;
  /** Properties that were held to inputs, and how often. */
  readonly held: Readonly<Record<string, number>>;
  /** Findings, and properties that nothing was held to. */
  readonly broken: readonly string[];
}

interface Run {
  readonly targets: readonly Target[];
  readonly seed: number;
  readonly seconds: number;
  readonly result: Result;
}

/** Shape: a run → its numbers; a property that was held to no input counts as broken. */
export function summaryOf({ targets, seed, seconds, result }: Run): Summary {
  const needed = targets.flatMap(({ name, properties }) =>
    properties.map((property) => `${name}: ${property}`),
  );
  const idle = needed.filter((property) => !result.held[property]);
  return {
    seed,
    seconds: Math.round(seconds),
    inputs: Object.values(result.inputs).reduce((sum, count) => sum + count, 0),
    held: result.held,
    broken: [
      ...result.findings.map(({ target, kind, signature }) => `${target} ${kind}: ${signature}`),
      ...idle.map((property) => `${property}: held to no input`),
    ],
  };
}

/** A row for each target. */
export function tableOf(targets: readonly Target[], result: Result): string {
  const rows = targets.map(({ name, cpuMsMax }) => {
    const seconds = ((result.cpuMs[name] ?? 0) / 1_000).toFixed(1);
    const slowest = Math.round(result.slowestMs[name] ?? 0);
    const count = (result.inputs[name] ?? 0).toLocaleString('en');
    return [
      name.padEnd(14),
      count.padStart(10),
      `${seconds} s`.padStart(9),
      `${slowest} ms`.padStart(8),
      `of ${cpuMsMax}`,
    ].join('  ');
  });
  return rows.join('\n');
}
