/** Which expressions a definition holds, where, what each may read and what it must give. */

import type { CelEnvironment, CelType } from '../cel/index.ts';
import { typeOfSchema } from '../cel/index.ts';
import { cellCondition } from './decision-table.ts';
import type {
  CallBinding,
  DeadlineRung,
  DecisionTable,
  FlowDefinition,
  Matrix,
  People,
  Resolver,
  Rung,
  Step,
  SubflowStep,
} from './definition.ts';

/** A place in the definition's tree: object keys and array indexes from the root. */
export type DefinitionPath = readonly (string | number)[];

export interface ExpressionUse {
  readonly path: DefinitionPath;
  readonly source: string;
  readonly expected: CelType;
  /** What tells it from the same text used for something else. */
  readonly purpose?: string;
  /** A variable that only this expression may read. */
  readonly local?: Local;
  /** The source was made of a cell's text, whose places it does not have. */
  readonly isDerived?: true;
}

/** Variables of a moment: a message that arrives, an element of a list, a child that ended. */
export type Local = 'message' | 'item' | 'child';

/** Under which a flow keeps the program of an expression. */
export function programKey(source: string, purpose?: string): string {
  return purpose === undefined ? source : `${purpose}=${source}`;
}

/** The purpose of an expression that gives a variable. */
export function purposeOf(variable: string, as: 'whole' | 'element', local?: Local): string {
  return [variable, as, local ?? ''].join(' ');
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

const CHILD: CelType = {
  kind: 'record',
  name: 'child',
  fields: {
    id: { type: STRING },
    outcome: { type: STRING },
    form: { type: DYN },
    vars: { type: DYN },
  },
};

const LOCALS: { readonly [local in Local]: CelType } = { message: DYN, item: DYN, child: CHILD };

/** The purpose of the expressions of a subflow that read `item`, where it has one. */
export function itemPurpose({ each }: SubflowStep): string | undefined {
  return each === undefined ? undefined : 'item';
}

/** The type that a variable was declared with; undefined for one that was not. */
function typeOfVariable(definition: FlowDefinition, name: string): CelType | undefined {
  const { vars = {} } = definition;
  return Object.hasOwn(vars, name) ? typeOfSchema(vars[name]) : undefined;
}

/** The variables that an expression of a flow may read: form, vars, initiator, actor … */
export function expressionEnvironment(definition: FlowDefinition, local?: Local): CelEnvironment {
  const { vars = {} } = definition;
  return {
    variables: {
      form: typeOfSchema(definition.form),
      vars: typeOfSchema({ type: 'object', title: 'vars', properties: vars }),
      ...(local === undefined ? {} : { [local]: LOCALS[local] }),
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
  yield* ofSteps(definition.steps, ['steps'], definition);
}

function* ofSteps(
  steps: readonly Step[],
  path: DefinitionPath,
  definition: FlowDefinition,
): Generator<ExpressionUse> {
  for (const [index, step] of steps.entries()) yield* ofStep(step, [...path, index], definition);
}

function* ofStep(
  step: Step,
  path: DefinitionPath,
  definition: FlowDefinition,
): Generator<ExpressionUse> {
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
        yield* ofSteps(branch.steps, [...at, 'steps'], definition);
      }
      return;
    case 'parallel':
      for (const [index, branch] of step.branches.entries()) {
        yield* ofSteps(branch.steps, [...path, 'branches', index, 'steps'], definition);
      }
      return;
    case 'call':
      yield* ofBinding(step, path);
      for (const name of ['compensate', 'confirm', 'cancel'] as const) {
        const binding = step[name];
        if (binding) yield* ofBinding(binding, [...path, name]);
      }
      yield* ofSets(step.callback?.set ?? {}, [...path, 'callback', 'set'], definition, ...MESSAGE);
      return;
    case 'subflow':
      yield* ofSubflow(step, path, definition);
      return;
    case 'rule':
      yield* ofSets(step.set ?? {}, [...path, 'set'], definition);
      if (step.table) yield* ofTable(step.table, [...path, 'table'], definition);
      return;
    case 'wait':
      yield { path: [...path, 'key'], source: step.key, expected: STRING };
      yield* ofSets(step.set ?? {}, [...path, 'set'], definition, ...MESSAGE);
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

const MESSAGE = ['whole', 'message'] as const;

function* ofBinding({ http }: CallBinding, path: DefinitionPath): Generator<ExpressionUse> {
  for (const [key, source] of Object.entries(http.body ?? {})) {
    yield { path: [...path, 'http', 'body', key], source, expected: DYN };
  }
}

function* ofSubflow(
  step: SubflowStep,
  path: DefinitionPath,
  definition: FlowDefinition,
): Generator<ExpressionUse> {
  const { each, form = {}, initiator, set = {} } = step;
  const purpose = itemPurpose(step);
  const local = purpose === undefined ? {} : ({ purpose, local: 'item' } as const);
  if (each !== undefined) {
    yield { path: [...path, 'each'], source: each, expected: { kind: 'list', element: DYN } };
  }
  for (const [field, source] of Object.entries(form)) {
    yield { path: [...path, 'form', field], source, expected: DYN, ...local };
  }
  if (typeof initiator === 'object') {
    yield {
      path: [...path, 'initiator', 'cel'],
      source: initiator.cel,
      expected: STRING,
      ...local,
    };
  }
  const as = each === undefined ? 'whole' : 'element';
  yield* ofSets(set, [...path, 'set'], definition, as, 'child');
}

function* ofTable(
  table: DecisionTable,
  path: DefinitionPath,
  definition: FlowDefinition,
): Generator<ExpressionUse> {
  for (const [name, source] of Object.entries(table.inputs)) {
    yield { path: [...path, 'inputs', name], source, expected: DYN };
  }
  const as = table.hit === 'collect' ? 'element' : 'whole';
  for (const [index, row] of table.rows.entries()) {
    const at = [...path, 'rows', index];
    for (const [name, text] of Object.entries(row.when ?? {})) {
      const input = table.inputs[name];
      const source = input === undefined ? undefined : cellCondition(input, text);
      if (source === undefined) continue;
      yield { path: [...at, 'when', name], source, expected: BOOL, isDerived: true };
    }
    if (row.if !== undefined) yield { path: [...at, 'if'], source: row.if, expected: BOOL };
    yield* ofSets(row.set, [...at, 'set'], definition, as);
  }
  yield* ofSets(table.otherwise ?? {}, [...path, 'otherwise'], definition);
}

/** Expressions that give variables, or elements of variables that are lists. */
function* ofSets(
  sets: { readonly [variable: string]: string },
  path: DefinitionPath,
  definition: FlowDefinition,
  as: 'whole' | 'element' = 'whole',
  local?: Local,
): Generator<ExpressionUse> {
  for (const [name, source] of Object.entries(sets)) {
    const type = typeOfVariable(definition, name) ?? DYN;
    const whole = type.kind === 'list' && as === 'element' ? type.element : type;
    const expected = as === 'element' && type.kind !== 'list' ? DYN : whole;
    const purpose = purposeOf(name, as, local);
    yield {
      path: [...path, name],
      source,
      expected,
      purpose,
      ...(local === undefined ? {} : { local }),
    };
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
  for (const [index, group] of (step.groups ?? []).entries()) {
    const at = [...path, 'groups', index];
    yield* ofPeople(group.ask, [...at, 'ask']);
    if (group.ballot.kind !== 'vote' || !group.ballot.veto) continue;
    yield* ofResolvers(group.ballot.veto, [...at, 'ballot', 'veto']);
  }
  yield* ofLadder(step.ladder ?? [], [...path, 'ladder']);
  for (const [index, { for: whose, ask }] of (step.standIns ?? []).entries()) {
    yield* ofResolvers(whose ?? [], [...path, 'standIns', index, 'for']);
    yield* ofResolvers(ask, [...path, 'standIns', index, 'ask']);
  }
}

function* ofLadder(
  ladder: readonly (Rung | DeadlineRung)[],
  path: DefinitionPath,
): Generator<ExpressionUse> {
  for (const [index, { do: act }] of ladder.entries()) {
    const at = [...path, index, 'do'];
    if (act.kind === 'notify') yield* ofPeople(act.tell, [...at, 'tell']);
    if (act.kind === 'add') yield* ofPeople(act.people, [...at, 'people']);
    if (act.kind === 'transfer') yield* ofPeople(act.to, [...at, 'to']);
  }
}

function* ofPeople(people: People, path: DefinitionPath): Generator<ExpressionUse> {
  yield* ofResolvers(people.of, [...path, 'of']);
  yield* ofResolvers(people.except ?? [], [...path, 'except']);
  yield* ofResolvers(people.also ?? [], [...path, 'also']);
}

function* ofMatrix(
  { inputs, rows, otherwise }: Matrix,
  path: DefinitionPath,
): Generator<ExpressionUse> {
  for (const [name, source] of Object.entries(inputs)) {
    yield { path: [...path, 'inputs', name], source, expected: DYN };
  }
  for (const [index, row] of rows.entries()) {
    const at = [...path, 'rows', index];
    for (const [name, text] of Object.entries(row.when ?? {})) {
      const input = inputs[name];
      const source = input === undefined ? undefined : cellCondition(input, text);
      if (source === undefined) continue;
      yield { path: [...at, 'when', name], source, expected: BOOL, isDerived: true };
    }
    if (row.if !== undefined) yield { path: [...at, 'if'], source: row.if, expected: BOOL };
    yield* ofResolvers(row.ask, [...at, 'ask']);
  }
  yield* ofResolvers(otherwise ?? [], [...path, 'otherwise']);
}

function* ofResolvers(
  resolvers: readonly Resolver[],
  path: DefinitionPath,
): Generator<ExpressionUse> {
  for (const [index, resolver] of resolvers.entries()) {
    const at = [...path, index];
    if (resolver.kind === 'cel') {
      yield { path: [...at, 'cel'], source: resolver.cel, expected: DYN };
    } else if (resolver.kind === 'matrix') {
      yield* ofMatrix(resolver, at);
    } else if (resolver.kind === 'choose') {
      yield* ofResolvers(resolver.from ?? [], [...at, 'from']);
    } else if (resolver.kind === 'function' || resolver.kind === 'http') {
      for (const [name, source] of Object.entries(resolver.with ?? {})) {
        yield { path: [...at, 'with', name], source, expected: DYN };
      }
    }
  }
}
