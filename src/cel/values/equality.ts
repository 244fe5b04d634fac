import { fault } from '../errors.ts';
import { celLimits } from '../limits.ts';
import { compareDecimals, decimalOf } from './decimal.ts';
import { compareBytes } from './text.ts';
import {
  type CelDuration,
  type CelMap,
  type CelTimestamp,
  type CelTypeValue,
  CelUint,
  kindOf,
  mapGet,
  mapKeys,
  mapSize,
  type PlainMap,
} from './values.ts';

/** Takes cost units as work is done, and faults when there are none left. */
export interface Meter {
  charge(units: number): void;
}

/**
 * Tells whether two dynamic values are equal.
 * Rules: numbers meet across types, NaN equals nothing, other types never meet.
 */
export function equalValues(left: unknown, right: unknown, meter: Meter, depth = 0): boolean {
  const kind = kindOf(left);
  const other = kindOf(right);
  if (isNumeric(kind) && isNumeric(other)) {
    if (kind !== 'decimal' && other !== 'decimal') return sameNumber(bare(left), bare(right));
    return compareDecimals(decimalOf(left), decimalOf(right)) === 0;
  }
  if (kind !== other) return false;
  if (depth > celLimits.valueDepthMax) fault('cel.cost-exceeded', 'The data nests too deep.');
  switch (kind) {
    case 'string':
      return equalText(left as string, right as string, meter);
    case 'bytes':
      meter.charge((left as Uint8Array).length >> 4);
      return compareBytes(left as Uint8Array, right as Uint8Array) === 0;
    case 'timestamp':
      return (left as CelTimestamp).ns === (right as CelTimestamp).ns;
    case 'duration':
      return (left as CelDuration).ns === (right as CelDuration).ns;
    case 'type':
      return (left as CelTypeValue).name === (right as CelTypeValue).name;
    case 'list':
      return equalLists(left as readonly unknown[], right as readonly unknown[], meter, depth);
    case 'map':
      return equalMaps(left as CelMap, right as CelMap, meter, depth);
    case 'foreign':
      return false;
    default:
      return left === right;
  }
}

/** Compares two texts, charging for the length only where it must be walked. */
export function equalText(left: string, right: string, meter: Meter): boolean {
  if (left.length !== right.length) return false;
  meter.charge(left.length >> 4);
  return left === right;
}

function isNumeric(kind: string): boolean {
  return kind === 'int' || kind === 'uint' || kind === 'double' || kind === 'decimal';
}

function bare(value: unknown): number | bigint {
  return value instanceof CelUint ? value.value : (value as number | bigint);
}

/** Tells whether two numbers of any types have one value. */
export function sameNumber(left: number | bigint, right: number | bigint): boolean {
  return typeof left === typeof right ? left === right : left <= right && left >= right;
}

function equalLists(
  left: readonly unknown[],
  right: readonly unknown[],
  meter: Meter,
  depth: number,
): boolean {
  if (left.length !== right.length) return false;
  meter.charge(left.length);
  return left.every((value, index) => equalValues(value, right[index], meter, depth + 1));
}

function equalMaps(
  left: CelMap | PlainMap,
  right: CelMap | PlainMap,
  meter: Meter,
  depth: number,
): boolean {
  const size = mapSize(left);
  if (size !== mapSize(right)) return false;
  meter.charge(size);
  return mapKeys(left).every((key) => {
    const other = mapGet(right, key);
    return other !== undefined && equalValues(mapGet(left, key), other, meter, depth + 1);
  });
}
