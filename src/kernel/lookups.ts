/** What only others know: asked before the command is decided (R3.1, R3.8). */

import type { Event } from './events.ts';
import type { JsonObject, PersonId } from './words.ts';

/** One question to a registered function or an HTTP service, or to the engine about its tasks. */
export interface Lookup {
  /** Equal for equal questions. */
  readonly key: string;
  /** `load`: open tasks of people; `turn`: how often the question was put, from 0;
   * `history`: the journal of the instance. */
  readonly kind: 'function' | 'http' | 'load' | 'turn' | 'history';
  /** The function's name, or the address; the line in which turns are taken. */
  readonly target: string;
  readonly input: JsonObject;
}

export type LookupResult =
  | {
      readonly ok: true;
      readonly people: readonly PersonId[];
      /** load: open tasks of each; turn: `turn`. */
      readonly figures?: { readonly [name: string]: number };
      /** history: the events of each command, oldest first. */
      readonly history?: readonly (readonly Event[])[];
    }
  | { readonly ok: false; readonly message: string };

/** Puts a question together. */
export function lookupOf(kind: Lookup['kind'], target: string, input: JsonObject): Lookup {
  return { key: JSON.stringify([kind, target, input]), kind, target, input };
}
