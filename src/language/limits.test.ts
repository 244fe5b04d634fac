import { expect, test } from 'vitest';
import type { FlowDefinition, Step } from '../kernel/index.ts';
import { LIMITS } from '../kernel/index.ts';
import { checkMeaning } from './check/meaning.ts';
import { check, printYaml } from './index.ts';
import { Reader } from './shape/reader.ts';
import { SourceText } from './source.ts';

function flowOf(steps: readonly Step[]): FlowDefinition {
  return { name: 'big', version: '1.0.0', form: { type: 'object' }, steps };
}

function notify(n: number): Step {
  return { kind: 'notify', id: `s${n}`, tell: { of: [{ kind: 'initiator' }] } };
}

test('as many steps as the limit allows pass, one more does not', () => {
  const steps = Array.from({ length: LIMITS.stepsPerFlowMax }, (_, index) => notify(index));
  expect(check(printYaml(flowOf(steps))).diagnostics).toEqual([]);
  const more = [...steps, notify(steps.length)];
  const codes = check(printYaml(flowOf(more))).diagnostics.map(({ code }) => code);
  expect(codes).toEqual(['flow.too-many-steps']);
});

test('steps nested deeper than the limit are told', () => {
  const nested = (depth: number): FlowDefinition => {
    let steps: readonly Step[] = [notify(0)];
    for (let n = 1; n < depth; n += 1) {
      steps = [{ kind: 'choice', id: `s${n}`, branches: [{ steps }] }];
    }
    return flowOf(steps);
  };
  const codes = (depth: number): readonly string[] => {
    const reader = new Reader(new SourceText(''));
    checkMeaning(nested(depth), reader);
    return reader.diagnostics.map(({ code }) => code);
  };
  expect(codes(LIMITS.nestingDepthMax)).toEqual([]);
  expect(codes(LIMITS.nestingDepthMax + 1)).toEqual(['flow.nesting-too-deep']);
});

test('choices nest a dozen deep in YAML', () => {
  let steps: readonly Step[] = [notify(0)];
  for (let n = 1; n < 13; n += 1) {
    steps = [{ kind: 'choice', id: `s${n}`, branches: [{ steps }] }];
  }
  expect(check(printYaml(flowOf(steps))).diagnostics).toEqual([]);
});
