import { fault } from '../errors.ts';
import { join } from '../type-relations.ts';
import type { CelType } from '../types.ts';
import { checkInt, checkUint } from '../values/numbers.ts';
import { durationOf, timestampOf } from '../values/time.ts';
import { CelUint } from '../values/values.ts';
import { type Overload, overload } from './overload.ts';

const ints = ['int', 'int'] as const;
const uints = ['uint', 'uint'] as const;
const doubles = ['double', 'double'] as const;

function intOperator(name: string, run: (left: bigint, right: bigint) => bigint): Overload {
  return overload(name, {
    takes: ints,
    gives: 'int',
    run: (_, left, right) => checkInt(run(left, right)),
  });
}

function uintOperator(name: string, run: (left: bigint, right: bigint) => bigint): Overload {
  return overload(name, {
    takes: uints,
    gives: 'uint',
    run: (_, left, right) => new CelUint(checkUint(run(left.value, right.value))),
  });
}

function doubleOperator(name: string, run: (left: number, right: number) => number): Overload {
  return overload(name, {
    takes: doubles,
    gives: 'double',
    run: (_, left, right) => run(left, right),
  });
}

function divide(left: bigint, right: bigint): bigint {
  if (right === 0n) fault('cel.division-by-zero', 'A whole number is divided by zero.');
  return left / right;
}

function remainder(left: bigint, right: bigint): bigint {
  if (right === 0n) fault('cel.modulus-by-zero', 'The remainder by zero is asked for.');
  return left % right;
}

function joinedList(args: readonly CelType[]): CelType {
  const [left, right] = args;
  if (left?.kind !== 'list' || right?.kind !== 'list') {
    return { kind: 'list', element: { kind: 'dyn' } };
  }
  return join(left, right) ?? { kind: 'list', element: { kind: 'dyn' } };
}

const numeric: readonly Overload[] = [
  intOperator('_+_', (left, right) => left + right),
  intOperator('_-_', (left, right) => left - right),
  intOperator('_*_', (left, right) => left * right),
  intOperator('_/_', divide),
  intOperator('_%_', remainder),
  uintOperator('_+_', (left, right) => left + right),
  uintOperator('_-_', (left, right) => left - right),
  uintOperator('_*_', (left, right) => left * right),
  uintOperator('_/_', divide),
  uintOperator('_%_', remainder),
  doubleOperator('_+_', (left, right) => left + right),
  doubleOperator('_-_', (left, right) => left - right),
  doubleOperator('_*_', (left, right) => left * right),
  doubleOperator('_/_', (left, right) => left / right),
  overload('-_', { takes: ['int'], gives: 'int', run: (_, value) => checkInt(-value) }),
  overload('-_', { takes: ['double'], gives: 'double', run: (_, value) => -value }),
  overload('!_', { takes: ['bool'], gives: 'bool', run: (_, value) => !value }),
];

const joining: readonly Overload[] = [
  overload('_+_', {
    takes: ['string', 'string'],
    gives: 'string',
    flat: false,
    run: (meter, left, right) => {
      meter.charge((left.length + right.length) >> 3);
      return left + right;
    },
  }),
  overload('_+_', {
    takes: ['bytes', 'bytes'],
    gives: 'bytes',
    flat: false,
    run: (meter, left, right) => {
      meter.charge((left.length + right.length) >> 3);
      const joined = new Uint8Array(left.length + right.length);
      joined.set(left);
      joined.set(right, left.length);
      return joined;
    },
  }),
  overload('_+_', {
    takes: ['list', 'list'],
    gives: joinedList,
    flat: false,
    run: (meter, left, right) => {
      meter.charge(left.length + right.length);
      return left.concat(right);
    },
  }),
];

const temporal: readonly Overload[] = [
  overload('_+_', {
    takes: ['timestamp', 'duration'],
    gives: 'timestamp',
    run: (_, left, right) => timestampOf(left.ns + right.ns),
  }),
  overload('_+_', {
    takes: ['duration', 'timestamp'],
    gives: 'timestamp',
    run: (_, left, right) => timestampOf(left.ns + right.ns),
  }),
  overload('_+_', {
    takes: ['duration', 'duration'],
    gives: 'duration',
    run: (_, left, right) => durationOf(left.ns + right.ns),
  }),
  overload('_-_', {
    takes: ['timestamp', 'timestamp'],
    gives: 'duration',
    run: (_, left, right) => durationOf(left.ns - right.ns),
  }),
  overload('_-_', {
    takes: ['timestamp', 'duration'],
    gives: 'timestamp',
    run: (_, left, right) => timestampOf(left.ns - right.ns),
  }),
  overload('_-_', {
    takes: ['duration', 'duration'],
    gives: 'duration',
    run: (_, left, right) => durationOf(left.ns - right.ns),
  }),
];

/** The operators that make new values: arithmetic, joining, time. */
export const arithmetic: readonly Overload[] = [...numeric, ...joining, ...temporal];
