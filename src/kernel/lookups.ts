/** People that only an outside service knows: asked before the command is decided (R3.1). */

import type { JsonObject, PersonId } from './words.ts';

/** One question to a registered function or an HTTP service. */
export interface Lookup {
  /** Equal for equal questions. */
  readonly key: string;
  readonly kind: 'function' | 'http';
  /** The function's name, or the address. */
  readonly target: string;
  readonly input: JsonObject;
}

export type LookupResult =
  | { readonly ok: true; readonly people: readonly PersonId[] }
  | { readonly ok: false; readonly message: string };

/** Puts a question together. */
export function lookupOf(kind: Lookup['kind'], target: string, input: JsonObject): Lookup {
  return { key: JSON.stringify([kind, target, input]), kind, target, input };
}
