import { CelFault, fault } from '../errors.ts';
import type { Overload } from '../functions/overload.ts';
import type { CelFunction, CelType } from '../types.ts';
import { lifterOf, loaderOf, plainOf } from '../values/data.ts';
import { decimalOf } from '../values/decimal.ts';
import { kindOf } from '../values/values.ts';
import { type Code, costOf, dynamicRun, isOpen, type Run } from './code.ts';
import type { Frame } from './frame.ts';

/** Makes the code of a call to the standard library, chosen now where the types tell. */
export function callCode(
  name: string,
  overloads: readonly Overload[],
  args: readonly Code[],
  type: CelType,
): Code {
  const run = callRun(name, overloads, args);
  const settle = settler(type);
  const units = Math.max(0, ...overloads.map((one) => one.units));
  const flat = overloads.every((one) => one.flat) && !args.some((arg) => isContainer(arg.type));
  return {
    type,
    run: settle ? (frame) => settle(run(frame)) : run,
    costMax: flat ? costOf(args) + units : Number.POSITIVE_INFINITY,
  };
}

/** The typed form of what a function gives; a sum of nothing is zero of every kind. */
function settler(type: CelType): ((value: unknown) => unknown) | undefined {
  if (type.kind === 'int') return loaderOf(type);
  if (type.kind === 'decimal') return decimalOf;
  if (type.kind !== 'double') return undefined;
  return (value) => (typeof value === 'bigint' ? Number(value) : value);
}

function isContainer(type: CelType): boolean {
  return isOpen(type) && type.kind !== 'dyn';
}

function callRun(name: string, overloads: readonly Overload[], args: readonly Code[]): Run {
  const [first, second, third] = args.map(dynamicRun);
  const only = overloads.length === 1 ? overloads[0] : undefined;
  const settled = only?.parameters.every(
    (kind, index) => kind === 'any' || args[index]?.type.kind !== 'dyn',
  );
  const choose = settled ? undefined : chooser(name, overloads);
  const pick = (...values: readonly unknown[]) => choose?.(values) ?? only!;
  if (args.length > 3 || !first) return () => noOverload(name, []);
  if (!second) {
    const call = only?.run;
    if (settled && call) return (frame) => call(frame, first(frame));
    return (frame) => {
      const value = first(frame);
      return pick(value).run(frame, value);
    };
  }
  if (!third) {
    const call = only?.run;
    if (settled && call) return (frame) => call(frame, first(frame), second(frame));
    return (frame) => {
      const left = first(frame);
      const right = second(frame);
      return pick(left, right).run(frame, left, right);
    };
  }
  return (frame) => {
    const values = [first(frame), second(frame), third(frame)];
    return pick(...values).run(frame, ...values);
  };
}

function chooser(
  name: string,
  overloads: readonly Overload[],
): (values: readonly unknown[]) => Overload {
  return (values) => {
    const kinds = values.map(kindOf);
    const found = overloads.find(
      ({ parameters }) =>
        parameters.length === kinds.length &&
        parameters.every((kind, index) => kind === 'any' || kind === kinds[index]),
    );
    return found ?? noOverload(name, kinds);
  };
}

function noOverload(name: string, kinds: readonly string[]): never {
  const word = name.replaceAll(/[_@]/g, ' ').trim();
  return fault('cel.no-such-overload', `\`${word}\` does not take (${kinds.join(', ')}).`);
}

/** Makes the code of a call to a function of the host. */
export function hostCode(name: string, host: CelFunction, args: readonly Code[]): Code {
  const lifted = args.map((arg) => {
    const run = dynamicRun(arg);
    return (frame: Frame) => plainOf(run(frame), frame);
  });
  const wanted = host.parameters.map(lifterOf);
  const load = loaderOf(host.result);
  const price = host.cost ?? 1;
  const run: Run = (frame) => {
    frame.charge(price);
    const values = lifted.map((one, index) => {
      const value = one(frame);
      wanted[index]?.(value, frame);
      return value;
    });
    return load(callHost(name, host, values));
  };
  const open = args.some((arg) => isOpen(arg.type));
  return {
    type: host.result,
    run,
    costMax: open ? Number.POSITIVE_INFINITY : costOf(args) + price,
  };
}

function callHost(name: string, host: CelFunction, values: readonly unknown[]): unknown {
  let result: unknown;
  try {
    result = host.call(...values);
  } catch (error) {
    if (error instanceof CelFault) throw error;
    return fault('cel.host-function', `\`${name}\` failed.`);
  }
  return result === undefined ? fault('cel.host-function', `\`${name}\` gave nothing.`) : result;
}
