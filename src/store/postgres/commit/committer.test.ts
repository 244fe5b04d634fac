import { describe, expect, test } from 'vitest';
import type { CommitUnit } from '../../port.ts';
import { rounds } from './committer.ts';

function unit(instance: string, ...keys: string[]): CommitUnit {
  return {
    tenant: 'acme',
    instance,
    answers: keys.map((key) => ({ key })),
  } as unknown as CommitUnit;
}

const shape = (units: readonly CommitUnit[]) =>
  rounds(units).map((round) => round.map(({ at }) => at));

describe('rounds of a batch', () => {
  test('units of different instances share one, sorted by instance', () => {
    expect(shape([unit('c'), unit('a'), unit('b')])).toEqual([[1, 2, 0]]);
  });

  test('a later unit of an instance comes in a later one', () => {
    expect(shape([unit('a'), unit('b'), unit('a'), unit('a')])).toEqual([[0, 1], [2], [3]]);
  });

  test('a later unit with a used key comes in a later one', () => {
    expect(shape([unit('a', 'k'), unit('b', 'k'), unit('c', 'l')])).toEqual([[0, 2], [1]]);
  });

  test('a unit that repeats its own key is in none', () => {
    expect(shape([unit('a', 'k', 'k')])).toEqual([]);
  });
});
