/** Cuts a failing plan down while it still breaks the same promise. */

import type { FlowDefinition, Step } from '../../kernel/index.ts';
import type { Life, Plan } from './plan.ts';
import { FAULT_KINDS } from './plan.ts';
import type { Report } from './run.ts';
import { simulate } from './run.ts';

const RUNS_MAX = 600;

export interface Shrunk {
  readonly plan: Plan;
  readonly report: Report;
  readonly runs: number;
}

/** Shape: a plan that breaks something → the smallest found that breaks the same, and its report. */
export async function shrink(plan: Plan): Promise<Shrunk> {
  let smallest = plan;
  let report = await simulate(plan);
  const id = report.violation?.id;
  let runs = 1;
  for (let isSmaller = id !== undefined; isSmaller; ) {
    isSmaller = false;
    for (const smaller of smallerPlans(smallest)) {
      if (runs++ >= RUNS_MAX) return { plan: smallest, report, runs };
      const found = await simulate(smaller);
      if (found.violation?.id !== id) continue;
      smallest = smaller;
      report = found;
      isSmaller = true;
      break;
    }
  }
  return { plan: smallest, report, runs };
}

/** Large cuts first. */
function* smallerPlans(plan: Plan): Generator<Plan> {
  const { lives, faults, nodes } = plan;
  if (lives.length > 1)
    for (const n of lives.keys()) yield { ...plan, lives: lives.toSpliced(n, 1) };
  for (const kind of FAULT_KINDS) {
    if (faults[kind] > 0) yield { ...plan, faults: { ...faults, [kind]: 0 } };
  }
  if (nodes > 1) yield { ...plan, nodes: nodes - 1 };
  for (const [n, life] of lives.entries()) {
    for (const smaller of smallerLives(life)) yield { ...plan, lives: lives.with(n, smaller) };
  }
}

function* smallerLives(life: Life): Generator<Life> {
  const { clients, definition } = life;
  if (clients.length > 1) {
    for (const n of clients.keys()) yield { ...life, clients: clients.toSpliced(n, 1) };
  }
  for (const [n, draws] of clients.entries()) {
    for (let size = draws.length >> 1; size >= 1; size >>= 1) {
      for (let at = 0; at < draws.length; at += size) {
        yield { ...life, clients: clients.with(n, draws.toSpliced(at, size)) };
      }
    }
  }
  for (const steps of smallerSteps(definition.steps)) {
    yield { ...life, definition: { ...definition, steps } as FlowDefinition };
  }
}

function* smallerSteps(steps: readonly Step[]): Generator<readonly Step[]> {
  if (steps.length > 1) for (const n of steps.keys()) yield steps.toSpliced(n, 1);
  for (const [n, step] of steps.entries()) {
    if (!('branches' in step)) continue;
    for (const [b, branch] of step.branches.entries()) {
      for (const inner of smallerSteps(branch.steps)) {
        const branches = step.branches.with(b, { ...branch, steps: inner } as never);
        yield steps.with(n, { ...step, branches } as Step);
      }
    }
  }
}
