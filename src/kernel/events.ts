/** What has happened. Past tense; a stored event never changes its meaning. */

import type { AdminEvent } from './admin-events.ts';
import type { Dedupe, Requirement, Resume, StepKind } from './definition.ts';
import type { MemberEvent } from './member-events.ts';
import type {
  Advice,
  ArmedTimer,
  Awaited,
  BackTarget,
  Choices,
  Frame,
  Incident,
  Parent,
  Pledge,
  SeatGroup,
  SeatPlace,
  Seek,
  Vote,
} from './state.ts';
import type {
  Actor,
  FlowRef,
  InstanceId,
  JsonObject,
  PersonId,
  StepId,
  TenantId,
} from './words.ts';

export interface Happened {
  /** Epoch milliseconds, never before the event before it (D12). */
  readonly atMs: number;
}

export interface InstanceStarted extends Happened {
  readonly type: 'InstanceStarted';
  readonly tenant: TenantId;
  readonly instance: InstanceId;
  readonly flow: FlowRef;
  readonly initiator: PersonId;
  readonly subject: string;
  readonly form: JsonObject;
  readonly choices?: Choices;
  /** The rungs of the deadline (R9.4). */
  readonly timers?: readonly ArmedTimer[];
  /** The subflow step that asked for it. */
  readonly parent?: Parent;
  readonly trace?: Trace;
}

/** A step was entered. `seats` for steps that ask, `branches` for containers. */
export interface VisitOpened extends Happened, Frame {
  readonly type: 'VisitOpened';
  readonly visit: number;
  readonly step: StepId;
  readonly kind: StepKind | 'start';
  readonly seats?: readonly NewSeat[];
  readonly groups?: readonly NewGroup[];
  readonly timers?: readonly ArmedTimer[];
  readonly require?: readonly Requirement[];
  /** choice: the branch taken; parallel: every branch. */
  readonly branches?: readonly number[];
  readonly back?: BackTarget;
  readonly seek?: Seek;
  /** The message that the visit waits for. */
  readonly awaits?: Awaited;
  readonly trace?: Trace;
}

export interface NewSeat {
  readonly person: PersonId;
  readonly weight?: number;
  readonly veto?: true;
  /** true: asked later, by the order of the ballot (R5.3). */
  readonly waiting?: true;
  /** The number of its group; absent in the visit's own ballot. */
  readonly group?: number;
  readonly addedBy?: PersonId;
  /** Who is offered the task in place of the person (R3.7). */
  readonly substitute?: PersonId;
}

/** A group as it begins; one that a policy settled has its outcome at once. */
export type NewGroup = Omit<SeatGroup, 'n' | 'closedBy' | 'claim'>;

/** Why it came out so: the inputs of an automatic choice (R12.2). */
export interface Trace {
  /** How the people were found, stage by stage (R3.3). */
  readonly people?: readonly PeopleStage[];
  readonly directory?: string;
  /** Numbers of the rows of a decision table that held, from 1. */
  readonly rows?: readonly number[];
  /** The calendar of that directory by which the ladder's working time was counted. */
  readonly calendar?: string;
  /** The expression that decided, and the values it read. */
  readonly because?: { readonly expression: string; readonly values: JsonObject };
  readonly note?: string;
  /** In a forecast only: what has to be known before the people are. */
  readonly open?: OpenQuestion;
}

/** Whose people are not known beforehand: somebody will choose, or a service will be asked. */
export type OpenQuestion =
  | {
      readonly kind: 'choose';
      readonly by: 'initiator' | 'previous';
      /** Who may be named; absent: anybody. */
      readonly from?: readonly PersonId[];
      readonly min: number;
      readonly max: number;
    }
  | { readonly kind: 'function' | 'http'; readonly target: string };

export interface PeopleStage {
  readonly stage:
    | 'resolved'
    | 'inactive'
    | 'except'
    | 'also'
    | 'initiator'
    | 'distinct'
    | 'empty'
    | 'kept'
    | 'added'
    | 'removed'
    | 'reassigned'
    | 'dedupe'
    | 'assigned'
    | 'substitute'
    | 'stand-in';
  readonly people: readonly PersonId[];
  readonly rule?: string;
  /** The group of the ballot that was filled (R5.8). */
  readonly group?: string;
  /** What an assignment went by: open tasks of each, or the turn (R3.8). */
  readonly figures?: { readonly [name: string]: number };
}

export interface VisitSkipped extends Happened, Frame {
  readonly type: 'VisitSkipped';
  readonly visit: number;
  readonly step: StepId;
  readonly kind: StepKind;
  readonly trace: Trace;
}

/** A sequence asks its next seat (R5.3). */
export interface SeatOpened extends Happened {
  readonly type: 'SeatOpened';
  readonly visit: number;
  readonly seat: number;
  /** Who is offered the task in place of the person (R3.7). */
  readonly substitute?: PersonId;
}

/** An escalation gave an open seat to somebody else (R9.1). */
export interface SeatEscalated extends Happened {
  readonly type: 'SeatEscalated';
  readonly visit: number;
  readonly seat: number;
  readonly to: PersonId;
  readonly rung: number;
  /** The snapshot that named the manager (R12.2). */
  readonly directory: string;
}

/** A voter gave the seat to somebody else, for good (R6.4). */
export interface SeatTransferred extends Happened {
  readonly type: 'SeatTransferred';
  readonly visit: number;
  readonly seat: number;
  readonly to: PersonId;
  readonly by: Actor;
  readonly comment?: string;
  /** The snapshot that the new voter was found fit in. */
  readonly directory: string;
}

/** A voter asks another for an opinion, who has the task until it came (R6.5). */
export interface SeatDelegated extends Happened {
  readonly type: 'SeatDelegated';
  readonly visit: number;
  readonly seat: number;
  readonly to: PersonId;
  readonly by: Actor;
  readonly comment?: string;
  readonly directory: string;
}

/** The delegate said what to do; the task is its owner's again (R6.5). */
export interface OpinionGiven extends Happened {
  readonly type: 'OpinionGiven';
  readonly visit: number;
  readonly seat: number;
  readonly advice: Advice;
  readonly by: Actor;
  /** The principal: on whose behalf (T4). */
  readonly for: PersonId;
  readonly comment?: string;
}

/** The owner took the task back before the opinion came (R6.5). */
export interface DelegationRecalled extends Happened {
  readonly type: 'DelegationRecalled';
  readonly visit: number;
  readonly seat: number;
  readonly by: Actor;
  readonly comment?: string;
}

export interface VoteCast extends Happened {
  readonly type: 'VoteCast';
  readonly visit: number;
  readonly seat: number;
  readonly vote: Vote;
  readonly by: Actor;
  /** The principal: on whose behalf, when it is not the actor (R3.7). */
  readonly for?: PersonId;
  readonly comment?: string;
  readonly signature?: string;
  /** Whom the voter names for the steps behind this one (R3.1). */
  readonly choices?: Choices;
  /** The hash of the fields that the step's voters see (R10.1). */
  readonly seen?: string;
}

/** The person has approved before: the seat counts as approved (R4.3). */
export interface SeatSettled extends Happened {
  readonly type: 'SeatSettled';
  readonly visit: number;
  readonly seat: number;
  readonly by: Actor;
  readonly policy: Dedupe['kind'];
  readonly evidence: SeatPlace;
  /** The hash of the fields that the step shows (R10.1). */
  readonly seen?: string;
}

/** The form changed in what these voters saw (R10.1). */
export interface VotesStale extends Happened {
  readonly type: 'VotesStale';
  readonly votes: readonly { readonly visit: number; readonly seat: number }[];
}

/** A stale vote is void, and its voter is asked again (R10.1). */
export interface SeatReopened extends Happened {
  readonly type: 'SeatReopened';
  readonly visit: number;
  readonly seat: number;
  /** true: asked later, by the order of the ballot. */
  readonly waiting?: true;
}

/** `form` holds the changed fields, or with `replace` the whole new form. */
export interface FormChanged extends Happened {
  readonly type: 'FormChanged';
  readonly visit: number;
  readonly by: Actor;
  readonly form: JsonObject;
  readonly replace?: true;
}

/** The initiator of a returned instance names people anew (R3.1). */
export interface PeopleChosen extends Happened {
  readonly type: 'PeopleChosen';
  readonly by: Actor;
  readonly choices: Choices;
}

/** What the visit waited for has come. */
export interface MessageReceived extends Happened {
  readonly type: 'MessageReceived';
  readonly visit: number;
  /** The message's id. */
  readonly message: string;
}

/** A subflow asks for its children. */
export interface ChildrenStarted extends Happened {
  readonly type: 'ChildrenStarted';
  readonly visit: number;
  readonly flow: string;
  readonly children: readonly { readonly n: number; readonly id: InstanceId }[];
  readonly wait: boolean;
}

export interface ChildEnded extends Happened {
  readonly type: 'ChildEnded';
  readonly visit: number;
  readonly child: number;
  readonly outcome: string;
  readonly vars?: JsonObject;
}

/** Nobody waits for the child any more: it is terminated (R8.3). */
export interface ChildStopped extends Happened {
  readonly type: 'ChildStopped';
  readonly visit: number;
  readonly child: number;
}

/** Calls of the saga are to be undone, or confirmed, one after the other. */
export interface SagaTurned extends Happened {
  readonly type: 'SagaTurned';
  readonly steps: readonly number[];
  readonly to: 'undo' | 'confirm';
}

export interface SagaRequested extends Happened {
  readonly type: 'SagaRequested';
  readonly step: number;
  /** The visit of the call. */
  readonly visit: number;
  readonly purpose: 'undo' | 'confirm';
}

export interface SagaSettled extends Happened {
  readonly type: 'SagaSettled';
  readonly step: number;
  readonly purpose: 'undo' | 'confirm';
  readonly failure?: string;
}

/** A step computed variables; others stay as they were. */
export interface VariablesSet extends Happened {
  readonly type: 'VariablesSet';
  readonly visit: number;
  readonly vars: JsonObject;
}

export interface VisitClosed extends Happened {
  readonly type: 'VisitClosed';
  readonly visit: number;
  readonly outcome: 'passed' | 'rejected' | 'cancelled';
  /** How the ballot came to it, or what cancelled the visit. */
  readonly why?: string;
  /** Who brought it about; present when tasks close with the visit (R6.16). */
  readonly by?: Actor;
}

export interface BranchEnded extends Happened {
  readonly type: 'BranchEnded';
  readonly visit: number;
  readonly branch: number;
}

/** `retired` visits close as returned; `superseded` closed ones lose their force (R7.3). */
export interface Returned extends Happened {
  readonly type: 'Returned';
  readonly from: number;
  readonly to: StepId;
  readonly resume: Resume;
  readonly by: Actor;
  readonly comment?: string;
  readonly retired: readonly number[];
  readonly superseded: readonly number[];
}

/** `visit` is 0 for a rung of the deadline. */
export interface PeopleNotified extends Happened {
  readonly type: 'PeopleNotified';
  readonly visit: number;
  readonly people: readonly PersonId[];
  readonly reason: 'step' | 'rung' | 'remind' | 'stale';
  /** Why nobody could be found; the votes go on without it. */
  readonly failure?: string;
}

/** `visit` is 0 for a rung of the deadline. */
export interface TimerFired extends Happened {
  readonly type: 'TimerFired';
  readonly visit: number;
  readonly rung: number;
}

/** The deadline's clock stands from now on (R7.7). */
export interface ClockStopped extends Happened {
  readonly type: 'ClockStopped';
}

/** The deadline's clock goes on, with due times that leave out the time it stood (R7.7). */
export interface ClockResumed extends Happened {
  readonly type: 'ClockResumed';
  readonly timers: readonly ArmedTimer[];
  readonly trace?: Trace;
}

export interface CallRequested extends Happened {
  readonly type: 'CallRequested';
  readonly visit: number;
  readonly method: string;
  readonly url: string;
  readonly body: JsonObject;
  readonly pledge?: Pledge;
}

export interface CallSettled extends Happened {
  readonly type: 'CallSettled';
  readonly visit: number;
  /** The number under which the call joins the saga of the instance (R11.2). */
  readonly saga?: number;
  readonly status?: number;
  readonly failure?: string;
}

/** The visit stands still until somebody retries it (R2.3). */
export interface IncidentRaised extends Happened {
  readonly type: 'IncidentRaised';
  readonly visit: number;
  readonly incident: Incident;
}

export interface IncidentResolved extends Happened {
  readonly type: 'IncidentResolved';
  readonly visit: number;
  readonly by: Actor;
}

export interface Commented extends Happened {
  readonly type: 'Commented';
  readonly by: Actor;
  readonly text: string;
}

export interface InstanceEnded extends Happened {
  readonly type: 'InstanceEnded';
  readonly outcome: string;
  readonly by: Actor;
  readonly reason?: string;
}

export type Event =
  | AdminEvent
  | InstanceStarted
  | VisitOpened
  | VisitSkipped
  | SeatOpened
  | SeatEscalated
  | SeatTransferred
  | SeatDelegated
  | MemberEvent
  | OpinionGiven
  | DelegationRecalled
  | VoteCast
  | SeatSettled
  | VotesStale
  | SeatReopened
  | FormChanged
  | PeopleChosen
  | VariablesSet
  | SagaTurned
  | SagaRequested
  | SagaSettled
  | ChildrenStarted
  | ChildEnded
  | ChildStopped
  | MessageReceived
  | VisitClosed
  | BranchEnded
  | Returned
  | PeopleNotified
  | TimerFired
  | ClockStopped
  | ClockResumed
  | CallRequested
  | CallSettled
  | IncidentRaised
  | IncidentResolved
  | Commented
  | InstanceEnded;

export type EventType = Event['type'];
