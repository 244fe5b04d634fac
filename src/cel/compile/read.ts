import { fault } from '../errors.ts';
import type { CelType } from '../types.ts';
import { holdsNull, type Load, loaderOf } from '../values/data.ts';
import { type CelMap, kindOf, mapGet, type PlainMap } from '../values/values.ts';
import type { Code, Run } from './code.ts';
import type { Frame } from './frame.ts';

/** A plain property read is safe for every name that objects do not inherit. */
function ownReader(name: string): (from: PlainMap) => unknown {
  if (name in Object.prototype)
    return (from) => (Object.hasOwn(from, name) ? from[name] : undefined);
  return (from) => from[name];
}

/** Reads a variable out of the bindings, as its declared type. */
export function readVariable(name: string, type: CelType): Run {
  const read = ownReader(name);
  const load = loaderOf(type);
  const missing = () => fault('cel.unbound', `\`${name}\` has no value.`);
  if (type.kind === 'record' && !(name in Object.prototype)) {
    return ({ bindings }) => {
      const value = bindings[name];
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
      return value === undefined ? missing() : load(value);
    };
  }
  return ({ bindings }) => {
    const value = read(bindings);
    return value === undefined ? missing() : load(value);
  };
}

/** Reads a variable of a loop. */
export function readLocal(slot: number): Run {
  return ({ locals }) => locals[slot];
}

/** Reads a field or an entry by its name. */
export function readField(operand: Code, name: string, type: CelType): Run {
  const { run } = operand;
  const load = loaderOf(type);
  if (operand.type.kind === 'record') return readRecord(run, name, type);
  const look = entryReader(operand.type, name);
  return (frame) => {
    const value = look(run(frame));
    return value === undefined ? noSuchKey(name) : load(value);
  };
}

function noSuchKey(name: string): never {
  return fault('cel.no-such-key', `There is no \`${name}\` in the data.`);
}

function readRecord(run: Run, name: string, type: CelType): Run {
  const slow = slowField(name, type);
  const from = run as (frame: Frame) => PlainMap;
  if (name in Object.prototype) {
    const read = ownReader(name);
    return (frame) => slow(read(from(frame)));
  }
  switch (type.kind) {
    case 'int':
      return (frame) => {
        const value = from(frame)[name];
        return Number.isSafeInteger(value) ? value : slow(value);
      };
    case 'double':
      return (frame) => {
        const value = from(frame)[name];
        return typeof value === 'number' ? value : slow(value);
      };
    case 'decimal':
      // Where nothing is written, nothing is counted.
      return (frame) => slow(from(frame)[name] ?? 0);
    case 'string':
      return (frame) => {
        const value = from(frame)[name];
        return typeof value === 'string' ? value : slow(value);
      };
    default:
      return (frame) => slow(from(frame)[name]);
  }
}

function slowField(name: string, type: CelType): Load {
  const load = loaderOf(type);
  const nullable = holdsNull(type);
  return (value) => {
    if (value === undefined || (value === null && !nullable)) return noSuchKey(name);
    return load(value);
  };
}

function entryReader(type: CelType, name: string): (map: unknown) => unknown {
  if (type.kind === 'dyn') {
    return (map) =>
      kindOf(map) === 'map'
        ? mapGet(map as PlainMap, name)
        : fault('cel.no-such-overload', `A ${kindOf(map)} has no field \`${name}\`.`);
  }
  return (map) => mapGet(map as CelMap | PlainMap, name);
}

/** Tells whether a field or an entry is there. */
export function testField(operand: Code, name: string, type: CelType): Run {
  const { run } = operand;
  const look = entryReader(operand.type, name);
  const nullable = operand.type.kind !== 'record' || holdsNull(type);
  return (frame) => {
    const value = look(run(frame));
    return value !== undefined && (value !== null || nullable);
  };
}
