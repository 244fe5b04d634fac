/** What happens when a step has waited for the world for as long as it would. */

import type { Limited } from '../definition.ts';
import { incident } from '../incidents.ts';
import type { Run } from '../run.ts';
import { raise } from '../visits.ts';
import { passVisit } from '../walk.ts';
import type { Actor } from '../words.ts';

/** The time of an open visit is up. */
export function runOut(run: Run, visit: number, { limit }: Limited): void {
  const late = limit?.late ?? { kind: 'stop' };
  const by: Actor = { kind: 'system', cause: 'limit' };
  switch (late.kind) {
    case 'pass':
      passVisit(run, visit, 'late', by);
      return;
    case 'end':
      run.emit({ type: 'InstanceEnded', outcome: late.outcome, by });
      return;
    case 'stop': {
      const { code, message } = incident('wait.late');
      raise(run, visit, code, message);
      return;
    }
  }
}
