/** Forms: the schemas that authors write, and the data that people send. */

import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import type { FormProblem, Json, JsonObject } from '../../../src/kernel/index.ts';
import { compileForm, FORM_KEYWORDS } from '../../../src/kernel/index.ts';
import type { Chance } from '../../../src/testing/simulator/chance.ts';
import { EXAMPLES } from '../../language/examples.ts';
import { isOneIn } from '../draw/sample.ts';
import { changeTree } from '../draw/tree.ts';
import { ODD_TEXTS, ODD_VALUES } from '../draw/words.ts';
import type { Target, Witness } from '../target.ts';

interface Input {
  readonly schema: JsonObject;
  readonly data: Json;
}

const SCHEMAS = EXAMPLES.map(({ text }) => {
  return (parse(text) as { readonly spec: { readonly form: JsonObject } }).spec.form;
});
const NAMES = ['a', 'b', 'amount', 'lines', 'reason', '__proto__', 'toString', '费用'];
const PATTERNS = ['^a+$', '(a+)+$', '^[A-Z]{2}\\d{4}$', '\\p{L}', '(a|a)*b', 'a{1000}', '['];
const DEEPEST = 4;

/** A schema of the subset, now and then with what is not of it. */
function drawSchema(chance: Chance, depth = 0): Json {
  if (chance.happens(0.03)) return chance.happens(0.5);
  const keywords = Array.from({ length: 1 + chance.below(4) }, () => chance.pick(FORM_KEYWORDS));
  const named: Record<string, Json> = { type: depth === 0 ? 'object' : chance.pick(TYPES) };
  for (const keyword of keywords) named[keyword] = drawKeyword(chance, keyword, depth + 1);
  return named;
}

const TYPES = ['string', 'number', 'integer', 'boolean', 'array', 'object', 'null'];
const VALUES = [
  ...ODD_VALUES,
  { a: 1, b: 2 },
  { b: 2, a: 1 },
  [
    { a: 1, b: [] },
    { b: [], a: 1 },
  ],
] as readonly Json[];

function drawKeyword(chance: Chance, keyword: string, depth: number): Json {
  const isDeep = depth > DEEPEST;
  switch (keyword) {
    case 'type':
      return chance.happens(0.7) ? chance.pick(TYPES) : [chance.pick(TYPES), chance.pick(TYPES)];
    case 'enum':
      return Array.from({ length: 1 + chance.below(4) }, () => chance.pick(VALUES));
    case 'const':
      return chance.pick(VALUES);
    case 'pattern':
      return chance.pick(PATTERNS);
    case 'format':
      return chance.pick(['date', 'date-time', 'email', 'uri', 'regex', 'toString']);
    case 'uniqueItems':
      return chance.happens(0.9);
    case 'required':
      return [...new Set([chance.pick(NAMES), chance.pick(NAMES)])];
    case 'properties':
      return Object.fromEntries(
        [chance.pick(NAMES), chance.pick(NAMES)].map((name) => [name, drawInner()]),
      );
    case 'items':
    case 'additionalProperties':
    case 'not':
      return drawInner();
    case 'allOf':
    case 'anyOf':
    case 'oneOf':
      return [drawInner(), drawInner()];
    case 'multipleOf':
      return chance.pick([1, 2, 0.01, 0.1, 1e-9, 1e300, 5e-324]);
    default:
      return chance.pick([0, 1, 2, 5, 100, -1, 0.5, 1e300]);
  }
  function drawInner(): Json {
    return isDeep ? { type: chance.pick(TYPES) } : drawSchema(chance, depth);
  }
}

/** Data that fits more or less. */
function drawData(chance: Chance, schema: Json, depth = 0): Json {
  if (chance.happens(0.1) || depth > DEEPEST + 2) return chance.pick(VALUES);
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) {
    return chance.pick(VALUES);
  }
  const given = schema as JsonObject;
  if (Array.isArray(given['enum']) && chance.happens(0.8)) return chance.pick(given['enum']);
  const type = Array.isArray(given['type']) ? given['type'][0] : given['type'];
  switch (type) {
    case 'string':
      return chance.pick([...ODD_TEXTS, '2026-02-30', '2026-02-28', 'a@b', 'https://a', 'aaa']);
    case 'number':
    case 'integer':
      return chance.pick([0, 1, 2, 5, 0.3, 100, -1, 1e300, 2 ** 53 + 2, 0.07]);
    case 'boolean':
      return chance.happens(0.5);
    case 'array':
      return Array.from({ length: chance.below(4) }, () =>
        drawData(chance, given['items'] ?? true, depth + 1),
      );
    case 'object':
      return drawObject(chance, given, depth);
    default:
      return null;
  }
}

function drawObject(chance: Chance, schema: JsonObject, depth: number): Json {
  const properties = (schema['properties'] ?? {}) as JsonObject;
  const fields = Object.entries(typeof properties === 'object' ? properties : {}).filter(() =>
    chance.happens(0.85),
  );
  const data = fields.map(([name, inner]) => [name, drawData(chance, inner, depth + 1)] as const);
  if (chance.happens(0.2)) data.push([chance.pick(NAMES), chance.pick(VALUES)]);
  return Object.fromEntries(data);
}

function draw(chance: Chance): string {
  const made = chance.happens(0.5)
    ? (drawSchema(chance) as JsonObject)
    : (changeTree(chance, chance.pick(SCHEMAS), SCHEMAS) as JsonObject);
  const schema = typeof made === 'object' && made !== null && !Array.isArray(made) ? made : {};
  const drawn = drawData(chance, { type: 'object', ...schema });
  const changed = chance.happens(0.3) ? (changeTree(chance, drawn, VALUES, 1) as Json) : drawn;
  const data = typeof changed === 'object' && changed !== null ? changed : {};
  return JSON.stringify({ schema, data });
}

function hold(input: string, witness: Witness): void {
  const { schema, data } = JSON.parse(input) as Input;
  const validate = compileForm(schema);
  const problems = validate(data as JsonObject);
  const isNamed = problems.every(
    ({ keyword, message, field }) =>
      KEYWORDS.has(keyword) && message !== '' && typeof field === 'string',
  );
  witness.holds('a problem names its keyword', isNamed, () => JSON.stringify(problems));
  if (!isOneIn(COMPARED_ONE_IN, input) || !isComparable(schema)) return;
  // It takes no notice of a field of that name.
  if (input.includes('__proto__')) return;
  const theirs = theirVerdict(schema, data);
  if (theirs === undefined) return;
  // What no double keeps is no number here, and any number there.
  if (problems.some(({ keyword }) => keyword === 'exact')) return;
  const differing = problems.filter(({ keyword }) => !OWN.has(keyword));
  const isSame = theirs ? differing.length === 0 : problems.length > 0;
  witness.holds('a form is judged as JSON Schema judges it', isSame, () => {
    return `the other says ${theirs}, ours ${JSON.stringify(differing)}`;
  });
}

const KEYWORDS: ReadonlySet<FormProblem['keyword']> = new Set([
  ...FORM_KEYWORDS,
  ...['exact', 'unknown', 'false'],
]);
/** What this product demands beyond the standard. */
const OWN: ReadonlySet<string> = new Set(['unknown', 'format']);

/** The other validator takes milliseconds to compile a schema. */
const COMPARED_ONE_IN = 8;

/** Keywords with which both mean the same. */
const COMPARED: ReadonlySet<string> = new Set([
  ...['type', 'enum', 'const', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'],
  ...['minLength', 'maxLength', 'items', 'minItems', 'maxItems', 'uniqueItems', 'properties'],
  ...['required', 'additionalProperties', 'allOf', 'title', 'description'],
]);

function isComparable(schema: Json): boolean {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) {
    return typeof schema === 'boolean';
  }
  return Object.entries(schema).every(([keyword, value]) => {
    if (!COMPARED.has(keyword)) return false;
    if (keyword === 'allOf') return Array.isArray(value) && value.every(isComparable);
    if (keyword === 'items' || keyword === 'additionalProperties') return isComparable(value);
    if (keyword !== 'properties') return true;
    return isObject(value) && Object.values(value).every(isComparable);
  });
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const other = {
  strict: false,
  validateFormats: false,
  ownProperties: true,
  logger: false,
} as const;

/** Knows what a schema is; to learn that takes longer than to judge by one. */
const ofSchemas = new Ajv2020(other);

/** What a well-known validator says; nothing where it does not take the schema or the data. */
function theirVerdict(schema: JsonObject, data: Json): boolean | undefined {
  try {
    if (!ofSchemas.validateSchema(schema)) return undefined;
    return new Ajv2020({ ...other, validateSchema: false }).validate(schema, data);
  } catch {
    // It trips over fields that are named like methods.
    return undefined;
  }
}

/** Schemas of forms, and data against them. */
export const forms: Target = {
  name: 'forms',
  share: 150,
  cpuMsMax: 200,
  life: Number.POSITIVE_INFINITY,
  shape: 'json',
  properties: ['a problem names its keyword', 'a form is judged as JSON Schema judges it'],
  open: () => ({ draw, hold }),
};
