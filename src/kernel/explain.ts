/** Why it came out so (R12.2): a query over the traces that the events carry. */

import type { SeatReplaced } from './admin-events.ts';
import type { Event, InstanceStarted, PeopleStage, SeatSettled, Trace } from './events.ts';
import type { SeatRemoved, SeatsAdded } from './member-events.ts';
import { START_STEP } from './state.ts';
import type { JsonObject, PersonId, StepId } from './words.ts';

/** What is known about one entry into a step. */
export interface Explanation {
  readonly visit: number;
  readonly step: StepId;
  readonly result:
    | 'asked'
    | 'skipped'
    | 'branch'
    | 'incident'
    | 'done'
    | 'added'
    | 'removed'
    | 'reassigned';
  readonly atMs: number;
  /** How the people were found, stage by stage (R3.3). */
  readonly people?: readonly PeopleStage[];
  /** The directory's version the people were found in. */
  readonly directory?: string;
  /** The working calendar by which due times were counted. */
  readonly calendar?: string;
  readonly because?: { readonly expression: string; readonly values: JsonObject };
  /** The branches that were taken for it, as the container numbers them. */
  readonly branches?: readonly number[];
  /** Rows of a decision table that held, from 1. */
  readonly rows?: readonly number[];
  /** Who brought people in, or took one off, by hand (R6.6 to R6.9). */
  readonly by?: PersonId;
  /** A policy that settled the visit by itself. */
  readonly policy?: string;
  /** Who was seated, by seat. */
  readonly seats?: readonly PersonId[];
}

/** Every automatic choice of an instance so far, in order. */
export function explain(events: Iterable<Event>): readonly Explanation[] {
  const explanations: Explanation[] = [];
  const seated = new Seated();
  for (const event of events) {
    seated.see(event);
    if (event.type === 'SeatsAdded' || event.type === 'SeatRemoved') {
      explanations.push(ofMembers(event, seated));
    }
    if (event.type === 'SeatReplaced' && event.people) {
      explanations.push(ofSuccessor(event, event.people, seated));
    }
    if (event.type === 'InstanceStarted' && event.trace) explanations.push(ofStart(event));
    if (event.type === 'SeatSettled') addSettled(explanations, event);
    if (event.type !== 'VisitOpened' && event.type !== 'VisitSkipped') continue;
    const trace: Trace = event.trace ?? {};
    const { visit, step, atMs } = event;
    explanations.push({
      visit,
      step,
      atMs,
      result: resultOf(event),
      ...(trace.people ? { people: trace.people } : {}),
      ...(event.type === 'VisitOpened' && event.seats
        ? { seats: event.seats.map(({ person }) => person) }
        : {}),
      ...(trace.directory === undefined ? {} : { directory: trace.directory }),
      ...(trace.calendar === undefined ? {} : { calendar: trace.calendar }),
      ...(trace.because ? { because: trace.because } : {}),
      ...(event.type === 'VisitOpened' && event.branches ? { branches: event.branches } : {}),
      ...(trace.rows ? { rows: trace.rows } : {}),
      ...(trace.note === undefined ? {} : { policy: trace.note }),
    });
  }
  return explanations;
}

const HANDED_ON: ReadonlySet<Event['type']> = new Set([
  ...(['SeatTransferred', 'SeatEscalated', 'SeatReplaced'] as const),
]);

/** Who sits where, as far as events by hand need it. */
class Seated {
  readonly #steps = new Map<number, StepId>();
  readonly #people = new Map<number, PersonId[]>();

  see(event: Event): void {
    if (event.type === 'VisitOpened') {
      this.#steps.set(event.visit, event.step);
      this.#people.set(
        event.visit,
        (event.seats ?? []).map(({ person }) => person),
      );
    }
    const people = 'visit' in event ? this.#people.get(event.visit) : undefined;
    if (event.type === 'SeatsAdded') people?.push(...event.seats.map(({ person }) => person));
    if (HANDED_ON.has(event.type) && 'to' in event) people?.push(event.to as PersonId);
  }

  stepOf(visit: number): StepId {
    return this.#steps.get(visit) ?? START_STEP;
  }

  personOf(visit: number, seat: number): PersonId | undefined {
    return this.#people.get(visit)?.[seat - 1];
  }
}

/** Membership that somebody changed by hand. */
function ofMembers(event: SeatsAdded | SeatRemoved, seated: Seated): Explanation {
  const { visit, atMs, by } = event;
  const gone = event.type === 'SeatRemoved' ? seated.personOf(visit, event.seat) : undefined;
  const stage: PeopleStage =
    event.type === 'SeatsAdded'
      ? { stage: 'added', people: event.seats.map(({ person }) => person), rule: event.where }
      : { stage: 'removed', people: gone === undefined ? [] : [gone] };
  return {
    visit,
    step: seated.stepOf(visit),
    result: event.type === 'SeatsAdded' ? 'added' : 'removed',
    atMs,
    people: [stage],
    ...(event.directory === undefined ? {} : { directory: event.directory }),
    ...(by.kind === 'person' ? { by: by.id } : {}),
  };
}

/** Who has the task of somebody who left or moved (R3.2). */
function ofSuccessor(
  { visit, atMs, directory, to, reason }: SeatReplaced,
  people: readonly PeopleStage[],
  seated: Seated,
): Explanation {
  const stage = { stage: 'reassigned', people: [to], rule: reason } as const;
  const step = seated.stepOf(visit);
  return { visit, step, result: 'reassigned', atMs, people: [...people, stage], directory };
}

/** Who was not asked because of an earlier vote, as a stage of its own (R4.3). */
function addSettled(explanations: Explanation[], event: SeatSettled): void {
  const index = explanations.findLastIndex(({ visit }) => visit === event.visit);
  const found = explanations[index];
  const person = found?.seats?.[event.seat - 1];
  if (!found?.people || person === undefined) return;
  const stages = found.people;
  const last = stages.at(-1);
  const rule = `${event.policy}: vote ${event.evidence.visit}.${event.evidence.seat}`;
  const people = (last?.people ?? []).filter((id) => id !== person);
  explanations[index] = { ...found, people: [...stages, { stage: 'dedupe', people, rule }] };
}

/** How the deadline was counted (R9.4). */
function ofStart({ atMs, trace }: InstanceStarted): Explanation {
  const { directory, calendar } = trace ?? {};
  return {
    visit: 1,
    step: START_STEP,
    result: 'done',
    atMs,
    ...(directory === undefined ? {} : { directory }),
    ...(calendar === undefined ? {} : { calendar }),
  };
}

function resultOf(event: Event & { type: 'VisitOpened' | 'VisitSkipped' }): Explanation['result'] {
  if (event.type === 'VisitSkipped') return 'skipped';
  if (event.seats) return 'asked';
  if (event.kind === 'choice') return event.branches ? 'branch' : 'incident';
  return 'done';
}

/** Where a person stands with a visit: asked, or dropped at which stage, or never found. */
export type Standing =
  | { readonly kind: 'asked' }
  | { readonly kind: 'dropped'; readonly stage: PeopleStage['stage']; readonly rule?: string }
  | { readonly kind: 'not-found' };

/** Answers "why is it my turn" and "why not her" for one explanation. */
export function standingOf(explanation: Explanation, person: PersonId): Standing {
  const ballots = Map.groupBy(explanation.people ?? [], ({ group }) => group).values();
  let dropped: Standing | undefined;
  for (const stages of ballots) {
    const found = stages.at(-1)!;
    if (found.people.includes(person)) {
      return found.stage === 'removed' ? { kind: 'dropped', stage: 'removed' } : { kind: 'asked' };
    }
    const last = stages.findLastIndex((stage) => stage.people.includes(person));
    if (last < 0) continue;
    const { stage, rule } = stages[last + 1]!;
    dropped ??= { kind: 'dropped', stage, ...(rule === undefined ? {} : { rule }) };
  }
  return dropped ?? { kind: 'not-found' };
}
