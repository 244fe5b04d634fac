/** What changed who votes, and who was told, by hand (R6.6 to R6.15). */

import type { Effect } from './effects.ts';
import type { Happened, NewGroup, NewSeat, PeopleStage } from './events.ts';
import type { Choices, Clock, SagaStep, Visit } from './state.ts';
import type { Actor, JsonObject, PersonId, StepId } from './words.ts';

/** A voter brought people in: before or after the own vote, or as voters beside it (R6.6 to R6.8). */
export interface SeatsAdded extends Happened {
  readonly type: 'SeatsAdded';
  readonly visit: number;
  /** The adder's. */
  readonly seat: number;
  readonly where: 'before' | 'after' | 'beside';
  readonly seats: readonly NewSeat[];
  /** The ballot of their own; absent beside. */
  readonly group?: NewGroup;
  readonly by: Actor;
  readonly comment?: string;
  /** The snapshot that they were found fit in. */
  readonly directory: string;
}

/** A voter who has not voted leaves the visit (R6.9). */
export interface SeatRemoved extends Happened {
  readonly type: 'SeatRemoved';
  readonly visit: number;
  readonly seat: number;
  readonly by: Actor;
  readonly comment?: string;
  /** A change of the directory led to it (R3.2): the snapshot, and whom the step names now. */
  readonly directory?: string;
  readonly people?: readonly PeopleStage[];
}

/** The ballot of a group closes, and with it its open tasks (R5.7). */
export interface GroupClosed extends Happened {
  readonly type: 'GroupClosed';
  readonly visit: number;
  readonly group: number;
  /** `not-needed`: nobody is left in it, or the vote that it was to confirm was no approval. */
  readonly outcome: 'passed' | 'rejected' | 'abstained' | 'not-needed';
  readonly why?: string;
  readonly by?: Actor;
}

/** One of a pool takes the task; it leaves the others' inboxes (R6.3). */
export interface SeatClaimed extends Happened {
  readonly type: 'SeatClaimed';
  readonly visit: number;
  readonly seat: number;
  readonly by: Actor;
}

/** The task is the whole pool's again (R6.3). */
export interface SeatUnclaimed extends Happened {
  readonly type: 'SeatUnclaimed';
  readonly visit: number;
  readonly seat: number;
  readonly by: Actor;
  readonly comment?: string;
}

/** People will vote beside the others when the step is entered (R6.15). */
export interface PeopleAddedAhead extends Happened {
  readonly type: 'PeopleAddedAhead';
  readonly step: StepId;
  readonly people: readonly PersonId[];
  readonly by: Actor & { readonly kind: 'person' };
  readonly comment?: string;
  /** The snapshot that they were found fit in. */
  readonly directory: string;
}

/** Somebody asked those who are asked to get on with it (R6.11). */
export interface PeopleReminded extends Happened {
  readonly type: 'PeopleReminded';
  readonly visit: number;
  readonly people: readonly PersonId[];
  readonly by: Actor;
  readonly comment?: string;
}

/** Somebody told people of the instance who had not been told (R6.14). */
export interface PeopleCopied extends Happened {
  readonly type: 'PeopleCopied';
  readonly people: readonly PersonId[];
  readonly by: Actor;
  readonly comment?: string;
}

/** What a vote set off outside waits until it can be taken back no more (R6.13). */
export interface EffectsHeld extends Happened {
  readonly type: 'EffectsHeld';
  readonly effects: readonly Effect[];
  readonly untilMs: number;
}

/** The time to take the vote back is over: one of its effects is let go (R6.13). */
export interface EffectsReleased extends Happened {
  readonly type: 'EffectsReleased';
  readonly rung: number;
  readonly id: string;
  /** true: nobody waits for it any more, and it does not happen. */
  readonly dropped?: true;
}

/** A voter takes the vote back, and with it what followed from it (R6.10). */
export interface VoteTakenBack extends Happened {
  readonly type: 'VoteTakenBack';
  readonly visit: number;
  readonly seat: number;
  readonly by: Actor;
  readonly comment?: string;
  /** Visits as they stand again. */
  readonly visits: readonly Visit[];
  /** Visits that had followed. */
  readonly closed: readonly number[];
  /** What of the rest is as it was before the vote; null: it was not there. */
  readonly form?: JsonObject;
  readonly vars?: JsonObject | null;
  readonly choices?: Choices | null;
  readonly saga?: readonly SagaStep[];
  readonly clock?: Clock;
  /** The vote had ended the instance, which goes on. */
  readonly resumed?: true;
  /** Held effects that will not happen. */
  readonly dropped?: number;
}

export type MemberEvent =
  | SeatsAdded
  | SeatRemoved
  | GroupClosed
  | SeatClaimed
  | SeatUnclaimed
  | PeopleAddedAhead
  | PeopleReminded
  | PeopleCopied
  | EffectsHeld
  | EffectsReleased
  | VoteTakenBack;
