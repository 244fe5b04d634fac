import { type CelFault, fault } from '../errors.ts';
import type { Macro } from '../syntax/tree.ts';
import type { CelType } from '../types.ts';
import { type Load, loaderOf } from '../values/data.ts';
import { type CelMap, kindOf, mapKeys, type PlainMap } from '../values/values.ts';
import type { Code, Run } from './code.ts';
import { absorbed, type Frame } from './frame.ts';

/** What a loop is made of once its parts are compiled. */
export interface LoopParts {
  readonly macro: Macro;
  readonly over: Code;
  readonly slot: number;
  readonly test: ((frame: Frame) => boolean) | undefined;
  readonly step: Run | undefined;
  /** What one turn costs. */
  readonly turnCost: number;
}

/** Makes the code of a macro that walks over a list or the keys of a map. */
export function loopRun(parts: LoopParts): Run {
  switch (parts.macro) {
    case 'all':
      return deciding(parts, false);
    case 'exists':
      return deciding(parts, true);
    case 'exists_one':
      return counting(parts);
    case 'filter':
    case 'map':
      return collecting(parts);
  }
}

const yes = () => true;

interface Walk {
  readonly items: Run;
  readonly load: Load;
}

function walkOver({ type, run }: Code): Walk {
  switch (type.kind) {
    case 'list':
      return { items: run, load: loaderOf(type.element) };
    case 'map':
      return { items: (frame) => keysOf(run(frame), frame), load: loaderOf(keyType(type)) };
    case 'record':
      return { items: (frame) => keysOf(run(frame), frame), load: loaderOf({ kind: 'string' }) };
    default:
      return { items: (frame) => anyItems(run(frame), frame), load: (value) => value };
  }
}

function keyType(type: Extract<CelType, { kind: 'map' }>): CelType {
  return type.key;
}

function keysOf(map: unknown, frame: Frame): readonly unknown[] {
  const keys = mapKeys(map as CelMap | PlainMap);
  frame.charge(keys.length);
  return keys;
}

function anyItems(value: unknown, frame: Frame): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (kindOf(value) === 'map') return keysOf(value, frame);
  return fault('cel.no-such-overload', `There is no walking over a ${kindOf(value)}.`);
}

function deciding({ over, slot, test = yes, turnCost }: LoopParts, decider: boolean): Run {
  const { items, load } = walkOver(over);
  return (frame) => {
    const list = items(frame) as readonly unknown[];
    const { locals } = frame;
    let failure: CelFault | undefined;
    for (let index = 0; index < list.length; index += 1) {
      frame.charge(turnCost);
      try {
        locals[slot] = load(list[index]);
        if (test(frame) === decider) return decider;
      } catch (error) {
        const inner = absorbed(error);
        failure ??= inner;
      }
    }
    if (failure) throw failure;
    return !decider;
  };
}

function counting({ over, slot, test = yes, turnCost }: LoopParts): Run {
  const { items, load } = walkOver(over);
  return (frame) => {
    let count = 0;
    for (const item of items(frame) as readonly unknown[]) {
      frame.charge(turnCost);
      frame.locals[slot] = load(item);
      if (test(frame)) count += 1;
    }
    return count === 1;
  };
}

function collecting({ over, slot, test = yes, step, turnCost }: LoopParts): Run {
  const { items, load } = walkOver(over);
  return (frame) => {
    const made: unknown[] = [];
    for (const item of items(frame) as readonly unknown[]) {
      frame.charge(turnCost);
      const value = load(item);
      frame.locals[slot] = value;
      if (test(frame)) made.push(step ? step(frame) : value);
    }
    return made;
  };
}
