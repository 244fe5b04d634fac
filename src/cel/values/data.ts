import { fault } from '../errors.ts';
import { celLimits } from '../limits.ts';
import { formatType } from '../type-relations.ts';
import type { CelType } from '../types.ts';
import { decimalOf, formatDecimal } from './decimal.ts';
import type { Meter } from './equality.ts';
import { toInt } from './numbers.ts';
import {
  formatDuration,
  parseDuration,
  parseTimestamp,
  timestampMs,
  timestampOfMs,
} from './time.ts';
import {
  CelDecimal,
  CelDuration,
  CelMap,
  CelTimestamp,
  CelTypeValue,
  CelUint,
  kindOf,
  mapGet,
  mapKeys,
  type PlainMap,
} from './values.ts';

/*
 * A value has three forms.
 * Stored: what bindings, lists and maps hold; JSON data, or either form below.
 * Typed: what compiled code of a known type carries; scalars are checked, an int is an `Int`,
 *   lists and maps still hold stored values.
 * Dynamic: what needs no type to be understood; an int is a bigint, all the way down.
 */

/** Turns a stored value into a typed one. */
export type Load = (stored: unknown) => unknown;

/** Turns a stored value into a dynamic one, charging for what it copies. */
export type Lift = (stored: unknown, meter: Meter) => unknown;

function mismatch(type: CelType): never {
  return fault('cel.bad-binding', `The data is no ${formatType(type)}.`);
}

function loadInt(stored: unknown): unknown {
  if (typeof stored === 'number' && Number.isSafeInteger(stored)) return stored + 0;
  if (typeof stored === 'bigint') return toInt(stored);
  if (typeof stored === 'number' && Number.isInteger(stored)) return toInt(BigInt(stored));
  return mismatch({ kind: 'int' });
}

function loadUint(stored: unknown): unknown {
  if (stored instanceof CelUint) return stored;
  if (typeof stored === 'number' && Number.isInteger(stored) && stored >= 0) {
    return new CelUint(BigInt(stored));
  }
  return typeof stored === 'bigint' && stored >= 0n
    ? new CelUint(stored)
    : mismatch({ kind: 'uint' });
}

function loadDecimal(stored: unknown): unknown {
  if (stored instanceof CelDecimal) return stored;
  const isNumber = ['int', 'uint', 'double'].includes(kindOf(stored));
  return isNumber ? decimalOf(stored) : mismatch({ kind: 'decimal' });
}

function loadTimestamp(stored: unknown): unknown {
  if (stored instanceof CelTimestamp) return stored;
  if (typeof stored === 'number') return timestampOfMs(stored);
  return typeof stored === 'string'
    ? parseTimestamp(stored, true)
    : mismatch({ kind: 'timestamp' });
}

function loadDuration(stored: unknown): unknown {
  if (stored instanceof CelDuration) return stored;
  return typeof stored === 'string' ? parseDuration(stored) : mismatch({ kind: 'duration' });
}

function loadMap(type: Extract<CelType, { kind: 'map' }>): Load {
  const wordless = type.key.kind === 'string' || type.key.kind === 'dyn';
  return (stored) => {
    if (stored instanceof CelMap) return stored;
    if (kindOf(stored) !== 'map') return mismatch(type);
    if (wordless) return stored;
    const map = new CelMap();
    for (const [key, value] of Object.entries(stored as PlainMap)) {
      map.set(keyOfWord(key, type.key), value);
    }
    return map;
  };
}

function keyOfWord(word: string, type: CelType): unknown {
  if (type.kind === 'bool' && (word === 'true' || word === 'false')) return word === 'true';
  const whole = /^-?\d{1,20}$/.test(word);
  if (whole && type.kind === 'int') return BigInt(word);
  if (whole && type.kind === 'uint' && word[0] !== '-') return new CelUint(BigInt(word));
  return fault('cel.bad-binding', `A key of the data is no ${formatType(type)}.`);
}

/** Gives the function that reads stored values of a type. */
export function loaderOf(type: CelType): Load {
  switch (type.kind) {
    case 'dyn':
      return (stored) => stored;
    case 'int':
      return loadInt;
    case 'uint':
      return loadUint;
    case 'decimal':
      return loadDecimal;
    case 'timestamp':
      return loadTimestamp;
    case 'duration':
      return loadDuration;
    case 'map':
      return loadMap(type);
    case 'record':
      return (stored) =>
        kindOf(stored) === 'map' && !(stored instanceof CelMap) ? stored : mismatch(type);
    default: {
      const kind = type.kind;
      return (stored) => (kindOf(stored) === kind ? stored : mismatch(type));
    }
  }
}

const identity: Lift = (stored) => stored;

/** Gives the function that turns values of a type, stored or typed, into dynamic ones. */
export function lifterOf(type: CelType): Lift {
  switch (type.kind) {
    case 'dyn':
      return identity;
    case 'int':
      return (stored) => BigInt(loadInt(stored) as number | bigint);
    case 'list':
      return liftList(type);
    case 'map':
      return liftMap(type);
    case 'record':
      return liftRecord(type);
    default:
      return loaderOf(type);
  }
}

function liftList(type: Extract<CelType, { kind: 'list' }>): Lift {
  const load = loaderOf(type);
  const lift = lifterOf(type.element);
  if (lift === identity) return load;
  return (stored, meter) => {
    const list = load(stored) as readonly unknown[];
    meter.charge(list.length);
    return list.map((element) => lift(element, meter));
  };
}

function liftMap(type: Extract<CelType, { kind: 'map' }>): Lift {
  const load = loaderOf(type);
  const lift = lifterOf(type.value);
  if (lift === identity) return load;
  return (stored, meter) => {
    const map = load(stored) as CelMap | PlainMap;
    const keys = mapKeys(map);
    meter.charge(keys.length);
    if (map instanceof CelMap) {
      const lifted = new CelMap();
      for (const { key, value } of map.entries()) lifted.set(key, lift(value, meter));
      return lifted;
    }
    const lifted: Record<string, unknown> = Object.create(null);
    for (const [key, value] of Object.entries(map)) lifted[key] = lift(value, meter);
    return lifted;
  };
}

/** A null in a field whose type knows no null is how JSON says that the field is absent. */
export function holdsNull(type: CelType): boolean {
  return type.kind === 'null' || type.kind === 'dyn';
}

function liftRecord(type: Extract<CelType, { kind: 'record' }>): Lift {
  const load = loaderOf(type);
  const fields = Object.entries(type.fields).map(
    ([name, { type: own }]) => [name, lifterOf(own), holdsNull(own)] as const,
  );
  return (stored, meter) => {
    const record = load(stored) as PlainMap;
    meter.charge(fields.length);
    const lifted: Record<string, unknown> = Object.create(null);
    for (const [name, lift, nullable] of fields) {
      const value = mapGet(record, name);
      if (value === undefined || (value === null && !nullable)) continue;
      lifted[name] = lift(value, meter);
    }
    return lifted;
  };
}

/** Turns a dynamic value into the plain data that hosts are given. */
export function plainOf(value: unknown, meter: Meter, depth = 0): unknown {
  if (depth > celLimits.valueDepthMax) fault('cel.cost-exceeded', 'The data nests too deep.');
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (kindOf(value) === 'foreign') return fault('cel.bad-binding', 'The data is no CEL value.');
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    meter.charge(value.length);
    return value.map((element) => plainOf(element, meter, depth + 1));
  }
  if (value instanceof CelUint) return plainOf(value.value, meter);
  if (value instanceof CelDecimal) return Number(formatDecimal(value));
  if (value instanceof CelTimestamp) return timestampMs(value);
  if (value instanceof CelDuration) return formatDuration(value);
  if (value instanceof CelTypeValue) return value.name;
  if (value instanceof Uint8Array) return value;
  const keys = mapKeys(value as PlainMap);
  meter.charge(keys.length);
  const plain: Record<string, unknown> = {};
  for (const key of keys) {
    const entry = plainOf(mapGet(value as PlainMap, key), meter, depth + 1);
    const name = key instanceof CelUint ? String(key.value) : String(key);
    Object.defineProperty(plain, name, {
      value: entry,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return plain;
}
