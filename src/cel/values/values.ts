import { fault } from '../errors.ts';

/** An unsigned 64-bit integer. */
export class CelUint {
  readonly value: bigint;
  constructor(value: bigint) {
    this.value = value;
  }
}

/** A decimal number: `digits` × 10^-`scale`, in the one form that ends in no zero. */
export class CelDecimal {
  readonly digits: bigint;
  readonly scale: number;
  constructor(digits: bigint, scale: number) {
    this.digits = digits;
    this.scale = scale;
  }
}

/** An instant; Units: nanoseconds since 1970-01-01T00:00:00Z. */
export class CelTimestamp {
  readonly ns: bigint;
  constructor(ns: bigint) {
    this.ns = ns;
  }
}

/** A length of time; Units: nanoseconds. */
export class CelDuration {
  readonly ns: bigint;
  constructor(ns: bigint) {
    this.ns = ns;
  }
}

/** A type as a value, such as what `type(1)` gives. */
export class CelTypeValue {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

type MapKey = string | boolean | bigint;

/**
 * A map made by an expression.
 * Rules: numeric keys meet by value, so that `{1: 'a'}[1u]` finds its entry.
 */
export class CelMap {
  private readonly slots = new Map<MapKey, { readonly key: unknown; readonly value: unknown }>();

  get size(): number {
    return this.slots.size;
  }

  has(key: unknown): boolean {
    const normal = normalKey(key);
    return normal !== undefined && this.slots.has(normal);
  }

  get(key: unknown): unknown {
    const normal = normalKey(key);
    return normal === undefined ? undefined : this.slots.get(normal)?.value;
  }

  set(key: unknown, value: unknown): void {
    const normal = typeof key === 'number' ? undefined : normalKey(key);
    if (normal === undefined)
      fault('cel.bad-key', 'A map key is a bool, an int, a uint or a string.');
    if (this.slots.has(normal)) fault('cel.duplicate-key', 'The map names one key twice.');
    this.slots.set(normal, { key, value });
  }

  *keys(): Generator<unknown> {
    for (const { key } of this.slots.values()) yield key;
  }

  entries(): Iterable<{ readonly key: unknown; readonly value: unknown }> {
    return this.slots.values();
  }
}

function normalKey(key: unknown): MapKey | undefined {
  switch (typeof key) {
    case 'string':
    case 'boolean':
    case 'bigint':
      return key;
    case 'number':
      return Number.isInteger(key) ? BigInt(key) : undefined;
    default:
      return key instanceof CelUint ? key.value : undefined;
  }
}

/** Plain JSON data standing for a map. */
export type PlainMap = Readonly<Record<string, unknown>>;

/** What a dynamic value is at run time. */
export type ValueKind =
  | 'null'
  | 'bool'
  | 'int'
  | 'uint'
  | 'double'
  | 'decimal'
  | 'string'
  | 'bytes'
  | 'timestamp'
  | 'duration'
  | 'type'
  | 'list'
  | 'map'
  | 'foreign';

/**
 * Names the kind of a dynamic value.
 * Rules: a bigint is an int, a number a double; data that CEL has no word for is foreign.
 */
export function kindOf(value: unknown): ValueKind {
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'number':
      return 'double';
    case 'bigint':
      return 'int';
    case 'string':
      return 'string';
    case 'object':
      return kindOfObject(value);
    default:
      return 'foreign';
  }
}

function kindOfObject(value: object | null): ValueKind {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  if (value instanceof CelMap) return 'map';
  if (value instanceof CelUint) return 'uint';
  if (value instanceof CelDecimal) return 'decimal';
  if (value instanceof CelTimestamp) return 'timestamp';
  if (value instanceof CelDuration) return 'duration';
  if (value instanceof Uint8Array) return 'bytes';
  if (value instanceof CelTypeValue) return 'type';
  return 'map';
}

/** Counts the entries of a map, made here or given as plain data. */
export function mapSize(map: CelMap | PlainMap): number {
  return map instanceof CelMap ? map.size : Object.keys(map).length;
}

/** Lists the keys of a map in order. */
export function mapKeys(map: CelMap | PlainMap): readonly unknown[] {
  return map instanceof CelMap ? [...map.keys()] : Object.keys(map);
}

/** Looks a key up among a map's own entries; undefined when there is none. */
export function mapGet(map: CelMap | PlainMap, key: unknown): unknown {
  if (map instanceof CelMap) return map.get(key);
  return typeof key === 'string' && Object.hasOwn(map, key) ? map[key] : undefined;
}
