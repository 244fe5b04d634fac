import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CelType, compile, formatType } from '../../src/cel/index.ts';
import { environment, expressionOf, type Sort, someData, typeOfSort } from './expressions.ts';

const sorts = Object.keys(typeOfSort) as Sort[];

const typed = fc
  .constantFrom(...sorts)
  .chain((sort) => fc.record({ sort: fc.constant(sort), source: expressionOf(sort, 3) }));

function isOf(type: CelType, value: unknown): boolean {
  switch (type.kind) {
    case 'dyn':
      return value !== undefined;
    case 'int':
      return typeof value === 'bigint' || Number.isSafeInteger(value);
    case 'double':
      return typeof value === 'number';
    case 'string':
      return typeof value === 'string';
    case 'bool':
      return typeof value === 'boolean';
    case 'list':
      return Array.isArray(value) && value.every((element) => isOf(type.element, element));
    default:
      return false;
  }
}

const anything = fc.oneof(fc.anything({ maxDepth: 2 }), fc.constant(undefined));

/** Data in which some variables have been replaced by something else altogether. */
const spoiltData = fc
  .tuple(someData, fc.dictionary(fc.constantFrom('i', 'd', 's', 'b', 'li', 'm', 'form'), anything))
  .map(([data, spoilt]) => ({ ...data, ...spoilt }));

describe('the checker', () => {
  test('every well-typed expression checks as its type', () => {
    fc.assert(
      fc.property(typed, ({ sort, source }) => {
        const made = compile(source, environment);
        expect(made.diagnostics.filter(({ severity }) => severity !== 'warning')).toEqual([]);
        if (!made.ok) return;
        const found = formatType(made.program.type);
        expect([formatType(typeOfSort[sort]), 'dyn', 'list(dyn)']).toContain(found);
      }),
      { numRuns: 1000 },
    );
  });

  test('a program of a type never gives a value of another type, whatever the data', () => {
    fc.assert(
      fc.property(typed, spoiltData, ({ sort, source }, data) => {
        const made = compile(source, environment, typeOfSort[sort]);
        if (!made.ok) throw new Error(`${source} does not compile`);
        const result = made.program.evaluate(data);
        if (result.ok) expect(isOf(made.program.type, result.value)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('an evaluation never costs more than the static worst case', () => {
    fc.assert(
      fc.property(typed, someData, ({ source }, data) => {
        const made = compile(source, environment);
        if (!made.ok) throw new Error(`${source} does not compile`);
        const result = made.program.evaluate(data);
        const { cost } = made.program;
        if (result.ok && cost !== 'unbounded') expect(result.cost).toBeLessThanOrEqual(cost);
      }),
      { numRuns: 1000 },
    );
  });

  test('an evaluation costs the same every time, and stops just below that', () => {
    fc.assert(
      fc.property(typed, someData, ({ source }, data) => {
        const made = compile(source, environment);
        if (!made.ok) throw new Error(`${source} does not compile`);
        const first = made.program.evaluate(data);
        if (!first.ok) return;
        expect(made.program.evaluate(data, first.cost)).toEqual(first);
        const short = made.program.evaluate(data, first.cost - 1);
        expect(short.ok ? 'enough' : short.error.code).toBe('cel.cost-exceeded');
      }),
      { numRuns: 500 },
    );
  });

  test('what a program reads is all it needs', () => {
    fc.assert(
      fc.property(typed, someData, ({ source }, data) => {
        const made = compile(source, environment);
        if (!made.ok) throw new Error(`${source} does not compile`);
        const roots = new Set(made.program.references.map((path) => path.split('.')[0]));
        const needed = Object.fromEntries(Object.entries(data).filter(([name]) => roots.has(name)));
        expect(made.program.evaluate(needed)).toEqual(made.program.evaluate(data));
      }),
      { numRuns: 500 },
    );
  });
});
