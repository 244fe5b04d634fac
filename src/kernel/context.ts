/** What a handler may know besides flow, state and command: time, actor, people, rights. */

import type { CompiledFlow } from './compile.ts';
import type { Directory } from './directory.ts';
import type { LookupResult } from './lookups.ts';
import type { Substitution } from './people/substitutes.ts';
import type { Actor } from './words.ts';

/** Rights that the kernel asks for by name; identity decides who has them. */
export type Right =
  | 'instance.terminate'
  | 'instance.retry'
  | 'instance.suspend'
  /** Jump, advance, replace. */
  | 'instance.steer'
  | 'instance.void'
  | 'instance.revive'
  | 'instance.migrate';

export interface Context {
  readonly nowMs: number;
  readonly actor: Actor;
  readonly directory: Directory;
  readonly may: (right: Right) => boolean;
  /** What outside services said, by the key of the question. */
  readonly lookups?: ReadonlyMap<string, LookupResult>;
  /** Arrangements of people to have others act for them (R3.7). */
  readonly substitutions?: readonly Substitution[];
  /** The version that a migration goes to. */
  readonly target?: CompiledFlow;
  /** true: a forecast; open questions stay open. */
  readonly supposing?: boolean;
}
