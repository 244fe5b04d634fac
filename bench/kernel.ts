/**
 * What one command costs the kernel: handle and apply, in microseconds (P13).
 * The cost has to follow what changes, so an approval in the middle of 200 steps is set beside one
 * of two. Run: node bench/kernel.ts
 */

import type { Command, CompiledFlow, Context, InstanceState, Step } from '../src/kernel/index.ts';
import { changes, compileFlow, handle } from '../src/kernel/index.ts';
import { testDirectory } from '../src/testing/people.ts';
import { approval, flow } from '../src/testing/steps.ts';

const RUNS = 9;
const ROUNDS = 20_000;

interface Case {
  readonly name: string;
  readonly flow: CompiledFlow;
  readonly state: InstanceState | undefined;
  readonly command: Command;
  readonly context: Context;
}

function contextOf(person: string): Context {
  return {
    nowMs: 1_700_000_000_000,
    actor: { kind: 'person', id: person },
    directory: testDirectory,
    may: () => false,
  };
}

const START: Command = {
  type: 'StartInstance',
  tenant: 'bench',
  instance: 'i1',
  form: { amount: 62_000 },
};

function approve(state: InstanceState): Command {
  return { type: 'ApproveTask', visit: state.visits.length, seat: 1 };
}

/** An approval with `passed` steps behind it in a flow of `steps`. */
function approvalCase(steps: number, passed: number): Case {
  const list: Step[] = Array.from({ length: steps }, (_, n) => approval(`s${n}`, 'fay'));
  const compiled = compileFlow(flow(list), { name: 'test', version: '1.0.0', hash: 'bench' });
  let state = decide(compiled, undefined, START, contextOf('emma'));
  for (let n = 0; n < passed; n++)
    state = decide(compiled, state, approve(state), contextOf('fay'));
  const name = `approve step ${passed + 1} of ${steps}`;
  return { name, flow: compiled, state, command: approve(state), context: contextOf('fay') };
}

function startCase(): Case {
  const compiled = compileFlow(flow([approval('a', 'fay'), approval('b', 'ceo')]), {
    ...{ name: 'test', version: '1.0.0', hash: 'bench' },
  });
  const context = contextOf('emma');
  return { name: 'start of 2 steps', flow: compiled, state: undefined, command: START, context };
}

function decide(
  compiled: CompiledFlow,
  state: InstanceState | undefined,
  command: Command,
  context: Context,
): InstanceState {
  const decision = handle(compiled, state, command, context);
  if (!decision.ok) throw new Error(decision.refusal.code);
  return decision.state;
}

/** Microseconds of one round, for each run. */
function measure(run: () => void): readonly number[] {
  for (let n = 0; n < ROUNDS; n++) run();
  return Array.from({ length: RUNS }, () => {
    const from = performance.now();
    for (let n = 0; n < ROUNDS; n++) run();
    return ((performance.now() - from) * 1_000) / ROUNDS;
  });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

const cases = [
  startCase(),
  approvalCase(2, 0),
  approvalCase(200, 0),
  approvalCase(200, 100),
  approvalCase(200, 198),
];

const rows: Record<string, Record<string, number>> = {};
for (const each of cases) {
  const { flow: compiled, state, command, context } = each;
  const after = decide(compiled, state, command, context);
  const micros = (run: () => void): number => Number(median(measure(run)).toFixed(2));
  rows[each.name] = {
    'handle + apply µs': micros(() => decide(compiled, state, command, context)),
    'changes µs': micros(() => changes(state, after)),
  };
}
console.table(rows);
