/** What only administrators ask of an instance, each time with a reason (R8.2). */

import type { FlowRef, PersonId, StepId } from './words.ts';

interface WithReason {
  readonly reason: string;
}

export interface TerminateInstance extends WithReason {
  readonly type: 'TerminateInstance';
}
/** 挂起: nothing is done on the instance, and its clocks stand, until it is resumed. */
export interface SuspendInstance extends WithReason {
  readonly type: 'SuspendInstance';
}
export interface ResumeInstance extends WithReason {
  readonly type: 'ResumeInstance';
}
/** 跳转: goes on at a step of the flow, whatever is open in the list around it. */
export interface JumpInstance extends WithReason {
  readonly type: 'JumpInstance';
  readonly to: StepId;
}
/** Passes an open visit, or one that stands still, without the votes it waits for. */
export interface AdvanceVisit extends WithReason {
  readonly type: 'AdvanceVisit';
  readonly visit: number;
}
/** Gives an open task to another person, without a word of the one who has it. */
export interface ReplaceVoter extends WithReason {
  readonly type: 'ReplaceVoter';
  readonly visit: number;
  readonly seat: number;
  readonly to: PersonId;
}
/** 作废: what an ended instance came to does not count. */
export interface VoidInstance extends WithReason {
  readonly type: 'VoidInstance';
}
/** 唤醒: an ended instance runs again, from a step on. */
export interface ReviveInstance extends WithReason {
  readonly type: 'ReviveInstance';
  readonly to: StepId;
}

/** What a migration does with votes, added people, delegations and timers of an open step. */
export type VotesPolicy = 'keep' | 'ask-again' | 'ask-again-if-content-changed';

/** Where the open steps of an instance stand in another version, by their ids here (R8.4). */
export interface MigrationPlan {
  readonly steps?: {
    readonly [from: StepId]: {
      /** The same id when absent. */
      readonly to?: StepId;
      readonly votes?: VotesPolicy;
    };
  };
  /** For steps that do not say it; default `keep`. */
  readonly votes?: VotesPolicy;
}

/** 迁移: goes on in another version of the flow; the context brings that version. */
export interface MigrateInstance extends WithReason {
  readonly type: 'MigrateInstance';
  readonly to: FlowRef;
  readonly plan: MigrationPlan;
}
/** Takes a migration back, as long as the instance has not moved. */
export interface UndoMigration extends WithReason {
  readonly type: 'UndoMigration';
}

export type AdminCommand =
  | MigrateInstance
  | UndoMigration
  | TerminateInstance
  | SuspendInstance
  | ResumeInstance
  | JumpInstance
  | AdvanceVisit
  | ReplaceVoter
  | VoidInstance
  | ReviveInstance;
