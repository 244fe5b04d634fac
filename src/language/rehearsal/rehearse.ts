/** Plays a flow on forms worth trying, with nominal people, everybody saying yes. */

import type {
  FlowDefinition,
  Forecast,
  JsonObject,
  PersonId,
  Resolver,
} from '../../kernel/index.ts';
import { compileFlow, forecastStart } from '../../kernel/index.ts';
import { everyStep } from '../check/walk.ts';
import { candidateForms, literalsOf } from './forms.ts';
import { INITIATORS, nominalDirectory } from './nominal.ts';

/** One run that somebody could start: with this form the flow goes like this. */
export interface Rehearsal {
  readonly form: JsonObject;
  readonly initiator: string;
  readonly forecast: Forecast;
}

/** Steps that all rehearsals of a flow may enter together, and people they may ask. */
const SIZE_MAX = 2_000;
const NOON_MS = Date.UTC(2026, 5, 15, 12);

/** Runs of a flow that has no mistakes, the plainest first; as many as the bound allows. */
export function rehearse(definition: FlowDefinition): readonly Rehearsal[] {
  const literals = literalsOf(definition);
  const play = rehearser(definition, literals.texts);
  const rehearsals: Rehearsal[] = [];
  let size = 0;
  for (const form of candidateForms(definition, literals)) {
    const found = play(form);
    if (!found) continue;
    rehearsals.push(found);
    size += found.forecast.steps.reduce((sum, { people }) => sum + 1 + people.length, 1);
    if (size > SIZE_MAX) break;
  }
  return rehearsals;
}

/** Gives the run that a form leads to; undefined when nobody may start with it. */
export function rehearser(
  definition: FlowDefinition,
  words: readonly string[] = literalsOf(definition).texts,
): (form: JsonObject) => Rehearsal | undefined {
  const { name, version } = definition;
  const flow = compileFlow(definition, { name, version, hash: 'rehearsal' });
  const at = { nowMs: NOON_MS, directory: nominalDirectory(words) };
  const choices = choicesOf(definition);
  return (form) => {
    for (const initiator of INITIATORS) {
      const start = { tenant: 'rehearsal', initiator, form, choices };
      const answer = forecastStart(flow, start, at, true);
      if (answer.ok) return { form, initiator, forecast: answer.forecast };
    }
    return undefined;
  };
}

/** Whom the initiator names, where the flow leaves it to them. */
function choicesOf(definition: FlowDefinition): Readonly<Record<string, readonly PersonId[]>> {
  const choices: Record<string, readonly PersonId[]> = {};
  for (const { step } of everyStep(definition)) {
    if (step.kind !== 'approval' && step.kind !== 'handle') continue;
    for (const resolver of step.ask.of) {
      if (resolver.kind !== 'choose' || resolver.by !== 'initiator') continue;
      choices[step.id] = nominalPeople(resolver.from ?? []).slice(
        0,
        Math.max(1, resolver.min ?? 1),
      );
    }
  }
  return choices;
}

function nominalPeople(resolvers: readonly Resolver[]): readonly PersonId[] {
  const directory = nominalDirectory([]);
  const people = resolvers.flatMap((resolver) => {
    if (resolver.kind === 'user') return [resolver.id];
    if (resolver.kind === 'role') return directory.withRole(resolver.role);
    if (resolver.kind === 'post') return directory.withPost(resolver.post);
    return resolver.kind === 'group' ? directory.inGroup(resolver.group) : [];
  });
  return people.length > 0 ? people : ['somebody'];
}
