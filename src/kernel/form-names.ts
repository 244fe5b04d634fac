/** People and departments that a form names: they have to be in the directory. */

import type { Directory } from './directory.ts';
import type { FormProblem } from './form-rules.ts';
import type { Json, JsonObject } from './words.ts';

/** A field that holds a person or a department, `*` standing for each of a list. */
export interface NameField {
  readonly path: readonly string[];
  readonly kind: 'person' | 'department';
}

/** Every field of a form's schema that names somebody or a department. */
export function nameFieldsIn(schema: JsonObject): readonly NameField[] {
  return [...within(schema, [])];
}

function* within(schema: Json | undefined, path: readonly string[]): Generator<NameField> {
  if (!isObject(schema)) return;
  const { 'x-kind': kind, properties, items } = schema;
  if (kind === 'person' || kind === 'department') yield { path, kind };
  for (const [name, field] of Object.entries(isObject(properties) ? properties : {})) {
    yield* within(field, [...path, name]);
  }
  yield* within(items, [...path, '*']);
}

/**
 * Names in `sent` that the directory does not know; what stands in the form `before` already is
 * not asked for again. Somebody who has left is known.
 */
export function unknownNames(
  fields: readonly NameField[],
  sent: JsonObject,
  before: JsonObject,
  directory: Directory,
): readonly FormProblem[] {
  const problems: FormProblem[] = [];
  for (const { path, kind } of fields) {
    const known = new Set([...valuesAt(before, path, '')].map(({ value }) => value));
    for (const { field, value } of valuesAt(sent, path, '')) {
      if (known.has(value) || directory[kind](value)) continue;
      problems.push({ field, keyword: kind, message: `is no ${kind} of the directory` });
    }
  }
  return problems;
}

function* valuesAt(
  value: Json | undefined,
  [name, ...rest]: readonly string[],
  field: string,
): Generator<{ readonly field: string; readonly value: string }> {
  const join = (part: string | number): string => (field === '' ? `${part}` : `${field}.${part}`);
  if (name === undefined) {
    if (typeof value === 'string') yield { field, value };
  } else if (name === '*') {
    if (!Array.isArray(value)) return;
    for (const [index, each] of value.entries()) yield* valuesAt(each, rest, join(index));
  } else if (isObject(value) && Object.hasOwn(value, name)) {
    yield* valuesAt(value[name], rest, join(name));
  }
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
