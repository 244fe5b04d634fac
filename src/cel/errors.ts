/** Every code of the room, with what it means in one sentence. */
export const celErrors = {
  'cel.syntax': 'The text is not a CEL expression.',
  'cel.bad-literal': 'A literal has no value: a number out of range or an unknown escape.',
  'cel.source-too-long': 'The expression is longer than the limit.',
  'cel.nesting-too-deep': 'The expression nests deeper than the limit.',
  'cel.too-many-nodes': 'The expression has more parts than the limit.',
  'cel.unknown-variable': 'No variable has this name.',
  'cel.unknown-field': 'The record has no field of this name.',
  'cel.unknown-function': 'No function has this name.',
  'cel.no-such-overload': 'The operator or function does not take values of these types.',
  'cel.wrong-result': 'The expression gives another type than the one asked for.',
  'cel.bad-macro': 'A macro is not written the way it must be.',
  'cel.unsupported': 'This part of CEL is not offered here.',
  'cel.bad-regex': 'The regular expression cannot be compiled.',
  'cel.always-false': 'The comparison cannot be true, because the types never meet.',
  'cel.always-true': 'The comparison cannot be false, because the types never meet.',
  'cel.unlikely-value': 'The text is none of the values that the field can have.',
  'cel.no-such-key': 'The map has no such key, or the data lacks the field.',
  'cel.index-out-of-range': 'The list has no element at this index.',
  'cel.duplicate-key': 'A map literal names one key twice.',
  'cel.bad-key': 'A map key must be a bool, an int, a uint or a string.',
  'cel.division-by-zero': 'An int or uint is divided by zero.',
  'cel.modulus-by-zero': 'The remainder of an int or uint by zero is asked for.',
  'cel.overflow': 'The result does not fit in its type.',
  'cel.bad-conversion': 'The value cannot be converted to that type.',
  'cel.bad-time-zone': 'The time zone is not known.',
  'cel.unbound': 'The variable has no value in this evaluation.',
  'cel.bad-binding': 'The data does not have the declared type.',
  'cel.cost-exceeded': 'The evaluation was stopped at its cost limit.',
  'cel.host-function': 'A function of the host failed.',
} as const;

/** A code of the catalogue. */
export type CelErrorCode = keyof typeof celErrors;

/**
 * An error of evaluation on its way up; CEL's logic may absorb it.
 * Rules: not an Error, because a stack trace would cost more than most expressions.
 */
export class CelFault {
  readonly code: CelErrorCode;
  readonly message: string;
  constructor(code: CelErrorCode, message: string) {
    this.code = code;
    this.message = message;
  }
}

/** Ends the evaluation of the part at hand with an error. */
export function fault(code: CelErrorCode, message: string): never {
  throw new CelFault(code, message);
}
