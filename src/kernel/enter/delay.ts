/** Enters a delay: goes on at once where its time has passed. */

import type { Entry, Todo } from '../agenda.ts';
import { passed } from '../agenda.ts';
import type { Arming } from '../arm.ts';
import { arm } from '../arm.ts';
import type { DelayStep } from '../definition.ts';
import type { Run } from '../run.ts';
import { evaluate, programOf } from '../scope.ts';
import { close, open, stop } from '../visits.ts';

export function enterDelay(run: Run, entry: Entry<DelayStep>): readonly Todo[] {
  const { step, here } = entry;
  const arming = timersOf(run, step);
  if (!arming.ok) return stop(run, entry, arming);
  const timers = arming.timers.filter(({ dueAtMs }) => dueAtMs > run.atMs);
  const visit = open(run, entry, { back: here?.back, timers, calendar: arming.calendar });
  if (timers.length > 0) return [];
  close(run, visit, 'passed');
  return [passed(visit, here?.back)];
}

function timersOf(run: Run, { forMs, working, until, calendar }: DelayStep): Arming {
  const { directory } = run.context;
  if (until === undefined) {
    const due = { afterMs: forMs ?? 0, ...(working ? { working } : {}) };
    return arm([due], run.atMs, directory, calendar ?? run.flow.definition.calendar);
  }
  const instant = evaluate(programOf(run.flow, until), run.scope());
  if (!instant.ok) return instant;
  return { ok: true, timers: [{ rung: 0, dueAtMs: Number(instant.value) }] };
}
