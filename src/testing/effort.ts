/** How hard the tests try: modestly for a person who waits, harder where nobody does. */

/** The number of runs: `person` by default, `ci` when the environment says CI=true. */
export function effort(person: number, ci: number): number {
  return process.env['CI'] === 'true' ? ci : person;
}

const DAY_MS = 86_400_000;

/** The first of the seeds of the day: others tomorrow, and a run can be repeated by its date. */
export function seedOfToday(): number {
  return Math.floor(Date.now() / DAY_MS) * 10_000;
}
