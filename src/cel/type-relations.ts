import type { CelType } from './types.ts';

const dyn: CelType = { kind: 'dyn' };

/**
 * The type of what an empty literal holds: dynamic to look at, and it gives way to any other.
 * Rules: known by identity; there is never a value of it.
 */
export const nothing: CelType = { kind: 'dyn' };

/** Writes a type the way messages and the studio show it, such as `list(string)`. */
export function formatType(type: CelType): string {
  switch (type.kind) {
    case 'list':
      return `list(${formatType(type.element)})`;
    case 'map':
      return `map(${formatType(type.key)}, ${formatType(type.value)})`;
    case 'record':
      return type.name;
    default:
      return type.kind;
  }
}

/** A decimal holds a number of every kind. */
const COUNTED = new Set(['int', 'uint', 'double', 'decimal']);

/** Tells whether a value of one type may stand where another is wanted; dyn fits everywhere. */
export function assignable(from: CelType, to: CelType): boolean {
  if (from === to || from.kind === 'dyn' || to.kind === 'dyn') return true;
  if (to.kind === 'decimal') return COUNTED.has(from.kind);
  if (from.kind === 'list' && to.kind === 'list') return assignable(from.element, to.element);
  if (from.kind === 'map' && to.kind === 'map') {
    return assignable(from.key, to.key) && assignable(from.value, to.value);
  }
  if (from.kind === 'record' && to.kind === 'map') {
    return (
      assignable({ kind: 'string' }, to.key) &&
      Object.values(from.fields).every((field) => assignable(field.type, to.value))
    );
  }
  if (from.kind === 'record' && to.kind === 'record') return recordFits(from, to);
  return from.kind === to.kind;
}

type RecordType = Extract<CelType, { kind: 'record' }>;

function recordFits(from: RecordType, to: RecordType): boolean {
  return Object.entries(to.fields).every(([name, field]) => {
    const own = Object.hasOwn(from.fields, name) ? from.fields[name]! : undefined;
    if (own === undefined) return field.optional === true;
    if (own.optional === true && field.optional !== true) return false;
    return assignable(own.type, field.type);
  });
}

/** Finds the type that holds both, or nothing when only dyn would. */
export function join(left: CelType, right: CelType): CelType | undefined {
  if (left === right || right === nothing) return left;
  if (left === nothing) return right;
  if (left.kind === 'dyn' || right.kind === 'dyn') return dyn;
  if (left.kind === 'list' && right.kind === 'list') {
    const element = join(left.element, right.element);
    return element && { kind: 'list', element };
  }
  if (left.kind === 'map' && right.kind === 'map') {
    const key = join(left.key, right.key);
    const value = join(left.value, right.value);
    return key && value && { kind: 'map', key, value };
  }
  if (left.kind === 'string' && right.kind === 'string') {
    if (!left.values || !right.values) return { kind: 'string' };
    return { kind: 'string', values: [...new Set([...left.values, ...right.values])] };
  }
  if (left.kind === 'record' && right.kind === 'record') {
    return sameType(left, right) ? left : undefined;
  }
  return left.kind === right.kind ? left : undefined;
}

/** Tells whether two types are the same, ignoring enumerated values. */
export function sameType(left: CelType, right: CelType): boolean {
  if (left === right) return true;
  if (left.kind === 'list' && right.kind === 'list') return sameType(left.element, right.element);
  if (left.kind === 'map' && right.kind === 'map') {
    return sameType(left.key, right.key) && sameType(left.value, right.value);
  }
  if (left.kind === 'record' && right.kind === 'record') {
    const names = Object.keys(left.fields);
    return (
      names.length === Object.keys(right.fields).length &&
      names.every((name) => {
        const own = left.fields[name]!;
        const other = Object.hasOwn(right.fields, name) ? right.fields[name]! : undefined;
        return (
          other !== undefined &&
          (own.optional === true) === (other.optional === true) &&
          sameType(own.type, other.type)
        );
      })
    );
  }
  return left.kind === right.kind;
}
