import { fault } from '../errors.ts';
import { sameType } from '../type-relations.ts';
import type { CelType } from '../types.ts';
import { lifterOf } from '../values/data.ts';
import type { Frame } from './frame.ts';

/** Evaluates one node; the value is in the typed form of the node's type. */
export type Run = (frame: Frame) => unknown;

/** What a node compiles to. */
export interface Code {
  readonly type: CelType;
  readonly run: Run;
  /** The most that the node and its parts can cost; Infinity where only the data can tell. */
  readonly costMax: number;
  /** The value, where it is the same in every evaluation. */
  readonly constant?: unknown;
}

/** Makes code whose value never changes. */
export function constantCode(type: CelType, value: unknown): Code {
  return { type, run: () => value, costMax: 1, constant: value };
}

/** Adds up what nodes can cost, with one for the node that holds them. */
export function costOf(codes: readonly Code[]): number {
  return codes.reduce((sum, code) => sum + code.costMax, 1);
}

const containers = new Set(['list', 'map', 'record']);

/** Tells whether values of a type can hold others, or are not known. */
export function isOpen(type: CelType): boolean {
  return type.kind === 'dyn' || containers.has(type.kind);
}

/** Gives the value of a node in the dynamic form. */
export function dynamicRun(code: Code): Run {
  const { type, run } = code;
  if (type.kind === 'int') {
    if (code.constant !== undefined) {
      const constant = BigInt(code.constant as number | bigint);
      return () => constant;
    }
    return (frame) => BigInt(run(frame) as number | bigint);
  }
  if (!containers.has(type.kind)) return run;
  const lift = lifterOf(type);
  return (frame) => lift(run(frame), frame);
}

/** Gives the value of a node in the form of another type that its own can stand for. */
export function runAs(code: Code, type: CelType): Run {
  return sameType(code.type, type) ? code.run : dynamicRun(code);
}

/** What a node can cost where `runAs` gives its value: to turn a container counts what it holds. */
export function costAs(code: Code, type: CelType): number {
  const isTurned = containers.has(code.type.kind) && !sameType(code.type, type);
  return isTurned ? Number.POSITIVE_INFINITY : code.costMax;
}

/** Gives the value of a node that must be a bool, checking where the type leaves it open. */
export function boolRun(code: Code): (frame: Frame) => boolean {
  const { run } = code;
  if (code.type.kind === 'bool') return run as (frame: Frame) => boolean;
  return (frame) => {
    const value = run(frame);
    return typeof value === 'boolean'
      ? value
      : fault('cel.no-such-overload', 'A bool is wanted, and the value is none.');
  };
}
