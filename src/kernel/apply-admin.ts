/** Folds what administrators did to an instance (R8.2). */

import type { InstanceJumped, InstanceResumed, InstanceRevived } from './admin-events.ts';
import type { InstanceState, Visit } from './state.ts';

/** Parts of the state that an event changes; undefined ones are no longer there. */
export type Change = { readonly [K in keyof InstanceState]?: InstanceState[K] | undefined };

/** Runs again, with the due times that the event moved. */
export function resumed(state: InstanceState, { visits, timers }: InstanceResumed): Change {
  const moved = new Map(visits.map((each) => [each.visit, each.timers]));
  return {
    status: 'running',
    suspension: undefined,
    visits: state.visits.map((visit) => {
      const due = moved.get(visit.n);
      return due ? { ...visit, timers: due } : visit;
    }),
    ...(timers ? { clock: { timers } } : {}),
  };
}

/** What was open is closed by `shut`, what comes again loses its force. */
export function jumped(
  state: InstanceState,
  event: InstanceJumped,
  shut: (visit: Visit) => Visit,
): readonly Visit[] {
  const retired = new Set(event.retired);
  const superseded = new Set(event.superseded);
  return state.visits.map((visit) => {
    if (retired.has(visit.n)) return { ...shut(visit), superseded: true };
    return superseded.has(visit.n) ? { ...visit, superseded: true } : visit;
  });
}

/** An ended instance without its end. */
export function revived(state: InstanceState, event: InstanceRevived): Change {
  const superseded = new Set(event.superseded);
  return {
    status: 'running',
    outcome: undefined,
    endedAtMs: undefined,
    endedBy: undefined,
    visits: state.visits.map((visit) =>
      superseded.has(visit.n) ? { ...visit, superseded: true } : visit,
    ),
    ...(event.timers ? { clock: { timers: event.timers } } : {}),
  };
}
