/** Short words for the definitions of unit tests. */

import type {
  ApprovalStep,
  CallStep,
  ChoiceStep,
  FlowDefinition,
  HandleStep,
  ParallelStep,
  People,
  PersonId,
  RuleStep,
  Step,
} from '../kernel/index.ts';

type More<S> = Partial<Omit<S, 'kind' | 'id'>>;

/** A flow of these steps; its form takes an amount and a note, both optional. */
export function flow(steps: readonly Step[], more: Partial<FlowDefinition> = {}): FlowDefinition {
  const properties = {
    amount: { type: 'number' },
    note: { type: 'string' },
    person: { type: 'string' },
    people: { type: 'array', items: { type: 'string' } },
    team: { type: 'string' },
  };
  return { name: 'test', version: '1.0.0', form: { type: 'object', properties }, steps, ...more };
}

/** Asks exactly these people. */
export function people(...ids: readonly PersonId[]): People {
  return { of: ids.map((id) => ({ kind: 'user' as const, id })) };
}

/** One of the people decides, unless `more` says otherwise; names are joined by commas. */
export function approval(id: string, who: string, more: More<ApprovalStep> = {}): ApprovalStep {
  const ask = people(...who.split(','));
  return { kind: 'approval', id, ask, ballot: { kind: 'any' }, ...more };
}

/** One of the people does it. */
export function task(id: string, who: string, more: More<HandleStep> = {}): HandleStep {
  const ask = people(...who.split(','));
  return { kind: 'handle', id, ask, ballot: { kind: 'any' }, ...more };
}

/** Runs the branches side by side. */
export function parallel(
  id: string,
  branches: readonly (readonly Step[])[],
  more: More<ParallelStep> = {},
): ParallelStep {
  return { kind: 'parallel', id, branches: branches.map((steps) => ({ steps })), ...more };
}

/** Takes `then` when the condition holds, else `otherwise`. */
export function choice(
  id: string,
  when: string,
  then: readonly Step[],
  otherwise: readonly Step[] = [],
): ChoiceStep {
  return { kind: 'choice', id, branches: [{ when, steps: then }, { steps: otherwise }] };
}

/** Sets variables by expressions. */
export function rule(id: string, set: { readonly [variable: string]: string }): RuleStep {
  return { kind: 'rule', id, set };
}

/** Calls out and waits. */
export function call(id: string, more: More<CallStep> = {}): CallStep {
  return { kind: 'call', id, http: { method: 'POST', url: 'https://example.com' }, ...more };
}
