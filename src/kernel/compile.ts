/** Compiles a definition once: steps linked to their places, each expression when it is first asked. */

import type { CelEnvironment, CelProgram } from '../cel/index.ts';
import { compile } from '../cel/index.ts';
import type { FlowDefinition, Step } from './definition.ts';
import type { ExpressionUse } from './expressions.ts';
import { expressionEnvironment, expressionsOf, programKey } from './expressions.ts';
import { compileForm } from './form.ts';
import type { NameField } from './form-names.ts';
import { nameFieldsIn } from './form-names.ts';
import type { FormValidator } from './form-rules.ts';
import type { Formulas } from './formula.ts';
import { compileFormulas } from './formula.ts';
import { invariant } from './invariant.ts';
import { namersOf, votersBefore } from './people/namers.ts';
import type { FlowRef, StepId } from './words.ts';

/** A definition ready to run; cached by hash, shared by all instances of the version. */
export interface CompiledFlow {
  readonly definition: FlowDefinition;
  readonly ref: FlowRef;
  readonly root: readonly CompiledStep[];
  readonly steps: ReadonlyMap<StepId, CompiledStep>;
  readonly validateForm: FormValidator;
  readonly formulas: Formulas;
  /** Fields that name people and departments. */
  readonly nameFields: readonly NameField[];
  /** Checks variables against their declarations. */
  readonly validateVars: FormValidator;
  /** Programs by `programKey`. */
  readonly programs: Programs;
  /** For each step, the steps on which the same human may not act (R3.6). */
  readonly distinct: ReadonlyMap<StepId, ReadonlySet<StepId>>;
  /** For each step that leaves its people to the voter before: the steps that voter may be on. */
  readonly namers: ReadonlyMap<StepId, ReadonlySet<StepId>>;
  /** The steps on which a vote names the people of another. */
  readonly naming: ReadonlySet<StepId>;
  /** For each step that is deduped by the one before: the steps that ask right before it (R4.1). */
  readonly adjacent: ReadonlyMap<StepId, ReadonlySet<StepId>>;
}

/** A step and its place: `list[index]`, inside branch `container.branch` of `container.step`. */
export interface CompiledStep {
  readonly step: Step;
  readonly list: readonly CompiledStep[];
  readonly index: number;
  readonly container?: { readonly step: CompiledStep; readonly branch: number };
  readonly branches: readonly (readonly CompiledStep[])[];
  readonly skip: CelProgram | undefined;
}

/** Compiles a checked definition. */
export function compileFlow(definition: FlowDefinition, ref: FlowRef): CompiledFlow {
  const programs = new Programs(definition);
  const steps = new Map<StepId, CompiledStep>();
  const namers = namersOf(definition.steps);
  const root = compileList(definition.steps, undefined, programs, steps);
  return {
    definition,
    ref,
    root,
    steps,
    programs,
    validateForm: compileForm(definition.form),
    formulas: compileFormulas(definition.form),
    nameFields: nameFieldsIn(definition.form),
    validateVars: compileForm({ type: 'object', properties: definition.vars ?? {} }),
    distinct: compileDistinct(definition),
    namers,
    naming: new Set([...namers.values()].flatMap((from) => [...from])),
    adjacent: votersBefore(definition.steps, (step) => isDedupedByNeighbour(definition, step)),
  };
}

/**
 * The programs of a definition; most of a version's expressions are never asked where it was loaded.
 * Lost: all of them compiled at once, a sixth of the simulator's time, and paid by the first command.
 * Asserts: what is asked checks; the language room reports what does not beforehand.
 */
class Programs {
  readonly #definition: FlowDefinition;
  readonly #uses = new Map<string, ExpressionUse>();
  readonly #compiled = new Map<string, CelProgram>();
  readonly #environments = new Map<ExpressionUse['local'], CelEnvironment>();

  constructor(definition: FlowDefinition) {
    this.#definition = definition;
    for (const use of expressionsOf(definition)) {
      const key = programKey(use.source, use.purpose);
      if (!this.#uses.has(key)) this.#uses.set(key, use);
    }
  }

  get(key: string): CelProgram | undefined {
    const known = this.#compiled.get(key);
    if (known) return known;
    const use = this.#uses.get(key);
    if (!use) return undefined;
    const result = compile(use.source, this.#environment(use.local), use.expected);
    invariant(result.ok, 'compile', `${use.path.join('.')}: ${use.source}`);
    this.#compiled.set(key, result.program);
    return result.program;
  }

  #environment(local: ExpressionUse['local']): CelEnvironment {
    const known = this.#environments.get(local);
    if (known) return known;
    const environment = expressionEnvironment(this.#definition, local);
    this.#environments.set(local, environment);
    return environment;
  }
}

function compileList(
  list: readonly Step[],
  container: CompiledStep['container'],
  programs: Programs,
  steps: Map<StepId, CompiledStep>,
): readonly CompiledStep[] {
  const compiled: CompiledStep[] = [];
  for (const [index, step] of list.entries()) {
    const branches: (readonly CompiledStep[])[] = [];
    const place: CompiledStep = {
      step,
      list: compiled,
      index,
      branches,
      ...(container ? { container } : {}),
      get skip() {
        return step.skip === undefined ? undefined : programs.get(step.skip);
      },
    };
    invariant(!steps.has(step.id), 'compile', `two steps are called ${step.id}`);
    steps.set(step.id, place);
    compiled.push(place);
    if (!('branches' in step)) continue;
    for (const [branch, { steps: inner }] of step.branches.entries()) {
      branches.push(compileList(inner, { step: place, branch }, programs, steps));
    }
  }
  return compiled;
}

function isDedupedByNeighbour({ dedupe }: FlowDefinition, step: Step): boolean {
  return step.kind === 'approval' && (step.dedupe ?? dedupe)?.kind === 'adjacent';
}

function compileDistinct(definition: FlowDefinition): ReadonlyMap<StepId, ReadonlySet<StepId>> {
  const result = new Map<StepId, Set<StepId>>();
  for (const group of definition.distinct ?? []) {
    for (const step of group) {
      const others = result.get(step) ?? new Set<StepId>();
      for (const other of group) if (other !== step) others.add(other);
      result.set(step, others);
    }
  }
  return result;
}

/** The branch of a container that holds the step `id`. */
export function branchWith(
  flow: CompiledFlow,
  container: CompiledStep,
  id: StepId,
): number | undefined {
  const branch = container.branches.findIndex((list) => ancestorIn(flow, list, id));
  return branch < 0 ? undefined : branch;
}

/** The step of `list` that is, or contains, the step `id`. */
export function ancestorIn(
  flow: CompiledFlow,
  list: readonly CompiledStep[],
  id: StepId,
): CompiledStep | undefined {
  let place = flow.steps.get(id);
  while (place && place.list !== list) place = place.container?.step;
  return place;
}
