import { fault } from '../errors.ts';
import { elementAt } from '../functions/comparison.ts';
import { matchesKnown } from '../functions/regex.ts';
import type { CelType } from '../types.ts';
import { loaderOf } from '../values/data.ts';
import { equalText, sameNumber } from '../values/equality.ts';
import {
  addInt,
  divideInt,
  type Int,
  multiplyInt,
  remainderInt,
  subtractInt,
} from '../values/numbers.ts';
import { type CelMap, mapGet, type PlainMap } from '../values/values.ts';
import { type Code, costOf, dynamicRun, type Run } from './code.ts';
import type { Frame } from './frame.ts';

type Numeric = (frame: Frame) => number;

/**
 * Makes code for the calls that expressions are mostly made of, where the types are known;
 * nothing where the general code must do.
 */
export function fastCode(name: string, args: readonly Code[], type: CelType): Code | undefined {
  const [left, right] = args;
  const made =
    left && right && args.length === 2
      ? fastPair(name, left, right)
      : left && args.length === 1
        ? fastSingle(name, left)
        : undefined;
  if (!made) return undefined;
  return { type, run: made.run, costMax: costOf(args) + (made.extra ?? 0) };
}

interface Fast {
  readonly run: Run;
  /** What the call itself can cost beyond one unit. */
  readonly extra?: number;
}

function fastPair(name: string, left: Code, right: Code): Fast | undefined {
  const numbers = isNumber(left.type) && isNumber(right.type);
  if (numbers && name in orderings) return { run: orderings[name]!(left.run, right) };
  if (name === '_==_' || name === '_!=_') return equality(left, right, name === '_==_');
  if (left.type.kind === 'int' && right.type.kind === 'int' && name in intOperators) {
    return { run: intOperation(name, left.run, right.run) };
  }
  if (left.type.kind === 'double' && right.type.kind === 'double' && name in doubleOperators) {
    return { run: doubleOperators[name]!(left.run as Numeric, right.run as Numeric) };
  }
  if (name === '_[_]') return lookUp(left, right);
  if (name === '@in') return membership(left, right);
  if (name === 'matches') return matching(left, right);
  return undefined;
}

function isNumber(type: CelType): boolean {
  return type.kind === 'int' || type.kind === 'double';
}

/** JavaScript compares numbers and bigints by value, so both forms of an int may stand here. */
const orderings: Readonly<Record<string, (left: Run, right: Code) => Run>> = {
  __proto__: null as never,
  '_<_': (left, right) => {
    const [one, other] = [left as Numeric, right.run as Numeric];
    const { constant } = right;
    if (typeof constant === 'number') return (frame) => one(frame) < constant;
    return (frame) => one(frame) < other(frame);
  },
  '_<=_': (left, right) => {
    const [one, other] = [left as Numeric, right.run as Numeric];
    const { constant } = right;
    if (typeof constant === 'number') return (frame) => one(frame) <= constant;
    return (frame) => one(frame) <= other(frame);
  },
  '_>_': (left, right) => {
    const [one, other] = [left as Numeric, right.run as Numeric];
    const { constant } = right;
    if (typeof constant === 'number') return (frame) => one(frame) > constant;
    return (frame) => one(frame) > other(frame);
  },
  '_>=_': (left, right) => {
    const [one, other] = [left as Numeric, right.run as Numeric];
    const { constant } = right;
    if (typeof constant === 'number') return (frame) => one(frame) >= constant;
    return (frame) => one(frame) >= other(frame);
  },
};

const intOperators: Readonly<Record<string, (left: Int, right: Int) => Int>> = {
  __proto__: null as never,
  '_+_': addInt,
  '_-_': subtractInt,
  '_*_': multiplyInt,
  '_/_': divideInt,
  '_%_': remainderInt,
};

function intOperation(name: string, left: Run, right: Run): Run {
  const operate = intOperators[name]!;
  return (frame) => operate(left(frame) as Int, right(frame) as Int);
}

const doubleOperators: Readonly<Record<string, (left: Numeric, right: Numeric) => Run>> = {
  __proto__: null as never,
  '_+_': (left, right) => (frame) => left(frame) + right(frame),
  '_-_': (left, right) => (frame) => left(frame) - right(frame),
  '_*_': (left, right) => (frame) => left(frame) * right(frame),
  '_/_': (left, right) => (frame) => left(frame) / right(frame),
};

function equality(left: Code, right: Code, wanted: boolean): Fast | undefined {
  const kind = left.type.kind;
  if (isNumber(left.type) && isNumber(right.type) && kind !== right.type.kind) {
    const [one, other] = [left.run, right.run];
    return { run: (frame) => sameNumber(one(frame) as Int, other(frame) as Int) === wanted };
  }
  if (kind !== right.type.kind) return undefined;
  if (kind === 'int' || kind === 'double' || kind === 'bool' || kind === 'null') {
    return { run: sameRun(left, right, wanted) };
  }
  if (kind !== 'string') return undefined;
  if (left.constant !== undefined || right.constant !== undefined) {
    return { run: sameRun(left, right, wanted) };
  }
  const [one, other] = [left.run as (frame: Frame) => string, right.run as (f: Frame) => string];
  return {
    run: (frame) => equalText(one(frame), other(frame), frame) === wanted,
    extra: Number.POSITIVE_INFINITY,
  };
}

function sameRun(left: Code, right: Code, wanted: boolean): Run {
  const [one, other] = [left.run, right.run];
  const { constant } = right;
  if (constant !== undefined) {
    return wanted ? (frame) => one(frame) === constant : (frame) => one(frame) !== constant;
  }
  return wanted ? (frame) => one(frame) === other(frame) : (frame) => one(frame) !== other(frame);
}

function matching(left: Code, right: Code): Fast | undefined {
  const { constant } = right;
  if (left.type.kind !== 'string' || typeof constant !== 'string') return undefined;
  const text = left.run as (frame: Frame) => string;
  return {
    run: (frame) => matchesKnown(text(frame), constant, frame),
    extra: Number.POSITIVE_INFINITY,
  };
}

function lookUp(left: Code, right: Code): Fast | undefined {
  const { type } = left;
  if (type.kind === 'list' && isNumber(right.type)) {
    const load = loaderOf(type.element);
    const [list, index] = [left.run, right.run];
    return { run: (frame) => load(elementAt(list(frame) as readonly unknown[], index(frame))) };
  }
  if (type.kind !== 'map') return undefined;
  const load = loaderOf(type.value);
  const [map, key] = [left.run, dynamicRun(right)];
  return {
    run: (frame) => {
      const value = mapGet(map(frame) as CelMap | PlainMap, key(frame));
      if (value === undefined) fault('cel.no-such-key', 'The map has no such key.');
      return load(value);
    },
  };
}

function membership(left: Code, right: Code): Fast | undefined {
  const { type } = right;
  if (type.kind === 'map') {
    const [key, map] = [dynamicRun(left), right.run];
    return { run: (frame) => mapGet(map(frame) as CelMap, key(frame)) !== undefined };
  }
  if (type.kind !== 'list' || type.element.kind !== 'string' || left.type.kind !== 'string') {
    return undefined;
  }
  const [value, list] = [left.run as (frame: Frame) => string, right.run];
  if (Array.isArray(right.constant)) {
    const words = new Set<unknown>(right.constant);
    return { run: (frame) => words.has(value(frame)) };
  }
  const load = loaderOf(type.element);
  return {
    run: (frame) => {
      const wanted = value(frame);
      const items = list(frame) as readonly unknown[];
      frame.charge(items.length);
      for (const item of items) {
        if (typeof item !== 'string') load(item);
        else if (equalText(wanted, item, frame)) return true;
      }
      return false;
    },
    extra: Number.POSITIVE_INFINITY,
  };
}

function fastSingle(name: string, code: Code): Fast | undefined {
  const { run } = code;
  const { kind } = code.type;
  if (name === '!_' && kind === 'bool') return { run: (frame) => run(frame) !== true };
  if (name === '-_' && kind === 'double') return { run: (frame) => -(run(frame) as number) };
  if (name === '-_' && kind === 'int') return { run: (frame) => subtractInt(0, run(frame) as Int) };
  if (name === 'size' && kind === 'list') {
    return { run: (frame) => (run(frame) as readonly unknown[]).length };
  }
  return undefined;
}
