/** Who may see an instance, and which of its fields (R6.18). One place for every door. */

import type { AccessRight } from '../identity/index.ts';
import { hasRight } from '../identity/index.ts';
import type {
  CompiledFlow,
  Directory,
  InstanceState,
  JsonObject,
  PersonId,
  Seat,
  StepId,
} from '../kernel/index.ts';

export interface Viewer {
  readonly person: PersonId;
  readonly scopes?: readonly string[];
}

/** Those who take part, and those who may read all. */
export function maySee(state: InstanceState, viewer: Viewer, directory: Directory): boolean {
  return takesPart(state, viewer.person) || holds(directory, viewer, 'instance.read-all');
}

function holds(directory: Directory, viewer: Viewer, right: AccessRight): boolean {
  return hasRight(directory, viewer.person, right, viewer.scopes);
}

/** The initiator, and everybody asked or told so far. */
export function takesPart(state: InstanceState, person: PersonId): boolean {
  if (state.initiator === person || state.notified.includes(person)) return true;
  return state.visits.some((visit) =>
    visit.seats?.some((seat) => sits(seat, person) && seat.openedAtMs !== undefined),
  );
}

/** Whether the seat is, or ever was, the person's to act on: as its owner or as a delegate. */
function sits(seat: Seat, person: PersonId): boolean {
  if (seat.person === person || seat.substitute === person) return true;
  return seat.delegations?.some(({ to }) => to === person) === true;
}

/**
 * The fields that never leave the engine for this viewer: those hidden at every step where the
 * viewer has a seat, or, without a seat, those hidden at any step. The initiator sees all.
 */
export function hiddenFields(
  flow: CompiledFlow,
  state: InstanceState,
  viewer: Viewer,
  directory: Directory,
): ReadonlySet<string> {
  if (state.initiator === viewer.person) return new Set();
  const mine = stepsOf(state, viewer.person);
  const hidden = new Set<string>();
  const shown = new Set<string>();
  for (const [id, { step }] of flow.steps) {
    if (step.kind !== 'approval' && step.kind !== 'handle') continue;
    const rights = Object.entries(step.rights ?? {});
    for (const [field, right] of rights) if (right === 'hidden') hidden.add(field);
    if (!mine.has(id)) continue;
    for (const field of fieldsOf(flow)) if (step.rights?.[field] !== 'hidden') shown.add(field);
  }
  if (mine.size === 0 && holds(directory, viewer, 'instance.read-all')) return new Set();
  for (const field of shown) hidden.delete(field);
  return hidden;
}

function stepsOf(state: InstanceState, person: PersonId): ReadonlySet<StepId> {
  const steps = new Set<StepId>();
  for (const visit of state.visits) {
    if (visit.seats?.some((seat) => sits(seat, person))) steps.add(visit.step);
  }
  return steps;
}

function fieldsOf(flow: CompiledFlow): readonly string[] {
  const properties = flow.definition.form['properties'];
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
}

/** Whether an expression reads a hidden field, by name or with the whole form. */
export function readsHidden(
  flow: CompiledFlow,
  expression: string,
  hidden: ReadonlySet<string>,
): boolean {
  if (hidden.size === 0) return false;
  const references = flow.programs.get(expression)?.references ?? ['form'];
  return references.some((path) => {
    const [root, field] = path.split('.');
    if (root === 'vars') return true;
    return root === 'form' && (field === undefined || hidden.has(field));
  });
}

/** A form without the hidden fields. */
export function redact(form: JsonObject, hidden: ReadonlySet<string>): JsonObject {
  if (hidden.size === 0) return form;
  return Object.fromEntries(Object.entries(form).filter(([field]) => !hidden.has(field)));
}
