/** Says again, from the text of R5 and by other means than the kernel's, what the votes allow. */

import type { Ballot, HandleStep, Seat, Threshold, VoteBallot } from '../kernel/index.ts';

type AnyBallot = Ballot | HandleStep['ballot'];
type Status = 'open' | 'passed' | 'rejected';

/** Why a visit with these votes may not have this status; undefined when it may. */
export function objection(
  ballot: AnyBallot,
  seats: readonly Seat[],
  status: Status,
): string | undefined {
  const voters = seats.filter((seat) => seat.status !== 'closed' || seat.closed === 'not-needed');
  const approvals = voters.filter(({ vote }) => vote === 'approve' || vote === 'done');
  const rejections = voters.filter(({ vote }) => vote === 'reject');
  const pending = voters.filter(({ vote }) => vote === undefined);
  if (ballot.kind === 'vote') return voteObjection(ballot, voters, status);
  const waits = ballot.kind === 'all' && 'close' in ballot && ballot.close === 'when-all-voted';
  if (ballot.kind === 'any') {
    if (status === 'passed') return approvals.length > 0 ? undefined : 'nobody approved';
    if (status === 'rejected') return rejections.length > 0 ? undefined : 'nobody rejected';
    return approvals.length === 0 ? undefined : 'somebody approved';
  }
  if (status === 'passed') return approvals.length === voters.length ? undefined : 'not everybody';
  if (status === 'rejected') return rejections.length > 0 ? undefined : 'nobody rejected';
  if (pending.length === 0) return 'everybody voted';
  return rejections.length === 0 || waits ? undefined : 'somebody rejected';
}

function voteObjection(
  ballot: VoteBallot,
  voters: readonly Seat[],
  status: Status,
): string | undefined {
  const approvals = voters.filter(({ vote }) => vote === 'approve');
  const pending = voters.filter(({ vote }) => vote === undefined);
  const vetoed = voters.some(({ veto, vote }) => veto && vote === 'reject');
  const vetoPending = pending.some(({ veto }) => veto);
  const hasQuorum = voters.length - pending.length >= (ballot.quorum ?? 0);
  const passes = reaches(ballot.pass, approvals, voters) && hasQuorum;
  const waits = ballot.close === 'when-all-voted';
  if (status === 'passed') {
    if (vetoed) return 'a veto was cast';
    if (!hasQuorum) return 'no quorum';
    return passes || ballot.tie === 'passed' ? undefined : 'the threshold was not reached';
  }
  if (status === 'rejected') {
    return passes && !vetoed && !vetoPending ? 'the threshold was reached' : undefined;
  }
  if (pending.length === 0) return 'everybody voted';
  if (waits) return undefined;
  if (vetoed) return 'a veto was cast';
  return passes && !vetoPending ? 'the threshold was reached' : undefined;
}

function reaches(threshold: Threshold, votes: readonly Seat[], voters: readonly Seat[]): boolean {
  if ('count' in threshold) return votes.length >= threshold.count;
  const weighed = weightOf(votes);
  if ('weight' in threshold) return weighed >= BigInt(threshold.weight);
  const [over, under] = threshold.share.endsWith('%')
    ? [BigInt(threshold.share.slice(0, -1)), 100n]
    : (threshold.share.split('/').map(BigInt) as [bigint, bigint]);
  const base = weightOf(voters);
  return base > 0n && weighed * under >= over * base;
}

function weightOf(seats: readonly Seat[]): bigint {
  return seats.reduce((sum, { weight = 1 }) => sum + BigInt(weight), 0n);
}
