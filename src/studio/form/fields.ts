/** A form's JSON Schema as the fields that a screen shows, in their order. */

import type { Json, JsonObject, Text } from '../../kernel/index.ts';

/** How a field is shown and typed. */
export type FieldKind =
  | 'money'
  | 'number'
  | 'date'
  | 'date-time'
  | 'choice'
  | 'choices'
  | 'switch'
  | 'person'
  | 'people'
  | 'department'
  | 'departments'
  | 'file'
  | 'files'
  | 'texts'
  | 'table'
  | 'object'
  | 'long-text'
  | 'text';

export interface Field {
  readonly name: string;
  readonly title: Text;
  readonly kind: FieldKind;
  readonly isRequired: boolean;
  /** Nobody types it. */
  readonly isComputed: boolean;
  readonly schema: JsonObject;
  readonly help?: Text;
  readonly currency?: string;
  readonly options?: readonly Option[];
  /** Of the rows of a table. */
  readonly columns?: readonly Field[];
}

export interface Option {
  readonly value: Json;
  readonly label: Text;
}

/** Texts longer than this are typed into more than one line. */
const ONE_LINE_CHARS_MAX = 200;

/** Shape: a schema of type object → its fields by `x-order`, then the others as they stand. */
export function fieldsOf(schema: JsonObject): readonly Field[] {
  const properties = objectAt(schema, 'properties');
  const order = listAt(schema, 'x-order').map(String);
  const required = new Set(listAt(schema, 'required').map(String));
  const names = new Set([
    ...order.filter((name) => name in properties),
    ...Object.keys(properties),
  ]);
  return [...names].map((name) => fieldOf(name, objectAt(properties, name), required.has(name)));
}

function fieldOf(name: string, schema: JsonObject, isRequired: boolean): Field {
  const items = objectAt(schema, 'items');
  const kind = kindOf(schema, items);
  const currency = schema['x-currency'];
  const help = schema['description'];
  return {
    name,
    title: isText(schema['title']) ? schema['title'] : name,
    kind,
    // Nobody is asked for what is computed.
    isRequired: isRequired && typeof schema['x-formula'] !== 'string',
    isComputed: typeof schema['x-formula'] === 'string',
    schema,
    ...(isText(help) ? { help } : {}),
    ...(typeof currency === 'string' ? { currency } : {}),
    ...(kind === 'choice' ? { options: optionsOf(schema) } : {}),
    ...(kind === 'choices' ? { options: optionsOf(items) } : {}),
    ...(kind === 'table' ? { columns: fieldsOf(items) } : {}),
    ...(kind === 'object' ? { columns: fieldsOf(schema) } : {}),
  };
}

/** Kinds that a schema names. */
const OWN_KINDS: ReadonlySet<string> = new Set([
  ...['money', 'date', 'date-time', 'person', 'department', 'file', 'long-text'],
]);

function kindOf(schema: JsonObject, items: JsonObject): FieldKind {
  if (Array.isArray(schema['enum'])) return 'choice';
  const kind = schema['x-kind'];
  if (typeof kind === 'string' && OWN_KINDS.has(kind)) return kind as FieldKind;
  switch (schema['type']) {
    case 'number':
    case 'integer':
      return 'number';
    case 'boolean':
      return 'switch';
    case 'object':
      return 'object';
    case 'array':
      if (Array.isArray(items['enum'])) return 'choices';
      if (items['x-kind'] === 'file') return 'files';
      if (items['x-kind'] === 'person') return 'people';
      if (items['x-kind'] === 'department') return 'departments';
      return items['type'] === 'object' ? 'table' : 'texts';
    default: {
      if (schema['format'] === 'date' || schema['format'] === 'date-time') return schema['format'];
      const longest = schema['maxLength'];
      return typeof longest === 'number' && longest > ONE_LINE_CHARS_MAX ? 'long-text' : 'text';
    }
  }
}

function optionsOf(schema: JsonObject): readonly Option[] {
  const labels = objectAt(schema, 'x-labels');
  return listAt(schema, 'enum').map((value) => {
    const label = labels[String(value)];
    return { value, label: isText(label) ? label : String(value) };
  });
}

export function objectAt(from: JsonObject, name: string): JsonObject {
  const found = from[name];
  return typeof found === 'object' && found !== null && !Array.isArray(found)
    ? (found as JsonObject)
    : {};
}

function listAt(from: JsonObject, name: string): readonly Json[] {
  const found = from[name];
  return Array.isArray(found) ? found : [];
}

export function isText(value: unknown): value is Text {
  if (typeof value === 'string') return true;
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((part) => typeof part === 'string')
  );
}
