/** What administrators did to an instance (R8.2). */

import type { MachineCommand } from './commands.ts';
import type { Happened, PeopleStage, Trace } from './events.ts';
import type { ArmedTimer } from './state.ts';
import type { Actor, FlowRef, JsonObject, PersonId, StepId } from './words.ts';

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
  /** How the new voter was found, where a change of the directory led to it (R3.2). */
  readonly people?: readonly PeopleStage[];
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

/** What became of a visit that was open: `rungs` are those that the other version has. */
export interface MigratedVisit {
  readonly visit: number;
  readonly votes: 'kept' | 'asked-again';
  readonly rungs: number;
}

/** From now on the instance runs in another version (R8.4). */
export interface InstanceMigrated extends Ordered {
  readonly type: 'InstanceMigrated';
  readonly from: FlowRef;
  readonly to: FlowRef;
  /** New ids of steps, by their old ones. */
  readonly steps: { readonly [from: StepId]: StepId };
  readonly visits: readonly MigratedVisit[];
  /** Rungs of the deadline that the other version has. */
  readonly rungs: number;
  /** The form, where the other version computes it to be another. */
  readonly form?: JsonObject;
}

/** Everything that the migration brought about has happened. */
export interface MigrationCompleted extends Happened {
  readonly type: 'MigrationCompleted';
}

/** Everything is as it was before the migration. */
export interface MigrationUndone extends Ordered {
  readonly type: 'MigrationUndone';
  readonly to: FlowRef;
}

export type AdminEvent =
  | InstanceMigrated
  | MigrationCompleted
  | MigrationUndone
  | InstanceSuspended
  | InstanceResumed
  | InputHeld
  | InstanceJumped
  | VisitAdvanced
  | SeatReplaced
  | InstanceVoided
  | InstanceRevived;
