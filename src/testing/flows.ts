/** Generated definitions made harder: returns to steps, conditions that fail, people who leave. */

import fc from 'fast-check';
import { directoryOf } from '../identity/index.ts';
import type { Directory, FlowDefinition, OnReject, Step } from '../kernel/index.ts';
import { arbitraryDefinition, GENERATED_VARS } from './definitions.ts';
import { GENERATED_ORGANISATION } from './people.ts';
import { GENERATED_FORM } from './resolvers.ts';

/** The directories an instance may meet: everybody there, some gone, roles moved. */
export const GENERATED_DIRECTORIES: readonly Directory[] = [
  directoryOf(GENERATED_ORGANISATION, 'all'),
  without(['li-lei'], 'one-gone'),
  without(['han-mei', 'qian-duo', 'chen-yu'], 'three-gone'),
];

function without(gone: readonly string[], version: string): Directory {
  const people = GENERATED_ORGANISATION.people.map((person) =>
    gone.includes(person.id) ? { ...person, active: false } : person,
  );
  return directoryOf({ ...GENERATED_ORGANISATION, people }, version);
}

/** Definitions for the kernel's laws; most ask for trouble at run time. */
export const arbitraryFlow: fc.Arbitrary<FlowDefinition> = fc
  .tuple(
    arbitraryDefinition({ depthMax: 2, stepsMax: 7 }),
    fc.infiniteStream(fc.nat(99)),
    fc.constantFrom('plain', 'hard', 'forked', 'forked'),
  )
  .map(([definition, stream, shape]) => {
    if (shape === 'plain') return open(definition);
    const next = (): number => stream.next().value ?? 0;
    const ids = [...idsOf(definition.steps)];
    const steps = lively(definition.steps, next).map((step) => harden(step, ids, next));
    return open({ ...definition, steps: shape === 'hard' ? steps : forked(steps, next) });
  });

/** Without most of what ends a flow early or asks nobody. */
function lively(steps: readonly Step[], next: () => number): readonly Step[] {
  const kept = steps.filter((step) => step.kind !== 'end' && step.kind !== 'notify');
  if (kept.length === 0) return steps;
  return kept.map((step) => {
    if (step.kind !== 'approval' && step.kind !== 'handle') return step;
    const { require: _, skip, ...rest } = step;
    const patient = next() < 70 ? { empty: 'admin' } : {};
    return { ...rest, ...patient, ...(skip && next() < 30 ? { skip } : {}) } as Step;
  });
}

/** The steps dealt out to the branches of a fork, with what is left behind it. */
function forked(steps: readonly Step[], next: () => number): readonly Step[] {
  if (steps.length < 4) return steps;
  const cut = 2 + (next() % (steps.length - 3));
  const end = cut + 1 + (next() % (steps.length - cut));
  const first = steps.slice(0, cut).map(easy);
  const branches = [{ steps: first }, { steps: steps.slice(cut, end) }];
  const join = (['all', 'all', 'any'] as const)[next() % 3]!;
  return [{ kind: 'parallel', id: 'fork', branches, join }, ...steps.slice(end)];
}

/** Everybody may start, else most instances never run. */
function open({ start: _, ...definition }: FlowDefinition): FlowDefinition {
  return definition;
}

function harden(step: Step, ids: readonly string[], next: () => number): Step {
  const skip = next() < 8 ? { skip: 'form.reason == "skip"' } : {};
  const lost = next() < 5 ? { calendar: 'nowhere' } : {};
  if ('branches' in step) {
    const branches = step.branches.map((branch) => ({
      ...branch,
      steps: branch.steps.map((inner) => harden(inner, ids, next)),
    }));
    return { ...step, ...skip, branches } as Step;
  }
  if (step.kind !== 'approval' && step.kind !== 'handle') return { ...step, ...skip };
  if (next() < 30) return { ...step, ...skip, ...lost };
  const target = { step: ids[next() % ids.length]! };
  const rejecting =
    step.kind === 'approval' && next() < 40
      ? { onReject: { kind: 'return', to: target, resume: next() % 2 ? 'back' : 'forward' } }
      : {};
  const returns = ['initiator', 'previous', ...ids.map((id) => ({ step: id }))];
  return { ...step, ...skip, ...rejecting, returns } as Step;
}

function* idsOf(steps: readonly Step[]): Generator<string> {
  for (const step of steps) {
    yield step.id;
    if (!('branches' in step)) continue;
    for (const branch of step.branches) yield* idsOf(branch.steps);
  }
}

/** Asks people who are there, and one vote is enough, so that lives get far. */
function easy(step: Step): Step {
  if (step.kind !== 'approval' && step.kind !== 'handle') return step;
  const { skip: _, ...rest } = step;
  return { ...rest, ask: WILLING, ballot: { kind: 'any' }, initiator: 'allow' } as Step;
}

const WILLING = { of: [{ kind: 'role', role: 'legal' }] } as const;

/** Forks and choices inside each other, of steps that pass easily and return anywhere. */
export const arbitraryMaze: fc.Arbitrary<FlowDefinition> = fc
  .array(mazeStep(2), { minLength: 2, maxLength: 4 })
  .map((steps) => {
    let last = 0;
    const number = (list: readonly Step[]): readonly Step[] =>
      list.map((step) => {
        const id = `s${++last}`;
        if (!('branches' in step)) return { ...step, id };
        const branches = step.branches.map((each) => ({ ...each, steps: number(each.steps) }));
        return { ...step, id, branches } as Step;
      });
    const numbered = number(steps);
    const returns = ['initiator', 'previous', ...[...idsOf(numbered)].map((step) => ({ step }))];
    return {
      name: 'maze',
      version: '1.0.0',
      form: GENERATED_FORM,
      vars: GENERATED_VARS,
      steps: numbered.map((step) => everywhere(step, returns)),
    };
  });

function everywhere(step: Step, returns: readonly unknown[]): Step {
  if (step.kind === 'approval') return { ...step, returns } as Step;
  if (!('branches' in step)) return step;
  const branches = step.branches.map((each) => ({
    ...each,
    steps: each.steps.map((inner) => everywhere(inner, returns)),
  }));
  return { ...step, branches } as Step;
}

function mazeStep(depth: number): fc.Arbitrary<Step> {
  const ask: fc.Arbitrary<Step> = fc
    .record({
      onReject: fc.constantFrom<OnReject>(
        { kind: 'return', to: 'previous', resume: 'back' },
        { kind: 'return', to: 'previous', resume: 'forward' },
        { kind: 'return', to: { step: 's1' }, resume: 'back' },
      ),
      skip: fc.constantFrom('false', 'false', 'false', 'form.reason == "skip"'),
    })
    .map(({ skip, onReject }) => {
      const step = easy({ kind: 'approval', id: '', ask: WILLING, ballot: ANY, onReject });
      return { ...step, skip };
    });
  if (depth === 0) return ask;
  const inner = fc.array(mazeStep(depth - 1), { minLength: 1, maxLength: 3 });
  const fork = fc
    .tuple(fc.array(inner, { minLength: 2, maxLength: 3 }), fc.nat(4))
    .map(([lists, joins]): Step => {
      const branches = lists.map((steps) => ({ steps }));
      const join = joins === 0 ? 'any' : joins === 1 ? { count: 2 } : 'all';
      return { kind: 'parallel', id: '', branches, join };
    });
  const choice = fc.tuple(inner, inner).map(([then, otherwise]): Step => {
    const branches = [{ when: 'form.urgent', steps: then }, { steps: otherwise }];
    return { kind: 'choice', id: '', branches };
  });
  const inclusive = fc.tuple(inner, inner, inner).map(([one, two, otherwise]): Step => {
    const branches = [
      { when: 'form.urgent', steps: one },
      { when: 'form.amount >= 0.0', steps: two },
      { steps: otherwise },
    ];
    return { kind: 'inclusive', id: '', branches };
  });
  return fc.oneof(ask, ask, ask, fork, choice, inclusive);
}

const ANY = { kind: 'any' } as const;
