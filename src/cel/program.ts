import { type Checked, check } from './check/check.ts';
import type { Code } from './compile/code.ts';
import { type Compiled, compileTree } from './compile/compile.ts';
import { Frame } from './compile/frame.ts';
import { CelFault } from './errors.ts';
import { celLimits } from './limits.ts';
import { readsOf, referencesOf } from './lineage.ts';
import { parse } from './syntax/parse.ts';
import type { Node } from './syntax/tree.ts';
import { assignable, formatType, sameType } from './type-relations.ts';
import type {
  CelCompilation,
  CelDiagnostic,
  CelEnvironment,
  CelProgram,
  CelResult,
  CelType,
} from './types.ts';
import { lifterOf, loaderOf, plainOf } from './values/data.ts';
import { roundDecimal } from './values/decimal.ts';
import type { CelDecimal } from './values/values.ts';

/**
 * Reads, checks and compiles an expression.
 * Shape: source and what it may mention → a program, or every mistake with its place.
 * Rules: with `expected` the result must be of that type; a dynamic result is checked at run time.
 */
export function compile(
  source: string,
  environment: CelEnvironment,
  expected?: CelType,
): CelCompilation {
  const parsed = parse(source);
  if (!parsed.tree) return { ok: false, diagnostics: parsed.diagnostics };
  const checked = check(parsed.tree, environment);
  const diagnostics = [...checked.diagnostics];
  if (!diagnostics.some(isError) && expected && !assignable(checked.type, expected)) {
    diagnostics.push(wrongResult(parsed.tree, checked.type, expected));
  }
  diagnostics.sort((left, right) => left.start - right.start || left.end - right.end);
  if (diagnostics.some(isError)) return { ok: false, diagnostics };
  return { ok: true, program: programOf(source, parsed.tree, checked, expected), diagnostics };
}

function isError(diagnostic: CelDiagnostic): boolean {
  return diagnostic.severity !== 'warning';
}

function wrongResult(tree: Node, found: CelType, expected: CelType): CelDiagnostic {
  const wanted = formatType(expected);
  const convertible = ['int', 'uint', 'double', 'string', 'bool'].includes(expected.kind);
  const message = `This gives ${formatType(found)}, and ${wanted} is wanted.`;
  const place = { start: tree.start, end: tree.end };
  const base = { code: 'cel.wrong-result', message, ...place } as const;
  if (expected.kind === 'bool') return { ...base, advice: 'Compare it with something.' };
  return convertible ? { ...base, advice: `Convert it with \`${wanted}(...)\`.` } : base;
}

function programOf(
  source: string,
  tree: Node,
  checked: Checked,
  expected: CelType | undefined,
): CelProgram {
  const compiled = compileTree(tree, checked.facts);
  const { code, entryCost, slotCount } = compiled;
  const type = expected && expected.kind !== 'dyn' ? expected : code.type;
  const result = resultRun(code, type);
  const costMax = isScalar(code.type) ? code.costMax : Number.POSITIVE_INFINITY;
  const evaluate = (
    bindings: Readonly<Record<string, unknown>>,
    limit: number = celLimits.costMax,
  ): CelResult => {
    let frame: Frame | undefined;
    try {
      const locals = slotCount === 0 ? none : new Array<unknown>(slotCount);
      frame = new Frame(bindings, locals, entryCost, limit);
      const value = result(frame);
      return { ok: true, value, cost: frame.cost };
    } catch (error) {
      return { ok: false, error: errorOf(error), cost: Math.min(frame?.cost ?? entryCost, limit) };
    }
  };
  return {
    source,
    type,
    references: referencesOf(tree, checked.facts),
    reads: readsOf(tree, checked.facts),
    cost: Number.isFinite(costMax) ? costMax : 'unbounded',
    evaluate,
  };
}

const none: unknown[] = [];
const scalars = new Set([
  'bool',
  'int',
  'uint',
  'double',
  'decimal',
  'string',
  'null',
  'timestamp',
  'duration',
]);

function isScalar(type: CelType): boolean {
  return scalars.has(type.kind);
}

function resultRun(code: Code, type: CelType): (frame: Frame) => unknown {
  const { run } = code;
  const asItIs = ['bool', 'int', 'double', 'string', 'null'].includes(code.type.kind);
  if (asItIs && sameType(code.type, type)) return run;
  const lift = lifterOf(code.type);
  if (type.kind === 'decimal') {
    const { places } = type;
    const exact = (frame: Frame) => loaderOf(type)(lift(run(frame), frame)) as CelDecimal;
    if (places === undefined) return (frame) => plainOf(exact(frame), frame);
    return (frame) => plainOf(roundDecimal(exact(frame), places), frame);
  }
  if (sameType(code.type, type)) return (frame) => plainOf(lift(run(frame), frame), frame);
  const conform = lifterOf(type);
  return (frame) => plainOf(conform(lift(run(frame), frame), frame), frame);
}

function errorOf(error: unknown): { readonly code: string; readonly message: string } {
  if (error instanceof CelFault) return { code: error.code, message: error.message };
  if (error instanceof RangeError) {
    return { code: 'cel.cost-exceeded', message: 'The data nests too deep.' };
  }
  return { code: 'cel.bad-binding', message: 'The data could not be read.' };
}

/** An expression made ready whether or not it checks, for tests of the language itself. */
export interface Unchecked {
  readonly diagnostics: readonly CelDiagnostic[];
  readonly compiled: Compiled | undefined;
}

/** Compiles an expression even when it does not check; its mistakes become errors at run time. */
export function compileUnchecked(
  source: string,
  environment: CelEnvironment,
  container: string,
): Unchecked {
  const { tree, diagnostics } = parse(source);
  if (!tree) return { diagnostics, compiled: undefined };
  const checked = check(tree, environment, container);
  return {
    diagnostics: checked.diagnostics,
    compiled: compileTree(tree, checked.facts),
  };
}
