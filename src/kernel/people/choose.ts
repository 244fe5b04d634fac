/** People that somebody names by hand: the initiator at the start, a voter with the vote (R3.1). */

import type { CompiledFlow } from '../compile.ts';
import type { Choose, Resolver, Step } from '../definition.ts';
import type { OpenQuestion } from '../events.ts';
import { LIMITS } from '../limits.ts';
import { isOnPath } from '../path.ts';
import type { Refusal } from '../refusals.ts';
import { refusal } from '../refusals.ts';
import type { Run } from '../run.ts';
import { evaluate } from '../scope.ts';
import type { Choices } from '../state.ts';
import type { PersonId, StepId } from '../words.ts';
import { chooseOf, chosenFor } from './chosen.ts';
import { resolveAll } from './resolve.ts';
import { peopleScope } from './scope.ts';

/** Refuses people who cannot be named for these steps: choose.not-allowed. */
export function refuseChoices(
  run: Run,
  choices: Choices,
  mayName: (step: Step, choose: Choose) => boolean,
): Refusal | undefined {
  for (const [id, people] of Object.entries(choices)) {
    const step = run.flow.steps.get(id)?.step;
    const choose = step && chooseOf(step);
    if (!choose || !mayName(step, choose)) return refusal('choose.not-allowed', { step: id });
    const no = refuseNamed(run, step, choose, people);
    if (no) return no;
  }
  return undefined;
}

/** Refuses people whom the initiator cannot name: choose.not-allowed. */
export function refuseInitiatorChoices(
  run: Run,
  choices: Choices | undefined,
): Refusal | undefined {
  return choices && refuseChoices(run, choices, (_step, { by }) => by === 'initiator');
}

function refuseNamed(
  run: Run,
  { id: step }: Step,
  choose: Choose,
  people: readonly PersonId[],
): Refusal | undefined {
  const { min, max } = boundsOf(choose);
  if (people.length < min || people.length > max || new Set(people).size < people.length) {
    return refusal('choose.not-allowed', { step, min, max });
  }
  const among = candidatesOf(run, choose);
  const { directory } = run.context;
  const unfit = people.find(
    (person) => !directory.person(person)?.active || (among && !among.includes(person)),
  );
  return unfit === undefined ? undefined : refusal('choose.not-allowed', { step, person: unfit });
}

/** How many people may be named. */
export function boundsOf({ min, max }: Choose): { readonly min: number; readonly max: number } {
  return { min: min ?? 1, max: max ?? LIMITS.seatsPerVisitMax };
}

/** Who may be named, the active ones; undefined: anybody. */
export function candidatesOf(run: Run, choose: Choose): readonly PersonId[] | undefined {
  if (!choose.from) return undefined;
  const found = resolveAll(run.flow, choose.from, peopleScope(run));
  const people = found.ok ? found.people : [];
  return people.filter((id) => run.context.directory.person(id)?.active);
}

/** Refuses a submission that leaves a step on its path without people: choose.missing. */
export function refuseUnchosen(run: Run): Refusal | undefined {
  if (run.context.supposing) return undefined;
  for (const [id, place] of run.flow.steps) {
    const choose = chooseOf(place.step);
    if (choose?.by !== 'initiator' || run.state.choices?.[id]) continue;
    const top = topOf(run.flow, id);
    if (!top || !isOnPath(run, top, id)) continue;
    const skipped = place.skip && evaluate(place.skip, run.scope());
    if (skipped?.ok && skipped.value === true) continue;
    return refusal('choose.missing', { step: id, ...boundsOf(choose) });
  }
  return undefined;
}

function topOf(flow: CompiledFlow, id: StepId) {
  let place = flow.steps.get(id);
  while (place?.container) place = place.container.step;
  return place;
}

/** Refuses a vote that led to a step whose people it should have named: choose.missing. */
export function refuseUnnamed(run: Run, from: StepId, since: number): Refusal | undefined {
  if (run.context.supposing) return undefined;
  for (const { n, step: id, status } of run.state.visits.slice(since)) {
    if (status === 'skipped' || status === 'cancelled') continue;
    const step = run.flow.steps.get(id)?.step;
    const choose = step && chooseOf(step);
    if (choose?.by !== 'previous' || !run.flow.namers.get(id)?.has(from)) continue;
    if (run.visit(n).back || keepsPeople(run, n) || chosenFor(run.state, id, 'previous', false))
      continue;
    return refusal('choose.missing', { step: id, ...boundsOf(choose) });
  }
  return undefined;
}

/** Whether the visit has those whom its step had before a return (R7.2). */
function keepsPeople({ events }: Run, n: number): boolean {
  return events.some(
    (event) =>
      event.type === 'VisitOpened' &&
      event.visit === n &&
      event.trace?.people?.some(({ stage }) => stage === 'kept'),
  );
}

/** What a forecast says of people who are not known yet. */
export function questionOf(
  run: Run,
  resolver: Extract<Resolver, { readonly kind: 'choose' | 'function' | 'http' }>,
): OpenQuestion {
  if (resolver.kind === 'function') return { kind: 'function', target: resolver.name };
  if (resolver.kind === 'http') return { kind: 'http', target: resolver.url };
  const from = candidatesOf(run, resolver);
  return { kind: 'choose', by: resolver.by, ...(from ? { from } : {}), ...boundsOf(resolver) };
}
