/** What the act bar and its strip work with. */

import type { Text } from '../../../kernel/index.ts';
import type { Desk, Task } from '../../../protocol/index.ts';
import type { Deciding, Decision, Verdict } from './decide.ts';
import type { Opinion } from './opinion.ts';

export interface ActProps {
  readonly task: Task;
  readonly desk: Desk | undefined;
  /** What is about to be decided. */
  readonly armed: Verdict | undefined;
  readonly onArm: (verdict: Verdict | undefined) => void;
  /** The hash of what is shown; undefined while that and what may be done are of two moments. */
  readonly seen: string | undefined;
  readonly opinion: Opinion;
  readonly deciding: Deciding;
  /** Fields that the person has changed. */
  readonly formChanges: Decision['form'];
  readonly isFormValid: boolean;
  /** Who else is still to decide in the same visit. */
  readonly others: readonly { readonly name: Text }[];
  /** How many tasks are ticked, to be decided on together. */
  readonly ticked: number;
  readonly onUntickAll: () => void;
  readonly onDone: () => void;
}

/** What an act is bound to. */
export interface Bound {
  /** The hash of the content that the person has seen. */
  readonly seen: string | undefined;
  /** Whether it is another by now; then nothing is sent. */
  readonly isStale: boolean;
  /** The person has seen the changes. */
  readonly look: () => void;
}
