/** What administrators did to an instance (R8.2). */

import type { MachineCommand } from './commands.ts';
import type { Happened, Trace } from './events.ts';
import type { ArmedTimer } from './state.ts';
import type { Actor, PersonId, StepId } from './words.ts';

interface Ordered extends Happened {
  readonly by: Actor;
  readonly reason: string;
}

/** From now on every act is refused, and nothing falls due. */
export interface InstanceSuspended extends Ordered {
  readonly type: 'InstanceSuspended';
}

/** Due times leave out the time that the instance stood. */
export interface InstanceResumed extends Ordered {
  readonly type: 'InstanceResumed';
  /** The timers of each visit that had some. */
  readonly visits: readonly { readonly visit: number; readonly timers: readonly ArmedTimer[] }[];
  /** Those of the deadline, unless its clock stands for another reason. */
  readonly timers?: readonly ArmedTimer[];
  readonly trace?: Trace;
}

/** What the world said to a suspended instance is kept until it is resumed. */
export interface InputHeld extends Happened {
  readonly type: 'InputHeld';
  readonly command: MachineCommand;
}

/** `retired` visits close as cancelled; `superseded` closed ones lose their force. */
export interface InstanceJumped extends Ordered {
  readonly type: 'InstanceJumped';
  readonly to: StepId;
  readonly retired: readonly number[];
  readonly superseded: readonly number[];
}

export interface VisitAdvanced extends Ordered {
  readonly type: 'VisitAdvanced';
  readonly visit: number;
}

export interface SeatReplaced extends Ordered {
  readonly type: 'SeatReplaced';
  readonly visit: number;
  readonly seat: number;
  readonly to: PersonId;
  /** The snapshot that the new voter was found fit in. */
  readonly directory: string;
}

export interface InstanceVoided extends Ordered {
  readonly type: 'InstanceVoided';
}

/** `timers`: those of the deadline, counted anew. */
export interface InstanceRevived extends Ordered {
  readonly type: 'InstanceRevived';
  readonly to: StepId;
  readonly superseded: readonly number[];
  readonly timers?: readonly ArmedTimer[];
  readonly trace?: Trace;
}

export type AdminEvent =
  | InstanceSuspended
  | InstanceResumed
  | InputHeld
  | InstanceJumped
  | VisitAdvanced
  | SeatReplaced
  | InstanceVoided
  | InstanceRevived;
