import { describe, expect, test } from 'vitest';
import type { CommitUnit } from '../../port.ts';
import { judge, keyOf, lastWords, placeOf } from './judge.ts';

function unit(instance: string, expectedSeq: number, ...keys: string[]): CommitUnit {
  const answers = keys.map((key) => ({ key }));
  const more = { expectedSeq, seq: expectedSeq + 1, answers };
  return { tenant: 'acme', instance, ...more } as unknown as CommitUnit;
}

const nothing = { seqs: new Map(), keys: new Set<string>() };

describe('the judgement of a batch', () => {
  test('D11 a sequence that stands elsewhere is a conflict, one that is not there is 0', () => {
    const seqs = new Map([[placeOf({ tenant: 'acme', instance: 'a' }), 3]]);
    const units = [unit('a', 2), unit('a', 3), unit('b', 1), unit('b', 0)];
    const outcomes = judge(units, { ...nothing, seqs });
    expect(outcomes).toEqual(['conflict', 'committed', 'conflict', 'committed']);
  });

  test('D11 a later unit of an instance follows the one before, unless that one lost', () => {
    const units = [unit('a', 0), unit('a', 1), unit('a', 1), unit('a', 2), unit('b', 4)];
    const outcomes = judge(units, nothing);
    expect(outcomes).toEqual(['committed', 'committed', 'conflict', 'committed', 'conflict']);
  });

  test('D4 a key that was used is a duplicate before anything else, one of a loser is free', () => {
    const keys = new Set([keyOf('acme', 'old')]);
    const units = [unit('a', 9, 'old'), unit('b', 9, 'k'), unit('c', 0, 'k'), unit('d', 0, 'k')];
    const outcomes = judge(units, { ...nothing, keys });
    expect(outcomes).toEqual(['duplicate', 'conflict', 'committed', 'duplicate']);
  });

  test('D4 a unit that repeats its own key is a duplicate', () => {
    expect(judge([unit('a', 0, 'k', 'k')], nothing)).toEqual(['duplicate']);
  });
});

describe('rows that come and go over a batch', () => {
  const step = (gone: string[], come: string[]) => ({ gone, come }) as unknown as CommitUnit;
  const words = (...units: CommitUnit[]) =>
    lastWords<string>(
      units,
      (one) => one['gone' as keyof CommitUnit] as unknown as string[],
      (one) => one['come' as keyof CommitUnit] as unknown as string[],
      (_, row) => row,
    );

  test('M4 the last unit that speaks of a row has the last word', () => {
    expect(words(step([], ['a', 'b']), step(['a'], []))).toEqual({ gone: ['a'], come: ['b'] });
    expect(words(step(['a'], []), step([], ['a']))).toEqual({ gone: [], come: ['a'] });
  });

  test('M4 within a unit, what is gone and comes again has come', () => {
    expect(words(step(['a'], ['a']))).toEqual({ gone: [], come: ['a'] });
  });
});
