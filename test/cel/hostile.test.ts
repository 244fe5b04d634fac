import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CelEnvironment, compile } from '../../src/cel/index.ts';
import { environment, expressionOf } from './expressions.ts';

const open: CelEnvironment = {
  variables: {
    x: { kind: 'dyn' },
    s: { kind: 'string' },
    l: { kind: 'list', element: { kind: 'int' } },
    m: { kind: 'map', key: { kind: 'string' }, value: { kind: 'dyn' } },
  },
};

function codesOf(source: string): readonly string[] {
  return compile(source, open).diagnostics.map(({ code }) => code);
}

function outcome(source: string, bindings: Readonly<Record<string, unknown>>): unknown {
  const made = compile(source, open);
  if (!made.ok) return made.diagnostics[0]?.code;
  const result = made.program.evaluate(bindings);
  return result.ok ? result.value : result.error.code;
}

describe('hostile texts', () => {
  test('any text is answered with a program or with places inside it', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.array(fc.constantFrom(...'()[]{}.,?:!-+"\'\\`xe0&|=<'), { maxLength: 80 }).map(joined),
    );
    fc.assert(
      fc.property(text, (source) => {
        const made = compile(source, open);
        expect(made.ok || made.diagnostics.length > 0).toBe(true);
        for (const { start, end } of made.diagnostics) {
          expect(start >= 0 && start <= end && end <= source.length).toBe(true);
        }
      }),
      { numRuns: 3000 },
    );
  });

  test.each([
    '(',
    '[',
    '{a:',
    '!',
    '-',
    'f(',
    'a?',
    'a.b(',
    'x.map(y,',
    'has(',
    'a{b:',
    '1+',
    'x.',
  ])('%s repeated to the limit is refused', (part) => {
    for (const times of [65, 300, 4096]) {
      expect(codesOf(part.repeat(times)).length).toBeGreaterThan(0);
    }
  });

  test('a huge number is named shortly', () => {
    for (const source of ['9'.repeat(4000), `0x${'f'.repeat(4000)}`]) {
      const [found] = compile(source, open).diagnostics;
      expect(found?.code).toBe('cel.bad-literal');
      expect(found?.message.length).toBeLessThan(80);
    }
  });

  test('names that objects inherit are no names', () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      expect(codesOf(name)).toEqual(['cel.unknown-variable']);
      expect(codesOf(`${name}()`)).toEqual(['cel.unknown-function']);
      expect(outcome(`x.map(${name}, ${name})`, { x: [1] })).toEqual([1]);
    }
  });
});

function joined(parts: readonly string[]): string {
  return parts.join('');
}

describe('hostile data', () => {
  test('data of any shape gives a value or an error', () => {
    const bindings = fc.dictionary(
      fc.constantFrom('i', 's', 'li', 'm', 'form', 'x'),
      fc.anything(),
    );
    fc.assert(
      fc.property(expressionOf('bool', 2), bindings, (source, data) => {
        const made = compile(source, environment);
        if (!made.ok) throw new Error(`${source} does not compile`);
        const result = made.program.evaluate(data);
        expect(result.ok ? 'a value' : result.error.code).toMatch(/^(a value|cel\.[a-z-]+)$/);
      }),
      { numRuns: 2000 },
    );
  });

  test('data without a floor is refused, not followed', () => {
    const circle: unknown[] = [];
    circle.push(circle);
    const x = Array.from({ length: 100_000 }).reduce<unknown>((inner) => [inner], 1);
    for (const data of [{ x: circle }, { x }]) {
      expect(outcome('x', data)).toBe('cel.cost-exceeded');
      expect(outcome('x == x', data)).toBe('cel.cost-exceeded');
      expect(outcome('x[0][0][0] == 1', data)).toBe(false);
    }
  });

  test('what is no data is refused', () => {
    const trap = new Proxy({}, { ownKeys: () => fail(), getOwnPropertyDescriptor: () => fail() });
    const fail = () => {
      throw new Error('a trap');
    };
    expect(outcome('x.a', { x: trap })).toBe('cel.bad-binding');
    expect(outcome('x', { x: () => 1 })).toBe('cel.bad-binding');
    expect(outcome('x', { x: Symbol('x') })).toBe('cel.bad-binding');
  });
});

describe('hostile work', () => {
  const data = {
    s: 'ab'.repeat(500_000),
    l: Array.from({ length: 100_000 }, (_, index) => index),
    m: {},
  };

  test.each([
    'l.all(a, l.all(b, a + b >= 0))',
    'l.map(a, l.map(b, l))',
    'l.map(i, s + s).map(t, t + t)',
    'l.all(i, s + "x" == s + "x")',
    'l.all(i, size(s) > 0)',
    'l.all(i, l + l == l + l)',
    'l.all(i, bytes(s) == bytes(s))',
    'l.all(i, s.matches("(?:(?:a|b)*a(?:a|b){50}){5}[^ab]?$"))',
    'l.all(i, s.matches(s))',
    'l.all(i, timestamp("2020-01-01T00:00:00Z").getHours("America/New_York") >= 0)',
    '[s,s,s].map(a, [s,s,s].map(b, a + b)).map(c, c.map(d, d + d + d + d))',
  ])('%s is stopped', (source) => {
    expect(outcome(source, data)).toMatch(/^cel\.cost-exceeded$/);
  });

  test('a pattern that repeats a repetition is refused', () => {
    for (const pattern of ['(a{99}){99}', '((a{9}){9}){9}{9}', 'a{1001}', '(?<=a)b{1000}c{1000}']) {
      expect(codesOf(`s.matches("${pattern}")`)).toEqual(['cel.bad-regex']);
    }
  });
});
