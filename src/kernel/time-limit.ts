/** How long a step waits for the world. */

import type { Arming } from './arm.ts';
import { arm } from './arm.ts';
import type { Limited } from './definition.ts';
import type { Run } from './run.ts';

/** The timer of a step's limit, if it has one. */
export function armLimit(run: Run, { limit, calendar }: Limited): Arming {
  const { directory } = run.context;
  const rungs = limit ? [limit] : [];
  return arm(rungs, run.atMs, directory, calendar ?? run.flow.definition.calendar);
}
