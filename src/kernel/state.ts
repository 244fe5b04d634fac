/** What is true of one instance: the fold of its events, plain JSON, never changed in place. */

import type { MachineCommand } from './commands.ts';
import type { Ballot, Requirement, StepKind } from './definition.ts';
import type { Effect } from './effects.ts';
import type {
  Actor,
  FlowRef,
  InstanceId,
  JsonObject,
  PersonId,
  StepId,
  TenantId,
} from './words.ts';

/** The id of the visit that stands for the initiator's submission; no step may bear it. */
export const START_STEP = 'start';

export interface InstanceState {
  readonly tenant: TenantId;
  readonly id: InstanceId;
  readonly flow: FlowRef;
  /** Events folded so far; the compare-and-set of R13.1. */
  readonly seq: number;
  readonly status: InstanceStatus;
  /** `approved`, `rejected`, `withdrawn`, `terminated`, `void` or the flow's own word; set when ended. */
  readonly outcome?: string;
  readonly initiator: PersonId;
  /** The subflow step that started it. */
  readonly parent?: Parent;
  readonly subject: string;
  readonly startedAtMs: number;
  /** The time of the last event; never falls (D12). */
  readonly updatedAtMs: number;
  readonly endedAtMs?: number;
  readonly endedBy?: Actor;
  /** Present after a migration that can still be undone. */
  readonly migration?: Migration;
  /** Present while suspended. */
  readonly suspension?: Suspension;
  readonly form: JsonObject;
  /** What steps computed (规则); absent until the first. */
  readonly vars?: JsonObject;
  /** Rises with each change of the form. */
  readonly formRevision: number;
  /** The deadline's timers (R9.4); present when the flow has a deadline. */
  readonly clock?: Clock;
  /** Calls that can be undone or are to be confirmed, in the order of their success (R11.2). */
  readonly saga?: readonly SagaStep[];
  /** Visit n stands at index n − 1. */
  readonly visits: readonly Visit[];
  /** People to be asked beside the others when a step is entered (R6.15). */
  readonly ahead?: readonly AddedAhead[];
  /** People told so far, each once (R6.14). */
  readonly notified: readonly PersonId[];
  /** What is to happen outside once it can be taken back no more (R6.13). */
  readonly held?: readonly HeldEffects[];
  /** Whom the initiator named for steps that leave it to them (R3.1). */
  readonly choices?: Choices;
}

/** The effects of one vote; a timer of the instance with this rung lets them go. */
export interface HeldEffects {
  readonly rung: number;
  readonly dueAtMs: number;
  readonly effects: readonly Effect[];
}

/** The first rung that stands for held effects; those of ladders are far below. */
export const HELD_RUNG = 1_000_000;

/** People by the step that they are named for. */
export interface Choices {
  readonly [step: StepId]: readonly PersonId[];
}

export type InstanceStatus = 'running' | 'suspended' | 'ended';

/** What it takes to undo a migration; kept until the instance moves (R8.4). */
export interface Migration {
  readonly from: FlowRef;
  /** The visits that were open, as they were. */
  readonly open: readonly Visit[];
  /** How many visits there were. */
  readonly visits: number;
  /** New ids of steps, by their old ones. */
  readonly steps: { readonly [from: StepId]: StepId };
  readonly clock?: Clock;
  /** The form, where the other version computed it to be another. */
  readonly form?: JsonObject;
  readonly isComplete: boolean;
}

/** Why nothing may be done on the instance (R6.16). */
export interface Suspension {
  readonly atMs: number;
  readonly by: Actor;
  readonly reason: string;
  /** What the world said meanwhile, in order; it is heard on resumption. */
  readonly held?: readonly MachineCommand[];
}

/** The timers of the whole instance. */
export interface Clock {
  /** Rungs that have not fired yet, by due time. */
  readonly timers: readonly ArmedTimer[];
  /** Since when the clock stands (R7.7); nothing falls due meanwhile. */
  readonly stoppedAtMs?: number;
}

/** The number that stands for the instance itself where a visit's number is expected. */
export const INSTANCE_VISIT = 0;

/** A visit's place: inside branch `branch` of the open container visit `parent`; 0 is the flow. */
export interface Frame {
  readonly parent: number;
  readonly branch: number;
}

export type VisitStatus =
  | 'open'
  /** An expression or a call failed; waits for a retry (R2.3). */
  | 'incident'
  | 'passed'
  | 'rejected'
  | 'skipped'
  /** Retired by a return (R7.3). */
  | 'returned'
  /** Undone with the vote that it followed from (R6.10). */
  | 'taken-back'
  /** Closed because the instance or its branch ended without it. */
  | 'cancelled';

export interface Visit extends Frame {
  readonly n: number;
  readonly step: StepId;
  readonly kind: StepKind | 'start';
  readonly status: VisitStatus;
  readonly openedAtMs: number;
  readonly closedAtMs?: number;
  /** Who closed tasks that nobody had settled, with the visit (R6.16). */
  readonly closedBy?: Actor;
  /** A later return covers this closed visit: its votes are history, not evidence (R7.3). */
  readonly superseded?: true;
  /** approval, handle, start: one seat per person asked, seat n at index n − 1. */
  readonly seats?: readonly Seat[];
  /** Ballots within the ballot (R5.8), and of people who were added (R6.6, R6.7). */
  readonly groups?: readonly SeatGroup[];
  /** Rungs that have not fired yet, by due time. */
  readonly timers?: readonly ArmedTimer[];
  /** choice: the branch taken; parallel: every branch. */
  readonly branches?: readonly number[];
  /** parallel: which branches have ended. */
  readonly ended?: readonly number[];
  /** When somebody last reminded its people by hand (R6.11). */
  readonly remindedAtMs?: number;
  /** Came from a return with resume `back`: where to go when this visit passes (R7.2). */
  readonly back?: BackTarget;
  /** Stopped by an incident on the way to a step: where a retry heads for. */
  readonly seek?: Seek;
  readonly incident?: Incident;
  /** call: what follows once it has succeeded. */
  readonly pledge?: Pledge;
  /** subflow: child n at index n − 1. */
  readonly children?: readonly Child[];
  /** wait: the message that it waits for, while it is open. */
  readonly awaits?: Awaited;
  /** Whom its voters named for the steps behind it, the last one by step (R3.1). */
  readonly choices?: Choices;
  readonly require?: readonly Requirement[];
}

/** A request as it goes out. */
export interface OutsideRequest {
  readonly method: string;
  readonly url: string;
  readonly body: JsonObject;
  readonly attemptsMax: number;
  readonly backoffMs: readonly [number, number];
}

/** What follows a call: taking it back, or making it final. */
export interface Pledge {
  readonly undo: OutsideRequest;
  readonly confirm?: OutsideRequest;
  readonly confirmAt?: StepId;
}

/** A call that succeeded, in the saga of its instance. */
export interface SagaStep {
  readonly n: number;
  readonly visit: number;
  /** The idempotency key with which it is undone. */
  readonly key: string;
  readonly pledge: Pledge;
  readonly status:
    | 'held'
    | 'undo-due'
    | 'undoing'
    | 'undone'
    | 'undo-failed'
    | 'confirm-due'
    | 'confirming'
    | 'confirmed'
    | 'confirm-failed';
  /** Why the last delivery was given up; a person has to look. */
  readonly failure?: string;
}

/** A message by its name and its key. */
export interface Awaited {
  readonly message: string;
  readonly key: string;
}

/** The place of a child in the instance that started it. */
export interface Parent {
  readonly instance: InstanceId;
  readonly visit: number;
  /** The number of the child within the visit. */
  readonly child: number;
  /** Parents above, this one included. */
  readonly depth: number;
  /** What is left to it of `LIMITS.familyMax`; all of it when absent. */
  readonly room?: number;
}

/** An instance that a subflow step started. */
export interface Child {
  readonly n: number;
  readonly id: InstanceId;
  /** `stopped`: its parent went on without it; `detached`: nobody ever waits for it. */
  readonly status: 'running' | 'ended' | 'stopped' | 'detached';
  readonly outcome?: string;
  /** What the step took from it. */
  readonly vars?: JsonObject;
}

export interface Seat {
  readonly n: number;
  /** The principal: whose decision it is. */
  readonly person: PersonId;
  /** Who is offered the task besides the person, and may act for them (R3.7). */
  readonly substitute?: PersonId;
  /** The seat this one took over by escalation or transfer. */
  readonly from?: number;
  /** The group whose ballot it votes in; absent for the visit's own. */
  readonly group?: number;
  /** Who brought the person in by hand (R6.6 to R6.8); kept when the seat is handed on. */
  readonly addedBy?: PersonId;
  /** Whom the principal asked for an opinion, in order; only the last may still be asked (R6.5). */
  readonly delegations?: readonly Delegation[];
  readonly weight?: number;
  readonly veto?: true;
  readonly status: 'waiting' | 'open' | 'voted' | 'closed';
  /** When the person was asked by a vote that was taken back; not asked now (R6.10). */
  readonly askedAtMs?: number;
  /** When the person was asked; absent while a sequence has not come to this seat. */
  readonly openedAtMs?: number;
  readonly vote?: Vote;
  /** Who really acted; set with `vote`. */
  readonly actor?: Actor;
  readonly comment?: string;
  readonly signature?: string;
  /** The form's revision when the vote was cast (R10.1). */
  readonly formRevision?: number;
  /** The hash of what the voter saw (R10.1). */
  readonly seen?: string;
  /** The vote by which the system settled the seat (R4.3). */
  readonly evidence?: SeatPlace;
  /** Something that the voter saw has changed since (R10.1). */
  readonly stale?: true;
  readonly closedAtMs?: number;
  readonly closed?: SeatClosing;
  /** Who removed the voter (R6.9). */
  readonly closedBy?: Actor;
}

/** Seats of a visit with a ballot of their own, which counts as one voice. */
export interface SeatGroup {
  readonly n: number;
  /** Its name in the flow (R5.8); absent where people were added. */
  readonly name?: string;
  readonly ballot: Ballot;
  readonly weight?: number;
  /** The seat whose vote waits for it: it votes before that one, or after it. */
  readonly of?: number;
  readonly where?: 'before' | 'after';
  readonly addedBy?: PersonId;
  /** One of its people votes for all (R6.3). */
  readonly pool?: true;
  /** The seat that has claimed the pool's task. */
  readonly claim?: number;
  /** Absent while its ballot is open; only a pool abstains. */
  readonly outcome?: 'passed' | 'rejected' | 'abstained' | 'not-needed';
  readonly why?: string;
  readonly closedBy?: Actor;
}

/** A seat within an instance. */
export interface SeatPlace {
  readonly visit: number;
  readonly seat: number;
}

export type Vote = 'approve' | 'reject' | 'abstain' | 'done' | 'return';
export type SeatClosing =
  | 'not-needed'
  | 'returned'
  | 'cancelled'
  | 'escalated'
  /** Something that the voter saw changed, and the voter is asked again (R10.1). */
  | 'changed'
  | 'transferred'
  | 'removed'
  | 'taken-back'
  | 'replaced';

/** One opinion that was asked for: the delegate acts, on behalf of the seat's principal (T4). */
export interface Delegation {
  readonly to: PersonId;
  readonly atMs: number;
  /** Absent while the delegate has the task, and where the seat closed before the opinion came. */
  readonly endedAtMs?: number;
  readonly end?: 'advised' | 'recalled';
  readonly advice?: Advice;
  readonly comment?: string;
}

/** What a delegate would do; `none` leaves it at the comment. */
export type Advice = 'approve' | 'reject' | 'none';

export interface ArmedTimer {
  readonly rung: number;
  readonly dueAtMs: number;
}

/** A step to head for: those before it are passed over, containers on the way are entered. */
export interface Seek {
  readonly step: StepId;
  /** People to ask again there, if they still may be (R7.2). */
  readonly people?: readonly PersonId[];
  /** Whom the step had asked at first, person by person; present when a seat was handed on. */
  readonly asked?: readonly PersonId[];
  /** Whom voters had added there, to be added again (R7.2). */
  readonly added?: readonly AddedPeople[];
  /** Where to go back to once it has passed. */
  readonly back?: BackTarget;
  /** An administrator leads there: conditions and skips on the way are passed over (R8.2). */
  readonly force?: true;
}

/** The step that returned the instance, with its people, and where that was heading itself. */
export interface BackTarget extends Seek {
  readonly people: readonly PersonId[];
}

/** People brought into a visit by hand: into a ballot that stands, or round somebody's vote. */
export interface AddedPeople {
  readonly where: 'before' | 'after' | 'beside';
  readonly people: readonly PersonId[];
  readonly by: PersonId;
  /** before, after: whose vote waits for them. */
  readonly of?: PersonId;
  /** before, after: how their votes add up. */
  readonly ballot?: Ballot;
  /** beside: the group of the flow whose ballot they joined; absent for the visit's own. */
  readonly group?: string;
}

export interface AddedAhead {
  readonly step: StepId;
  readonly people: readonly PersonId[];
  readonly by: PersonId;
}

export interface Incident {
  readonly code: string;
  readonly message: string;
}
