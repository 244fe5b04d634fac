/** Evaluates a flow's expressions over the state of an instance. */

import type { CelProgram } from '../cel/index.ts';
import type { CompiledFlow } from './compile.ts';
import type { Directory, Person } from './directory.ts';
import { programKey } from './expressions.ts';
import { invariant } from './invariant.ts';
import { LIMITS } from './limits.ts';
import type { Actor, Json, JsonObject, PersonId } from './words.ts';

/** What expressions read: the business data, the people and the time of this command. */
export interface Scope {
  readonly form: JsonObject;
  readonly vars: JsonObject;
  /** What an arriving message holds. */
  readonly message?: Json;
  /** The element that a child is started for. */
  readonly item?: Json;
  /** A child that has ended. */
  readonly child?: JsonObject;
  readonly initiator: PersonId;
  readonly actor: Actor;
  readonly instance: {
    readonly id: string;
    readonly flow: string;
    readonly version: string;
    readonly subject: string;
    readonly startedAt: number;
  };
  readonly nowMs: number;
  readonly directory: Directory;
}

export type Evaluation =
  | { readonly ok: true; readonly value: unknown; readonly because: Because }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** The expression and the values it read, for the trace (R12.2). */
export interface Because {
  readonly expression: string;
  readonly values: JsonObject;
}

/** The compiled program of an expression of this flow. */
export function programOf(flow: CompiledFlow, source: string, purpose?: string): CelProgram {
  const program = flow.programs.get(programKey(source, purpose));
  invariant(program, 'compile', `no program for ${source}`);
  return program;
}

/** Evaluates within the kernel's cost limit; a failure is a value (R2.3). */
export function evaluate(program: CelProgram, scope: Scope): Evaluation {
  const bindings = bindingsOf(scope);
  const result = program.evaluate(bindings, LIMITS.expressionCostMax);
  if (!result.ok) return { ok: false, ...result.error };
  const values: Record<string, Json> = {};
  for (const reference of program.references) {
    const value = read(bindings, reference);
    if (value !== undefined) values[reference] = value;
  }
  return { ok: true, value: result.value, because: { expression: program.source, values } };
}

function bindingsOf(scope: Scope): Readonly<Record<string, unknown>> {
  return {
    form: scope.form,
    vars: scope.vars,
    ...(scope.message === undefined ? {} : { message: scope.message }),
    ...(scope.item === undefined ? {} : { item: scope.item }),
    ...(scope.child === undefined ? {} : { child: scope.child }),
    initiator: personRecord(scope.directory, scope.initiator),
    actor: personRecord(
      scope.directory,
      scope.actor.kind === 'person' ? scope.actor.id : `system:${scope.actor.cause}`,
    ),
    instance: scope.instance,
    now: scope.nowMs,
  };
}

function personRecord(directory: Directory, id: PersonId): JsonObject {
  const person: Person | undefined = directory.person(id);
  if (!person) return { id, posts: [], roles: [] };
  return {
    id,
    ...(person.department === undefined ? {} : { department: person.department }),
    ...(person.manager === undefined ? {} : { manager: person.manager }),
    posts: person.posts,
    roles: person.roles,
  };
}

function read(bindings: Readonly<Record<string, unknown>>, path: string): Json | undefined {
  let value: unknown = bindings;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name))
      return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value as Json;
}
