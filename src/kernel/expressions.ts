/** Which expressions a definition holds, where, what each may read and what it must give. */

import type { CelEnvironment, CelType } from '../cel/index.ts';
import { typeOfSchema } from '../cel/index.ts';
import type { DeadlineRung, FlowDefinition, People, Resolver, Rung, Step } from './definition.ts';

/** A place in the definition's tree: object keys and array indexes from the root. */
export type DefinitionPath = readonly (string | number)[];

export interface ExpressionUse {
  readonly path: DefinitionPath;
  readonly source: string;
  readonly expected: CelType;
}

const BOOL: CelType = { kind: 'bool' };
const STRING: CelType = { kind: 'string' };
const TIMESTAMP: CelType = { kind: 'timestamp' };
const DYN: CelType = { kind: 'dyn' };
const TEXTS: CelType = { kind: 'list', element: STRING };

const PERSON: CelType = {
  kind: 'record',
  name: 'person',
  fields: {
    id: { type: STRING },
    department: { type: STRING, optional: true },
    manager: { type: STRING, optional: true },
    posts: { type: TEXTS },
    roles: { type: TEXTS },
  },
};

const INSTANCE: CelType = {
  kind: 'record',
  name: 'instance',
  fields: {
    id: { type: STRING },
    flow: { type: STRING },
    version: { type: STRING },
    subject: { type: STRING },
    startedAt: { type: { kind: 'timestamp' } },
  },
};

/** The variables every expression of a flow may read: form, initiator, actor, instance, now. */
export function expressionEnvironment(definition: FlowDefinition): CelEnvironment {
  return {
    variables: {
      form: typeOfSchema(definition.form),
      initiator: PERSON,
      actor: PERSON,
      instance: INSTANCE,
      now: { kind: 'timestamp' },
    },
  };
}

/** Every expression of a definition, in the order of the tree. */
export function* expressionsOf(definition: FlowDefinition): Generator<ExpressionUse> {
  if (definition.subject !== undefined) {
    yield { path: ['subject'], source: definition.subject, expected: STRING };
  }
  if (definition.start?.who !== undefined) {
    yield { path: ['start', 'who'], source: definition.start.who, expected: BOOL };
  }
  if (typeof definition.empty === 'object') {
    yield* ofResolvers(definition.empty.people, ['empty', 'people']);
  }
  yield* ofLadder(definition.deadline ?? [], ['deadline']);
  yield* ofSteps(definition.steps, ['steps']);
}

function* ofSteps(steps: readonly Step[], path: DefinitionPath): Generator<ExpressionUse> {
  for (const [index, step] of steps.entries()) yield* ofStep(step, [...path, index]);
}

function* ofStep(step: Step, path: DefinitionPath): Generator<ExpressionUse> {
  if (step.skip !== undefined) {
    yield { path: [...path, 'skip'], source: step.skip, expected: BOOL };
  }
  switch (step.kind) {
    case 'approval':
    case 'handle':
      yield* ofAsking(step, path);
      return;
    case 'notify':
      yield* ofPeople(step.tell, [...path, 'tell']);
      return;
    case 'choice':
    case 'inclusive':
      for (const [index, branch] of step.branches.entries()) {
        const at = [...path, 'branches', index];
        if (branch.when !== undefined) {
          yield { path: [...at, 'when'], source: branch.when, expected: BOOL };
        }
        yield* ofSteps(branch.steps, [...at, 'steps']);
      }
      return;
    case 'parallel':
      for (const [index, branch] of step.branches.entries()) {
        yield* ofSteps(branch.steps, [...path, 'branches', index, 'steps']);
      }
      return;
    case 'call':
      for (const [key, source] of Object.entries(step.http.body ?? {})) {
        yield { path: [...path, 'http', 'body', key], source, expected: DYN };
      }
      return;
    case 'delay':
      if (step.until === undefined) return;
      yield { path: [...path, 'until'], source: step.until, expected: TIMESTAMP };
      return;
    case 'goto':
    case 'end':
      return;
  }
}

type Asking = Extract<Step, { readonly kind: 'approval' | 'handle' }>;

function* ofAsking(step: Asking, path: DefinitionPath): Generator<ExpressionUse> {
  yield* ofPeople(step.ask, [...path, 'ask']);
  if (typeof step.empty === 'object') {
    yield* ofResolvers(step.empty.people, [...path, 'empty', 'people']);
  }
  if (step.ballot.kind === 'vote' && step.ballot.veto) {
    yield* ofResolvers(step.ballot.veto, [...path, 'ballot', 'veto']);
  }
  yield* ofLadder(step.ladder ?? [], [...path, 'ladder']);
}

function* ofLadder(
  ladder: readonly (Rung | DeadlineRung)[],
  path: DefinitionPath,
): Generator<ExpressionUse> {
  for (const [index, { do: act }] of ladder.entries()) {
    if (act.kind === 'notify') yield* ofPeople(act.tell, [...path, index, 'do', 'tell']);
  }
}

function* ofPeople(people: People, path: DefinitionPath): Generator<ExpressionUse> {
  yield* ofResolvers(people.of, [...path, 'of']);
  yield* ofResolvers(people.except ?? [], [...path, 'except']);
  yield* ofResolvers(people.also ?? [], [...path, 'also']);
}

function* ofResolvers(
  resolvers: readonly Resolver[],
  path: DefinitionPath,
): Generator<ExpressionUse> {
  for (const [index, resolver] of resolvers.entries()) {
    const at = [...path, index];
    if (resolver.kind === 'cel') {
      yield { path: [...at, 'cel'], source: resolver.cel, expected: DYN };
    } else if (resolver.kind === 'choose') {
      yield* ofResolvers(resolver.from ?? [], [...at, 'from']);
    } else if (resolver.kind === 'function' || resolver.kind === 'http') {
      for (const [name, source] of Object.entries(resolver.with ?? {})) {
        yield { path: [...at, 'with', name], source, expected: DYN };
      }
    }
  }
}
