/** What can be asked of an instance. Imperative; each has its handler in `handle/`. */

import type { AdminCommand } from './admin-commands.ts';
import type { Resume, ReturnTarget } from './definition.ts';
import type {
  AddAhead,
  ClaimTask,
  CopyTo,
  RemindPeople,
  TakeBackVote,
  UnclaimTask,
} from './member-commands.ts';
import type { Advice, Choices, Parent } from './state.ts';
import type { InstanceId, Json, JsonObject, PersonId, TenantId } from './words.ts';

/** Starts an instance; the only command without a state before it. */
export interface StartInstance {
  readonly type: 'StartInstance';
  readonly tenant: TenantId;
  readonly instance: InstanceId;
  readonly form: JsonObject;
  /** Whose child it is, and in whose name it starts; sent by the outbox alone. */
  readonly parent?: Parent & { readonly initiator: PersonId };
  /** People for the steps that leave it to the initiator (R3.1). */
  readonly choices?: Choices;
}

export interface OnSeat {
  /** The visit and the seat within it: the task `<instance>.<visit>.<seat>`. */
  readonly visit: number;
  readonly seat: number;
  readonly comment?: string;
}

interface OnTask extends OnSeat {
  /** The actor's signature, where the step demands one. */
  readonly signature?: string;
  /** Fields to change with the act, within the step's field rights (R6.18). */
  readonly form?: JsonObject;
  /** The hash of what the actor was shown (R10.1): the act is refused when that has changed. */
  readonly seen?: string;
}

interface Naming {
  /** People for the steps behind that leave it to this vote (R3.1). */
  readonly choices?: Choices;
}

export interface ApproveTask extends OnTask, Naming {
  readonly type: 'ApproveTask';
}
export interface RejectTask extends OnTask {
  readonly type: 'RejectTask';
}
export interface AbstainTask extends OnTask {
  readonly type: 'AbstainTask';
}
/** The only decision on a `handle` step: done. */
export interface CompleteTask extends OnTask, Naming {
  readonly type: 'CompleteTask';
}
export interface ReturnTask extends OnTask {
  readonly type: 'ReturnTask';
  readonly to: ReturnTarget;
  /** Default `forward`. */
  readonly resume?: Resume;
}
/** The task becomes another's, for good (R6.4). */
export interface TransferTask extends OnSeat {
  readonly type: 'TransferTask';
  readonly to: PersonId;
}
/** People are brought in: before the own vote, after it, or as voters beside it (R6.6 to R6.8). */
export interface AddPeople extends OnTask, Naming {
  readonly type: 'AddPeople';
  /** `after`: the act approves, too, and carries what an approval carries. */
  readonly where: 'before' | 'after' | 'beside';
  readonly people: readonly PersonId[];
  /** before, after: how their votes add up; default `all`. */
  readonly mode?: AddedMode;
}
export type AddedMode = 'all' | 'any' | 'sequence' | { readonly count: number };
/** A voter who has not voted is taken off (R6.9). */
export interface RemoveTask extends OnSeat {
  readonly type: 'RemoveTask';
}
/** Another is asked for an opinion; the vote stays with the task's owner (R6.5). */
export interface DelegateTask extends OnSeat {
  readonly type: 'DelegateTask';
  readonly to: PersonId;
}
/** The delegate's opinion, with which the task goes back to its owner (R6.5). */
export interface AdviseTask extends OnSeat {
  readonly type: 'AdviseTask';
  readonly advice: Advice;
}
/** The owner takes a delegated task back without the opinion (R6.5). */
export interface RecallTask extends OnSeat {
  readonly type: 'RecallTask';
}
/** The initiator sends a returned instance on, with the form as it now is (R7.6). */
export interface ResubmitInstance {
  readonly type: 'ResubmitInstance';
  readonly form?: JsonObject;
  readonly comment?: string;
  /** In place of those named before, step by step (R3.1). */
  readonly choices?: Choices;
}
export interface WithdrawInstance {
  readonly type: 'WithdrawInstance';
  readonly reason?: string;
}
export interface AddComment {
  readonly type: 'AddComment';
  readonly text: string;
}
/** A due rung of a visit's ladder, or with visit 0 of the deadline; by the timer service. */
export interface FireTimer {
  readonly type: 'FireTimer';
  readonly visit: number;
  readonly rung: number;
}
/** The end of a call's deliveries, by the outbox. */
export interface SettleCall {
  readonly type: 'SettleCall';
  readonly visit: number;
  /** Which of its requests, if not the call itself (R11.2, R11.3). */
  readonly purpose?: 'undo' | 'confirm';
  readonly result:
    | { readonly kind: 'delivered'; readonly status: number }
    | { readonly kind: 'failed'; readonly message: string };
}
/** A message that a visit waits for, by the message service. */
export interface ReceiveMessage {
  readonly type: 'ReceiveMessage';
  readonly visit: number;
  /** The id of the message. */
  readonly message: string;
  /** Absent in a forecast: nobody knows yet what it will hold. */
  readonly payload?: Json;
}
/** The end of a child, or why it could not be started, by the outbox. */
export interface SettleChild {
  readonly type: 'SettleChild';
  readonly visit: number;
  /** The number of the child within the visit. */
  readonly child: number;
  readonly result:
    | {
        readonly kind: 'ended';
        readonly outcome: string;
        /** Absent in a forecast: nothing is taken from it. */
        readonly form?: JsonObject;
        readonly vars?: JsonObject;
      }
    | { readonly kind: 'failed'; readonly message: string };
}
/** The directory has changed: tasks of people who left or moved are found anew, by the engine (R3.2). */
export interface ReassignTasks {
  readonly type: 'ReassignTasks';
}
/** An administrator tries the step of an incident again (R2.3). */
export interface RetryStep {
  readonly type: 'RetryStep';
  readonly visit: number;
}

export type Command =
  | StartInstance
  | ApproveTask
  | RejectTask
  | AbstainTask
  | CompleteTask
  | ReturnTask
  | TransferTask
  | AddPeople
  | RemoveTask
  | AddAhead
  | ClaimTask
  | UnclaimTask
  | TakeBackVote
  | RemindPeople
  | CopyTo
  | DelegateTask
  | AdviseTask
  | RecallTask
  | ResubmitInstance
  | WithdrawInstance
  | AdminCommand
  | AddComment
  | FireTimer
  | MachineCommand
  | RetryStep;

/** What the world answers, brought by the engine's services; a suspended instance keeps it. */
export type MachineCommand = SettleCall | ReceiveMessage | SettleChild | ReassignTasks;

export type CommandType = Command['type'];
/** Acts that decide something of the task's visit. */
export type TaskCommand = ApproveTask | RejectTask | AbstainTask | CompleteTask | ReturnTask;
/** Acts that change who has the task. */
export type HandOnCommand = TransferTask | DelegateTask | AdviseTask | RecallTask;
/** Acts that change who votes in the visit. */
export type MemberCommand =
  | AddPeople
  | RemoveTask
  | AddAhead
  | ClaimTask
  | UnclaimTask
  | TakeBackVote;
