/** People who were brought in by hand (R6.6 to R6.8). */

import type { Instance } from '../../protocol/index.ts';

/** Who brought a person in by hand, and in what place: beside the others where it says none. */
export function addedIn(
  path: readonly Instance['path'][number][],
  task: string | undefined,
  person: string,
) {
  for (const { seats, groups } of path) {
    const seat = seats.find((each) => each.task === task && each.person.id === person);
    const of = groups?.find(({ group }) => group === seat?.group);
    if (seat?.addedBy) return { by: seat.addedBy, where: of?.where };
  }
  return undefined;
}
