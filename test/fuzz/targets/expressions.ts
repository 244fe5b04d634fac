/** Expressions: parsed, checked, compiled and evaluated within their cost. */

import fc from 'fast-check';
import type { CelEnvironment, CelProgram } from '../../../src/cel/index.ts';
import { celErrors, celLimits, compile } from '../../../src/cel/index.ts';
import { LIMITS } from '../../../src/kernel/index.ts';
import type { Chance } from '../../../src/testing/simulator/chance.ts';
import { corpusTests } from '../../cel/corpus.ts';
import type { Sort } from '../../cel/expressions.ts';
import { environment, expressionOf, someData } from '../../cel/expressions.ts';
import { changeText, heap } from '../draw/text.ts';
import { ODD_VALUES } from '../draw/words.ts';
import type { Target, Witness } from '../target.ts';

/** Names of the corpus may mean anything here, so that its expressions check and run. */
const OPEN: CelEnvironment = {
  variables: {
    ...environment.variables,
    ...Object.fromEntries(['a', 'y', 'z', 'e', 'n', 'msg'].map((name) => [name, { kind: 'dyn' }])),
  } as CelEnvironment['variables'],
};

const CORPUS: readonly string[] = corpusTests().map(({ test }) => test.expr);
const WORDS: readonly string[] = [
  ...new Set(CORPUS.flatMap((source) => source.match(/\w+|[^\w\s]+|"[^"]*"/g) ?? [])),
  ...['form.', 'form.amount', 'form.lines', 'li', 'ls', 'x', 'm["a"]', '.map(', '.all(', 'has('],
  ...['.exists_one(', '.filter(', 'matches(', '.getHours(', 'duration(', 'timestamp(', '9e99', '?'],
];
const SORTS: readonly Sort[] = ['int', 'double', 'string', 'bool', 'ints', 'strings', 'dyn'];
const CHANGE = { words: WORDS, donors: CORPUS, charsMax: celLimits.sourceLengthMax + 100 };
const VALUES = ODD_VALUES.filter((value) => typeof value !== 'string' || value.length < 50);

interface Input {
  readonly source: string;
  readonly data: Readonly<Record<string, unknown>>;
}

function drawSource(chance: Chance): string {
  const kind = chance.below(100);
  const grown = () => {
    const arbitrary = expressionOf(chance.pick(SORTS), 1 + chance.below(3));
    return fc.sample(arbitrary, { seed: chance.below(2 ** 31), numRuns: 1 })[0]!;
  };
  if (kind < 35) return changeText(chance, chance.pick(CORPUS), CHANGE, 3);
  if (kind < 55) return grown();
  if (kind < 80) return changeText(chance, grown(), CHANGE, 2);
  if (kind < 90) return `${grown()} ${chance.pick(WORDS)} ${grown()}`;
  return heap(chance, WORDS, 25);
}

/** Data of the right types, some of it replaced by what no type allows. */
function drawData(chance: Chance): Record<string, unknown> {
  const [data] = fc.sample(someData, { seed: chance.below(2 ** 31), numRuns: 1 });
  const changed: Record<string, unknown> = { ...data };
  for (const name of ['a', 'y', 'z', 'e', 'n', 'msg']) changed[name] = chance.pick(VALUES);
  if (chance.happens(0.3)) changed[chance.pick(Object.keys(changed))] = chance.pick(VALUES);
  if (chance.happens(0.1)) delete changed[chance.pick(Object.keys(changed))];
  return changed;
}

function hold(input: string, witness: Witness): void {
  const { source, data } = JSON.parse(input) as Input;
  const compiled = compile(source, OPEN);
  for (const { start, end, code, message } of compiled.diagnostics) {
    const isPlaced = 0 <= start && start <= end && end <= source.length;
    witness.holds('a mistake has a code and a place', isPlaced && code in celErrors, () => message);
  }
  const isTold = compiled.ok || compiled.diagnostics.length > 0;
  witness.holds('a program comes, or a mistake', isTold, () => '');
  if (compiled.ok) holdProgram(compiled.program, data, witness);
}

function holdProgram(program: CelProgram, data: Input['data'], witness: Witness): void {
  const limit = LIMITS.expressionCostMax;
  const result = program.evaluate(data, limit);
  const again = program.evaluate(data, limit);
  const text = write(result);
  witness.holds('an evaluation gives the same twice', text === write(again), () => text);
  if (!result.ok) {
    const isKnown = result.error.code in celErrors;
    witness.holds('an error has a code', isKnown, () => text);
    return;
  }
  witness.holds('the cost stays within its limit', result.cost <= limit, () => text);
  const { cost } = program;
  if (cost === 'unbounded') return;
  witness.holds('the cost stays below what was foretold', result.cost <= cost, () => {
    return `${result.cost} of ${cost}`;
  });
}

function write(value: unknown): string {
  return JSON.stringify(value, (_key, inner) => {
    if (typeof inner === 'bigint') return `${inner}n`;
    return inner instanceof Uint8Array ? [...inner] : inner;
  });
}

/** Expressions of conditions, rules and resolvers. */
export const expressions: Target = {
  name: 'expressions',
  share: 260,
  cpuMsMax: 200,
  life: Number.POSITIVE_INFINITY,
  shape: 'json',
  properties: [
    'a mistake has a code and a place',
    'a program comes, or a mistake',
    'an evaluation gives the same twice',
    'an error has a code',
    'the cost stays within its limit',
    'the cost stays below what was foretold',
  ],
  open: () => ({
    draw: (chance) => JSON.stringify({ source: drawSource(chance), data: drawData(chance) }),
    hold,
  }),
};
