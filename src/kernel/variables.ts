/** Computes the variables of an instance, each of its declared type. */

import type { CelType } from '../cel/index.ts';
import type { Expression } from './definition.ts';
import type { Local } from './expressions.ts';
import { purposeOf } from './expressions.ts';
import { incident } from './incidents.ts';
import { isJson } from './json.ts';
import type { Run } from './run.ts';
import type { Because, Scope } from './scope.ts';
import { evaluate, programOf } from './scope.ts';
import type { Incident } from './state.ts';
import type { Json, JsonObject } from './words.ts';

/** Values by variable, and what they were computed from. */
export interface Computed {
  readonly ok: true;
  readonly vars: JsonObject;
  readonly because: Because;
}

/**
 * Evaluates every expression on the same data.
 * Shape: `element`: each gives an element of a variable that is a list.
 */
export function compute(
  run: Run,
  sets: { readonly [variable: string]: Expression },
  scope: Scope,
  as: 'whole' | 'element' = 'whole',
  local?: Local,
): Computed | (Incident & { readonly ok: false }) {
  const vars: { [name: string]: Json } = {};
  const read: Because[] = [];
  for (const [name, source] of Object.entries(sets)) {
    const program = programOf(run.flow, source, purposeOf(name, as, local));
    const result = evaluate(program, scope);
    if (!result.ok) return result;
    const value = toJson(result.value, program.type);
    if (!isJson(value)) return { ok: false, ...incident('rule.bad-value', `${name} is no JSON.`) };
    vars[name] = value;
    read.push(result.because);
  }
  if (as === 'whole') {
    const [problem] = run.flow.validateVars(vars);
    if (problem) {
      const message = `vars.${problem.field}: ${problem.message}`;
      return { ok: false, ...incident('rule.bad-value', message) };
    }
  }
  const because = {
    expression: read.map(({ expression }) => expression).join(', '),
    values: Object.assign({}, ...read.map(({ values }) => values)),
  };
  return { ok: true, vars, because };
}

/** Instants are kept as a form keeps them: as text. */
function toJson(value: unknown, type: CelType): unknown {
  return type.kind === 'timestamp' ? new Date(Number(value)).toISOString() : value;
}
