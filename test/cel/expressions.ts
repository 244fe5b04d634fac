import fc from 'fast-check';
import type { CelEnvironment, CelType } from '../../src/cel/index.ts';

/** The kinds of expression that are generated, each named by its type. */
export type Sort = 'int' | 'double' | 'string' | 'bool' | 'ints' | 'strings' | 'dyn';

const int: CelType = { kind: 'int' };
const double: CelType = { kind: 'double' };
const string: CelType = { kind: 'string' };
const bool: CelType = { kind: 'bool' };
const ints: CelType = { kind: 'list', element: int };
const strings: CelType = { kind: 'list', element: string };

/** The types of the sorts. */
export const typeOfSort: Readonly<Record<Sort, CelType>> = {
  int,
  double,
  string,
  bool,
  ints,
  strings,
  dyn: { kind: 'dyn' },
};

const line: CelType = {
  kind: 'record',
  name: 'line',
  fields: { price: { type: int }, label: { type: string } },
};

/** What generated expressions may mention. */
export const environment: CelEnvironment = {
  variables: {
    i: int,
    d: double,
    s: string,
    b: bool,
    li: ints,
    ls: strings,
    m: { kind: 'map', key: string, value: int },
    form: {
      kind: 'record',
      name: 'form',
      fields: {
        amount: { type: double },
        count: { type: int },
        note: { type: string, optional: true },
        tags: { type: strings },
        lines: { type: { kind: 'list', element: line } },
      },
    },
    x: { kind: 'dyn' },
  },
};

const someInt = fc.oneof(
  fc.integer({ min: -4, max: 4 }),
  fc.constantFrom(2 ** 31, -(2 ** 31), Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
  fc.maxSafeInteger(),
);
const someDouble = fc.oneof(
  fc.integer({ min: -4, max: 4 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const someText = fc.oneof(
  fc.constantFrom('', 'a', 'b', 'ab', 'travel', '__proto__', 'constructor', '😀', 'é'),
  fc.string({ maxLength: 5 }),
);

/** Data that has the declared types. */
export const someData: fc.Arbitrary<Record<string, unknown>> = fc.record({
  i: someInt,
  d: someDouble,
  s: someText,
  b: fc.boolean(),
  li: fc.array(someInt, { maxLength: 4 }),
  ls: fc.array(someText, { maxLength: 4 }),
  m: fc.dictionary(fc.constantFrom('a', 'b', 'ab', 'toString'), someInt),
  form: fc.record(
    {
      amount: someDouble,
      count: someInt,
      note: someText,
      tags: fc.array(someText, { maxLength: 3 }),
      lines: fc.array(fc.record({ price: someInt, label: someText }), { maxLength: 3 }),
    },
    { requiredKeys: ['amount', 'count', 'tags', 'lines'] },
  ),
  x: fc.oneof(someText, someDouble, fc.boolean(), fc.constant(null), fc.array(someDouble)),
});

const ordering = fc.constantFrom('<', '<=', '>', '>=');
const equality = fc.constantFrom('==', '!=');

function leaves(sort: Sort): fc.Arbitrary<string> {
  switch (sort) {
    case 'int':
      return fc.oneof(
        fc.constantFrom('i', 'form.count', '0', '1', '-1', '9223372036854775807', "m['a']", 'm.b'),
        fc.constantFrom('9007199254740993', '-9223372036854775808'),
        fc.integer({ min: -9, max: 9 }).map(String),
      );
    case 'double':
      return fc.constantFrom('d', 'form.amount', '0.0', '1.5', '-2.0', '1e300', 'form["amount"]');
    case 'string':
      return fc.constantFrom('s', 'form.note', '"a"', "'ab'", '""', 'r"\\x"', '"\\u00e9"');
    case 'bool':
      return fc.constantFrom('b', 'true', 'false', 'has(form.note)', '"a" in m');
    case 'ints':
      return fc.constantFrom('li', '[]', '[1, 2]', '[i]');
    case 'strings':
      return fc.constantFrom('ls', 'form.tags', '["a", "b"]', '[s]');
    case 'dyn':
      return fc.constantFrom('x', 'dyn(i)', 'dyn(s)', 'dyn(li)', 'dyn(1.0)', 'dyn(form).count');
  }
}

type Parts = readonly fc.Arbitrary<string>[];

function call(parts: Parts, write: (...words: string[]) => string): fc.Arbitrary<string> {
  return fc.tuple(...parts).map((words) => write(...words));
}

const made = new Map<string, fc.Arbitrary<string>>();

/** Generates the source of an expression of a sort, at most so many levels deep. */
export function expressionOf(sort: Sort, depth: number): fc.Arbitrary<string> {
  const known = made.get(`${sort} ${depth}`);
  if (known) return known;
  const arbitrary = depth === 0 ? leaves(sort) : nested(sort, depth);
  made.set(`${sort} ${depth}`, arbitrary);
  return arbitrary;
}

function nested(sort: Sort, depth: number): fc.Arbitrary<string> {
  const of = (inner: Sort) => expressionOf(inner, depth - 1);
  const choice = call([of('bool'), of(sort), of(sort)], (test, yes, no) => {
    return `(${test} ? ${yes} : ${no})`;
  });
  return fc.oneof(leaves(sort), choice, ...grown(sort, of));
}

function grown(sort: Sort, of: (inner: Sort) => fc.Arbitrary<string>): Parts {
  switch (sort) {
    case 'int':
      return [
        call([of('int'), fc.constantFrom('+', '-', '*', '/', '%'), of('int')], infix),
        call([of('string')], (one) => `size(${one})`),
        call([of('ints')], (one) => `${one}.size()`),
        call([of('ints'), of('int')], (list, index) => `${list}[${index}]`),
        call([of('double')], (one) => `int(${one})`),
        call([of('int')], (one) => `-(${one})`),
      ];
    case 'double':
      return [
        call([of('double'), fc.constantFrom('+', '-', '*', '/'), of('double')], infix),
        call([of('int')], (one) => `double(${one})`),
      ];
    case 'string':
      return [
        call([of('string'), fc.constant('+'), of('string')], infix),
        call([of('int')], (one) => `string(${one})`),
        call([of('strings'), of('int')], (list, index) => `${list}[${index}]`),
      ];
    case 'bool':
      return grownBools(of);
    case 'ints':
      return [
        call([of('int'), of('int')], (one, other) => `[${one}, ${other}]`),
        call([of('ints'), of('ints')], (one, other) => `(${one} + ${other})`),
        call([of('ints'), of('int')], (list, step) => `${list}.map(i, ${step})`),
        call([of('ints'), of('bool')], (list, test) => `${list}.filter(i, ${test})`),
        fc.constant('form.lines.map(l, l.price)'),
      ];
    case 'strings':
      return [
        call([of('string'), of('string')], (one, other) => `[${one}, ${other}]`),
        call([of('strings'), of('string')], (list, step) => `${list}.map(s, ${step})`),
        call([of('strings'), of('bool')], (list, test) => `${list}.filter(s, ${test})`),
        fc.constant('form.lines.map(l, l.price > 0, l.label)'),
      ];
    case 'dyn':
      return (['int', 'double', 'string', 'bool', 'ints'] as const).map((inner) =>
        call([of(inner)], (one) => `dyn(${one})`),
      );
  }
}

function grownBools(of: (inner: Sort) => fc.Arbitrary<string>): Parts {
  return [
    call([of('bool'), fc.constantFrom('&&', '||'), of('bool')], infix),
    call(
      [of('bool'), of('bool'), of('bool')],
      (one, two, three) => `(${one} && ${two} && ${three})`,
    ),
    call([of('int'), ordering, of('int')], infix),
    call([of('int'), ordering, of('double')], infix),
    call([of('double'), ordering, of('double')], infix),
    call([of('string'), ordering, of('string')], infix),
    call([of('int'), equality, of('double')], infix),
    call([of('string'), equality, of('string')], infix),
    call([of('ints'), equality, of('ints')], infix),
    call([of('dyn'), equality, of('dyn')], infix),
    call([of('dyn'), equality, of('int')], infix),
    call([of('dyn'), ordering, of('double')], infix),
    call([of('string'), of('strings')], (one, list) => `(${one} in ${list})`),
    call([of('int'), of('ints')], (one, list) => `(${one} in ${list})`),
    call([of('string'), of('string')], (one, other) => `${one}.startsWith(${other})`),
    call([of('string'), of('string')], (one, other) => `${one}.contains(${other})`),
    call([of('ints'), of('bool')], (list, test) => `${list}.exists(i, ${test})`),
    call([of('ints'), of('bool')], (list, test) => `${list}.all(i, ${test})`),
    call([of('strings'), of('bool')], (list, test) => `${list}.exists_one(s, ${test})`),
    call([of('bool')], (one) => `!(${one})`),
  ];
}

function infix(left = '', operator = '', right = ''): string {
  return `(${left} ${operator} ${right})`;
}
