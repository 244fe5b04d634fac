/** Enters a notify step: tells people, waits for nobody. */

import type { Entry, Todo } from '../agenda.ts';
import { passed } from '../agenda.ts';
import type { NotifyStep } from '../definition.ts';
import { tell } from '../people/ask.ts';
import type { Run } from '../run.ts';
import { close, open, stop } from '../visits.ts';

export function enterNotify(run: Run, entry: Entry<NotifyStep>): readonly Todo[] {
  const told = tell(run.flow, entry.step.tell, run.scope());
  if (!told.ok) return stop(run, entry, told);
  const visit = open(run, entry);
  run.emit({ type: 'PeopleNotified', visit, people: told.people, reason: 'step' });
  close(run, visit, 'passed');
  return [passed(visit, entry.here?.back)];
}
