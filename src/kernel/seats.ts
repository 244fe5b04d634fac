/** How the seats and groups of one visit change: parts of the fold, on one visit at a time. */

import type { NewGroup, NewSeat, SeatReopened } from './events.ts';
import { invariant } from './invariant.ts';
import type {
  GroupClosed,
  SeatClaimed,
  SeatRemoved,
  SeatsAdded,
  SeatUnclaimed,
} from './member-events.ts';
import type { Seat, SeatClosing, SeatGroup, Visit } from './state.ts';

/** A seat that waits for its person, or for its turn. */
export function isUnsettled(seat: Pick<Seat, 'status'>): boolean {
  return seat.status === 'open' || seat.status === 'waiting';
}

/** The group whose ballot comes before or after the seat's vote and is not closed. */
export function pendingOn(
  visit: Pick<Visit, 'groups'>,
  seat: number,
  where: 'before' | 'after',
): SeatGroup | undefined {
  return visit.groups?.find(
    (group) => group.of === seat && group.where === where && group.outcome === undefined,
  );
}

/** The seat, closed unless it was settled before. */
export function closedSeat(seat: Seat, why: SeatClosing, atMs: number): Seat {
  if (!isUnsettled(seat)) return seat;
  return { ...seat, status: 'closed', closedAtMs: atMs, closed: why };
}

/** A seat as it begins. */
export function newSeat(seat: NewSeat, n: number, atMs: number): Seat {
  const { person, weight, veto, waiting, group, addedBy, substitute } = seat;
  return {
    n,
    person,
    ...(group === undefined ? {} : { group }),
    ...(addedBy === undefined ? {} : { addedBy }),
    ...(substitute === undefined ? {} : { substitute }),
    ...(weight === undefined ? {} : { weight }),
    ...(veto ? { veto } : {}),
    ...(waiting ? { status: 'waiting' as const } : { status: 'open' as const, openedAtMs: atMs }),
  };
}

/** Groups with their numbers, which go on behind `before`. */
export function newGroups(groups: readonly NewGroup[], before = 0): readonly SeatGroup[] {
  return groups.map((group, index) => ({ n: before + index + 1, ...group }));
}

/** One seat closes, a new one takes its weight, its veto, its place and what its vote waits for. */
export function handedOn(
  visit: Visit,
  event: { readonly seat: number; readonly to: string; readonly atMs: number },
  why: SeatClosing,
): Visit {
  const seats = visit.seats ?? [];
  const from = seats[event.seat - 1];
  invariant(from, 'C1', 'the seat that is handed on exists');
  const taken: Seat = {
    n: seats.length + 1,
    person: event.to,
    from: from.n,
    ...keptOf(from),
    ...(from.status === 'waiting'
      ? { status: 'waiting' as const }
      : { status: 'open' as const, openedAtMs: event.atMs }),
  };
  const left = seats.map((seat) => (seat === from ? closedSeat(seat, why, event.atMs) : seat));
  return withFollowing({ ...visit, seats: [...left, taken] }, from.n, taken.n);
}

/** What is heard before a vote, or confirms it, goes with the vote to the next seat. */
function withFollowing(visit: Visit, from: number, to: number): Visit {
  if (!visit.groups?.some(({ of, claim }) => of === from || claim === from)) return visit;
  return {
    ...visit,
    groups: visit.groups.map((group) => {
      if (group.claim === from) return { ...group, claim: to };
      const follows = group.outcome === undefined || group.where === 'after';
      return group.of === from && follows ? { ...group, of: to } : group;
    }),
  };
}

/** One of the pool has the task, the others wait. */
export function withClaim(visit: Visit, { seat: n }: SeatClaimed): Visit {
  const pool = visit.seats?.[n - 1]?.group;
  return {
    ...visit,
    seats: (visit.seats ?? []).map((seat) =>
      seat.group === pool && seat.n !== n && seat.status === 'open'
        ? { ...seat, status: 'waiting' as const }
        : seat,
    ),
    groups: (visit.groups ?? []).map((group) =>
      group.n === pool ? { ...group, claim: n } : group,
    ),
  };
}

/** Everybody of the pool has the task, but who still hears others before. */
export function withoutClaim(
  visit: Visit,
  { seat: n, atMs }: Pick<SeatUnclaimed, 'seat' | 'atMs'>,
): Visit {
  const pool = visit.seats?.[n - 1]?.group;
  return {
    ...visit,
    seats: (visit.seats ?? []).map((seat) =>
      seat.group === pool && seat.status === 'waiting' && !pendingOn(visit, seat.n, 'before')
        ? { ...seat, status: 'open' as const, openedAtMs: atMs }
        : seat,
    ),
    groups: (visit.groups ?? []).map((group) => {
      if (group.n !== pool) return group;
      const { claim: _claim, ...open } = group;
      return open;
    }),
  };
}

/** The vote leaves its seat, and the voter gets a new one. */
export function withReopened(visit: Visit, { seat: n, waiting, atMs }: SeatReopened): Visit {
  const seats = visit.seats ?? [];
  const before = seats[n - 1];
  invariant(before, 'C1', 'the seat that is reopened exists');
  const { from, delegations, openedAtMs, substitute } = before;
  const standIn = substitute === undefined ? {} : { substitute };
  const kept = { person: before.person, ...standIn, ...keptOf(before) };
  const left: Seat = {
    n,
    ...kept,
    ...(from === undefined ? {} : { from }),
    ...(delegations ? { delegations } : {}),
    status: 'closed',
    ...(openedAtMs === undefined ? {} : { openedAtMs }),
    closedAtMs: atMs,
    closed: 'changed',
  };
  const again: Seat = {
    n: seats.length + 1,
    ...kept,
    from: n,
    ...(waiting ? { status: 'waiting' } : { status: 'open', openedAtMs: atMs }),
  };
  const all = [...seats.map((seat) => (seat === before ? left : seat)), again];
  return withFollowing({ ...visit, seats: all }, n, again.n);
}

/** What a seat keeps when another takes it over. */
function keptOf({ weight, veto, group, addedBy }: Seat) {
  return {
    ...(group === undefined ? {} : { group }),
    ...(addedBy === undefined ? {} : { addedBy }),
    ...(weight === undefined ? {} : { weight }),
    ...(veto ? { veto } : {}),
  };
}

/** New people join: a ballot that stands, or one of their own on which the adder's seat waits. */
export function withAdded(visit: Visit, event: SeatsAdded): Visit {
  const { seats = [], groups = [] } = visit;
  const added = event.seats.map((seat, index) =>
    newSeat(seat, seats.length + index + 1, event.atMs),
  );
  const held = event.where === 'before' ? event.seat : undefined;
  return {
    ...visit,
    seats: [
      ...seats.map((seat) => (seat.n === held ? { ...seat, status: 'waiting' as const } : seat)),
      ...added,
    ],
    ...(event.group ? { groups: [...groups, ...newGroups([event.group], groups.length)] } : {}),
  };
}

/** A voter leaves, with everybody who was to be heard before or after them. */
export function withoutSeat(visit: Visit, event: SeatRemoved): Visit {
  const claimed = visit.groups?.some(({ claim }) => claim === event.seat);
  const free = claimed ? withoutClaim(visit, event) : visit;
  const gone = closing(free, new Set([event.seat]), [], event.atMs);
  const seats = gone.seats?.map((seat) =>
    seat.n === event.seat ? { ...seat, closed: 'removed' as const, closedBy: event.by } : seat,
  );
  return { ...gone, ...(seats ? { seats } : {}) };
}

/** A group's ballot closes; so do its open tasks and those that only mattered to it (R5.7). */
export function withGroupClosed(visit: Visit, event: GroupClosed): Visit {
  const { group, outcome, why, by, atMs } = event;
  const members = new Set(visit.seats?.filter((seat) => seat.group === group).map(({ n }) => n));
  const shut = closing(visit, members, [group], atMs);
  return {
    ...shut,
    groups: (shut.groups ?? []).map((each) =>
      each.n === group
        ? {
            ...each,
            outcome,
            ...(why === undefined ? {} : { why }),
            ...(by ? { closedBy: by } : {}),
          }
        : each,
    ),
  };
}

/** Closes seats, and whatever waits before or after them, down to the last. */
function closing(
  visit: Visit,
  members: Set<number>,
  closed: readonly number[],
  atMs: number,
): Visit {
  const unsettled = new Set([...members].filter((n) => isUnsettled(visit.seats![n - 1]!)));
  const inner = new Set(closed);
  for (const group of visit.groups ?? []) {
    if (group.outcome !== undefined || group.of === undefined || !members.has(group.of)) continue;
    inner.add(group.n);
    for (const seat of visit.seats ?? []) {
      if (seat.group !== group.n) continue;
      members.add(seat.n);
      if (isUnsettled(seat)) unsettled.add(seat.n);
    }
  }
  return {
    ...visit,
    ...(visit.seats
      ? {
          seats: visit.seats.map((seat) =>
            unsettled.has(seat.n) ? closedSeat(seat, 'not-needed', atMs) : seat,
          ),
        }
      : {}),
    ...(visit.groups
      ? {
          groups: visit.groups.map((group) =>
            inner.has(group.n) && !closed.includes(group.n)
              ? { ...group, outcome: 'not-needed' as const }
              : group,
          ),
        }
      : {}),
  };
}
