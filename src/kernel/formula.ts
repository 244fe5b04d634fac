/** Computed fields: what a form holds that nobody types, worked out of the rest of it. */

import type { CelEnvironment, CelProgram, CelType } from '../cel/index.ts';
import { compile, typeOfSchema } from '../cel/index.ts';
import type { FormProblem } from './form-rules.ts';
import { invariant } from './invariant.ts';
import { LIMITS } from './limits.ts';
import { decimalPlaces } from './places.ts';
import type { Json, JsonObject } from './words.ts';

/** A field with an `x-formula`, wherever in the form's schema it stands. */
export interface Formula {
  /** Names from the form, `*` for the rows of a table: `items.*.amount`. */
  readonly path: string;
  readonly source: string;
  /** Where the source stands, from the form's schema. */
  readonly at: readonly string[];
  readonly schema: JsonObject;
  /** The schema of the row around it, and its path: `items.*`. */
  readonly row?: { readonly path: string; readonly schema: JsonObject };
}

/** Every formula of a form's schema, in the order of the schema. */
export function formulasIn(schema: JsonObject): readonly Formula[] {
  return [...within(schema, '', [], undefined)];
}

function* within(
  schema: JsonObject,
  path: string,
  at: readonly string[],
  row: Formula['row'],
): Generator<Formula> {
  const { properties } = schema;
  for (const [name, field] of Object.entries(isObject(properties) ? properties : {})) {
    // A name that objects inherit is none that a form is written to by.
    if (!isObject(field) || name === '__proto__') continue;
    const inner = path === '' ? name : `${path}.${name}`;
    const place = [...at, 'properties', name];
    const source = field['x-formula'];
    if (typeof source === 'string') {
      const own = { path: inner, source, at: [...place, 'x-formula'], schema: field };
      yield row ? { ...own, row } : own;
      continue;
    }
    yield* within(field, inner, place, row);
    const { items } = field;
    if (!isObject(items)) continue;
    const rows = `${inner}.*`;
    yield* within(items, rows, [...place, 'items'], { path: rows, schema: items });
  }
}

/** What a formula may read: the form, and in a table its row; numbers are decimals. */
export function formulaEnvironment(
  form: JsonObject,
  { row }: Formula,
  type: CelType = typeOfSchema(form, { countsInDecimals: true }),
): CelEnvironment {
  const exact = { countsInDecimals: true };
  return {
    variables: {
      form: type,
      ...(row ? { row: typeOfSchema({ title: 'row', ...row.schema }, exact) } : {}),
    },
    ...exact,
  };
}

/** What a formula of this field has to give; undefined for a field that holds no single value. */
export function formulaType(schema: JsonObject): CelType | undefined {
  const { type, format, 'x-kind': kind, enum: listed } = schema;
  if (Array.isArray(listed)) return listed.every(isText) ? { kind: 'string' } : undefined;
  if (type === 'number' || type === 'integer' || (type === undefined && kind === 'money')) {
    return { kind: 'decimal', places: decimalPlaces(schema) };
  }
  if (type === 'boolean') return { kind: 'bool' };
  if (type !== 'string') return undefined;
  return { kind: format === 'date' || format === 'date-time' ? 'timestamp' : 'string' };
}

function isText(value: Json): boolean {
  return typeof value === 'string';
}

/** The paths that a program reads, from the form: `row.price` in a table is `items.*.price`. */
export function formulaReads({ row }: Formula, program: CelProgram): readonly string[] {
  return program.reads.map((read) => {
    const [root, ...rest] = read.split('.');
    return (root === 'row' && row ? [row.path, ...rest] : rest).join('.');
  });
}

/** Whether one of two paths lies within the other; the empty one is the whole form. */
export function pathsMeet(one: string, other: string): boolean {
  if (one === '' || other === '' || one === other) return true;
  return one.startsWith(`${other}.`) || other.startsWith(`${one}.`);
}

interface Read {
  readonly path: string;
  readonly reads: readonly string[];
}

/**
 * An order in which each formula comes behind those that it reads.
 * Refuses: a cycle, as the paths that lead back to the first one.
 */
export function formulaOrder<R extends Read>(
  formulas: readonly R[],
): { readonly order: readonly R[] } | { readonly cycle: readonly string[] } {
  const done = new Set<R>();
  const open: R[] = [];
  const visit = (formula: R): readonly string[] | undefined => {
    if (done.has(formula)) return undefined;
    const start = open.indexOf(formula);
    if (start >= 0) return [...open.slice(start), formula].map(({ path }) => path);
    open.push(formula);
    for (const other of formulas) {
      if (!formula.reads.some((read) => pathsMeet(read, other.path))) continue;
      const cycle = visit(other);
      if (cycle) return cycle;
    }
    open.pop();
    done.add(formula);
    return undefined;
  };
  for (const formula of formulas) {
    const cycle = visit(formula);
    if (cycle) return { cycle };
  }
  return { order: [...done] };
}

/** A form with what is computed in it, and what could not be. */
export interface Computed {
  readonly form: JsonObject;
  readonly problems: readonly FormProblem[];
}

/** The formulas of a form's schema, ready to be worked out. */
export interface Formulas {
  /** Paths of the computed fields: `total`, `items.*.amount`. */
  readonly paths: readonly string[];
  /** For each computed field, the paths that it reads. */
  readonly reads: ReadonlyMap<string, readonly string[]>;
  /**
   * Puts in what is computed; what nothing can be said of is left out.
   * Rules: pure; a part of the form in which nothing changes is the same object. With `since`, only
   * what follows from the fields that have changed since is worked out.
   */
  compute(form: JsonObject, since?: Since): Computed;
  /** The form without what is computed. */
  bare(form: JsonObject): JsonObject;
}

/** What was computed before, and the names of the fields that have changed. */
export interface Since {
  readonly problems: readonly FormProblem[];
  readonly changed: ReadonlySet<string>;
}

/**
 * Compiles the formulas of a form; of one whose `hidden` fields are not there, those that do without.
 * Asserts: they compile and run in no circle; the language room reports those that do.
 */
export function compileFormulas(schema: JsonObject, hidden: readonly string[] = []): Formulas {
  const form = typeOfSchema(schema, { countsInDecimals: true });
  const prepared = formulasIn(schema).map((formula): Prepared => {
    const type = formulaType(formula.schema);
    const result = compile(formula.source, formulaEnvironment(schema, formula, form), type);
    invariant(type && result.ok, 'compile', `${formula.path}: ${formula.source}`);
    const reads = formulaReads(formula, result.program);
    const { path } = formula;
    return { ...formula, reads, program: result.program, type, names: path.split('.') };
  });
  const sorted = formulaOrder(prepared);
  invariant('order' in sorted, 'compile', 'formulas run in a circle');
  const known = withoutReaders(sorted.order, hidden);
  return {
    paths: prepared.map(({ path }) => path),
    reads: new Map(prepared.map(({ path, reads }) => [path, reads])),
    compute: (form, since) => new Computing(form, since).all(known),
    bare: (form) =>
      prepared.reduce<Json>((left, { names }) => without(left, names), form) as JsonObject,
  };
}

/** Those that can be worked out by somebody who does not see the hidden fields. */
function withoutReaders(
  formulas: readonly Prepared[],
  hidden: readonly string[],
): readonly Prepared[] {
  const unknown = [...hidden];
  return formulas.filter(({ path, reads }) => {
    const isKnown = ![...reads, path].some((each) => unknown.some((one) => pathsMeet(each, one)));
    if (!isKnown) unknown.push(path);
    return isKnown;
  });
}

/** A value without the field at the path; `*` is every row. */
function without(value: Json, [name, ...rest]: readonly string[]): Json {
  if (name === '*') return Array.isArray(value) ? value.map((each) => without(each, rest)) : value;
  if (name === undefined || !isObject(value) || !Object.hasOwn(value, name)) return value;
  const { [name]: inner, ...others } = value;
  return rest.length === 0 ? others : { ...value, [name]: without(inner!, rest) };
}

interface Prepared extends Formula, Read {
  readonly program: CelProgram;
  readonly type: CelType;
  /** The path in its parts. */
  readonly names: readonly string[];
}

/** One working out of all formulas over one form. */
class Computing {
  #form: JsonObject;
  #own: { [field: string]: Json } | undefined;
  readonly #dirty: Set<string> | undefined;
  #problems: readonly FormProblem[];
  #costLeft: number = LIMITS.formulasCostMax;
  /** The place at which the budget was spent. */
  #spentAt: string | undefined;
  readonly #given: JsonObject;

  constructor(form: JsonObject, given: Since | undefined) {
    this.#form = form;
    this.#given = form;
    const since = given?.problems.some(({ keyword }) => keyword === 'cost') ? undefined : given;
    this.#dirty = since && new Set(since.changed);
    this.#problems = since?.problems ?? [];
  }

  all(formulas: readonly Prepared[]): Computed {
    for (const formula of formulas) {
      if (!this.#isTouched(formula)) continue;
      this.#problems = this.#problems.filter(({ field }) => !isAt(field, formula));
      const [name, ...inner] = formula.names as [string, ...string[]];
      const before = this.#form[name];
      if (inner.length === 0) this.#set(name, before, this.#value(formula, name, undefined));
      else if (before !== undefined) {
        this.#set(name, before, this.#put(formula, before, 1, name, undefined));
      }
      if (this.#spentAt !== undefined) return this.#tooCostly(this.#spentAt, formulas);
      if (this.#form[name] !== before) this.#dirty?.add(name);
    }
    return { form: this.#form, problems: this.#problems };
  }

  /** One problem for all of it; half of what is computed is nothing to decide on. */
  #tooCostly(field: string, formulas: readonly Prepared[]): Computed {
    const message = 'cannot be computed: the formulas of this form cost too much for so many rows';
    const bare = formulas.reduce<Json>((form, { names }) => without(form, names), this.#given);
    return { form: bare as JsonObject, problems: [{ field, keyword: 'cost', message }] };
  }

  /** A form has many fields: it is copied once, by the first of them that changes. */
  #set(name: string, before: Json | undefined, value: Json | undefined): void {
    if (value === before) return;
    if (value === undefined) {
      const { [name]: _before, ...others } = this.#form;
      this.#form = others;
      this.#own = others;
      return;
    }
    this.#own ??= { ...this.#form };
    this.#own[name] = value;
    this.#form = this.#own;
  }

  #isTouched({ reads, names }: Prepared): boolean {
    const dirty = this.#dirty;
    if (!dirty || dirty.has(names[0]!)) return true;
    return reads.some((read) => (read === '' ? dirty.size > 0 : dirty.has(rootOf(read))));
  }

  /** The part of the form at `names[depth]` with the field in it; `*` is every row. */
  #put(formula: Prepared, part: Json, depth: number, path: string, row: Json | undefined): Json {
    const name = formula.names[depth]!;
    if (name === '*') {
      if (!Array.isArray(part)) return part;
      const rows = part.map((each, index) =>
        this.#put(formula, each, depth + 1, `${path}.${index}`, each),
      );
      return rows.some((each, index) => each !== part[index]) ? rows : part;
    }
    if (!isObject(part)) return part;
    const inner = path === '' ? name : `${path}.${name}`;
    const isLast = depth === formula.names.length - 1;
    const had = Object.hasOwn(part, name) ? part[name] : undefined;
    if (!isLast && had === undefined) return part;
    const next = isLast
      ? this.#value(formula, inner, row)
      : this.#put(formula, had!, depth + 1, inner, row);
    if (next === had) return part;
    const { [name]: _had, ...others } = part;
    return next === undefined ? others : { ...part, [name]: next };
  }

  #value(formula: Prepared, field: string, row: Json | undefined): Json | undefined {
    if (this.#spentAt !== undefined) return undefined;
    const { program, schema } = formula;
    const limit = Math.min(LIMITS.expressionCostMax, this.#costLeft);
    const bindings = row === undefined ? { form: this.#form } : { form: this.#form, row };
    const result = program.evaluate(bindings, limit);
    this.#costLeft -= result.cost;
    if (result.ok) {
      return fieldValue(result.value, schema);
    }
    const { code, message } = result.error;
    if (code === 'cel.cost-exceeded' && limit < LIMITS.expressionCostMax) {
      this.#spentAt = field;
      return undefined;
    }
    if (!NOT_YET.has(code)) {
      const problem = { field, keyword: 'formula', message: `cannot be computed: ${message}` };
      this.#problems = [...this.#problems, problem];
    }
    return undefined;
  }
}

/** Whether a place such as `items.2.amount` is one of the formula's. */
function isAt(field: string, { names }: Prepared): boolean {
  const parts = field.split('.');
  return (
    parts.length === names.length &&
    names.every((name, index) => name === '*' || name === parts[index])
  );
}

/** What a formula reads is not there, or is nothing that it can read: that is said of it there. */
const NOT_YET = new Set(['cel.no-such-key', 'cel.bad-binding', 'cel.bad-conversion']);

function fieldValue(value: unknown, { format }: JsonObject): Json {
  if (format !== 'date' && format !== 'date-time') return value as Json;
  if (typeof value !== 'number') return value as Json;
  const text = new Date(value).toISOString();
  return format === 'date' ? text.slice(0, 10) : text.replace('.000Z', 'Z');
}

/**
 * What of `sent` is another than what is computed: a sum that its sender believes in and that is
 * none is refused, not mended in silence.
 */
export function differingFrom(
  computed: JsonObject,
  sent: JsonObject,
  { paths }: Formulas,
): readonly FormProblem[] {
  const problems: FormProblem[] = [];
  for (const path of paths) differ(path.split('.'), sent, computed, '', problems);
  return problems;
}

function differ(
  [name, ...rest]: readonly string[],
  sent: Json,
  computed: Json | undefined,
  path: string,
  problems: FormProblem[],
): void {
  if (name === undefined) {
    if (sent === computed) return;
    const is = computed === undefined ? '' : `, and is ${JSON.stringify(computed)}`;
    const message = `is computed${is}`;
    problems.push({ field: path, keyword: 'formula', message });
    return;
  }
  if (name === '*') {
    if (!Array.isArray(sent)) return;
    const rows = Array.isArray(computed) ? computed : [];
    for (const [index, each] of sent.entries()) {
      differ(rest, each, rows[index], `${path}.${index}`, problems);
    }
    return;
  }
  if (!isObject(sent) || !Object.hasOwn(sent, name)) return;
  const other = isObject(computed) ? computed[name] : undefined;
  differ(rest, sent[name]!, other, path === '' ? name : `${path}.${name}`, problems);
}

function rootOf(path: string): string {
  return path.split('.')[0]!;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
