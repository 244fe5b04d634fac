/** Decimal numbers of any size: what amounts are counted in, without the rounding of doubles. */

import { fault } from '../errors.ts';
import { celLimits } from '../limits.ts';
import { CelDecimal, CelUint } from './values.ts';

/** Significant digits of a quotient that has no end, as in IEEE 754 decimal128. */
const QUOTIENT_DIGITS = 34;

const WRITTEN = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;

/** Reads a decimal as people and JSON write one; undefined for what is none. */
export function parseDecimal(text: string): CelDecimal | undefined {
  const [, sign, whole = '', part = '', exponent = '0'] = WRITTEN.exec(text) ?? [];
  if (sign === undefined || whole + part === '') return undefined;
  const digits = BigInt(whole + part);
  return made(sign === '-' ? -digits : digits, part.length - Number(exponent));
}

/** A number of any kind as a decimal: a double is what its shortest text says. */
export function decimalOf(value: unknown): CelDecimal {
  if (value instanceof CelDecimal) return value;
  if (typeof value === 'bigint') return made(value, 0);
  if (value instanceof CelUint) return made(value.value, 0);
  const read = typeof value === 'number' ? parseDecimal(String(value)) : undefined;
  return read ?? fault('cel.overflow', 'The number is not finite.');
}

/** Whether a decimal holds a number: one that has an end, and not too many digits. */
export function fitsDecimal(value: bigint | number): boolean {
  try {
    decimalOf(value);
    return true;
  } catch {
    return false;
  }
}

/** Without zeros at the end, so that one number has one form. */
function made(digits: bigint, scale: number): CelDecimal {
  if (digits === 0n) return new CelDecimal(0n, 0);
  if (Math.abs(scale) > celLimits.decimalDigitsMax) tooLong();
  let [bare, places] = scale < 0 ? [digits * power(-scale), 0] : [digits, scale];
  while (places > 0 && bare % 10n === 0n) {
    bare /= 10n;
    places -= 1;
  }
  if (lengthOf(bare) > celLimits.decimalDigitsMax) tooLong();
  return new CelDecimal(bare, places);
}

function tooLong(): never {
  return fault('cel.overflow', 'The result has more digits than are kept.');
}

function power(exponent: number): bigint {
  return 10n ** BigInt(exponent);
}

function lengthOf(digits: bigint): number {
  return String(digits < 0n ? -digits : digits).length;
}

/** Both with as many places as the one that has more. */
function aligned(left: CelDecimal, right: CelDecimal): readonly [bigint, bigint, number] {
  const scale = Math.max(left.scale, right.scale);
  return [
    left.digits * power(scale - left.scale),
    right.digits * power(scale - right.scale),
    scale,
  ];
}

export function addDecimals(left: CelDecimal, right: CelDecimal): CelDecimal {
  const [one, other, scale] = aligned(left, right);
  return made(one + other, scale);
}

export function negateDecimal({ digits, scale }: CelDecimal): CelDecimal {
  return new CelDecimal(-digits, scale);
}

export function multiplyDecimals(left: CelDecimal, right: CelDecimal): CelDecimal {
  return made(left.digits * right.digits, left.scale + right.scale);
}

/** Exact where the quotient ends within 34 digits, and rounded to them where it does not. */
export function divideDecimals(left: CelDecimal, right: CelDecimal): CelDecimal {
  if (right.digits === 0n) fault('cel.division-by-zero', 'A number is divided by zero.');
  const [one, other] = aligned(left, right);
  const places = Math.max(0, QUOTIENT_DIGITS + lengthOf(other) - lengthOf(one));
  return made(nearest(one * power(places), other), places);
}

/** The negative, zero or positive that tells which one is greater. */
export function compareDecimals(left: CelDecimal, right: CelDecimal): number {
  const [one, other] = aligned(left, right);
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Rounds to so many places; a half goes away from zero (四舍五入). */
export function roundDecimal(value: CelDecimal, places: number): CelDecimal {
  const { digits, scale } = value;
  if (!Number.isInteger(places) || places < 0 || places > celLimits.decimalDigitsMax) {
    return fault('cel.overflow', 'So many places cannot be kept.');
  }
  return scale <= places ? value : made(nearest(digits, power(scale - places)), places);
}

/** The whole number nearest to a quotient; a half goes away from zero. */
function nearest(dividend: bigint, divisor: bigint): bigint {
  const isNegative = dividend < 0n !== divisor < 0n;
  const [one, other] = [dividend < 0n ? -dividend : dividend, divisor < 0n ? -divisor : divisor];
  const whole = (2n * one + other) / (2n * other);
  return isNegative ? -whole : whole;
}

/** Writes a decimal as it is said, `-12.5`. */
export function formatDecimal({ digits, scale }: CelDecimal): string {
  const bare = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0');
  const sign = digits < 0n ? '-' : '';
  if (scale === 0) return sign + bare;
  return `${sign}${bare.slice(0, -scale)}.${bare.slice(-scale)}`;
}
