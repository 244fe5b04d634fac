/** Enters a notify step: tells people, waits for nobody. */

import type { Entry, Todo } from '../agenda.ts';
import { passed } from '../agenda.ts';
import type { NotifyStep } from '../definition.ts';
import { tell } from '../people/ask.ts';
import { questionOf } from '../people/choose.ts';
import { peopleScope } from '../people/scope.ts';
import type { Run } from '../run.ts';
import { close, open, stop } from '../visits.ts';

export function enterNotify(run: Run, entry: Entry<NotifyStep>): readonly Todo[] {
  const told = tell(run.flow, entry.step.tell, peopleScope(run, entry.step));
  if (!told.ok && !told.open) return stop(run, entry, told);
  const question = told.ok || !told.open ? undefined : questionOf(run, told.open);
  const visit = open(run, entry, { question });
  const people = told.ok ? told.people : [];
  run.emit({ type: 'PeopleNotified', visit, people, reason: 'step' });
  close(run, visit, 'passed');
  return [passed(visit, entry.here?.back)];
}
