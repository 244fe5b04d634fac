/** Validates business data against the form's schema: the JSON Schema 2020-12 subset that forms use. */

import type { Json, JsonObject } from './words.ts';

/** One field that is wrong: where, which keyword says so, and what would be right. */
export interface FormProblem {
  /** Dotted path from the form, `items.2.price`; empty for the form itself. */
  readonly field: string;
  readonly keyword: string;
  readonly message: string;
}

export type FormValidator = (form: JsonObject) => readonly FormProblem[];

/** Makes a test for a pattern anywhere in a text; undefined where there is none for it. */
export type PatternCompiler = (pattern: string) => ((text: string) => boolean) | undefined;

type Check = (value: Json, field: string, problems: FormProblem[]) => void;

/** Keywords that the validator enforces; others are annotations. */
export const FORM_KEYWORDS = [
  'type',
  'enum',
  'const',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'pattern',
  'format',
  'items',
  'minItems',
  'maxItems',
  'uniqueItems',
  'properties',
  'required',
  'additionalProperties',
  'allOf',
  'anyOf',
  'oneOf',
  'not',
] as const;

/**
 * Compiles a schema to closures. A field that no schema names is a problem unless
 * `additionalProperties` is written out: an approval is bound to known content. Patterns are given:
 * they are most of the code, and whoever shows a form can do without them until somebody writes.
 */
export function compileRules(schema: JsonObject, patterns: PatternCompiler): FormValidator {
  const check = compileSchema(schema, patterns);
  return (form) => {
    const problems: FormProblem[] = [];
    findInexact(form, '', problems);
    check(form, '', problems);
    return problems;
  };
}

/** A number that JSON or a double alters is no number that anybody has agreed to. */
function findInexact(value: Json, field: string, problems: FormProblem[]): void {
  if (typeof value === 'number') {
    const isExact = Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);
    if (!isExact) {
      problems.push({ field, keyword: 'exact', message: 'is too large to be kept exactly' });
    }
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    findInexact(inner, join(field, name), problems);
  }
}

/** `open`: a part of a combination, which names only some of the fields. */
function compileSchema(schema: Json | undefined, patterns: PatternCompiler, open = false): Check {
  if (schema === false) {
    return (_value, field, problems) => {
      problems.push({ field, keyword: 'false', message: 'must not be given' });
    };
  }
  if (!isObject(schema)) return () => {};
  const checks: Check[] = [];
  addType(schema, checks);
  addValues(schema, checks);
  addNumber(schema, checks);
  addString(schema, checks, patterns);
  addArray(schema, checks, patterns);
  addObject(schema, checks, patterns, open);
  addCombinations(schema, checks, patterns);
  return (value, field, problems) => {
    const before = problems.length;
    for (const check of checks) {
      check(value, field, problems);
      if (check === checks[0] && problems.length > before && schema['type'] !== undefined) return;
    }
  };
}

const TYPES: { readonly [name: string]: (value: Json) => boolean } = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isSafeInteger(value),
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
  array: (value) => Array.isArray(value),
  object: isObject,
};

function addType(schema: JsonObject, checks: Check[]): void {
  const type = schema['type'];
  if (type === undefined) return;
  const names = (Array.isArray(type) ? type : [type]).map(String);
  const tests = names.filter((name) => Object.hasOwn(TYPES, name)).map((name) => TYPES[name]!);
  const message = `must be ${names.map((name) => article(name)).join(' or ')}`;
  checks.push((value, field, problems) => {
    if (!tests.some((test) => test(value))) problems.push({ field, keyword: 'type', message });
  });
}

function article(name: string): string {
  if (name === 'null') return 'null';
  return /^[aeio]/.test(name) ? `an ${name}` : `a ${name}`;
}

function addValues(schema: JsonObject, checks: Check[]): void {
  const allowed = schema['enum'];
  if (Array.isArray(allowed)) {
    const texts = new Set(allowed.map(sortedText));
    const message = `must be one of ${allowed.map((value) => JSON.stringify(value)).join(', ')}`;
    checks.push((value, field, problems) => {
      if (!texts.has(sortedText(value))) problems.push({ field, keyword: 'enum', message });
    });
  }
  if (schema['const'] !== undefined) {
    const text = sortedText(schema['const']);
    const message = `must be ${JSON.stringify(schema['const'])}`;
    checks.push((value, field, problems) => {
      if (sortedText(value) !== text) problems.push({ field, keyword: 'const', message });
    });
  }
}

/** One text for equal values: an object has no order. */
function sortedText(value: Json): string {
  return JSON.stringify(value, (_key, inner: Json) => {
    if (!isObject(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function addNumber(schema: JsonObject, checks: Check[]): void {
  const rules: [string, (value: number, limit: number) => boolean, string][] = [
    ['minimum', (value, limit) => value >= limit, 'must be at least'],
    ['maximum', (value, limit) => value <= limit, 'must be at most'],
    ['exclusiveMinimum', (value, limit) => value > limit, 'must be more than'],
    ['exclusiveMaximum', (value, limit) => value < limit, 'must be less than'],
    ['multipleOf', isMultiple, 'must be a multiple of'],
  ];
  for (const [keyword, holds, words] of rules) {
    const limit = schema[keyword];
    if (typeof limit !== 'number') continue;
    checks.push((value, field, problems) => {
      if (typeof value !== 'number' || holds(value, limit)) return;
      problems.push({ field, keyword, message: `${words} ${limit}` });
    });
  }
}

function isMultiple(value: number, of: number): boolean {
  const ratio = value / of;
  return Math.abs(ratio - Math.round(ratio)) < 1e-9;
}

const FORMATS: { readonly [name: string]: RegExp } = {
  date: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/,
  'date-time':
    /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/,
  email: /^[^\s@]{1,64}@[^\s@]{1,253}$/,
  uri: /^[a-z][a-z0-9+.-]*:[^\s]+$/i,
};

function addString(schema: JsonObject, checks: Check[], patterns: PatternCompiler): void {
  const { minLength, maxLength, pattern, format } = schema;
  if (typeof minLength === 'number') {
    const message =
      minLength === 1 ? 'must not be empty' : `must have at least ${minLength} characters`;
    checks.push((value, field, problems) => {
      if (typeof value !== 'string' || [...value].length >= minLength) return;
      problems.push({ field, keyword: 'minLength', message });
    });
  }
  if (typeof maxLength === 'number') {
    const message = `must have at most ${maxLength} characters`;
    checks.push((value, field, problems) => {
      if (typeof value !== 'string' || [...value].length <= maxLength) return;
      problems.push({ field, keyword: 'maxLength', message });
    });
  }
  if (typeof pattern === 'string') {
    const matches = patterns(pattern);
    checks.push((value, field, problems) => {
      if (typeof value !== 'string' || matches?.(value)) return;
      problems.push({ field, keyword: 'pattern', message: `must match ${pattern}` });
    });
  }
  if (typeof format === 'string' && Object.hasOwn(FORMATS, format)) {
    const shape = FORMATS[format]!;
    checks.push((value, field, problems) => {
      if (typeof value !== 'string' || (shape.test(value) && isRealDate(format, value))) return;
      problems.push({ field, keyword: 'format', message: `must be ${article(format)}` });
    });
  }
}

function isRealDate(format: string, value: string): boolean {
  if (!format.startsWith('date')) return true;
  const day = value.slice(0, 10);
  const ms = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 10) === day;
}

function addArray(schema: JsonObject, checks: Check[], patterns: PatternCompiler): void {
  const { minItems, maxItems, uniqueItems, items } = schema;
  if (typeof minItems === 'number') {
    checks.push((value, field, problems) => {
      if (!Array.isArray(value) || value.length >= minItems) return;
      problems.push({ field, keyword: 'minItems', message: `must have ${minItems} or more items` });
    });
  }
  if (typeof maxItems === 'number') {
    checks.push((value, field, problems) => {
      if (!Array.isArray(value) || value.length <= maxItems) return;
      problems.push({ field, keyword: 'maxItems', message: `must have at most ${maxItems} items` });
    });
  }
  if (uniqueItems === true) {
    checks.push((value, field, problems) => {
      if (!Array.isArray(value)) return;
      if (new Set(value.map(sortedText)).size === value.length) return;
      problems.push({ field, keyword: 'uniqueItems', message: 'must not repeat an item' });
    });
  }
  if (items !== undefined) {
    const check = compileSchema(items, patterns);
    checks.push((value, field, problems) => {
      if (!Array.isArray(value)) return;
      for (const [index, item] of value.entries()) check(item, join(field, index), problems);
    });
  }
}

function addObject(
  schema: JsonObject,
  checks: Check[],
  patterns: PatternCompiler,
  open: boolean,
): void {
  const { properties, required, additionalProperties } = schema;
  const names = Array.isArray(required) ? required.map(String) : [];
  const shaped = isObject(properties) || schema['type'] === 'object';
  if (!shaped && names.length === 0) return;
  const fields = new Map<string, Check>();
  for (const [name, inner] of Object.entries(isObject(properties) ? properties : {})) {
    fields.set(name, compileSchema(inner, patterns));
  }
  const closed = shaped && !open && (additionalProperties ?? false) === false;
  const rest = compileSchema(additionalProperties, patterns);
  checks.push((value, field, problems) => {
    if (!isObject(value)) return;
    for (const name of names) {
      if (Object.hasOwn(value, name)) continue;
      problems.push({ field: join(field, name), keyword: 'required', message: 'is required' });
    }
    for (const [name, inner] of Object.entries(value)) {
      const check = fields.get(name);
      if (check) check(inner, join(field, name), problems);
      else if (closed) {
        problems.push({ field: join(field, name), keyword: 'unknown', message: 'is not a field' });
      } else rest(inner, join(field, name), problems);
    }
  });
}

function addCombinations(schema: JsonObject, checks: Check[], patterns: PatternCompiler): void {
  const lists = ['allOf', 'anyOf', 'oneOf'] as const;
  for (const keyword of lists) {
    const parts = schema[keyword];
    if (!Array.isArray(parts)) continue;
    const inner = parts.map((part) => compileSchema(part, patterns, true));
    checks.push((value, field, problems) => {
      const failed = inner.map((check) => problemsOf(check, value, field));
      if (keyword === 'allOf') problems.push(...failed.flat());
      const holding = failed.filter((found) => found.length === 0).length;
      const wrong = keyword === 'anyOf' ? holding === 0 : keyword === 'oneOf' && holding !== 1;
      if (wrong) problems.push({ field, keyword, message: 'fits none of the allowed shapes' });
    });
  }
  if (schema['not'] !== undefined) {
    const check = compileSchema(schema['not'], patterns, true);
    checks.push((value, field, problems) => {
      if (problemsOf(check, value, field).length > 0) return;
      problems.push({ field, keyword: 'not', message: 'has a shape that is not allowed' });
    });
  }
}

function problemsOf(check: Check, value: Json, field: string): readonly FormProblem[] {
  const found: FormProblem[] = [];
  check(value, field, found);
  return found;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function join(field: string, name: string | number): string {
  return field === '' ? String(name) : `${field}.${name}`;
}
