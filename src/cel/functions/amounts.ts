/** What people count with: decimal arithmetic, sums, the least and the greatest, rounding, days. */

import { fault } from '../errors.ts';
import type { CelType } from '../types.ts';
import {
  addDecimals,
  compareDecimals,
  decimalOf,
  divideDecimals,
  formatDecimal,
  multiplyDecimals,
  negateDecimal,
  parseDecimal,
  roundDecimal,
} from '../values/decimal.ts';
import type { Meter } from '../values/equality.ts';
import { checkInt } from '../values/numbers.ts';
import { type CelDecimal, CelDuration, CelTimestamp, kindOf } from '../values/values.ts';
import { type Overload, overload, type ScalarKind } from './overload.ts';

const dyn: CelType = { kind: 'dyn' };
const DAY_NS = 86_400_000_000_000n;

/** A decimal and a number of any other kind give a decimal, whichever comes first. */
const pairs: readonly (readonly [ScalarKind, ScalarKind])[] = [
  ['decimal', 'decimal'],
  ['decimal', 'int'],
  ['int', 'decimal'],
  ['decimal', 'double'],
  ['double', 'decimal'],
];

const operators: Readonly<Record<string, (left: CelDecimal, right: CelDecimal) => CelDecimal>> = {
  '_+_': addDecimals,
  '_-_': (left, right) => addDecimals(left, negateDecimal(right)),
  '_*_': multiplyDecimals,
  '_/_': divideDecimals,
};

const arithmetic = Object.entries(operators).flatMap(([name, operate]) =>
  pairs.map((takes) =>
    overload(name, {
      takes: [...takes],
      gives: 'decimal',
      units: 3,
      run: (_, left, right) => operate(decimalOf(left), decimalOf(right)),
    }),
  ),
);

const counted = new Set(['int', 'double', 'decimal', 'dyn']);
const ordered = new Set([...counted, 'timestamp', 'duration']);

function elementOf([list]: readonly CelType[]): CelType {
  return list?.kind === 'list' ? list.element : dyn;
}

function sumOf(meter: Meter, list: readonly unknown[]): unknown {
  meter.charge(3 * list.length);
  const kinds = new Set(list.map(kindOf));
  if ([...kinds].every((kind) => kind === 'int')) {
    return checkInt((list as readonly bigint[]).reduce((sum, each) => sum + each, 0n));
  }
  for (const kind of kinds) {
    if (!counted.has(kind)) fault('cel.no-such-overload', `\`sum\` does not take a ${kind}.`);
  }
  const sum = list.map(decimalOf).reduce(addDecimals);
  return kinds.has('decimal') ? sum : Number(formatDecimal(sum));
}

function sortKey(value: unknown): CelDecimal {
  if (value instanceof CelTimestamp || value instanceof CelDuration) return decimalOf(value.ns);
  if (!counted.has(kindOf(value))) {
    return fault('cel.no-such-overload', `\`min\` and \`max\` do not take a ${kindOf(value)}.`);
  }
  return decimalOf(value);
}

function extreme(name: string, sign: 1 | -1): Overload {
  return overload(name, {
    takes: ['list'],
    gives: elementOf,
    admits: (types) => ordered.has(elementOf(types).kind),
    flat: false,
    run: (meter, list) => {
      meter.charge(3 * list.length);
      if (list.length === 0) fault('cel.index-out-of-range', `\`${name}\` of an empty list.`);
      return list.reduce((best, each) =>
        compareDecimals(sortKey(each), sortKey(best)) === sign ? each : best,
      );
    },
  });
}

function places(value: unknown): number {
  return Number(formatDecimal(decimalOf(value)));
}

const rounding = [
  overload('round', {
    takes: ['decimal'],
    gives: 'decimal',
    units: 3,
    run: (_, value) => roundDecimal(value, 0),
  }),
  overload('round', {
    takes: ['double'],
    gives: 'double',
    units: 3,
    run: (_, value) => rounded(value, 0),
  }),
  ...(['int', 'decimal'] as const).flatMap((count) => [
    overload('round', {
      takes: ['decimal', count],
      gives: 'decimal',
      units: 3,
      run: (_, value, to) => roundDecimal(value, places(to)),
    }),
    overload('round', {
      takes: ['double', count],
      gives: 'double',
      units: 3,
      run: (_, value, to) => rounded(value, places(to)),
    }),
  ]),
];

function rounded(value: number, to: number): number {
  return Number(formatDecimal(roundDecimal(decimalOf(value), to)));
}

function wholeOf({ digits, scale }: CelDecimal): bigint {
  return checkInt(digits / 10n ** BigInt(scale));
}

const conversions = [
  ...(['decimal', 'int', 'double'] as const).map((kind) =>
    overload('decimal', { takes: [kind], gives: 'decimal', run: (_, value) => decimalOf(value) }),
  ),
  overload('decimal', {
    takes: ['string'],
    gives: 'decimal',
    units: 5,
    run: (_, text) =>
      (text.length <= 64 ? parseDecimal(text) : undefined) ??
      fault('cel.bad-conversion', 'The text is no number.'),
  }),
  overload('double', {
    takes: ['decimal'],
    gives: 'double',
    run: (_, value) => Number(formatDecimal(value)),
  }),
  overload('int', { takes: ['decimal'], gives: 'int', run: (_, value) => wholeOf(value) }),
  overload('string', {
    takes: ['decimal'],
    gives: 'string',
    run: (_, value) => formatDecimal(value),
  }),
];

/** The functions over amounts. */
export const amounts: readonly Overload[] = [
  ...arithmetic,
  overload('-_', { takes: ['decimal'], gives: 'decimal', run: (_, value) => negateDecimal(value) }),
  overload('sum', {
    takes: ['list'],
    gives: elementOf,
    admits: (types) => counted.has(elementOf(types).kind),
    flat: false,
    run: sumOf,
  }),
  extreme('min', -1),
  extreme('max', 1),
  ...rounding,
  ...conversions,
  ...[false, true].map((member) =>
    overload('days', {
      takes: ['duration'],
      gives: 'int',
      member,
      run: (_, duration) => duration.ns / DAY_NS,
    }),
  ),
];
