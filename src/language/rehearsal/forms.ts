/** Forms worth trying: round every number and word that the flow's conditions name. */

import { compilePattern } from '../../cel/index.ts';
import type { FlowDefinition, Json, JsonObject } from '../../kernel/index.ts';
import { expressionsOf, formulasIn } from '../../kernel/index.ts';
import { textFor } from './pattern.ts';

/** Numbers and texts that stand in expressions. */
export interface Literals {
  readonly numbers: readonly number[];
  readonly texts: readonly string[];
}

const PER_FIELD = 8;
/** Values that each number in a row of a table takes. */
const PER_ROW = 4;
const FORMS_MAX = 32;

function sourcesOf(definition: FlowDefinition): readonly string[] {
  const uses = [...expressionsOf(definition), ...formulasIn(definition.form)];
  return uses.map(({ source }) => source);
}

function isComputed(schema: JsonObject): boolean {
  return typeof schema['x-formula'] === 'string';
}

/** Gives what the flow's expressions compare with. */
export function literalsOf(definition: FlowDefinition): Literals {
  const numbers = new Set<number>();
  const texts = new Set<string>();
  for (const source of sourcesOf(definition)) {
    for (const [, text] of source.matchAll(/["']([^"']{1,100})["']/g)) texts.add(text!);
    const bare = source.replaceAll(/["'][^"']*["']/g, '');
    for (const [number] of bare.matchAll(/\d+(?:\.\d+)?/g)) numbers.add(Number(number));
  }
  return { numbers: [...numbers], texts: [...texts] };
}

/** Forms that differ in one or two of the fields that expressions read; the plainest first. */
export function candidateForms(definition: FlowDefinition, literals: Literals): JsonObject[] {
  const { form } = definition;
  const properties = objectOf(form['properties']);
  const required = new Set(Array.isArray(form['required']) ? form['required'] : []);
  const read = sourcesOf(definition).join(' ');
  const plain: Record<string, Json> = {};
  const varied: [string, readonly (Json | undefined)[]][] = [];
  for (const [name, schema] of Object.entries(properties)) {
    if (isComputed(objectOf(schema))) continue;
    const values = valuesOf(objectOf(schema), literals).slice(0, PER_FIELD);
    if (required.has(name) && values[0] !== undefined) plain[name] = values[0];
    if (!read.includes(`form.${name}`)) continue;
    varied.push([name, required.has(name) ? values : [...values, undefined]]);
  }
  const forms: JsonObject[] = [plain];
  for (const [name, values] of varied) {
    for (const value of values) forms.push(withField(plain, name, value));
  }
  for (const [index, [one, values]] of varied.entries()) {
    for (const [other, others] of varied.slice(index + 1)) {
      for (const value of values) {
        for (const second of others) {
          if (forms.length >= FORMS_MAX) return forms;
          forms.push(withField(withField(plain, one, value), other, second));
        }
      }
    }
  }
  return forms.slice(0, FORMS_MAX);
}

function withField(form: JsonObject, name: string, value: Json | undefined): JsonObject {
  const { [name]: _, ...others } = form;
  return value === undefined ? others : { ...others, [name]: value };
}

function valuesOf(schema: JsonObject, { numbers, texts }: Literals): readonly Json[] {
  if (Array.isArray(schema['enum'])) return schema['enum'];
  if (schema['const'] !== undefined) return [schema['const']];
  switch (schema['type']) {
    case 'boolean':
      return [false, true];
    case 'integer':
    case 'number':
      return within(schema, numbers);
    case 'array':
      return listsOf(schema, { numbers, texts });
    case 'object':
      return [filled(schema, { numbers, texts })];
    default:
      return textsOf(schema, texts);
  }
}

/** The empty list and one of few, or as few as the schema allows. */
function listsOf(schema: JsonObject, literals: Literals): readonly Json[] {
  const least = numberOf(schema['minItems']) ?? 0;
  const items = objectOf(schema['items']);
  const few = valuesOf(items, literals).slice(0, Math.max(1, least));
  const lists = [few, ...rowsThatVary(items, literals, few)];
  return least > 0 ? lists : [[], ...lists];
}

/** Tables whose first row has other numbers: what is computed from them takes other branches. */
function rowsThatVary(
  items: JsonObject,
  literals: Literals,
  [first, ...others]: readonly Json[],
): readonly Json[] {
  const row = objectOf(first);
  return Object.keys(row).flatMap((name) => {
    if (typeof row[name] !== 'number') return [];
    const values = valuesOf(objectOf(objectOf(items['properties'])[name]), literals);
    return values.slice(1, PER_ROW).map((value) => [{ ...row, [name]: value }, ...others]);
  });
}

/** Just below, at and above each number, as far as the schema allows. */
function within(schema: JsonObject, numbers: readonly number[]): readonly number[] {
  const least = numberOf(schema['minimum']) ?? numberOf(schema['exclusiveMinimum']);
  const most = numberOf(schema['maximum']) ?? numberOf(schema['exclusiveMaximum']);
  const around = numbers.flatMap((number) => [number, number - 1, number + 1]);
  const edges = [least, most, least === undefined ? 0 : least + 1].filter((n) => n !== undefined);
  const fits = (n: number): boolean => n >= (least ?? -Infinity) && n <= (most ?? Infinity);
  return [...new Set([...around, ...edges])].filter(fits);
}

function textsOf(schema: JsonObject, texts: readonly string[]): readonly string[] {
  if (schema['format'] === 'date') return ['2026-06-15'];
  if (schema['format'] === 'date-time') return ['2026-06-15T09:00:00Z'];
  if (schema['x-kind'] === 'person') return ['somebody'];
  if (schema['x-kind'] === 'department') return ['department'];
  const least = Math.max(1, Math.min(numberOf(schema['minLength']) ?? 1, 1_000));
  if (typeof schema['pattern'] !== 'string') return ['x'.repeat(least), ...texts];
  const fitting = textFor(
    schema['pattern'],
    numberOf(schema['minLength']),
    numberOf(schema['maxLength']),
  );
  const matches = compilePattern(schema['pattern']);
  const named = texts.filter((text) => matches?.(text));
  return fitting === undefined ? named : [fitting, ...named];
}

function filled(schema: JsonObject, literals: Literals): JsonObject {
  const values = Object.entries(objectOf(schema['properties'])).flatMap(([name, inner]) => {
    const [value] = isComputed(objectOf(inner)) ? [] : valuesOf(objectOf(inner), literals);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(values);
}

function objectOf(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : {};
}

function numberOf(value: Json | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
