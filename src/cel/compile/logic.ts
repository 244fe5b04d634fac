import type { CelFault } from '../errors.ts';
import { absorbed, type Frame } from './frame.ts';

type Test = (frame: Frame) => boolean;

/**
 * Joins tests the way `&&` and `||` do: the deciding value wins over an error on either side.
 * Shape: `decider` is false for `&&` and true for `||`.
 */
export function joinTests(tests: readonly Test[], decider: boolean): Test {
  const [first, second] = tests;
  if (tests.length === 2 && first && second) return joinTwo(first, second, decider);
  return (frame) => {
    let failure: CelFault | undefined;
    for (const test of tests) {
      try {
        if (test(frame) === decider) return decider;
      } catch (error) {
        const inner = absorbed(error);
        failure ??= inner;
      }
    }
    if (failure) throw failure;
    return !decider;
  };
}

function joinTwo(first: Test, second: Test, decider: boolean): Test {
  return (frame) => {
    let value: boolean;
    try {
      value = first(frame);
    } catch (error) {
      const failure = absorbed(error);
      if (second(frame) === decider) return decider;
      throw failure;
    }
    return value === decider ? decider : second(frame);
  };
}
