/** Checks authority matrices: that every case has one row, with an example where one has not. */

import type { Matrix, MatrixRow } from '../../kernel/index.ts';
import { readCell } from '../../kernel/index.ts';
import type { Path } from '../shape/reader.ts';
import { advise } from '../suggest.ts';
import type { Case, CaseInput, CaseRow, Test, Value } from './matrix-cases.ts';
import { searchCases } from './matrix-cases.ts';
import type { Surroundings } from './people.ts';
import { checkResolvers } from './people.ts';

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

/** Tries cases between and on all bounds that the cells draw. */
function checkCases(matrix: Matrix, path: Path, around: Surroundings): void {
  const { rows, otherwise } = matrix;
  const known = inputsOf(matrix, around);
  if (typeof known === 'string') {
    cannotTell(known, path, around);
    return;
  }
  if (known.some(({ values }) => values.length === 0)) return;
  const found = searchCases(known, rows.map(caseRow), otherwise === undefined);
  for (const { first, second, shown } of found.clashes) {
    around.findings.report([...path, 'rows', second], {
      code: 'matrix.rows-overlap',
      message: `Row ${first + 1} and row ${second + 1} both hold for ${textOf(shown)}.`,
      advice: 'Narrow one of them: a case has one row.',
    });
  }
  if (found.gap) {
    around.findings.report([...path, 'rows'], {
      code: 'matrix.gap',
      message: `No row holds for ${textOf(found.gap)}.`,
      advice: 'Add a row, widen one, or say who else is asked with otherwise.',
    });
  }
  if (!found.isWhole) cannotTell('there are too many cases', path, around);
}

/** Silence would say that every case has one row. */
function cannotTell(why: string, path: Path, around: Surroundings): void {
  around.findings.report([...path, 'rows'], {
    code: 'matrix.not-searched',
    severity: 'warning',
    message: `Whether every case has exactly one row is not known: ${why}.`,
    advice: 'Try cases with vermilion check --try, and say who else is asked with otherwise.',
  });
}

/** The inputs with values to try; a text says why there can be none. */
function inputsOf(matrix: Matrix, around: Surroundings): readonly CaseInput[] | string {
  const inputs: CaseInput[] = [];
  const sources = new Map<string, string>();
  for (const [name, source] of Object.entries(matrix.inputs)) {
    const values = valuesOf(name, matrix, around);
    if (!values) return `cells of "${name}" compare with more than plain values`;
    inputs.push({ name, values });
    for (const [place] of source.matchAll(/\b(?:form|vars|initiator|instance)\.\w+/g)) {
      const other = sources.get(place);
      if (other !== undefined && other !== name) return `"${other}" and "${name}" read ${place}`;
      sources.set(place, name);
    }
  }
  return inputs;
}

function caseRow({ when = {}, if: condition }: MatrixRow): CaseRow {
  const tests = Object.entries(when).flatMap(([name, cell]) => {
    const test = testOf(cell);
    return test ? [[name, test] as const] : [];
  });
  return { tests: new Map(tests), isConditional: condition !== undefined };
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
  readonly type?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

/** Each bound, a value between each two, and one beyond either end, as far as the form takes them. */
function numbersAround(bounds: readonly number[], schema: SchemaPart): readonly number[] {
  const { type, minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  const ends = [minimum, maximum].filter((end) => end !== undefined);
  const marks = [...new Set([...bounds, ...ends])].sort((a, b) => a - b);
  const between = marks.slice(1).map((mark, index) => (marks[index]! + mark) / 2);
  const beyond = [marks[0]! - 1, marks.at(-1)! + 1];
  const values = [...marks, ...between, ...beyond];
  return [...new Set(type === 'integer' ? values.flatMap(wholeBeside) : values)]
    .filter((value) => value >= (minimum ?? -Infinity) && value <= (maximum ?? Infinity))
    .filter((value) => value > (exclusiveMinimum ?? -Infinity))
    .filter((value) => value < (exclusiveMaximum ?? Infinity))
    .sort((a, b) => a - b);
}

function wholeBeside(value: number): readonly number[] {
  return [Math.floor(value), Math.ceil(value)];
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

/** What a cell takes; undefined where it takes all. */
function testOf(text: string): Test | undefined {
  const cell = readCell(text);
  switch (cell.kind) {
    case 'any':
      return undefined;
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
