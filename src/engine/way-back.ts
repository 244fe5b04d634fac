/** Whether a vote can be taken back now: asked of the kernel, which does nothing (R6.10, R6.13). */

import type { LookupResult } from '../kernel/index.ts';
import { handle, parseTaskId } from '../kernel/index.ts';
import type { AnyRefusal } from './codes.ts';
import { refuse } from './codes.ts';
import type { LookUp } from './lookups.ts';
import type { Clock } from './ports.ts';
import type { Caller } from './requests.ts';
import type { Views } from './views.ts';

export interface WayBack {
  /** Absent: the vote can be taken back. */
  readonly refused?: AnyRefusal;
  /** Until when what follows outside is held. */
  readonly untilMs?: number;
}

interface World {
  readonly views: Views;
  readonly clock: Clock;
  readonly lookUp: LookUp;
}

/**
 * Shape: a task of the caller’s → whether its vote could be taken back at this moment.
 * Refuses: instance.unknown.
 */
export async function wayBackOf(
  { views, clock, lookUp }: World,
  caller: Caller,
  task: string,
): Promise<WayBack | AnyRefusal> {
  const place = parseTaskId(task);
  const seen = place && (await views.see(caller, place.instance));
  if (!seen) return refuse('instance.unknown');
  const { state, flow, directory } = seen;
  const { visit, seat } = place;
  const command = { type: 'TakeBackVote', visit, seat } as const;
  const actor = { kind: 'person', id: caller.person } as const;
  const context = { nowMs: clock.nowMs(), actor, directory, may: () => false };
  const first = handle(flow, state, command, context);
  const lookups = new Map<string, LookupResult>();
  for (const question of (!first.ok && first.lookups) || []) {
    lookups.set(question.key, await lookUp(caller.tenant, question));
  }
  const decided =
    lookups.size === 0 ? first : handle(flow, state, command, { ...context, lookups });
  if (!decided.ok) return { refused: decided.refusal };
  const taken = decided.events.find((event) => event.type === 'VoteTakenBack');
  const rung = taken?.dropped;
  const held = state.held?.find((each) => each.rung === rung);
  return held ? { untilMs: held.dueAtMs } : {};
}
