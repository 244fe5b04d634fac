/** Why it came out so (R12.2): a query over the traces that the events carry. */

import type { Event, InstanceStarted, PeopleStage, Trace } from './events.ts';
import { START_STEP } from './state.ts';
import type { JsonObject, PersonId, StepId } from './words.ts';

/** What is known about one entry into a step. */
export interface Explanation {
  readonly visit: number;
  readonly step: StepId;
  readonly result: 'asked' | 'skipped' | 'branch' | 'incident' | 'done';
  readonly atMs: number;
  /** How the people were found, stage by stage (R3.3). */
  readonly people?: readonly PeopleStage[];
  /** The directory's version the people were found in. */
  readonly directory?: string;
  /** The working calendar by which due times were counted. */
  readonly calendar?: string;
  readonly because?: { readonly expression: string; readonly values: JsonObject };
  /** Rows of a decision table that held, from 1. */
  readonly rows?: readonly number[];
  /** A policy that settled the visit by itself. */
  readonly policy?: string;
}

/** Every automatic choice of an instance so far, in order. */
export function explain(events: Iterable<Event>): readonly Explanation[] {
  const explanations: Explanation[] = [];
  for (const event of events) {
    if (event.type === 'InstanceStarted' && event.trace) explanations.push(ofStart(event));
    if (event.type !== 'VisitOpened' && event.type !== 'VisitSkipped') continue;
    const trace: Trace = event.trace ?? {};
    const { visit, step, atMs } = event;
    explanations.push({
      visit,
      step,
      atMs,
      result: resultOf(event),
      ...(trace.people ? { people: trace.people } : {}),
      ...(trace.directory === undefined ? {} : { directory: trace.directory }),
      ...(trace.calendar === undefined ? {} : { calendar: trace.calendar }),
      ...(trace.because ? { because: trace.because } : {}),
      ...(trace.rows ? { rows: trace.rows } : {}),
      ...(trace.note === undefined ? {} : { policy: trace.note }),
    });
  }
  return explanations;
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
  const stages = explanation.people ?? [];
  if (stages.at(-1)?.people.includes(person)) return { kind: 'asked' };
  const last = stages.findLastIndex((stage) => stage.people.includes(person));
  if (last < 0) return { kind: 'not-found' };
  const { stage, rule } = stages[last + 1]!;
  return { kind: 'dropped', stage, ...(rule === undefined ? {} : { rule }) };
}
