import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CelType, compile } from '../index.ts';

const decimal: CelType = { kind: 'decimal' };
const double: CelType = { kind: 'double' };
const variables = (type: CelType): Readonly<Record<string, CelType>> => ({
  a: type,
  b: type,
  list: { kind: 'list', element: type },
  whole: { kind: 'list', element: { kind: 'int' } },
  times: { kind: 'list', element: { kind: 'timestamp' } },
  row: {
    kind: 'record',
    name: 'row',
    fields: {
      price: { type, optional: true },
      rows: {
        type: {
          kind: 'list',
          element: { kind: 'record', name: 'one', fields: { n: { type, optional: true } } },
        },
      },
    },
  },
});

function run(source: string, bindings: object, countsInDecimals = true): unknown {
  const type = countsInDecimals ? decimal : double;
  const made = compile(source, { variables: variables(type), countsInDecimals });
  if (!made.ok) return made.diagnostics[0]!.code;
  const result = made.program.evaluate({ ...bindings });
  return result.ok ? result.value : result.error.code;
}

/** Amounts as they are written: up to so many digits, some of them behind the point. */
const amount = fc
  .tuple(fc.integer({ min: -9_999_999, max: 9_999_999 }), fc.integer({ min: 0, max: 4 }))
  .map(([digits, places]) => ({ digits: BigInt(digits), places, value: digits / 10 ** places }));

describe('decimals', () => {
  test.each<readonly [string, object, unknown]>([
    ['a + b', { a: 0.1, b: 0.2 }, 0.3],
    ['a * 100', { a: 1.005 }, 100.5],
    ['a * 1.1', { a: 3 }, 3.3],
    ['a / b', { a: 1, b: 3 }, 0.3333333333333333],
    ['a / b * b', { a: 1, b: 8 }, 1],
    ['round(a * b, 2)', { a: 1.005, b: 1 }, 1.01],
    ['round(-a, 2)', { a: 1.005 }, -1.01],
    ['round(a)', { a: 2.5 }, 3],
    ['sum(list)', { list: [0.1, 0.2, 0.3, 0.4] }, 1],
    ['sum(list)', { list: [] }, 0],
    ['sum(list) / 2', { list: [] }, 0],
    ['min(list)', { list: [3, 0.5, 2] }, 0.5],
    ['max(list)', { list: [3, 0.5, 2] }, 3],
    ['max(list)', { list: [] }, 'cel.index-out-of-range'],
    ['a > b ? a : 0', { a: 2, b: 1.5 }, 2],
    ['a == 0.3', { a: 0.3 }, true],
    ['a in [0.1, 0.3]', { a: 0.3 }, true],
    ['list[1]', { list: [1, 2] }, 2],
    ['-a', { a: 1.5 }, -1.5],
    ['string(a * 2)', { a: 0.15 }, '0.3'],
    ['int(a)', { a: -2.9 }, -2],
    ['decimal("1.10") + a', { a: 1 }, 2.1],
    ['size(list) * a', { list: [1, 2], a: 0.5 }, 1],
    ['a / b', { a: 1, b: 0 }, 'cel.division-by-zero'],
    ['a * b', { a: 1e90, b: 1e90 }, 'cel.overflow'],
    ['round(a, b)', { a: 1.234, b: 1.5 }, 'cel.overflow'],
    ['row.price * 2', { row: { rows: [] } }, 0],
    ['sum(row.rows.map(r, r.n))', { row: { rows: [{ n: 0.7 }, {}, { n: 0.1 }] } }, 0.8],
    ['sum(times)', {}, 'cel.no-such-overload'],
    ['a + "1"', {}, 'cel.no-such-overload'],
    ['days(max(times) - min(times))', { times: ['2026-11-21', '2026-11-28'] }, 7],
  ])('%s over %j gives %j', (source, bindings, expected) => {
    expect(run(source, bindings)).toBe(expected);
  });

  test('sums and products are those of the written digits, whatever they are', () => {
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        const scale = a.places + b.places;
        const product = a.digits * b.digits;
        const sum = a.digits * 10n ** BigInt(b.places) + b.digits * 10n ** BigInt(a.places);
        const written = (digits: bigint): number => Number(`${digits}e-${scale}`) + 0;
        expect(run('a * b', { a: a.value, b: b.value })).toBe(written(product));
        expect(run('a + b', { a: a.value, b: b.value })).toBe(written(sum));
        expect(run('a - b == 0', { a: a.value, b: b.value })).toBe(a.value === b.value);
      }),
    );
  });

  test('a thousand amounts add up exactly', () => {
    expect(run('sum(list)', { list: Array.from({ length: 1000 }, () => 0.07) })).toBe(70);
  });
});

describe('the functions over amounts', () => {
  test.each<readonly [string, object, unknown]>([
    ['sum(list)', { list: [0.1, 0.2] }, 0.3],
    ['sum(list) * 2.0', { list: [] }, 0],
    ['sum(whole)', { whole: [1, 2, 3] }, 6],
    ['round(a, 2)', { a: 1.005 }, 1.01],
    ['a * b', { a: 0.1, b: 3 }, 0.30000000000000004],
  ])('%s over doubles %j gives %j', (source, bindings, expected) => {
    expect(run(source, bindings, false)).toBe(expected);
  });
});

describe('what an expression reads', () => {
  test.each<readonly [string, readonly string[]]>([
    ['sum(row.rows.map(r, r.n))', ['row.rows.*.n']],
    ['sum(row.rows.filter(r, r.n > 1).map(r, r.n * a))', ['a', 'row.rows.*.n']],
    ['size(row.rows)', ['row.rows']],
    ['row.price', ['row.price']],
    ['row.rows[0].n', ['row.rows']],
  ])('%s: %j', (source, reads) => {
    const made = compile(source, { variables: variables(decimal), countsInDecimals: true });
    expect(made.ok && made.program.reads).toEqual(reads);
  });
});

test.each(['1e400', '-1e400', '1e150', '1e-150', 'a + 1e400'])(
  'a number that no decimal holds is a mistake of the expression: %s',
  (source) => {
    const made = compile(source, { variables: variables(decimal), countsInDecimals: true });
    expect(made.diagnostics.map(({ code }) => code)).toEqual(['cel.bad-literal']);
  },
);
