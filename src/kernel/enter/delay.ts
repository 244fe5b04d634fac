/** Enters a delay: goes on at once where its time has passed. */

import type { Entry, Todo } from '../agenda.ts';
import { passed } from '../agenda.ts';
import type { DelayStep } from '../definition.ts';
import type { Run } from '../run.ts';
import { evaluate, programOf } from '../scope.ts';
import { close, open, stop } from '../visits.ts';

export function enterDelay(run: Run, entry: Entry<DelayStep>): readonly Todo[] {
  const { step, here } = entry;
  let dueAtMs = run.atMs + (step.forMs ?? 0);
  if (step.until !== undefined) {
    const until = evaluate(programOf(run.flow, step.until), run.scope());
    if (!until.ok) return stop(run, entry, until);
    dueAtMs = Number(until.value);
  }
  const timers = dueAtMs > run.atMs ? [{ rung: 0, dueAtMs }] : [];
  const visit = open(run, entry, { back: here?.back, timers });
  if (timers.length > 0) return [];
  close(run, visit, 'passed');
  return [passed(visit, here?.back)];
}
