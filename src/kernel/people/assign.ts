/** Picks one of those found: the least loaded, or whose turn it is (R3.8). */

import type { Assignment, Step } from '../definition.ts';
import type { PeopleStage } from '../events.ts';
import type { LookupResult } from '../lookups.ts';
import { lookupOf } from '../lookups.ts';
import type { Run } from '../run.ts';
import type { PersonId } from '../words.ts';

/**
 * The one who is asked, and what it went by; of equals the first found.
 * Shape: undefined in a forecast: nobody knows yet whose turn it will be.
 */
export function assign(
  run: Run,
  { id: step }: Step,
  how: Assignment,
  people: readonly PersonId[],
  group: string | undefined,
): PeopleStage | undefined {
  const { id: instance } = run.state;
  const { name: flow } = run.flow.ref;
  const line = [flow, step, ...(group === undefined ? [] : [group])].join('/');
  const kind = how === 'least-loaded' ? 'load' : 'turn';
  const answer = run.lookUp(lookupOf(kind, line, { instance, people: [...people] }));
  if (answer === 'unknown') return undefined;
  const figures = answer === 'pending' || !answer.ok ? {} : (answer.figures ?? {});
  const { [pickOf(how, people, figures)]: person = people[0]! } = people;
  return { stage: 'assigned', people: [person], rule: how, figures };
}

type Figures = NonNullable<Extract<LookupResult, { readonly ok: true }>['figures']>;

function pickOf(how: Assignment, people: readonly PersonId[], figures: Figures): number {
  if (how === 'round-robin') return (figures['turn'] ?? 0) % people.length;
  const loads = people.map((person) => figures[person] ?? 0);
  return loads.indexOf(Math.min(...loads));
}
