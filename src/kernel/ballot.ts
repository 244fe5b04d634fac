/** How the voices of a ballot add up to one outcome (R5): a pure function of rule and votes. */

import type { ApprovalStep, HandleStep, Threshold, VoteBallot } from './definition.ts';
import { invariant } from './invariant.ts';
import { isUnsettled } from './seats.ts';
import type { Seat } from './state.ts';

/** What a ballot counts: a seat, or a group of them that speaks as one. */
export type Voice = Pick<Seat, 'status' | 'vote' | 'weight' | 'veto'>;

export type Tally<V extends Voice = Voice> =
  | { readonly kind: 'open' }
  /** The next voice of a sequence has to be asked. */
  | { readonly kind: 'next'; readonly voice: V }
  | { readonly kind: 'decided'; readonly outcome: 'passed' | 'rejected'; readonly why: string };

/** A count that asks nobody next. */
type Settled = Exclude<Tally, { readonly kind: 'next' }>;

export type AnyBallot = ApprovalStep['ballot'] | HandleStep['ballot'];

const OPEN = { kind: 'open' } as const;

/** Counts the votes; voices that were closed without one (escalated, removed) do not count. */
export function tally<V extends Voice>(ballot: AnyBallot, seats: readonly V[]): Tally<V> {
  const active = seats.filter((seat) => seat.status !== 'closed');
  invariant(active.length > 0, 'R5.6', 'an open visit has a seat');
  switch (ballot.kind) {
    case 'all':
      return tallyAll(active, 'close' in ballot && ballot.close === 'when-all-voted');
    case 'any':
      return tallyAny(active, 'first' in ballot && ballot.first === 'approval');
    case 'sequence':
      return tallySequence(active);
    case 'vote':
      return tallyVote(ballot, active);
  }
}

function tallyAll(seats: readonly Voice[], wait: boolean): Settled {
  const rejected = seats.some((seat) => seat.vote === 'reject');
  const pending = seats.some(isUnsettled);
  if (rejected && !(wait && pending)) return decided('rejected', 'one-rejected');
  return pending ? OPEN : decided('passed', 'all-approved');
}

function tallyAny(seats: readonly Voice[], approvalOnly: boolean): Settled {
  if (seats.some(isFor)) return decided('passed', 'first-vote');
  const rejected = seats.some((seat) => seat.vote === 'reject');
  if (rejected && !approvalOnly) return decided('rejected', 'first-vote');
  return seats.some(isUnsettled) ? OPEN : decided('rejected', 'nobody-approved');
}

function tallySequence<V extends Voice>(seats: readonly V[]): Tally<V> {
  if (seats.some((seat) => seat.vote === 'reject')) return decided('rejected', 'one-rejected');
  if (seats.some((seat) => seat.status === 'open')) return OPEN;
  const next = seats.find((seat) => seat.status === 'waiting');
  return next ? { kind: 'next', voice: next } : decided('passed', 'all-approved');
}

interface Count {
  readonly seats: number;
  readonly weight: number;
}

function tallyVote(ballot: VoteBallot, seats: readonly Voice[]): Settled {
  const base = count(seats, () => true);
  const approved = count(seats, isFor);
  const rejected = count(seats, (seat) => seat.vote === 'reject');
  const pending = count(seats, isUnsettled);
  const voted = base.seats - pending.seats;
  const quorum = ballot.quorum ?? 0;

  const vetoed = seats.some((seat) => seat.veto && seat.vote === 'reject');
  const vetoPending = seats.some((seat) => seat.veto && isUnsettled(seat));
  const passes = meets(ballot.pass, approved, base) && voted >= quorum;
  const rejects = ballot.reject !== undefined && meets(ballot.reject, rejected, base);
  const done = pending.seats === 0;

  if (!done && ballot.close === 'when-all-voted') return OPEN;
  if (vetoed) return decided('rejected', 'veto');
  if (passes && !vetoPending) return decided('passed', 'threshold');
  if (rejects) return decided('rejected', 'threshold');
  const canPass = meets(ballot.pass, plus(approved, pending), base) && base.seats >= quorum;
  if (ballot.reject === undefined && !canPass) return decided('rejected', 'unreachable');
  const canReject =
    vetoPending ||
    (ballot.reject !== undefined && meets(ballot.reject, plus(rejected, pending), base));
  if (!done && canPass) return OPEN;
  if (ballot.tie !== 'passed' || base.seats < quorum) return decided('rejected', 'tie');
  return !done && (canReject || voted < quorum) ? OPEN : decided('passed', 'tie');
}

/** Exact: a share is a fraction of whole numbers, compared by cross-multiplication (C5). */
function meets(threshold: Threshold, reached: Count, base: Count): boolean {
  if ('count' in threshold) return reached.seats >= threshold.count;
  if ('weight' in threshold) return reached.weight >= threshold.weight;
  const share = parseShare(threshold.share);
  invariant(share, 'C5', `a share that is no fraction: ${threshold.share}`);
  return base.weight > 0 && reached.weight * share[1] >= base.weight * share[0];
}

/** Reads `2/3` or `60%` as numerator and denominator; undefined when it is neither or above one. */
export function parseShare(text: string): readonly [number, number] | undefined {
  const match = /^(?:([1-9]\d{0,5})\/([1-9]\d{0,5})|([1-9]\d{0,2})%)$/.exec(text);
  if (!match) return undefined;
  const [over, under] = match[3] ? [Number(match[3]), 100] : [Number(match[1]), Number(match[2])];
  return over <= under ? [over, under] : undefined;
}

function count(seats: readonly Voice[], counts: (seat: Voice) => boolean): Count {
  let number = 0;
  let weight = 0;
  for (const seat of seats) {
    if (!counts(seat)) continue;
    number += 1;
    weight += seat.weight ?? 1;
  }
  return { seats: number, weight };
}

function plus(a: Count, b: Count): Count {
  return { seats: a.seats + b.seats, weight: a.weight + b.weight };
}

function isFor(seat: Voice): boolean {
  return seat.vote === 'approve' || seat.vote === 'done';
}

function decided(outcome: 'passed' | 'rejected', why: string): Settled {
  return { kind: 'decided', outcome, why };
}
