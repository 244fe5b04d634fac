import { fault } from '../errors.ts';
import type { CelType } from '../types.ts';
import { compareDecimals, decimalOf, formatDecimal } from '../values/decimal.ts';
import { equalValues, type Meter } from '../values/equality.ts';
import { compareNumbers } from '../values/numbers.ts';
import { compareBytes, compareText } from '../values/text.ts';
import {
  CelDecimal,
  type CelMap,
  CelUint,
  mapGet,
  mapSize,
  type PlainMap,
} from '../values/values.ts';
import { type Overload, overload, type ParameterKind, type ScalarKind } from './overload.ts';

const dyn: CelType = { kind: 'dyn' };

/** The orderings, by operator: what each makes of the sign of a comparison. */
const orderings: Readonly<Record<string, (sign: number) => boolean>> = {
  '_<_': (sign) => sign < 0,
  '_<=_': (sign) => sign <= 0,
  '_>_': (sign) => sign > 0,
  '_>=_': (sign) => sign >= 0,
};

type Compare = (meter: Meter, left: unknown, right: unknown) => number;

function bare(value: unknown): number | bigint {
  if (value instanceof CelDecimal) return Number(formatDecimal(value));
  return value instanceof CelUint ? value.value : (value as number | bigint);
}

const numberKinds: readonly ScalarKind[] = ['int', 'uint', 'double'];

const compareExact: Compare = (_, left, right) =>
  compareDecimals(decimalOf(left), decimalOf(right));

const compareBare: Compare = (_, left, right) => compareNumbers(bare(left), bare(right));

const comparers: readonly (readonly [ParameterKind, ParameterKind, Compare])[] = [
  ...numberKinds.flatMap((left) => numberKinds.map((right) => [left, right, compareBare] as const)),
  ...[...numberKinds, 'decimal' as const].map((kind) => ['decimal', kind, compareExact] as const),
  ...numberKinds.map((kind) => [kind, 'decimal', compareExact] as const),
  ['bool', 'bool', (_, left, right) => Number(left) - Number(right)],
  [
    'string',
    'string',
    (meter, left, right) => {
      meter.charge(Math.min((left as string).length, (right as string).length) >> 4);
      return compareText(left as string, right as string);
    },
  ],
  [
    'bytes',
    'bytes',
    (meter, left, right) => {
      meter.charge(Math.min((left as Uint8Array).length, (right as Uint8Array).length) >> 4);
      return compareBytes(left as Uint8Array, right as Uint8Array);
    },
  ],
  ['timestamp', 'timestamp', (_, left, right) => compareNs(left, right)],
  ['duration', 'duration', (_, left, right) => compareNs(left, right)],
];

function compareNs(left: unknown, right: unknown): number {
  return compareNumbers((left as { ns: bigint }).ns, (right as { ns: bigint }).ns);
}

const ordered = Object.entries(orderings).flatMap(([name, holds]) =>
  comparers.map(([left, right, compare]) =>
    overload(name, {
      takes: [left, right],
      gives: 'bool',
      flat: left !== 'string' && left !== 'bytes',
      run: (meter, one, other) => holds(compare(meter, one, other)),
    }),
  ),
);

function elementOf(args: readonly CelType[]): CelType {
  return args[0]?.kind === 'list' ? args[0].element : dyn;
}

function mapValueOf(args: readonly CelType[]): CelType {
  return args[0]?.kind === 'map' ? args[0].value : dyn;
}

/** Takes the element of a list at an index given as any number. */
export function elementAt(list: readonly unknown[], index: unknown): unknown {
  const at = Number(bare(index));
  if (!Number.isInteger(at)) fault('cel.index-out-of-range', 'A list index is a whole number.');
  if (at < 0 || at >= list.length) {
    fault('cel.index-out-of-range', `The list has ${list.length} elements, none at ${at}.`);
  }
  return list[at];
}

function entryAt(map: CelMap | PlainMap, key: unknown): unknown {
  const value = mapGet(map, key);
  if (value === undefined) fault('cel.no-such-key', 'The map has no such key.');
  return value;
}

/** Equality, ordering, membership and look-up. */
export const comparison: readonly Overload[] = [
  overload('_==_', {
    takes: ['any', 'any'],
    gives: 'bool',
    flat: false,
    run: (meter, left, right) => equalValues(left, right, meter),
  }),
  overload('_!=_', {
    takes: ['any', 'any'],
    gives: 'bool',
    flat: false,
    run: (meter, left, right) => !equalValues(left, right, meter),
  }),
  ...ordered,
  overload('@in', {
    takes: ['any', 'list'],
    gives: 'bool',
    flat: false,
    run: (meter, value, list) => {
      meter.charge(list.length);
      return list.some((element) => equalValues(value, element, meter));
    },
  }),
  overload('@in', {
    takes: ['any', 'map'],
    gives: 'bool',
    run: (_, key, map) => mapGet(map, key) !== undefined,
  }),
  ...[...numberKinds, 'decimal' as const].map((kind) =>
    overload('_[_]', {
      takes: ['list', kind],
      gives: elementOf,
      run: (_, list, index) => elementAt(list, index),
    }),
  ),
  overload('_[_]', {
    takes: ['map', 'any'],
    gives: mapValueOf,
    run: (_, map, key) => entryAt(map, key),
  }),
  ...[false, true].flatMap((member) => [
    overload('size', {
      takes: ['list'],
      gives: 'int',
      member,
      run: (_, list) => BigInt(list.length),
    }),
    overload('size', {
      takes: ['map'],
      gives: 'int',
      member,
      flat: false,
      run: (meter, map) => {
        const size = mapSize(map);
        meter.charge(size >> 3);
        return BigInt(size);
      },
    }),
  ]),
];
