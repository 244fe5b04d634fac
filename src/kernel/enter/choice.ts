/** Enters a choice: the first branch whose condition holds, else the one without. */

import type { Entry, Todo } from '../agenda.ts';
import { entering } from '../agenda.ts';
import { branchWith } from '../compile.ts';
import type { ChoiceStep } from '../definition.ts';
import { incident } from '../incidents.ts';
import type { Run } from '../run.ts';
import type { Because } from '../scope.ts';
import { evaluate, programOf } from '../scope.ts';
import { open, stop } from '../visits.ts';

export function enterChoice(run: Run, entry: Entry<ChoiceStep>): readonly Todo[] {
  if (entry.seek?.force) {
    const branch = branchWith(run.flow, entry.place, entry.seek.step);
    if (branch !== undefined) {
      return [
        entering(
          { parent: open(run, entry, { branches: [branch], note: 'led' }), branch },
          0,
          entry.seek,
        ),
      ];
    }
  }
  const scope = run.scope();
  let because: Because | undefined;
  for (const [branch, { when }] of entry.step.branches.entries()) {
    if (when !== undefined) {
      const holds = evaluate(programOf(run.flow, when), scope);
      if (!holds.ok) return stop(run, entry, holds);
      because = holds.because;
      if (holds.value !== true) continue;
    }
    const way = { branches: [branch], back: entry.here?.back };
    const parent = open(run, entry, because ? { ...way, because } : way);
    return [entering({ parent, branch }, 0, entry.seek)];
  }
  return stop(run, entry, incident('choice.no-branch'));
}
