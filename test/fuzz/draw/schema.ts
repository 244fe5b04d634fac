/** Values that a JSON Schema takes, as the routes describe their requests. */

import type { Chance } from '../../../src/testing/simulator/chance.ts';

/** The part of a schema that is looked at. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
}

/** Gives a value for a field by its name; undefined where the schema has to do. */
export type ByName = (chance: Chance, name: string) => unknown;

const OPTIONAL = 0.5;

/** A value that the schema takes, or nearly. */
export function valueFor(chance: Chance, schema: Schema, byName: ByName, name = ''): unknown {
  const known = byName(chance, name);
  if (known !== undefined) return known;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return chance.pick(schema.enum);
  if (schema.anyOf) return valueFor(chance, chance.pick(schema.anyOf), byName, name);
  switch (Array.isArray(schema.type) ? chance.pick(schema.type) : schema.type) {
    case 'object':
      return objectFor(chance, schema, byName);
    case 'array': {
      const least = schema.minItems ?? 0;
      const inner = schema.items ?? {};
      const singular = name.replace(/s$/, '');
      return Array.from({ length: least + chance.below(3) }, () =>
        valueFor(chance, inner, byName, singular),
      );
    }
    case 'integer':
    case 'number':
      return chance.pick([schema.minimum ?? 0, schema.maximum ?? 9, 1, 2, 50]);
    case 'boolean':
      return chance.happens(0.5);
    case 'null':
      return null;
    case 'string':
      return textFor(chance, schema);
    default:
      return chance.pick([null, 'x', 1, true, [], { a: 1 }]);
  }
}

function objectFor(chance: Chance, schema: Schema, byName: ByName): unknown {
  const { properties = {}, required = [], additionalProperties } = schema;
  const fields = Object.entries(properties)
    .filter(([field]) => required.includes(field) || chance.happens(OPTIONAL))
    .map(([field, inner]) => [field, valueFor(chance, inner, byName, field)] as const);
  if (typeof additionalProperties === 'object') {
    const value = valueFor(chance, additionalProperties, byName);
    fields.push([chance.pick(['manager', 'finance', 'a']), value]);
  }
  return Object.fromEntries(fields);
}

function textFor(chance: Chance, { minLength = 0, maxLength = 1_000 }: Schema): string {
  const texts = ['x', 'because', '同意', '1.0.0', '2026-01-01', 'manager', 'finance', 'approve'];
  const edges = ['a'.repeat(minLength), 'a'.repeat(Math.min(maxLength, 1_000))];
  return chance.happens(0.9) ? chance.pick(texts) : chance.pick(edges);
}
