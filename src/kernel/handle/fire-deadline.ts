/** FireTimer with visit 0: one due rung of the instance's deadline does its act, once (R9.4). */

import { runningTimers } from '../arm.ts';
import type { People } from '../definition.ts';
import { tell } from '../people/ask.ts';
import { peopleScope } from '../people/scope.ts';
import type { Refusal } from '../refusals.ts';
import { refusal } from '../refusals.ts';
import type { Run } from '../run.ts';
import { INSTANCE_VISIT } from '../state.ts';
import type { Actor, PersonId } from '../words.ts';

/** Refuses: timer.not-armed (also while the clock stands, R7.7), timer.not-due. */
export function fireDeadline(run: Run, rung: number): Refusal | undefined {
  const timer = runningTimers(run.state).find((armed) => armed.rung === rung);
  if (!timer) return refusal('timer.not-armed');
  if (run.context.nowMs < timer.dueAtMs)
    return refusal('timer.not-due', { dueAtMs: timer.dueAtMs });
  run.emit({ type: 'TimerFired', visit: INSTANCE_VISIT, rung });
  const { do: act } = run.flow.definition.deadline![rung]!;
  const by: Actor = { kind: 'system', cause: `deadline rung ${rung + 1}` };
  switch (act.kind) {
    case 'remind': {
      const people = everybodyAsked(run);
      run.emit({ type: 'PeopleNotified', visit: INSTANCE_VISIT, people, reason: 'remind' });
      return undefined;
    }
    case 'notify':
      notify(run, INSTANCE_VISIT, act.tell);
      return undefined;
    case 'reject':
      run.emit({ type: 'InstanceEnded', outcome: 'rejected', by });
      return undefined;
    case 'end':
      run.emit({ type: 'InstanceEnded', outcome: act.outcome, by });
      return undefined;
  }
}

/** Whoever has an open task, the initiator of a returned instance included; each once. */
function everybodyAsked(run: Run): readonly PersonId[] {
  const people = new Set<PersonId>();
  for (const visit of run.state.visits) {
    if (visit.status !== 'open') continue;
    for (const seat of visit.seats ?? []) if (seat.status === 'open') people.add(seat.person);
  }
  return [...people];
}

/** Tells people by a rung; that nobody could be found is recorded and stops nothing. */
export function notify(run: Run, visit: number, whom: People): void {
  const told = tell(run.flow, whom, peopleScope(run));
  const people = told.ok ? told.people : [];
  const failure = told.ok ? {} : { failure: told.message };
  run.emit({ type: 'PeopleNotified', visit, people, reason: 'rung', ...failure });
}
