/** What a forecast cannot know: fields that are still to be filled in, and what is computed from them. */

import type { CompiledFlow } from './compile.ts';
import { conditionsOf } from './decision-table.ts';
import type { Step } from './definition.ts';
import { programKey, purposeOf } from './expressions.ts';
import { pathsMeet } from './formula.ts';
import type { Visit } from './state.ts';
import type { JsonObject } from './words.ts';

/** Follows a path, visit by visit in its order. */
export class Gaps {
  readonly #flow: CompiledFlow;
  readonly #form: JsonObject;
  /** The fields that are missing for a variable. */
  readonly #vars = new Map<string, ReadonlySet<string>>();
  /** Fields without which nobody can say which way it goes. */
  readonly deciding = new Set<string>();

  constructor(flow: CompiledFlow, form: JsonObject) {
    this.#flow = flow;
    this.#form = form;
  }

  /** Shape: a visit, the fields that are filled in on the way → those that it reads and nobody gave. */
  before(visit: Visit, asked: ReadonlySet<string>): ReadonlySet<string> {
    const step = this.#flow.steps.get(visit.step)?.step;
    const missing = new Set<string>();
    if (!step) return missing;
    for (const key of decidedBy(step)) {
      for (const reference of this.#flow.programs.get(key)?.references ?? []) {
        const [root, name = ''] = reference.split('.');
        if (root === 'form') {
          const behind = this.#behind(reference.slice('form.'.length));
          for (const field of asked) {
            const isRead = behind.some((path) => pathsMeet(path, field));
            if (isRead && !Object.hasOwn(this.#form, field)) missing.add(field);
          }
        }
        if (root === 'vars') for (const field of this.#vars.get(name) ?? []) missing.add(field);
      }
    }
    if (step.kind === 'rule') for (const name of setBy(step)) this.#vars.set(name, missing);
    else for (const field of missing) this.deciding.add(field);
    return missing;
  }

  /** A path in the form, and those from which formulas compute what stands there. */
  #behind(path: string): readonly string[] {
    const paths = new Set([path]);
    for (const reached of paths) {
      for (const [computed, reads] of this.#flow.formulas.reads) {
        if (pathsMeet(reached, computed)) for (const read of reads) paths.add(read);
      }
    }
    return [...paths];
  }
}

type RuleStep = Extract<Step, { readonly kind: 'rule' }>;

/** The programs that decide which way a step leads, or what it computes, by their keys. */
function decidedBy(step: Step): readonly string[] {
  const skip = step.skip === undefined ? [] : [programKey(step.skip)];
  switch (step.kind) {
    case 'choice':
    case 'inclusive':
      return [...skip, ...step.branches.flatMap(({ when }) => (when ? [programKey(when)] : []))];
    case 'rule': {
      const { set = {}, table } = step;
      const as = table?.hit === 'collect' ? 'element' : 'whole';
      const conditions = table?.rows.flatMap((row) => conditionsOf(table, row)) ?? [];
      const sets = [set, table?.otherwise ?? {}, ...(table?.rows.map((row) => row.set) ?? [])];
      const given = sets.flatMap((each) =>
        Object.entries(each).map(([name, source]) => programKey(source, purposeOf(name, as))),
      );
      return [...skip, ...conditions.map((each) => programKey(each)), ...given];
    }
    default:
      return skip;
  }
}

function setBy({ set, table }: RuleStep): ReadonlySet<string> {
  const rows = table?.rows.map((row) => row.set) ?? [];
  return new Set([set ?? {}, table?.otherwise ?? {}, ...rows].flatMap((each) => Object.keys(each)));
}
