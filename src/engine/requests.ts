/** What comes in at the engine and what goes out. */

import type {
  Actor,
  Command,
  InstanceId,
  InstanceState,
  InstanceStatus,
  PersonId,
  StepId,
  TaskId,
  TenantId,
} from '../kernel/index.ts';
import { holderOf, taskId } from '../kernel/index.ts';
import type { AnyRefusal } from './codes.ts';

/** Who calls: a person of a tenant; `scopes` narrows an API key. Only ever from a credential. */
export interface Caller {
  readonly tenant: TenantId;
  readonly person: PersonId;
  readonly scopes?: readonly string[];
  /** When the API key ends, if it does. */
  readonly untilMs?: number;
  /** −100 (waits for all others) to 100; 0 when absent. */
  readonly priority?: number;
  /** The way the act came, when it was not a session or a key: the audit trail says it. */
  readonly via?: string;
}

/** A command for the batch. */
export interface Request {
  readonly tenant: TenantId;
  readonly instance: InstanceId;
  readonly actor: Actor;
  readonly scopes?: readonly string[];
  readonly command: Command;
  /** For a start: the version it is pinned to. */
  readonly flowHash?: string;
  /** For a start: the flow as it was asked for; a newer version makes no other request of it. */
  readonly asked?: { readonly flow: string; readonly version?: string };
  /** It is that late already by the store's clock, whatever this node's says (M5). */
  readonly notBeforeMs?: number;
  /** Idempotency key (R13.2). */
  readonly key?: string;
  /** Who goes first when many wait: −100 to 100. */
  readonly priority?: number;
  /** The way it came; the reason of its audit record. */
  readonly via?: string;
}

/** A place where an instance waits for a person: the one who has the task now. */
export interface WaitingTask {
  readonly task: TaskId;
  readonly step: StepId;
  readonly person: PersonId;
}

/** What a command came to. */
export interface CommandResult {
  readonly instance: InstanceId;
  readonly seq: number;
  readonly status: InstanceStatus;
  readonly outcome?: string;
  readonly waitingFor: readonly WaitingTask[];
  /** Steps that stand still until somebody retries them (R2.3). */
  readonly incidents: readonly {
    readonly visit: number;
    readonly step: StepId;
    readonly code: string;
  }[];
}

export type Answer =
  | { readonly ok: true; readonly result: CommandResult; readonly replayed: boolean }
  | { readonly ok: false; readonly refusal: AnyRefusal };

/** Sums a state up as the answer to a command. */
export function resultOf(state: InstanceState): CommandResult {
  const live = state.visits.filter(
    (visit) => visit.status === 'open' || visit.status === 'incident',
  );
  return {
    instance: state.id,
    seq: state.seq,
    status: state.status,
    ...(state.outcome === undefined ? {} : { outcome: state.outcome }),
    waitingFor: live.flatMap(({ n, step, seats }) =>
      (seats ?? [])
        .filter((seat) => seat.status === 'open')
        .map((seat) => ({ task: taskId(state.id, n, seat.n), step, person: holderOf(seat) })),
    ),
    incidents: [
      ...live.flatMap(({ n, step, incident }) =>
        incident ? [{ visit: n, step, code: incident.code }] : [],
      ),
      ...failuresOf(state),
    ],
  };
}

/** Calls that could not be undone or confirmed: a person has to look (R11.2). */
function failuresOf({ saga = [], visits }: InstanceState): CommandResult['incidents'] {
  return saga.flatMap(({ visit, failure }) =>
    failure === undefined ? [] : [{ visit, step: visits[visit - 1]!.step, code: 'saga.failed' }],
  );
}
