/** AddAhead: people join the voters of a step before it is entered (R6.15). */

import { isLive } from '../apply.ts';
import type { ApprovalStep, HandleStep } from '../definition.ts';
import { LIMITS } from '../limits.ts';
import type { AddAhead } from '../member-commands.ts';
import { unfitFor } from '../people/duty.ts';
import { peopleScope } from '../people/scope.ts';
import type { Refusal } from '../refusals.ts';
import { refusal } from '../refusals.ts';
import type { Run } from '../run.ts';
import { isRefusal, ownTask, refuseAct } from './task.ts';

/** Refuses: task.*, add.*, person.*, limit.seats. */
export function addAhead(run: Run, command: AddAhead): Refusal | undefined {
  const task = ownTask(run, command);
  if (isRefusal(task)) return task;
  const no = refuseAct(task, 'add-ahead');
  if (no) return no;
  const step = run.flow.steps.get(command.step)?.step;
  if (step?.kind !== 'approval' && step?.kind !== 'handle') return refusal('add.not-ahead');
  const was = run.state.visits.some(
    (visit) => visit.step === step.id && (isLive(visit) || !visit.superseded),
  );
  if (was) return refusal('add.not-ahead', { step: step.id });
  if (showsMore(step, task.step)) return refusal('add.shows-more', { step: step.id });
  const known = (run.state.ahead ?? []).filter((each) => each.step === step.id);
  const people = [...new Set(command.people)];
  if (people.length === 0) return refusal('add.nobody');
  const all = known.reduce((sum, each) => sum + each.people.length, people.length);
  if (all > LIMITS.addedAheadMax) return refusal('limit.seats');
  for (const person of people) {
    if (!run.context.directory.person(person)?.active)
      return refusal('person.inactive', { person });
    if (known.some((each) => each.people.includes(person))) {
      return refusal('person.seated', { person });
    }
    const rule = unfitFor(run.flow, run.state, step, person, peopleScope(run, step));
    if (rule) return refusal('person.not-allowed', { person, rule });
  }
  run.emit({
    type: 'PeopleAddedAhead',
    step: step.id,
    people,
    by: task.by,
    ...(command.comment ? { comment: command.comment } : {}),
    directory: run.context.directory.version,
  });
  return undefined;
}

/** Whether a later step shows a field that is hidden at this one, to whoever is added there (R6.18). */
function showsMore(
  { rights: later = {} }: ApprovalStep | HandleStep,
  { rights = {} }: ApprovalStep | HandleStep,
): boolean {
  return Object.keys(rights).some(
    (field) => rights[field] === 'hidden' && later[field] !== 'hidden',
  );
}
