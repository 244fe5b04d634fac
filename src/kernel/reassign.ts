/** Who takes over from somebody who left or moved (R3.2): the step's people as they are now. */

import { delegateOf } from './apply.ts';
import type { ApprovalStep, HandleStep } from './definition.ts';
import { askAgain } from './enter/seating.ts';
import type { PeopleStage } from './events.ts';
import { LIMITS } from './limits.ts';
import { groupNameOf, membersOf } from './members.ts';
import type { Asked } from './people/ask.ts';
import { assign } from './people/assign.ts';
import type { Run } from './run.ts';
import type { Seat, Visit } from './state.ts';
import type { Actor, PersonId } from './words.ts';

type AskingStep = ApprovalStep | HandleStep;

/** Who acts when the directory has changed. */
export const DIRECTORY: Actor = { kind: 'system', cause: 'directory' };

/** Why somebody's open task is found anew. */
export type Absence = 'left' | 'moved';

/** Whether tasks of those who left, or who moved, are found anew on a step. */
export function reassigns({ flow }: Run, step: AskingStep, why: Absence): boolean {
  const { onLeave, onMove } = flow.definition;
  const policy = why === 'left' ? (step.onLeave ?? onLeave) : (step.onMove ?? onMove);
  return policy === 'reassign';
}

/** Why the seat's person should not have the task any more, if the step's policies say so. */
export function absenceOf(
  run: Run,
  step: AskingStep,
  visit: Visit,
  seat: Seat,
): Absence | undefined {
  if (run.context.directory.person(seat.person)?.active !== true) {
    return reassigns(run, step, 'left') ? 'left' : undefined;
  }
  if (!reassigns(run, step, 'moved') || isGiven(run, visit, seat)) return undefined;
  const asked = askAgain(run, step, groupNameOf(visit, seat));
  return asked.kind === 'people' && !asked.people.includes(seat.person) ? 'moved' : undefined;
}

/** Given to this person by somebody or by the ladder, now or before a return: nobody moved away. */
function isGiven({ state }: Run, { step }: Visit, { from, addedBy, person }: Seat): boolean {
  if (from !== undefined || addedBy !== undefined) return true;
  return state.visits.some(
    (visit) =>
      visit.step === step &&
      visit.seats?.some((seat) => seat.from !== undefined && seat.person === person),
  );
}

/** What became of a task; `last`: nobody takes it, and the ballot would be left without a voter. */
export type Vacated =
  | { readonly kind: 'replaced' | 'removed' }
  | { readonly kind: 'last'; readonly asked: Asked };

/**
 * The task goes to the next of those whom the step names now and who never sat there, with weight
 * and veto; where there is none, or somebody was brought in by hand, it goes off the ballot.
 */
export function vacate(run: Run, step: AskingStep, n: number, seat: Seat, why: Absence): Vacated {
  const visit = run.visit(n);
  const isLast = isLastOf(visit, seat);
  const place = { visit: n, seat: seat.n, by: DIRECTORY };
  const directory = run.context.directory.version;
  const isByHand = seat.addedBy !== undefined;
  const name = groupNameOf(visit, seat);
  const asked: Asked = askAgain(run, step, name);
  const stages = 'stages' in asked ? asked.stages : [];
  const next = isByHand && !isLast ? undefined : successor(run, step, visit, asked, name);
  if (next) {
    const people = next.picked ? [...stages, next.picked] : stages;
    const { to } = next;
    run.emit({ type: 'SeatReplaced', ...place, to, reason: why, directory, people });
    return { kind: 'replaced' };
  }
  if (isLast) return { kind: 'last', asked };
  run.emit({ type: 'SeatRemoved', ...place, comment: why, directory, people: stages });
  return { kind: 'removed' };
}

interface Successor {
  readonly to: PersonId;
  /** How one of several was picked. */
  readonly picked?: PeopleStage;
}

function successor(
  run: Run,
  step: AskingStep,
  { seats = [] }: Visit,
  asked: Asked,
  name: string | undefined,
): Successor | undefined {
  if (asked.kind !== 'people' || seats.length >= LIMITS.seatsPerVisitMax) return undefined;
  const sat = new Set<PersonId | undefined>();
  for (const seat of seats) {
    sat.add(seat.person);
    if (seat.status === 'open') sat.add(delegateOf(seat)).add(seat.substitute);
  }
  const fresh = asked.people.filter((id) => !sat.has(id));
  const [to] = fresh;
  if (to === undefined) return undefined;
  const ask = step.groups?.find((group) => group.name === name)?.ask ?? step.ask;
  const picked = ask.assign && assign(run, step, ask.assign, fresh, name);
  return { to: picked?.people[0] ?? to, ...(picked ? { picked } : {}) };
}

/** Whether nobody else is left in the ballot; those round a vote may all go. */
function isLastOf(visit: Visit, seat: Seat): boolean {
  const group = seat.group === undefined ? undefined : visit.groups![seat.group - 1]!;
  if (group?.of !== undefined) return false;
  return membersOf(visit, seat.group).every(
    (member) => member.seat === seat || member.status === 'closed',
  );
}
