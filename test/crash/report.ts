/** What a run came to, in numbers and as a page of text. */

import type { Outcome } from './programme.ts';

export interface Summary {
  readonly seed: number;
  readonly seconds: number;
  readonly serverKills: number;
  readonly databaseKills: number;
  readonly failpoints: number;
  readonly acknowledged: number;
  /** Checks made, by invariant. */
  readonly exercised: { readonly [id: string]: number };
  /** Promises that were broken, and those that nothing was held to. */
  readonly broken: readonly string[];
}

/** Invariants that every whole run has to exercise. */
export const EXERCISED: readonly string[] = [
  ...[
    'A1',
    'A2',
    'A3',
    'A4',
    'C1',
    'D1',
    'D2',
    'D3',
    'D4',
    'D5',
    'D7',
    'D9',
    'D10',
    'D11',
    'D12',
    'D15',
  ],
  ...['L1', 'L2', 'L4', 'L7', 'M1', 'M2', 'M3', 'M8', 'O1', 'O2', 'O3', 'O4', 'O5', 'O7'],
  ...['P1', 'P3', 'P4', 'R1', 'R6', 'T1', 'T2', 'F10'],
];

/** Shape: an outcome → its numbers; what was exercised never counts as broken. */
export function summaryOf(seed: number, outcome: Outcome, needed: readonly string[]): Summary {
  const { counts, exercised, settled, violations, seconds } = outcome;
  const idle = needed.filter((id) => !exercised.get(id));
  const broken = [
    ...new Set(violations.map(({ id }) => id)),
    ...idle.map((id) => `${id} was never exercised`),
    ...(needed.length > 0 ? (settled?.vacuous ?? ['nothing was settled']) : []),
  ];
  return {
    seed,
    seconds: Math.round(seconds),
    serverKills: counts.get('server kills') ?? 0,
    databaseKills: counts.get('database kills') ?? 0,
    failpoints: [...counts.keys()].filter((name) => name.startsWith('died ')).length,
    acknowledged: settled?.acknowledged ?? 0,
    exercised: Object.fromEntries(needed.map((id) => [id, exercised.get(id) ?? 0])),
    broken,
  };
}

/** The page that a person reads. */
export function page(summary: Summary, { counts, settled, drains, rests }: Outcome): string {
  const { seed, seconds, serverKills, databaseKills, failpoints, broken } = summary;
  const lines = [
    `Crash run of seed ${seed}, ${seconds} s`,
    '',
    `${serverKills} kills of servers, ${databaseKills} of the database, ${failpoints} failpoints`,
    `${settled?.operations ?? 0} operations on ${settled?.instances ?? 0} instances:`,
    `  ${settled?.acknowledged ?? 0} commands acknowledged, ${percent(settled?.ok)} of all done,`,
    `  ${percent(settled?.unknown)} unknown, ${percent(settled?.contended)} contended,`,
    `  ${settled?.searched ?? 0} instances searched through besides`,
    `to rest after the faults: ${range(rests)} ms`,
    ...(drains.length > 0 ? [`from SIGTERM to the end: ${range(drains)} ms`] : []),
    '',
    ...[...counts].sort().map(([name, times]) => `${String(times).padStart(7)}  ${name}`),
    '',
    ...wrapped(Object.entries(summary.exercised).map(([id, times]) => `${id} ${times}`)),
    '',
    broken.length === 0 ? 'Nothing was lost, doubled or stuck.' : `Broken: ${broken.join(', ')}`,
  ];
  return lines.join('\n');
}

function percent(share = 0): string {
  return `${(share * 100).toFixed(1)} %`;
}

function range(values: readonly number[]): string {
  if (values.length === 0) return '-';
  return `${Math.round(Math.min(...values))} to ${Math.round(Math.max(...values))}`;
}

function wrapped(words: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < 90)
      lines[lines.length - 1] += `, ${word}`;
    else lines.push(`  ${word}`);
  }
  return lines;
}
