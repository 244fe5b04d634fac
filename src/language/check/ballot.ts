/** Checks thresholds, quorums, weights and vetoes. */

import type { Ballot, Threshold, VoteBallot } from '../../kernel/index.ts';
import { LIMITS, parseShare } from '../../kernel/index.ts';
import type { Path } from '../shape/reader.ts';
import type { Surroundings } from './people.ts';
import { checkResolvers } from './people.ts';

/** Checks a ballot's figures. */
export function checkBallot(
  ballot: Ballot | { readonly kind: 'any' | 'all' | 'sequence' },
  path: Path,
  around: Surroundings,
): void {
  if (ballot.kind === 'vote') checkVote(ballot, path, around);
}

function checkVote(ballot: VoteBallot, path: Path, around: Surroundings): void {
  checkThreshold(ballot.pass, [...path, 'pass'], around);
  if (ballot.reject) checkThreshold(ballot.reject, [...path, 'reject'], around);
  if (ballot.quorum !== undefined && ballot.quorum < 1) {
    const message = `A quorum of ${ballot.quorum} is none.`;
    const advice = 'Write 1 or more, or leave it out.';
    around.findings.report([...path, 'quorum'], { code: 'ballot.bad-count', message, advice });
  }
  for (const [who, weight] of Object.entries(ballot.weights ?? {})) {
    const at = [...path, 'weights', who];
    if (!/^(user|role|group):\S+$/.test(who)) {
      const message = `"${who}" names nobody.`;
      const advice = 'Write user:<id>, role:<name> or group:<name>.';
      around.findings.report(at, { code: 'ballot.bad-weight', message, advice }, 'key');
    }
    if (!Number.isSafeInteger(weight) || weight < 0 || weight > LIMITS.weightMax) {
      const message = `The weight ${weight} is not a whole number from 0 to ${LIMITS.weightMax}.`;
      around.findings.report(at, { code: 'ballot.bad-weight', message });
    }
  }
  if (ballot.veto) checkResolvers(ballot.veto, [...path, 'veto'], around);
}

function checkThreshold(threshold: Threshold, path: Path, { findings }: Surroundings): void {
  if (findings.isBroken(path)) return;
  if ('share' in threshold) {
    if (parseShare(threshold.share)) return;
    const message = `"${threshold.share}" is not a share.`;
    const advice = 'Write a fraction such as 2/3 or a whole percentage such as 60%.';
    findings.report([...path, 'share'], { code: 'ballot.bad-share', message, advice });
    return;
  }
  const [key, figure] =
    'count' in threshold
      ? (['count', threshold.count] as const)
      : (['weight', threshold.weight] as const);
  if (Number.isSafeInteger(figure) && figure >= 1) return;
  const message = `A ${key} of ${figure} is met by nobody or by anything.`;
  const advice = 'Write a whole number of 1 or more.';
  findings.report([...path, key], { code: 'ballot.bad-count', message, advice });
}
