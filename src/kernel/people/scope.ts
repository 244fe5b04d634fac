/** What resolvers read besides the data: what was chosen, and what was looked up outside. */

import type { Choose, Step } from '../definition.ts';
import type { Lookup, LookupResult } from '../lookups.ts';
import type { Run } from '../run.ts';
import type { Scope } from '../scope.ts';
import type { PersonId, StepId } from '../words.ts';
import { chooseOf, chosenFor } from './chosen.ts';

export interface PeopleScope extends Scope {
  /** The step whose people are sought. */
  readonly step?: StepId;
  /** Whom somebody named for the step; absent: nobody did. */
  readonly chosen?: readonly PersonId[];
  /**
   * What an outside service said; `pending`: the command has to be handled again with its answer;
   * `unknown`: the future is only supposed, and nobody is asked for its sake.
   */
  readonly lookUp: (lookup: Lookup) => LookupResult | 'pending' | 'unknown';
  /** true: the future is only supposed; what nobody chose yet is an open question. */
  readonly supposing: boolean;
}

/**
 * The scope in which a step's people are found.
 * Shape: `back`: the step is entered on the way back of a return, with whom it had before (R7.2).
 */
export function peopleScope(run: Run, step?: Step, back = false): PeopleScope {
  const choose: Choose | undefined = step && chooseOf(step);
  const chosen = step && choose && chosenFor(run.state, step.id, choose.by, back);
  return {
    ...run.scope(),
    ...(step ? { step: step.id } : {}),
    ...(chosen ? { chosen } : {}),
    lookUp: (lookup) => run.lookUp(lookup),
    supposing: run.context.supposing === true,
  };
}
