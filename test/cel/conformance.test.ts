import { describe, expect, test } from 'vitest';
import { dynamicResult } from '../../src/cel/compile/compile.ts';
import { Frame } from '../../src/cel/compile/frame.ts';
import { CelFault } from '../../src/cel/errors.ts';
import { type CelEnvironment, type CelType, formatType } from '../../src/cel/index.ts';
import { compileUnchecked } from '../../src/cel/program.ts';
import { equalValues } from '../../src/cel/values/equality.ts';
import { kindOf } from '../../src/cel/values/values.ts';
import { allowedFailures } from './conformance-failures.ts';
import { type CorpusTest, corpusTests, corpusType, corpusValue } from './corpus.ts';

/** The suites of the language itself, and how many of their tests need no protobuf messages. */
const core: Readonly<Record<string, number>> = {
  basic: 43,
  comparisons: 334,
  conversions: 109,
  fields: 60,
  fp_math: 30,
  integer_math: 64,
  lists: 39,
  logic: 30,
  macros: 44,
  namespace: 3,
  parse: 191,
  plumbing: 5,
  string: 51,
  timestamps: 76,
  type_deductions: 15,
};

/** The suites that are not run, each with its cause. */
const skipped: Readonly<Record<string, string>> = {
  bindings_ext: 'extension: cel.bind',
  block_ext: 'extension: cel.block',
  dynamic: 'protobuf messages: wrappers, Struct and Value',
  encoders_ext: 'extension: base64',
  enums: 'protobuf messages: enums of messages',
  macros2: 'extension: macros with two variables',
  math_ext: 'extension: math',
  optionals: 'extension: optional values',
  proto2: 'protobuf messages',
  proto2_ext: 'protobuf messages',
  proto3: 'protobuf messages',
  string_ext: 'extension: strings',
  unknowns: 'partial evaluation; the suite is empty',
  wrappers: 'protobuf messages: wrappers',
};

const all = corpusTests();
const suiteOf = (path: string) => path.slice(0, path.indexOf('/'));

/** Inside the core suites some tests make or read protobuf messages, which we do not offer. */
function needsMessages({ path, test }: (typeof all)[number]): boolean {
  const text = JSON.stringify(test);
  return (
    /TestAllTypes|NestedTestAllTypes|GlobalEnum/.test(text) ||
    /google\.protobuf\.(?!Timestamp|Duration)/.test(text) ||
    /"(?:wrapper|abstractType|typeParam|function|functionType)"/.test(text) ||
    /^type_deductions\/(?:wrappers|legacy_nullable_types)/.test(path)
  );
}

const runnable = all.filter((one) => suiteOf(one.path) in core && !needsMessages(one));

type Outcome = { readonly value: unknown } | { readonly error: string };

function run(test: CorpusTest, environment: CelEnvironment, checked: boolean): Outcome {
  const made = compileUnchecked(test.expr, environment, test.container ?? '');
  const mistake = made.diagnostics.find(({ severity }) => severity !== 'warning');
  if (!made.compiled) return { error: `parse: ${mistake?.message}` };
  if (checked && mistake) return { error: `check: ${mistake.message}` };
  const bindings: Record<string, unknown> = {};
  for (const [name, { value }] of Object.entries(test.bindings ?? {})) {
    bindings[name] = corpusValue(value);
  }
  const { slotCount, entryCost } = made.compiled;
  const frame = new Frame(bindings, new Array<unknown>(slotCount), entryCost, 1_000_000);
  try {
    return { value: dynamicResult(made.compiled)(frame) };
  } catch (error) {
    if (error instanceof CelFault) return { error: error.code };
    throw error;
  }
}

function environmentOf(test: CorpusTest, open: boolean): CelEnvironment {
  const variables: Record<string, CelType> = {};
  for (const { name, ident } of test.typeEnv ?? []) {
    if (ident) variables[name] = open ? { kind: 'dyn' } : corpusType(ident.type);
  }
  return { variables };
}

function matches(outcome: Outcome, test: CorpusTest): string | undefined {
  const wanted = test.value ?? test.typedResult?.result;
  if (test.evalError) return 'error' in outcome ? undefined : 'gives a value, not an error';
  if ('error' in outcome) return outcome.error;
  const value = corpusValue(wanted ?? { boolValue: true });
  const same =
    kindOf(outcome.value) === kindOf(value) &&
    (Object.is(outcome.value, value) || equalValues(outcome.value, value, { charge: () => {} }));
  return same ? undefined : `gives ${kindOf(outcome.value)} ${String(outcome.value)}`;
}

function failureOf(test: CorpusTest): string | undefined {
  const environment = environmentOf(test, false);
  const deduced = test.typedResult?.deducedType;
  if (deduced) {
    const { compiled } = compileUnchecked(test.expr, environment, test.container ?? '');
    const found = compiled ? formatType(compiled.code.type) : 'nothing';
    if (found !== formatType(corpusType(deduced))) return `is deduced to be ${found}`;
  }
  if (test.checkOnly) return undefined;
  const checked = matches(run(test, environment, test.disableCheck !== true), test);
  if (checked !== undefined) return checked;
  const open = matches(run(test, environmentOf(test, true), false), test);
  return open === undefined ? undefined : `with dynamic variables: ${open}`;
}

describe('the official corpus', () => {
  test('every suite is either run or skipped for a cause', () => {
    const suites = [...new Set(all.map(({ path }) => suiteOf(path)))].filter(
      (suite) => !(suite in core) && !(suite in skipped),
    );
    expect(suites).toEqual([]);
  });

  test('the tests that need no messages are all run', () => {
    const counts = Object.fromEntries(
      Object.keys(core).map((suite) => [
        suite,
        runnable.filter(({ path }) => suiteOf(path) === suite).length,
      ]),
    );
    expect(counts).toEqual(core);
  });

  const failures = new Map<string, string>();
  for (const { path, test: one } of runnable) {
    const failure = failureOf(one);
    if (failure !== undefined) failures.set(path, failure);
  }

  test('what fails is exactly what is known to fail', () => {
    expect(Object.fromEntries(failures)).toEqual(allowedFailures);
  });

  test('at least 99 % pass', () => {
    expect(1 - failures.size / runnable.length).toBeGreaterThanOrEqual(0.99);
  });
});
