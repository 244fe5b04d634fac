/** A CEL type: what the checker knows of a value before there is one. */
export type CelType =
  | {
      readonly kind:
        | 'bool'
        | 'int'
        | 'uint'
        | 'double'
        | 'bytes'
        | 'null'
        | 'timestamp'
        | 'duration'
        | 'type'
        | 'dyn';
    }
  /** `places`: rounded to so many of them, a half away from zero. */
  | { readonly kind: 'decimal'; readonly places?: number }
  | { readonly kind: 'string'; readonly values?: readonly string[] }
  | { readonly kind: 'list'; readonly element: CelType }
  | { readonly kind: 'map'; readonly key: CelType; readonly value: CelType }
  | {
      readonly kind: 'record';
      readonly name: string;
      readonly fields: Readonly<Record<string, CelField>>;
    };

/** A named field of a record; an optional one may be absent from the data. */
export interface CelField {
  readonly type: CelType;
  readonly optional?: boolean;
}

/**
 * A function that the host adds to the language.
 * Shape: plain data in (as `evaluate` returns it), plain data out, read as `result`.
 * Rules: pure and total; a thrown error becomes `cel.host-function`.
 */
export interface CelFunction {
  readonly parameters: readonly CelType[];
  readonly result: CelType;
  /** Whether it is called as `receiver.name(...)`, the receiver being the first parameter. */
  readonly member?: boolean;
  /** What one call costs; 1 when left out. */
  readonly cost?: number;
  readonly call: (...args: readonly unknown[]) => unknown;
}

/** What an expression may mention: variables with their types, and functions of the host. */
export interface CelEnvironment {
  readonly variables: Readonly<Record<string, CelType>>;
  readonly functions?: Readonly<Record<string, CelFunction>>;
  /** Number literals are decimals, for counting exactly with the decimals of a schema. */
  readonly countsInDecimals?: boolean;
}

/**
 * An author's mistake, with its place.
 * Units: `start` and `end` are UTF-16 offsets into the source, end exclusive.
 * Rules: an error unless `severity` says warning.
 */
export interface CelDiagnostic {
  readonly code: string;
  readonly message: string;
  readonly advice?: string;
  readonly severity?: 'error' | 'warning';
  readonly start: number;
  readonly end: number;
}

/** What compiling gives: a program, or the errors that forbid one; warnings in either case. */
export type CelCompilation =
  | {
      readonly ok: true;
      readonly program: CelProgram;
      readonly diagnostics: readonly CelDiagnostic[];
    }
  | { readonly ok: false; readonly diagnostics: readonly CelDiagnostic[] };

/** A checked expression, ready to be evaluated many times. */
export interface CelProgram {
  readonly source: string;
  readonly type: CelType;
  /** The longest static paths read, such as `form.amount`; sorted, unique. */
  readonly references: readonly string[];
  /** The paths read, also in the elements of lists, such as `form.items.*.price`; sorted, unique. */
  readonly reads: readonly string[];
  /** The most one evaluation can cost, when that can be known without the data. */
  readonly cost: number | 'unbounded';
  /**
   * Evaluates over plain JSON data, each variable read with its declared type.
   * Shape: ints come back as numbers when safe and as bigints otherwise, timestamps as epoch
   * milliseconds, durations as `'90s'`, bytes as Uint8Array, types as their names, maps as objects.
   * Refuses: never throws; an error of evaluation is a value with a code.
   */
  evaluate(bindings: Readonly<Record<string, unknown>>, costMax?: number): CelResult;
}

/** A value and what it cost, or the error that evaluation ended with. */
export type CelResult =
  | { readonly ok: true; readonly value: unknown; readonly cost: number }
  | {
      readonly ok: false;
      readonly error: { readonly code: string; readonly message: string };
      readonly cost: number;
    };
