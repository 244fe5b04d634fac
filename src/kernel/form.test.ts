import { describe, expect, test } from 'vitest';
import { approval, flow, Play } from '../testing/index.ts';
import type { Json, JsonObject } from './index.ts';
import { compileForm } from './index.ts';

/** `field keyword` of every problem of one value under one schema. */
function problems(schema: Json, value: Json): readonly string[] {
  const form = compileForm({ type: 'object', properties: { x: schema } } as JsonObject);
  return form({ x: value }).map(({ field, keyword }) => `${field} ${keyword}`);
}

const CASES: readonly (readonly [string, Json, Json, Json])[] = [
  ['type', { type: 'number' }, 1.5, '1.5'],
  ['type', { type: ['string', 'null'] }, null, 1],
  ['type', { type: 'integer' }, 3, 3.5],
  ['enum', { enum: ['a', { b: 1 }] }, { b: 1 }, 'c'],
  ['const', { const: 2 }, 2, 3],
  ['minimum', { minimum: 0 }, 0, -0.01],
  ['maximum', { maximum: 10 }, 10, 10.01],
  ['exclusiveMinimum', { exclusiveMinimum: 0 }, 0.01, 0],
  ['exclusiveMaximum', { exclusiveMaximum: 10 }, 9.99, 10],
  ['multipleOf', { multipleOf: 0.01 }, 19.99, 19.995],
  ['minLength', { minLength: 2 }, '😀a', '😀'],
  ['maxLength', { maxLength: 1 }, '😀', 'ab'],
  ['pattern', { pattern: '^[A-Z]+$' }, 'AB', 'Ab'],
  ['format', { format: 'date' }, '2024-02-29', '2023-02-29'],
  ['format', { format: 'date-time' }, '2024-01-31T10:00:00Z', '2024-01-31'],
  ['format', { format: 'email' }, 'a@b.c', 'a b@c'],
  ['format', { format: 'uri' }, 'https://x.y', 'x y'],
  ['minItems', { minItems: 1 }, [0], []],
  ['maxItems', { maxItems: 1 }, [0], [0, 1]],
  ['uniqueItems', { uniqueItems: true }, [1, '1'], [{ a: 1 }, { a: 1 }]],
  ['required', { type: 'object', required: ['y'], properties: { y: {} } }, { y: 1 }, {}],
  ['unknown', { type: 'object', properties: {} }, {}, { y: 1 }],
  ['anyOf', { anyOf: [{ type: 'string' }, { minimum: 5 }] }, 5, 4],
  ['oneOf', { oneOf: [{ minimum: 5 }, { maximum: 7 }] }, 9, 6],
  ['not', { not: { const: 'no' } }, 'yes', 'no'],
  ['exact', { type: 'number' }, 9_007_199_254_740_991, 9_007_199_254_740_992],
  ['exact', {}, -0.1, Number.NEGATIVE_INFINITY],
  ['exact', { type: 'number' }, 1e-300, Number.NaN],
];

describe('a form holds to its schema, keyword by keyword', () => {
  test.each(CASES)('%s of %j', (keyword, schema, good, bad) => {
    expect(problems(schema, good)).toEqual([]);
    expect(problems(schema, bad).map((problem) => problem.split(' ')[1])).toContain(keyword);
  });
});

test('a problem names its field by its path', () => {
  const item = { type: 'object', properties: { price: { type: 'number' } } };
  expect(problems({ type: 'array', items: item }, [{ price: 1 }, { price: '2' }])).toEqual([
    'x.1.price type',
  ]);
});

test('a field that no schema names is a problem unless more are allowed', () => {
  const open = { type: 'object', properties: {}, additionalProperties: true };
  expect(problems(open, { y: 1 })).toEqual([]);
  const numbers = { type: 'object', properties: {}, additionalProperties: { type: 'number' } };
  expect(problems(numbers, { y: 'z' })).toEqual(['x.y type']);
});

test('names of the language’s own objects are fields like any other', () => {
  const value = JSON.parse('{"__proto__": 1, "constructor": 2}');
  expect(problems({ type: 'object', properties: {} }, value)).toEqual([
    'x.__proto__ unknown',
    'x.constructor unknown',
  ]);
  const required = { type: 'object', required: ['toString'], properties: { toString: {} } };
  expect(problems(required, {})).toEqual(['x.toString required']);
});

test('allOf adds up, and its parts may each name some of the fields', () => {
  const part = (name: string): JsonObject => ({ required: [name], properties: { [name]: {} } });
  const schema = { type: 'object', additionalProperties: true, allOf: [part('a'), part('b')] };
  expect(problems(schema, { a: 1 })).toEqual(['x.b required']);
  expect(problems(schema, { a: 1, b: 2 })).toEqual([]);
});

test('R6.18 null takes a field out that knows no null, and is a value where the form says so', () => {
  const play = new Play({
    ...flow([approval('a', 'fay', { rights: { note: 'edit', maybe: 'edit' } })]),
    form: {
      type: 'object',
      properties: { note: { type: 'string' }, maybe: { type: ['string', 'null'] } },
    },
  });
  play.start('emma', { note: 'x', maybe: 'y' });
  play.approve('fay', { form: { note: null, maybe: null } });
  expect(play.state?.form).toEqual({ maybe: null });
});
