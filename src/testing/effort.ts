/** How hard the tests try: modestly for a person who waits, harder where nobody does. */

import { execFileSync } from 'node:child_process';

/** The number of runs: `person` by default, `ci` when the environment says CI=true. */
export function effort(person: number, ci: number): number {
  return process.env['CI'] === 'true' ? ci : person;
}

const DAY_MS = 86_400_000;
const SEEDS = 100_000;
const SEEDS_EACH = 10_000;

/**
 * The first of the seeds of what is committed: other sources meet other seeds, and the same
 * sources the same ones, so that a red run stays red until something is changed. Without git, the day’s.
 */
export function seedOfSources(): number {
  return (digestOfSources() % SEEDS) * SEEDS_EACH;
}

function digestOfSources(): number {
  const ask = ['rev-parse', '--verify', 'HEAD:src'];
  try {
    const tree = execFileSync('git', ask, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return Number.parseInt(tree.slice(0, 12), 16);
  } catch {
    return Math.floor(Date.now() / DAY_MS);
  }
}
