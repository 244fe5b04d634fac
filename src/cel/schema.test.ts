import { describe, expect, test } from 'vitest';
import { formatType, typeOfSchema } from './index.ts';

describe('a schema', () => {
  test.each<readonly [unknown, string]>([
    [{ type: 'integer' }, 'int'],
    [{ type: 'number', 'x-kind': 'money' }, 'double'],
    [{ 'x-kind': 'money' }, 'double'],
    [{ type: 'boolean' }, 'bool'],
    [{ type: 'string' }, 'string'],
    [{ 'x-kind': 'person' }, 'string'],
    [{ 'x-kind': 'department' }, 'string'],
    [{ 'x-kind': 'file' }, 'dyn'],
    [{ type: 'string', format: 'date-time' }, 'timestamp'],
    [{ type: 'string', format: 'date' }, 'timestamp'],
    [{ type: 'array', items: { type: 'integer' } }, 'list(int)'],
    [{ type: 'array' }, 'list(dyn)'],
    [{ type: 'object', additionalProperties: { type: 'number' } }, 'map(string, double)'],
    [{ type: 'object' }, 'map(string, dyn)'],
    [{ type: 'object', title: 'claim', properties: {} }, 'claim'],
    [{ type: 'object', properties: {} }, 'object'],
    [{ enum: ['a', 1] }, 'dyn'],
    [{ type: 'integer', enum: [1, 2] }, 'int'],
    [{ const: 'a' }, 'string'],
    [{ type: ['string', 'null'] }, 'dyn'],
    [{}, 'dyn'],
    [true, 'dyn'],
    [null, 'dyn'],
  ])('%j is of type %s', (schema, expected) => {
    expect(formatType(typeOfSchema(schema))).toBe(expected);
  });

  test('an enumeration of strings keeps its values', () => {
    expect(typeOfSchema({ enum: ['a', 'b'] })).toEqual({ kind: 'string', values: ['a', 'b'] });
  });

  test('a property is optional unless it is required', () => {
    const type = typeOfSchema({
      required: ['a'],
      properties: { a: { type: 'integer' }, b: { type: 'string' } },
    });
    expect(type).toMatchObject({
      fields: { a: { type: { kind: 'int' } }, b: { type: { kind: 'string' }, optional: true } },
    });
  });

  test('a property called __proto__ is a property', () => {
    const type = typeOfSchema(JSON.parse('{"properties":{"__proto__":{"type":"integer"}}}'));
    expect(type.kind === 'record' && Object.keys(type.fields)).toEqual(['__proto__']);
  });

  test('a schema that unfolds without end is read up to a limit', () => {
    const endless: { type: string; properties: Record<string, unknown> } = {
      type: 'object',
      properties: {},
    };
    endless.properties['a'] = endless;
    endless.properties['b'] = endless;
    expect(typeOfSchema(endless).kind).toBe('record');
  });
});
