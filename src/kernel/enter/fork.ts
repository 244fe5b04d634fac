/** Enters the steps that fork: every branch, or every one whose condition holds. */

import type { Entry, Todo } from '../agenda.ts';
import { entering, passed } from '../agenda.ts';
import { ancestorIn, branchWith } from '../compile.ts';
import type { InclusiveStep, ParallelStep } from '../definition.ts';
import { incident } from '../incidents.ts';
import type { Run } from '../run.ts';
import type { Because } from '../scope.ts';
import { evaluate, programOf } from '../scope.ts';
import { close, open, stop } from '../visits.ts';

export function enterParallel(run: Run, entry: Entry<ParallelStep>): readonly Todo[] {
  const branches = entry.step.branches.map((_branch, index) => index);
  return fork(run, entry, open(run, entry, { branches, back: entry.here?.back }));
}

export function enterInclusive(run: Run, entry: Entry<InclusiveStep>): readonly Todo[] {
  if (entry.seek?.force) {
    const branch = branchWith(run.flow, entry.place, entry.seek.step);
    if (branch !== undefined)
      return fork(run, entry, open(run, entry, { branches: [branch], note: 'led' }));
  }
  const scope = run.scope();
  const taken: number[] = [];
  const read: Because[] = [];
  for (const [branch, { when }] of entry.step.branches.entries()) {
    if (when === undefined) continue;
    const holds = evaluate(programOf(run.flow, when), scope);
    if (!holds.ok) return stop(run, entry, holds);
    read.push(holds.because);
    if (holds.value === true) taken.push(branch);
  }
  const otherwise = entry.step.branches.findIndex(({ when }) => when === undefined);
  if (taken.length === 0 && otherwise < 0) {
    return stop(run, entry, incident('choice.no-branch'));
  }
  const because: Because = {
    expression: read.map(({ expression }) => expression).join(', '),
    values: Object.assign({}, ...read.map(({ values }) => values)),
  };
  const branches = taken.length > 0 ? taken : [otherwise];
  return fork(run, entry, open(run, entry, { branches, because, back: entry.here?.back }));
}

/** Enters the branches of a container; only the one that holds the step sought heads for it. */
function fork(run: Run, { place, seek }: Entry, parent: number): readonly Todo[] {
  const branches = run.visit(parent).branches ?? [];
  if (branches.length === 0) {
    close(run, parent, 'passed');
    return [passed(parent, undefined)];
  }
  return branches.toReversed().map((branch) => {
    const heads = seek && ancestorIn(run.flow, place.branches[branch]!, seek.step);
    return entering({ parent, branch }, 0, heads ? seek : undefined);
  });
}
