/** Acts of those who take part that neither vote nor hand a task on. */

import type { OnSeat } from './commands.ts';
import type { PersonId, StepId } from './words.ts';

/** A voter adds people to a step that is still to come (R6.15). */
export interface AddAhead extends OnSeat {
  readonly type: 'AddAhead';
  readonly step: StepId;
  readonly people: readonly PersonId[];
}

/** One of a pool takes its task (R6.3). */
export interface ClaimTask extends OnSeat {
  readonly type: 'ClaimTask';
}

/** The task is given back to the pool; also by an administrator (R6.3). */
export interface UnclaimTask extends OnSeat {
  readonly type: 'UnclaimTask';
}

/** A voter takes the vote back (R6.10). */
export interface TakeBackVote extends OnSeat {
  readonly type: 'TakeBackVote';
}

/** Whoever is asked is told so again (R6.11). */
export interface RemindPeople {
  readonly type: 'RemindPeople';
  /** Absent: at every step that waits for people. */
  readonly visit?: number;
  readonly comment?: string;
}

/** People are told of the instance (R6.14). */
export interface CopyTo {
  readonly type: 'CopyTo';
  readonly people: readonly PersonId[];
  readonly comment?: string;
}
