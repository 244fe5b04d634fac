/** How hard the tests try: modestly for a person who waits, harder where nobody does. */

/** The number of runs: `person` by default, `ci` when the environment says CI=true. */
export function effort(person: number, ci: number): number {
  return process.env['CI'] === 'true' ? ci : person;
}
