import type { CelType } from '../types.ts';
import type { Meter } from '../values/equality.ts';
import type {
  CelDecimal,
  CelDuration,
  CelMap,
  CelTimestamp,
  CelTypeValue,
  CelUint,
  PlainMap,
} from '../values/values.ts';

/** What a dynamic value of each kind is in JavaScript. */
interface ValueOfKind {
  readonly null: null;
  readonly bool: boolean;
  readonly int: bigint;
  readonly uint: CelUint;
  readonly double: number;
  readonly decimal: CelDecimal;
  readonly string: string;
  readonly bytes: Uint8Array;
  readonly timestamp: CelTimestamp;
  readonly duration: CelDuration;
  readonly type: CelTypeValue;
  readonly list: readonly unknown[];
  readonly map: CelMap | PlainMap;
  readonly any: unknown;
}

/** The kind that a parameter accepts. */
export type ParameterKind = keyof ValueOfKind;

/** The kinds that are types of their own. */
export type ScalarKind = Exclude<ParameterKind, 'list' | 'map' | 'any'>;

/** One way to call a function: what the checker admits and what runs. */
export interface Overload {
  readonly name: string;
  readonly member: boolean;
  readonly parameters: readonly ParameterKind[];
  /** The type of the result, given those of the arguments. */
  readonly resultOf: (args: readonly CelType[]) => CelType;
  /** Whether a call costs the same whatever the values are. */
  readonly flat: boolean;
  /** What a call costs besides the unit of its node; about 100 ns each. */
  readonly units: number;
  readonly run: (meter: Meter, ...args: readonly unknown[]) => unknown;
  /** Whether it takes arguments of these types, where their kinds alone do not tell. */
  readonly admits?: (args: readonly CelType[]) => boolean;
}

type Arguments<P extends readonly ParameterKind[]> = {
  [I in keyof P]: ValueOfKind[P[I]];
};

interface Shape<P extends readonly ParameterKind[]> {
  readonly takes: readonly [...P];
  readonly gives: ScalarKind | ((args: readonly CelType[]) => CelType);
  readonly member?: boolean;
  readonly flat?: boolean;
  readonly units?: number;
  readonly admits?: Overload['admits'];
  readonly run: (meter: Meter, ...args: Arguments<P>) => unknown;
}

/** Declares an overload whose implementation is typed by the kinds it takes. */
export function overload<const P extends readonly ParameterKind[]>(
  name: string,
  shape: Shape<P>,
): Overload {
  const { gives } = shape;
  const type: CelType | undefined = typeof gives === 'string' ? { kind: gives } : undefined;
  return {
    name,
    member: shape.member ?? false,
    parameters: shape.takes,
    resultOf: typeof gives === 'function' ? gives : () => type!,
    flat: shape.flat ?? true,
    units: shape.units ?? 0,
    ...(shape.admits ? { admits: shape.admits } : {}),
    run: priced(shape.run as Overload['run'], shape.units ?? 0),
  };
}

function priced(run: Overload['run'], units: number): Overload['run'] {
  if (units === 0) return run;
  return (meter, ...args) => {
    meter.charge(units);
    return run(meter, ...args);
  };
}

/** Tells whether a value of a type may be given where a kind is wanted. */
export function accepts(kind: ParameterKind, type: CelType): boolean {
  if (kind === 'any' || type.kind === 'dyn') return true;
  return kind === type.kind || (kind === 'map' && type.kind === 'record');
}
