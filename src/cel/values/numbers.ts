import { fault } from '../errors.ts';

/**
 * A 64-bit int as the compiled code carries it: a number while safe, a bigint beyond.
 * Rules: the form is canonical, so that `===` tells equality.
 */
export type Int = number | bigint;

const intMin = -(2n ** 63n);
const intMax = 2n ** 63n - 1n;
const uintMax = 2n ** 64n - 1n;
const safeMax = BigInt(Number.MAX_SAFE_INTEGER);

/** Brings a bigint to the canonical form, or faults when it does not fit in 64 bits. */
export function toInt(value: bigint): Int {
  if (value <= safeMax && value >= -safeMax) return Number(value);
  return checkInt(value);
}

/** Passes a bigint that fits in an int. */
export function checkInt(value: bigint): bigint {
  if (value < intMin || value > intMax) fault('cel.overflow', 'The result does not fit in an int.');
  return value;
}

/** Passes a bigint that fits in a uint. */
export function checkUint(value: bigint): bigint {
  if (value < 0n || value > uintMax) fault('cel.overflow', 'The result does not fit in a uint.');
  return value;
}

/** Adds two ints. */
export function addInt(left: Int, right: Int): Int {
  if (typeof left === 'number' && typeof right === 'number') {
    const sum = left + right;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return toInt(BigInt(left) + BigInt(right));
}

/** Subtracts two ints. */
export function subtractInt(left: Int, right: Int): Int {
  if (typeof left === 'number' && typeof right === 'number') {
    const difference = left - right;
    if (Number.isSafeInteger(difference)) return difference;
  }
  return toInt(BigInt(left) - BigInt(right));
}

/** Multiplies two ints. */
export function multiplyInt(left: Int, right: Int): Int {
  if (typeof left === 'number' && typeof right === 'number') {
    const product = left * right;
    if (Number.isSafeInteger(product)) return product + 0;
  }
  return toInt(BigInt(left) * BigInt(right));
}

/** Divides two ints toward zero. */
export function divideInt(left: Int, right: Int): Int {
  if (right === 0) fault('cel.division-by-zero', 'An int is divided by zero.');
  if (typeof left === 'number' && typeof right === 'number') {
    return (left - (left % right)) / right + 0;
  }
  return toInt(BigInt(left) / BigInt(right));
}

/** Takes the remainder of two ints, with the sign of the dividend. */
export function remainderInt(left: Int, right: Int): Int {
  if (right === 0) fault('cel.modulus-by-zero', 'The remainder of an int by zero is asked for.');
  if (typeof left === 'number' && typeof right === 'number') return (left % right) + 0;
  return toInt(BigInt(left) % BigInt(right));
}

/** Compares numbers of any types by value; NaN where one is NaN. */
export function compareNumbers(left: Int, right: Int): number {
  if (left < right) return -1;
  if (left > right) return 1;
  return left <= right ? 0 : Number.NaN;
}
