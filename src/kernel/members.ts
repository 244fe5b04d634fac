/** Who makes up a ballot: the seats and the groups that stand in it, each as one voice (R5.8). */

import type { AnyBallot, Tally, Voice } from './ballot.ts';
import { tally } from './ballot.ts';
import { isUnsettled, pendingOn } from './seats.ts';
import type { Seat, SeatGroup, Visit } from './state.ts';

type Members = Pick<Visit, 'seats' | 'groups'>;

/** A seat or a group of the flow, and how it counts now. */
export type Member = Voice &
  (
    | { readonly seat: Seat; readonly group?: never }
    | { readonly group: SeatGroup; readonly seat?: never }
  );

/** The members of the visit's own ballot, or of a group's, in the order of a sequence. */
export function membersOf(visit: Members, group?: number): readonly Member[] {
  const seats = (visit.seats ?? []).filter((seat) => seat.group === group);
  const members = seats.map((seat) => memberOfSeat(visit, seat));
  if (group !== undefined || !visit.groups) return members;
  const named = visit.groups.filter((each) => each.of === undefined);
  return [...members, ...named.map((each) => memberOfGroup(visit, each))];
}

/** What the visit's ballot, or a group's, comes to. */
export function tallyOf(visit: Members, ballot: AnyBallot, group?: number): Tally<Member> {
  return tally(ballot, membersOf(visit, group));
}

/** Whether nobody of the group, or of those round its votes, was ever asked. */
export function isWaiting(visit: Members, group: number): boolean {
  return (visit.seats ?? []).every(
    (seat) =>
      seat.group !== group ||
      (seat.openedAtMs === undefined &&
        (visit.groups ?? []).every(({ n, of }) => of !== seat.n || isWaiting(visit, n))),
  );
}

/** The ballot that a seat votes in: its group's, or the step's. */
export function ballotOf(visit: Members, seat: Seat, own: AnyBallot): AnyBallot {
  return seat.group === undefined ? own : visit.groups![seat.group - 1]!.ballot;
}

function memberOfSeat(visit: Members, seat: Seat): Member {
  const { weight, veto } = seat;
  const counts = {
    seat,
    ...(weight === undefined ? {} : { weight }),
    ...(veto ? { veto } : {}),
  };
  if (!visit.groups) return { ...counts, ...voteOf(seat) };
  if (seat.status === 'waiting') {
    const before = pendingOn(visit, seat.n, 'before');
    const asked = before !== undefined && !isWaiting(visit, before.n);
    return { ...counts, status: asked ? 'open' : 'waiting' };
  }
  if (seat.vote !== 'approve' && seat.vote !== 'done') return { ...counts, ...voteOf(seat) };
  const after = visit.groups.filter((group) => group.of === seat.n && group.where === 'after');
  if (after.some(({ outcome }) => outcome === undefined)) return { ...counts, status: 'open' };
  const refused = after.some(({ outcome }) => outcome === 'rejected');
  return refused ? { ...counts, status: 'voted', vote: 'reject' } : { ...counts, ...voteOf(seat) };
}

function voteOf({ status, vote }: Seat): Pick<Voice, 'status' | 'vote'> {
  return vote === undefined ? { status } : { status, vote };
}

const VOICES = { passed: 'approve', rejected: 'reject', abstained: 'abstain' } as const;

function memberOfGroup(visit: Members, group: SeatGroup): Member {
  const { outcome, weight } = group;
  const counts = {
    group,
    ...(weight === undefined ? {} : { weight }),
    ...(group.pool && hasVeto(visit, group) ? { veto: true as const } : {}),
  };
  if (outcome === 'not-needed') return { ...counts, status: 'closed' };
  if (outcome !== undefined) return { ...counts, status: 'voted', vote: VOICES[outcome] };
  return { ...counts, status: isWaiting(visit, group.n) ? 'waiting' : 'open' };
}

/** The name of the flow's group that a seat votes in, directly or round somebody's vote. */
export function groupNameOf(visit: Members, seat: Seat): string | undefined {
  let at = seat;
  for (;;) {
    const group = at.group === undefined ? undefined : visit.groups![at.group - 1]!;
    if (group?.of === undefined) return group?.name;
    at = visit.seats![group.of - 1]!;
  }
}

/** A pool has the veto of whoever votes for it, or still may. */
function hasVeto({ seats = [] }: Members, { n }: SeatGroup): boolean {
  const own = seats.filter((seat) => seat.group === n && seat.status !== 'closed');
  const voted = own.filter(({ vote }) => vote !== undefined);
  return (voted.length > 0 ? voted : own).some(({ veto }) => veto);
}

/** What a pool's one vote comes to; undefined while nobody has voted. */
export function voiceOfPool(
  { seats = [] }: Members,
  pool: number,
): 'passed' | 'rejected' | 'abstained' | undefined {
  const vote = seats.find((seat) => seat.group === pool && seat.vote !== undefined)?.vote;
  if (vote === undefined) return undefined;
  if (vote === 'abstain') return 'abstained';
  return vote === 'reject' ? 'rejected' : 'passed';
}

/** The pool that a seat stands in, if it does. */
export function poolOf(visit: Members, { group }: Pick<Seat, 'group'>): SeatGroup | undefined {
  const found = group === undefined ? undefined : visit.groups?.[group - 1];
  return found?.pool ? found : undefined;
}

/** Whether somebody in the ballot may still vote, or has. */
export function isManned(visit: Members, group?: number): boolean {
  return membersOf(visit, group).some(({ status }) => status !== 'closed');
}

/** The seats to ask when a member's turn comes: people before a vote come before its owner. */
export function asksOf(visit: Members, member: Member): readonly number[] {
  const { seat, group } = member;
  return seat ? asksOfSeat(visit, seat) : asksOfGroup(visit, group);
}

/** The seat itself, or those whom somebody wants heard before it. */
export function asksOfSeat(visit: Members, seat: Seat): readonly number[] {
  const before = pendingOn(visit, seat.n, 'before');
  if (before) return asksOfGroup(visit, before);
  return isUnsettled(seat) ? [seat.n] : [];
}

/** The seats to ask when a group's turn comes: all of them, or the first of a sequence. */
export function asksOfGroup(visit: Members, { n, ballot, pool }: SeatGroup): readonly number[] {
  const waiting = membersOf(visit, n).filter(({ status }) => status === 'waiting');
  const asked = ballot.kind === 'sequence' && !pool ? waiting.slice(0, 1) : waiting;
  return asked.flatMap((member) => asksOf(visit, member));
}
