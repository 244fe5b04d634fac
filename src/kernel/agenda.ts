/** What a walk still has to do, and what a step hands it on entry. */

import type { CompiledStep } from './compile.ts';
import type { Step } from './definition.ts';
import type { BackTarget, Frame, Seek } from './state.ts';

/** Something still to do; of a list, the last one is done first. */
export type Todo =
  | { readonly do: 'enter'; readonly frame: Frame; readonly index: number; readonly seek?: Seek }
  | { readonly do: 'leave'; readonly frame: Frame }
  | { readonly do: 'passed'; readonly visit: number; readonly back?: BackTarget };

/** A step about to be entered. */
export interface Entry<S extends Step = Step> {
  readonly step: S;
  readonly place: CompiledStep;
  readonly frame: Frame;
  /** The step to head for, which is this one or lies within it. */
  readonly seek: Seek | undefined;
  /** `seek`, if this step is the one sought. */
  readonly here: Seek | undefined;
}

/** Goes on behind a visit that passed, or back to where a return came from. */
export function passed(visit: number, back: BackTarget | undefined): Todo {
  return { do: 'passed', visit, ...(back ? { back } : {}) };
}

/** Enters a list at an index, heading for `seek` if given. */
export function entering(frame: Frame, index: number, seek: Seek | undefined): Todo {
  return { do: 'enter', frame, index, ...(seek ? { seek } : {}) };
}
