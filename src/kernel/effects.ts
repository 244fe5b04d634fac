/** What should happen outside; goes to the outbox in the commit of its events (R11.1). */

import type { Parent } from './state.ts';
import type { InstanceId, Json, JsonObject, PersonId, TenantId } from './words.ts';

interface Outgoing {
  readonly tenant: TenantId;
  readonly instance: InstanceId;
  /** 0 where it is about the instance as a whole. */
  readonly visit: number;
  /** Idempotency key, the same over all deliveries (O4). */
  readonly id: string;
  /** The sequence number of the event that asked for it: its place in the line of the instance. */
  readonly seq: number;
}

/** A call of a `call` step. Its idempotency key is `<instance>.<visit>`. */
export interface CallEffect extends Outgoing {
  readonly kind: 'call';
  readonly method: string;
  readonly url: string;
  readonly body: JsonObject;
  readonly attemptsMax: number;
  readonly backoffMs: readonly [number, number];
  /** true: the engine settles the visit with the result. */
  readonly wait: boolean;
  /** true: the receiver is told how to answer later. */
  readonly callback?: true;
  /** Absent: the call itself. */
  readonly purpose?: 'undo' | 'confirm';
}

/** Starts the child of a `subflow` step; its id is given, so that it starts once. */
export interface StartChildEffect extends Outgoing {
  readonly kind: 'start-child';
  readonly child: InstanceId;
  readonly flow: string;
  /** The latest when absent. */
  readonly version?: string;
  readonly initiator: PersonId;
  readonly form: JsonObject;
  readonly parent: Parent;
  /** true: the parent is told of a start that is refused. */
  readonly wait: boolean;
}

/** What befell the parent befalls the child (R8.3). */
export interface TellChildEffect extends Outgoing {
  readonly kind: 'tell-child';
  readonly child: InstanceId;
  readonly act: 'TerminateInstance' | 'SuspendInstance' | 'ResumeInstance';
  readonly reason: string;
}

/** A child has ended. */
export interface TellParentEffect extends Outgoing {
  readonly kind: 'tell-parent';
  readonly parent: Parent;
  readonly outcome: string;
  readonly form: JsonObject;
  readonly vars: { readonly [name: string]: Json };
}

export type Effect = CallEffect | StartChildEffect | TellChildEffect | TellParentEffect;
