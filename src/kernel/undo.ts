/** What a vote brought about, and whether it can be undone: before, after and now compared (R6.10). */

import { fold, isLive } from './apply.ts';
import type { Event } from './events.ts';
import { closedSeat } from './seats.ts';
import type { InstanceState, Seat, SeatGroup, SeatPlace, Visit } from './state.ts';

/** The state right before and right after the command that cast a vote, and its events. */
export interface Moment {
  readonly before: InstanceState;
  readonly after: InstanceState;
  readonly events: readonly Event[];
}

/** The last command that cast a vote in a seat; undefined when none did. */
export function momentOf(
  history: readonly (readonly Event[])[],
  place: SeatPlace,
): Moment | undefined {
  const at = history.findLastIndex((events) =>
    events.some(
      (event) =>
        event.type === 'VoteCast' && event.visit === place.visit && event.seat === place.seat,
    ),
  );
  const events = history[at];
  const before = fold(history.slice(0, Math.max(at, 0)).flat());
  if (!events || !before) return undefined;
  const after = fold(history.slice(0, at + 1).flat());
  return after && { before, after, events };
}

export interface Undone {
  /** As they stand again. */
  readonly visits: readonly Visit[];
  /** Those that had followed and are there no more. */
  readonly closed: readonly number[];
}

/** The visits as they stand again, and those that had followed; undefined: somebody went on. */
export function undoneVisits(
  { before, after }: Moment,
  now: InstanceState,
  place: SeatPlace & { readonly atMs: number },
): Undone | undefined {
  const visits: Visit[] = [];
  const closed: number[] = [];
  for (const then of after.visits) {
    const was = before.visits[then.n - 1];
    const is = now.visits[then.n - 1]!;
    if (was && same(was, then)) continue;
    if (was && then.n === place.visit && isLive(then)) {
      const undone = isLive(is) ? undoneSeats(was, then, is, place) : undefined;
      if (!undone) return undefined;
      visits.push(undone);
      continue;
    }
    if (!same(bare(then), bare(is))) return undefined;
    if (was) visits.push(undoneVisit(was, is));
    else closed.push(then.n);
  }
  return { visits, closed };
}

/** A visit that the vote closed or retired; who came in and went with it leaves a trace. */
function undoneVisit(was: Visit, is: Visit): Visit {
  if (!was.seats || !is.seats) return was;
  const seats = is.seats.map((seat, index) => {
    const before = was.seats![index];
    return before ? asBefore(before, seat) : seat;
  });
  const groups = is.groups?.map((group, index) => was.groups?.[index] ?? group);
  return { ...was, seats, ...(groups ? { groups } : {}) };
}

/** A visit that the vote left open: only what the vote changed in it is undone. */
function undoneSeats(
  was: Visit,
  then: Visit,
  is: Visit,
  { seat: own, atMs }: SeatPlace & { readonly atMs: number },
): Visit | undefined {
  const seats: Seat[] = [];
  for (const [index, seat] of (is.seats ?? []).entries()) {
    const [a, b] = [was.seats?.[index], then.seats?.[index]];
    const isTouched = b !== undefined && !same(a, b);
    if (!isTouched) {
      seats.push(seat);
      continue;
    }
    const isKept = seat.n === own ? seat.vote === b.vote : same(b, seat);
    if (!isKept) return undefined;
    seats.push(a ? asBefore(a, seat) : closedSeat(seat, 'taken-back', atMs));
  }
  const latest = then.seats?.length ?? 0;
  const groups: SeatGroup[] = [];
  for (const [index, group] of (is.groups ?? []).entries()) {
    const [a, b] = [was.groups?.[index], then.groups?.[index]];
    if (b === undefined || same(a, b)) {
      groups.push(group);
      continue;
    }
    const joined = seats.some(({ n, group: own }) => own === group.n && n > latest);
    if (!same(b, group) || joined) return undefined;
    groups.push(a ?? { ...group, outcome: 'not-needed' });
  }
  const mine = seats[own - 1];
  const group = mine?.group === undefined ? undefined : groups[mine.group - 1];
  if (group?.outcome !== undefined) return undefined;
  return { ...is, seats, ...(is.groups ? { groups } : {}) };
}

/** A seat that was asked because of the vote is not asked any more, which its task has to show. */
function asBefore(was: Seat, is: Seat): Seat {
  if (was.openedAtMs !== undefined || is.openedAtMs === undefined) return was;
  return { ...was, askedAtMs: is.openedAtMs };
}

/** Without what no person did: timers that fired, reminders, marks of later changes. */
function bare({ timers: _timers, remindedAtMs: _reminded, ...visit }: Visit): object {
  const seats = visit.seats?.map(({ stale: _stale, ...seat }) => seat);
  return { ...visit, ...(seats ? { seats } : {}) };
}

/** Whether two values are one in their JSON text. */
export function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
