/** What every act on a task has to pass: the task is there, open, the actor's, and takes the act. */

import { delegateOf, isHandedOn } from '../apply.ts';
import { followChange } from '../bound.ts';
import type { AddPeople, HandOnCommand, TaskCommand } from '../commands.ts';
import type { CompiledFlow } from '../compile.ts';
import { askingStepOf } from '../decide.ts';
import type { ApprovalStep, HandleStep, OptionalAct } from '../definition.ts';
import { LIMITS } from '../limits.ts';
import type { AddAhead, ClaimTask } from '../member-commands.ts';
import { ballotOf, groupNameOf, poolOf } from '../members.ts';
import { hasActedAgainst, unfitFor } from '../people/duty.ts';
import { peopleScope } from '../people/scope.ts';
import { mayStandIn } from '../people/substitutes.ts';
import type { Refusal } from '../refusals.ts';
import { refusal } from '../refusals.ts';
import type { Run } from '../run.ts';
import { seenBy } from '../seen.ts';
import type { Seat, Visit } from '../state.ts';
import { formChange, problemsShown, takeForm } from '../take-form.ts';
import type { Actor, Json, JsonObject, PersonId } from '../words.ts';

export interface OpenTask {
  readonly visit: Visit;
  readonly seat: Seat;
  readonly step: ApprovalStep | HandleStep;
  readonly by: Actor & { readonly kind: 'person' };
}

/** Refuses: instance.ended, task.*, comment.too-long, distinct.conflict (R6.16, R6.17). */
export function openTask(run: Run, command: TaskCommand): OpenTask | Refusal {
  const task = ownTask(run, command);
  if (isRefusal(task)) return task;
  const { step, by } = task;
  if (!takes(task, command.type)) return refusal('task.wrong-act', { step: step.id });
  const { seen } = command;
  if (seen !== undefined && seen !== seenBy(step, run.state.form)) return refusal('task.changed');
  const missing = refuseMissing(step, command);
  if (missing) return missing;
  const both = [by.id, task.seat.person];
  if (both.some((person) => hasActedAgainst(run.flow, run.state, step.id, person))) {
    return refusal('distinct.conflict', { step: step.id });
  }
  return task;
}

/** A task of which the actor is the owner, or stands in for them, whoever has it now (R3.7). */
export function ownersTask(run: Run, command: AnyTaskCommand): OpenTask | Refusal {
  const { actor } = run.context;
  const task = seatedTask(run, command, ({ person, substitute }) =>
    actor.kind === 'person' && actor.id === substitute ? substitute : person,
  );
  if (isRefusal(task)) return task;
  const { seat, visit, step, by } = task;
  if (by.id === seat.person || mayStandIn(run, step, visit, seat)) return task;
  return refusal('substitute.ended', { principal: seat.person });
}

/** A task in its owner's hands. Refuses: instance.ended, task.*, comment.too-long. */
export function ownTask(run: Run, command: AnyTaskCommand): OpenTask | Refusal {
  const task = ownersTask(run, command);
  if (isRefusal(task)) return task;
  const delegate = delegateOf(task.seat);
  return delegate === undefined ? claimed(run, task) : refusal('task.delegated', { to: delegate });
}

/** Who acts on a pool's task has claimed it, at the latest with the act (R6.3). */
function claimed(run: Run, task: OpenTask): OpenTask {
  const { visit, seat, by } = task;
  const pool = poolOf(visit, seat);
  if (!pool || pool.claim !== undefined) return task;
  run.emit({ type: 'SeatClaimed', visit: visit.n, seat: seat.n, by });
  const now = run.visit(visit.n);
  return { ...task, visit: now, seat: now.seats![seat.n - 1]! };
}

type AnyTaskCommand = TaskCommand | HandOnCommand | AddPeople | AddAhead | ClaimTask;

/** An open task of the actor, who is found in the seat as owner or delegate. */
export function seatedTask(
  run: Run,
  command: AnyTaskCommand,
  whose: (seat: Seat) => PersonId | undefined,
): OpenTask | Refusal {
  const { actor } = run.context;
  const place = placeOf(run, command);
  if (isRefusal(place)) return place;
  const { visit, seat } = place;
  if (actor.kind !== 'person' || whose(seat) !== actor.id) return refusal('task.not-yours');
  const shut = refuseShut(run, visit, seat);
  if (shut) return shut;
  if ((command.comment?.length ?? 0) > LIMITS.commentCharsMax) return refusal('comment.too-long');
  return { ...place, by: actor };
}

/** The task that a command names, whoever has it. Refuses: task.unknown. */
export function placeOf(
  run: Run,
  command: { readonly visit: number; readonly seat: number },
): Omit<OpenTask, 'by'> | Refusal {
  const visit = run.state.visits[command.visit - 1];
  const seat = visit?.seats?.[command.seat - 1];
  if (!visit || !seat || visit.kind === 'start') return refusal('task.unknown');
  return { visit, seat, step: askingStepOf(run, visit.n) };
}

function isAsked(seat: Seat, id: PersonId): boolean {
  return seat.status === 'open' && (delegateOf(seat) === id || seat.substitute === id);
}

/** Refuses an act that the step took from its voters. */
export function refuseAct({ step }: Pick<OpenTask, 'step'>, act: OptionalAct): Refusal | undefined {
  const allowed = step.acts?.includes(act) ?? true;
  return allowed ? undefined : refusal('task.wrong-act', { step: step.id });
}

/**
 * Refuses a person who may not be brought into the visit by hand: not there, counted already (T7),
 * or kept away by R3.5, R3.6 or the step's `except`.
 */
export function refusePerson(
  run: Run,
  { visit, seat, step }: Pick<OpenTask, 'visit' | 'seat' | 'step'>,
  id: PersonId,
): Refusal | undefined {
  if (!run.context.directory.person(id)?.active) return refusal('person.inactive', { person: id });
  if (visit.seats?.some((each) => each.person === id || isAsked(each, id))) {
    return refusal('person.seated', { person: id });
  }
  const name = groupNameOf(visit, seat);
  const filled = step.groups?.find((group) => group.name === name);
  const whom = filled ? { ...step, ask: filled.ask } : step;
  const rule = unfitFor(run.flow, run.state, whom, id, peopleScope(run, step));
  return rule && refusal('person.not-allowed', { person: id, rule });
}

/** The refusal of an act on a task that is not open, or may not be touched now (R6.16). */
export function refuseShut(run: Run, visit: Visit, seat: Seat): Refusal | undefined {
  if (run.state.status === 'suspended') return refuseIdle(run);
  if (seat.status === 'waiting') {
    const claim = poolOf(visit, seat)?.claim;
    if (claim === undefined || claim === seat.n) return refusal('task.waiting');
    return refusal('task.claimed', { by: visit.seats![claim - 1]!.person });
  }
  if (seat.status === 'open') return undefined;
  if (run.state.status === 'ended' && seat.status !== 'voted') return refuseEnded(run);
  const group = seat.group === undefined ? undefined : visit.groups?.[seat.group - 1];
  const closer = seat.actor ?? seat.closedBy ?? group?.closedBy ?? visit.closedBy;
  const by = isHandedOn(seat) ? undefined : closer;
  return refusal('task.closed', {
    how: seat.status === 'voted' ? 'voted' : (seat.closed ?? 'closed'),
    ...(seat.closedAtMs === undefined ? {} : { closedAtMs: seat.closedAtMs }),
    ...(by ? { closedBy: nameOf(by) } : {}),
  });
}

function nameOf(actor: Actor): string {
  return actor.kind === 'person' ? actor.id : `system: ${actor.cause}`;
}

/** The refusal of what only the engine's own services may send (R6.17). */
export function refuseNoMachine(): Refusal {
  return refusal('admin.right-missing', { right: 'system' });
}

/** The refusal of any act on an instance that does not run; undefined when it does (R6.16). */
export function refuseIdle(run: Run): Refusal | undefined {
  const { status, suspension } = run.state;
  if (status === 'ended') return refuseEnded(run);
  if (!suspension) return undefined;
  const { atMs: suspendedAtMs, by, reason } = suspension;
  return refusal('instance.suspended', { suspendedBy: nameOf(by), suspendedAtMs, reason });
}

/** The refusal of any act on an instance that has ended (R6.16). */
export function refuseEnded(run: Run): Refusal {
  const { outcome, endedAtMs, endedBy } = run.state;
  return refusal('instance.ended', {
    ...(endedBy ? { endedBy: nameOf(endedBy) } : {}),
    ...(outcome === undefined ? {} : { outcome }),
    ...(endedAtMs === undefined ? {} : { endedAtMs }),
  });
}

function takes({ step, visit, seat }: OpenTask, act: TaskCommand['type']): boolean {
  if (act === 'ReturnTask') return true;
  if (step.kind === 'handle') return act === 'CompleteTask';
  if (act === 'AbstainTask') return ballotOf(visit, seat, step.ballot).kind === 'vote';
  return act !== 'CompleteTask';
}

function refuseMissing(step: ApprovalStep | HandleStep, command: TaskCommand): Refusal | undefined {
  const { comment = '', signature = '' } = command;
  if (signature.length > LIMITS.signatureCharsMax) return refusal('task.signature-too-long');
  if (step.require?.includes('comment') && comment.trim() === '')
    return refusal('task.comment-required');
  const signs = command.type !== 'ReturnTask';
  if (signs && step.require?.includes('signature') && signature === '') {
    return refusal('task.signature-required');
  }
  return undefined;
}

/**
 * Records the form changes that come with an act, within the step's rights (R6.18).
 * Shape: the visits that have passed and are to be asked again for it (R10.1).
 */
export function changeForm(
  run: Run,
  task: OpenTask,
  command: TaskCommand,
): readonly Visit[] | Refusal {
  const { form } = command;
  if (!form || Object.keys(form).length === 0) return [];
  for (const field of Object.keys(form)) {
    const isComputed = run.flow.formulas.paths.includes(field);
    if (isComputed || task.step.rights?.[field] !== 'edit') {
      return refusal('form.read-only', { field });
    }
  }
  const patched = { ...run.state.form, ...form };
  const taken = takeForm(run.flow, withoutNulls(patched, run.flow), {
    sent: form,
    directory: run.context.directory,
    before: run.state.form,
  });
  if (isRefusal(taken)) {
    return { ...taken, problems: problemsShown(taken.problems ?? [], task.step) };
  }
  const computed = formChange(patched, taken.form);
  const change = computed.replace ? computed : { form: { ...form, ...computed.form } };
  run.emit({ type: 'FormChanged', visit: task.visit.n, by: task.by, ...change });
  return followChange(run);
}

/** null takes a field out that knows no null. */
function withoutNulls(form: JsonObject, { definition }: CompiledFlow): JsonObject {
  const properties = (definition.form['properties'] ?? {}) as JsonObject;
  const isNothing = ([field, value]: readonly [string, Json]): boolean =>
    value === null && !knowsNull((properties[field] ?? {}) as JsonObject);
  const entries = Object.entries(form);
  return entries.some(isNothing)
    ? Object.fromEntries(entries.filter((each) => !isNothing(each)))
    : form;
}

function knowsNull({ type, enum: listed, const: only }: JsonObject): boolean {
  if (type === undefined && listed === undefined) return only === undefined || only === null;
  return [type, listed].flat().some((each) => each === 'null' || each === null);
}

/** Whether a handler's answer is a no. */
export function isRefusal<T extends object>(answer: T | Refusal | undefined): answer is Refusal {
  return answer !== undefined && 'code' in answer && 'message' in answer;
}
