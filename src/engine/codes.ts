/** The engine's own refusals and faults; the kernel's pass through unchanged. */

import type { FormProblem, RefusalCode, RefusalDetail } from '../kernel/index.ts';
import type { Diagnostic } from '../language/index.ts';

export const ENGINE_REFUSALS = {
  'instance.unknown': 'There is no such instance, or it is not yours to see.',
  'flow.unknown': 'There is no such flow or version.',
  'flow.invalid': 'The definition has errors.',
  'flow.taken': 'This name and version stand for another definition; versions never change.',
  'access.denied': 'The right for this is missing.',
  'person.unknown': 'The directory has no such active person.',
  'organisation.invalid': 'The organisation file has errors.',
  'substitute.self': 'Nobody stands in for themselves.',
  'substitute.period': 'The period is over, ends before it begins, or is longer than a year.',
  'substitute.unknown': 'There is no such arrangement, or it is over.',
  'substitute.too-many': 'The tenant has as many arrangements as it may have.',
  'secret.reserved': 'The server draws this secret itself; nobody else may know it.',
  'api-key.unknown': 'There is no such key, or it was revoked.',
  'letter.unknown': 'There is no such letter that was given up.',
  'shelf.full': 'As many are kept as there may be; take one away first.',
  'draft.unknown': 'There is no saved opinion on this task.',
  'draft.closed': 'The person has voted; no opinion on the task can be saved.',
  'days.calendar-unknown': 'There is no working calendar of this name.',
  'file.unknown': 'You have kept no such file.',
  'file.not-yours': 'The form names a file that you have not kept and cannot open here.',
  'file.empty': 'The file has no bytes.',
  'file.name-invalid': 'The name of the file is empty or holds control characters.',
  'key.reused': 'The idempotency key was used for another request.',
  'message.superseded': 'The step was tried again or left; this would be a second delivery.',
  'callback.unknown': 'The token is none of a call that waits for an answer.',
  'message.nobody-waits': 'No instance waits for this message, and it was not to be kept.',
  'message.unknown': 'There is no such dead letter.',
} as const satisfies Record<string, string>;

export const ENGINE_FAULTS = {
  'engine.overloaded': 'Too many commands are waiting; try again shortly.',
  'engine.tenant-busy': 'Too many commands of your organisation are waiting; try again shortly.',
  'engine.draining': 'The engine is stopping; another node or a moment later will do.',
  'engine.busy': 'The instance is changed by too many at once; try again.',
  'engine.unavailable': 'The store does not answer; nothing is known to be lost.',
  'engine.invariant': 'The instance broke a promise of ours and was left as it was.',
} as const satisfies Record<string, string>;

export type EngineRefusalCode = keyof typeof ENGINE_REFUSALS;
export type EngineFaultCode = keyof typeof ENGINE_FAULTS;
export type AnyRefusalCode = RefusalCode | EngineRefusalCode;

/** A no of the kernel or the engine. */
export interface AnyRefusal {
  readonly code: AnyRefusalCode;
  readonly message: string;
  readonly detail?: RefusalDetail;
  readonly problems?: readonly FormProblem[];
  readonly diagnostics?: readonly Diagnostic[];
}

/** Builds an engine refusal with its catalogue text. */
export function refuse(
  code: EngineRefusalCode,
  more: Omit<AnyRefusal, 'code' | 'message'> = {},
): AnyRefusal {
  return { code, message: ENGINE_REFUSALS[code], ...more };
}

/** The world's failure, with the word whether a retry may help. */
export class EngineFault extends Error {
  readonly code: EngineFaultCode;
  readonly retryable: boolean;
  constructor(code: EngineFaultCode, cause?: unknown) {
    super(ENGINE_FAULTS[code], cause === undefined ? {} : { cause });
    this.name = 'EngineFault';
    this.code = code;
    this.retryable = code !== 'engine.invariant';
  }
}

/** What many are turned away with at once: made once, for a stack of its own each would be load on load. */
export const TURNED_AWAY = {
  overloaded: new EngineFault('engine.overloaded'),
  flooded: new EngineFault('engine.tenant-busy'),
} as const;
