/** What went wrong, in the terms in which a person has to know it. */

import type { Problem } from '../../protocol/index.ts';
import { ProblemError } from '../../protocol/index.ts';

export type Mistake = NonNullable<Problem['errors']>[number];

export interface Failure {
  /** `refused`: the engine said no, nothing changed. `unknown`: no answer came. */
  readonly kind: 'refused' | 'unknown';
  readonly code: string;
  /** Of HTTP; absent where no answer came. */
  readonly status?: number;
  readonly title: string;
  readonly detail?: unknown;
  readonly errors?: readonly Mistake[];
  readonly isCredential: boolean;
}

/** Shape: anything thrown by the client → what to tell. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof ProblemError)) {
    const title = error instanceof Error ? error.message : String(error);
    return { kind: 'unknown', code: 'network', title, isCredential: false };
  }
  const { code, title, detail, errors, status } = error.problem;
  return {
    // After a fault nobody knows whether it was done; the same key asks again.
    kind: status >= 500 ? 'unknown' : 'refused',
    code,
    status,
    title,
    ...(detail === undefined ? {} : { detail }),
    ...(errors ? { errors } : {}),
    isCredential: status === 401,
  };
}
