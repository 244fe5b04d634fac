/** Who is told what, when something has happened to an instance. Pure: the same again says the same. */

import type { FeedEvent } from '../engine/index.ts';
import type { Actor, InstanceState, PersonId, Seat, Visit } from '../kernel/index.ts';
import { holderOf, isLive, taskId } from '../kernel/index.ts';
import { isEndOf, openTaskOf } from './news.ts';
import type { Notice } from './notice.ts';

/**
 * The notices of some events of one instance, in their order. Tasks are taken from the state as it is now: a task that has gone in the
 * meantime is told of to nobody, and every later event finds the same task under the same mark.
 */
export function toldBy(
  events: readonly FeedEvent[],
  state: InstanceState,
  administrators: readonly PersonId[],
): readonly Notice[] {
  return [
    ...tasksOf(events, state),
    ...events.flatMap((event) => eventNotices(event, state, administrators)),
  ];
}

function tasksOf(events: readonly FeedEvent[], state: InstanceState): readonly Notice[] {
  if (state.status !== 'running') return [];
  return state.visits
    .filter(isLive)
    .flatMap((visit) =>
      (visit.seats ?? [])
        .filter((seat) => seat.status === 'open' && isNews(events, visit, seat))
        .map((seat) => taskNotice(events, state, visit, seat)),
    );
}

/** Whether the events opened the seat, or did something to it: of a hundred votes each is told once. */
function isNews(events: readonly FeedEvent[], visit: Visit, seat: Seat): boolean {
  const since = events[0]?.atMs ?? Number.POSITIVE_INFINITY;
  if (seat.openedAtMs !== undefined && seat.openedAtMs >= since) return true;
  return events.some(
    ({ event }) =>
      'seat' in event && 'visit' in event && event.visit === visit.n && event.seat === seat.n,
  );
}

function taskNotice(
  events: readonly FeedEvent[],
  state: InstanceState,
  visit: Visit,
  seat: Seat,
): Notice {
  const person = holderOf(seat);
  const last = events.findLast(({ event }) => 'visit' in event && event.visit === visit.n);
  const isEscalated = events.some(
    ({ event }) => event.type === 'SeatEscalated' && event.visit === visit.n && event.to === person,
  );
  const kind = isEscalated ? 'escalation' : visit.kind === 'start' ? 'returned' : 'task';
  return {
    kind,
    person,
    instance: state.id,
    task: taskId(state.id, visit.n, seat.n),
    ...(last ? byOf(last.actor) : {}),
    mark: markOf(visit, seat),
    atMs: seat.openedAtMs ?? state.updatedAtMs,
  };
}

/** Changes when the task goes to another, is asked anew, or comes back with an opinion. */
export function markOf(visit: Visit, seat: Seat): string {
  const given = seat.delegations?.length ?? 0;
  return `task.${visit.n}.${seat.n}.${holderOf(seat)}.${given}.${seat.openedAtMs ?? 0}`;
}

function eventNotices(
  { event, seq, atMs, actor }: FeedEvent,
  state: InstanceState,
  administrators: readonly PersonId[],
): readonly Notice[] {
  const to = (kind: Notice['kind'], people: readonly PersonId[], by: Actor = actor) =>
    people
      .filter((person) => by.kind === 'system' || by.id !== person)
      .map((person): Notice => {
        const at = 'visit' in event ? event.visit : 0;
        const task = kind === 'reminder' ? openTaskOf(state, person, at) : undefined;
        return {
          kind: kind === 'reminder' && task === undefined ? 'told' : kind,
          person,
          instance: state.id,
          ...(task === undefined ? {} : { task }),
          ...byOf(by),
          mark: `event.${seq}`,
          atMs,
          ...(kind === 'told' && isEndOf(state, person, atMs) ? { isOfEnd: true } : {}),
        };
      });
  switch (event.type) {
    case 'PeopleNotified':
      return to(REMINDS.has(event.reason) ? 'reminder' : 'told', event.people);
    case 'PeopleReminded':
      return to('reminder', event.people, event.by);
    case 'PeopleCopied':
      return to('told', event.people, event.by);
    case 'InstanceEnded':
      return to('ended', [state.initiator], event.by);
    case 'IncidentRaised':
      return to('incident', administrators);
    default:
      return [];
  }
}

const REMINDS: ReadonlySet<string> = new Set(['rung', 'remind']);

function byOf(actor: Actor): { readonly by?: PersonId } {
  return actor.kind === 'person' ? { by: actor.id } : {};
}
