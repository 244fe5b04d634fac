/** Checks authority matrices: that every case has one row, with an example where one has not. */

import type { Matrix, MatrixRow } from '../../kernel/index.ts';
import { readCell } from '../../kernel/index.ts';
import type { Path } from '../shape/reader.ts';
import { advise } from '../suggest.ts';
import type { Surroundings } from './people.ts';
import { checkResolvers } from './people.ts';

/** Cases that are tried; a matrix with more of them is not searched for gaps. */
const CASES_MAX = 20_000;
/** Rows looked at in all cases together: about a second. */
const LOOKS_MAX = 10_000_000;

type Value = number | string | boolean;
type Case = { readonly [input: string]: Value };
type Test = (value: Value) => boolean;

/** Checks the rows, whom they ask, and that no case is met by two rows or by none. */
export function checkMatrix(matrix: Matrix, path: Path, around: Surroundings): void {
  const { inputs, rows, otherwise } = matrix;
  const { findings } = around;
  if (rows.length === 0 && !findings.isBroken([...path, 'rows'])) {
    const message = 'The matrix has no rows.';
    findings.report([...path, 'rows'], { code: 'matrix.no-rows', message });
  }
  if (otherwise) checkResolvers(otherwise, [...path, 'otherwise'], around);
  for (const [index, row] of rows.entries()) {
    const at = [...path, 'rows', index];
    checkResolvers(row.ask, [...at, 'ask'], around);
    for (const name of Object.keys(row.when ?? {})) {
      if (Object.hasOwn(inputs, name)) continue;
      const message = `The matrix has no input "${name}".`;
      const advice = advise(name, Object.keys(inputs));
      const place = [...at, 'when', name];
      findings.report(place, { code: 'matrix.unknown-input', message, advice }, 'key');
    }
  }
  if (rows.length > 0) checkCases(matrix, path, around);
}

/** Tries a case between and on all bounds that the cells draw. */
function checkCases(matrix: Matrix, path: Path, around: Surroundings): void {
  const { inputs, rows, otherwise } = matrix;
  const names = Object.keys(inputs);
  const values = names.map((name) => valuesOf(name, matrix, around));
  const count = values.reduce((product, each) => product * (each?.length ?? Infinity), 1);
  if (count === 0 || count > CASES_MAX || count * rows.length > LOOKS_MAX) return;
  const tests = rows.map(testsOf);
  const clashes = new Set<string>();
  let isGapTold = otherwise !== undefined;
  for (const tried of casesOf(names, values as readonly (readonly Value[])[])) {
    const met = tests.flatMap((row, index) => (meets(row, tried) ? [index] : []));
    const [first, second] = met.filter((index) => rows[index]!.if === undefined);
    if (first !== undefined && second !== undefined && !clashes.has(`${first} ${second}`)) {
      clashes.add(`${first} ${second}`);
      around.findings.report([...path, 'rows', second], {
        code: 'matrix.rows-overlap',
        message: `Row ${first + 1} and row ${second + 1} both hold for ${textOf(tried)}.`,
        advice: 'Narrow one of them: a case has one row.',
      });
    }
    if (isGapTold || first !== undefined) continue;
    isGapTold = true;
    around.findings.report([...path, 'rows'], {
      code: 'matrix.gap',
      message: `No row holds for ${textOf(tried)}.`,
      advice: 'Add a row, widen one, or say who else is asked with otherwise.',
    });
  }
}

function* casesOf(
  names: readonly string[],
  values: readonly (readonly Value[])[],
  index = 0,
): Generator<Case> {
  const name = names[index];
  if (name === undefined) {
    yield {};
    return;
  }
  for (const rest of casesOf(names, values, index + 1)) {
    for (const value of values[index]!) yield { [name]: value, ...rest };
  }
}

type RowTests = readonly (readonly [input: string, test: Test | undefined])[];

function testsOf({ when = {} }: MatrixRow): RowTests {
  return Object.entries(when).map(([name, cell]) => [name, testOf(cell)]);
}

/** Whether the cells of a row hold; a row with an `if` besides may or may not. */
function meets(tests: RowTests, tried: Case): boolean {
  return tests.every(([name, test]) => {
    const value = tried[name];
    return value === undefined || test?.(value) === true;
  });
}

function textOf(tried: Case): string {
  const parts = Object.entries(tried).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
  return parts.length === 0 ? 'anything' : parts.join(', ');
}

/** Values that tell the cells of an input apart; undefined where that cannot be told. */
function valuesOf(
  name: string,
  { inputs, rows }: Matrix,
  around: Surroundings,
): readonly Value[] | undefined {
  const cells = rows.flatMap(({ when }) => when?.[name] ?? []);
  const literals: Value[] = [];
  for (const cell of cells) {
    const found = literalsOf(cell);
    if (!found) return undefined;
    literals.push(...found);
  }
  const field = /^form\.([A-Za-z_]\w*)$/.exec(inputs[name]!.trim())?.[1];
  const schema = (field === undefined ? {} : around.fields.get(field)) as SchemaPart | undefined;
  if (schema?.enum) return schema.enum.filter((each): each is Value => typeof each !== 'object');
  if (literals.every((each) => typeof each === 'number')) {
    return literals.length === 0 ? [0] : numbersAround(literals, schema ?? {});
  }
  if (literals.every((each) => typeof each === 'boolean')) return [true, false];
  if (!literals.every((each) => typeof each === 'string')) return undefined;
  return [...new Set([...literals, 'anything else'])];
}

interface SchemaPart {
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

/** Each bound, a value between each two, and one beyond either end, as far as the form takes them. */
function numbersAround(bounds: readonly number[], schema: SchemaPart): readonly number[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  const ends = [minimum, maximum].filter((end) => end !== undefined);
  const marks = [...new Set([...bounds, ...ends])].sort((a, b) => a - b);
  const between = marks.slice(1).map((mark, index) => (marks[index]! + mark) / 2);
  const beyond = [marks[0]! - 1, marks.at(-1)! + 1];
  return [...marks, ...between, ...beyond]
    .filter((value) => value >= (minimum ?? -Infinity) && value <= (maximum ?? Infinity))
    .filter((value) => value > (exclusiveMinimum ?? -Infinity))
    .filter((value) => value < (exclusiveMaximum ?? Infinity))
    .sort((a, b) => a - b);
}

/** The literals of a cell; undefined where it compares with something else. */
function literalsOf(text: string): readonly Value[] | undefined {
  const cell = readCell(text);
  switch (cell.kind) {
    case 'any':
      return [];
    case 'compare':
      return checked([literal(cell.operand)]);
    case 'range':
      return checked([literal(cell.from), literal(cell.to)]);
    case 'among': {
      const list = literal(cell.list);
      return Array.isArray(list) ? checked(list) : undefined;
    }
  }
}

function testOf(text: string): Test | undefined {
  const cell = readCell(text);
  switch (cell.kind) {
    case 'any':
      return () => true;
    case 'among': {
      const list = literal(cell.list) as readonly Value[];
      return (value) => list.includes(value) !== cell.not;
    }
    case 'range': {
      const [from, to] = [Number(cell.from), Number(cell.to)];
      const [low, high] = cell.closed;
      return (value) =>
        typeof value === 'number' &&
        (low ? value >= from : value > from) &&
        (high ? value <= to : value < to);
    }
    case 'compare': {
      const operand = literal(cell.operand) as Value;
      return COMPARE[cell.operator](operand);
    }
  }
}

const COMPARE: { readonly [operator: string]: (operand: Value) => Test } & {
  readonly [K in '<' | '<=' | '>' | '>=' | '==' | '!=']: (operand: Value) => Test;
} = {
  '<': (operand) => (value) => value < operand,
  '<=': (operand) => (value) => value <= operand,
  '>': (operand) => (value) => value > operand,
  '>=': (operand) => (value) => value >= operand,
  '==': (operand) => (value) => value === operand,
  '!=': (operand) => (value) => value !== operand,
};

function checked(values: readonly unknown[]): readonly Value[] | undefined {
  const isValue = (value: unknown): value is Value =>
    ['number', 'string', 'boolean'].includes(typeof value);
  return values.every(isValue) ? values : undefined;
}

/** The value of a CEL text that is plain JSON as well; undefined for any other. */
function literal(text: string): unknown {
  try {
    return JSON.parse(text.trim());
  } catch {
    return undefined;
  }
}
