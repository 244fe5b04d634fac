/** Warns of what is allowed and hardly meant: dead steps, votes nobody can win, signing for oneself. */

import type { ApprovalStep, Ballot, FlowDefinition, People, Step } from '../../kernel/index.ts';
import type { Rehearsal } from '../rehearsal/rehearse.ts';
import type { Finding, Path } from '../shape/reader.ts';
import { checkRuns } from './runs.ts';
import type { Findings, Place } from './walk.ts';
import { everyStep } from './walk.ts';

/**
 * Reports steps never reached, branches never taken, ballots never passed, endless loops, and
 * what goes wrong when the flow is rehearsed. A finding comes with a form that shows it, if one of
 * the rehearsals does.
 */
export function checkSoundness(
  definition: FlowDefinition,
  findings: Findings,
  rehearsals: readonly Rehearsal[],
): void {
  for (const place of everyStep(definition)) {
    const shown = shownBy(rehearsals, place.step.id, findings);
    checkReached(place, shownBy(rehearsals, place.list[place.index - 1]?.id, findings));
    checkBranches(place, shown);
    checkLoop(place, shown);
    checkSelfStart(definition, place, shown);
    if (place.step.kind !== 'approval') continue;
    checkWinnable(place.step, place, shown);
    checkSelfApproval(definition, place.step, place, shown);
  }
  checkRuns(definition, findings, rehearsals);
}

/** The findings, each with the form of a rehearsal that comes to the step. */
function shownBy(
  rehearsals: readonly Rehearsal[],
  step: string | undefined,
  findings: Findings,
): Findings {
  const comesBy = rehearsals.find(({ forecast }) =>
    forecast.steps.some((each) => each.step === step && each.status !== 'skipped'),
  );
  const example = comesBy?.form;
  const report = (path: Path, finding: Finding, target?: 'value' | 'key'): void =>
    findings.report(path, { ...finding, example }, target);
  return {
    report,
    reportWithin: (path, start, end, finding) =>
      findings.reportWithin(path, start, end, { ...finding, example }),
    isBroken: (path) => findings.isBroken(path),
  };
}

/** Whether a step never lets what stands behind it in its list be reached. */
function leadsAway(step: Step): boolean {
  return (step.kind === 'end' || step.kind === 'goto') && step.skip === undefined;
}

function checkReached({ step, list, index, path }: Place, findings: Findings): void {
  const before = list[index - 1];
  if (!before || !leadsAway(before)) return;
  findings.report([...path, 'id'], {
    severity: 'warning',
    code: 'sound.unreachable',
    message: `"${step.id}" is never reached: "${before.id}" before it leads away.`,
    advice: `Give "${before.id}" a skip, or take "${step.id}" out.`,
  });
}

function checkBranches({ step, path }: Place, findings: Findings): void {
  if (step.kind !== 'choice') return;
  const seen = new Set<string>();
  for (const [index, { when }] of step.branches.entries()) {
    if (when === undefined) continue;
    const isTaken = seen.has(when.trim()) || seen.has('true');
    seen.add(when.trim());
    if (!isTaken) continue;
    findings.report([...path, 'branches', index, 'when'], {
      severity: 'warning',
      code: 'sound.branch-never-taken',
      message: 'A branch before this one is taken whenever this one could be.',
      advice: 'Give it another condition, or put it first.',
    });
  }
}

/** A way back with nothing on it that waits runs in a circle until the limit of visits. */
function checkLoop({ step, list, index, path }: Place, findings: Findings): void {
  if (step.kind !== 'goto' || step.skip !== undefined) return;
  const start = list.findIndex(({ id }) => id === step.to);
  if (start < 0 || start > index) return;
  if (list.slice(start, index).some(mayStop)) return;
  findings.report([...path, 'to'], {
    severity: 'warning',
    code: 'sound.endless-loop',
    message: `From "${step.to}" to here nothing waits or leads away: it runs in a circle.`,
    advice: 'Give the goto a skip, or put a step that asks people on the way.',
  });
}

/** A flow that starts itself before anything waits does so until there is no room (R2.4). */
function checkSelfStart(
  { name, version, steps }: FlowDefinition,
  { step, list, index, path }: Place,
  findings: Findings,
): void {
  if (step.kind !== 'subflow' || step.flow !== name || step.skip !== undefined) return;
  if (list !== steps || list.slice(0, index).some(mayStop)) return;
  if ((step.version ?? version) !== version || /\b(form|vars)\b/.test(step.each ?? '')) return;
  findings.report([...path, 'flow'], {
    severity: 'warning',
    code: 'sound.endless-loop',
    message: `Each "${name}" starts another one before anything waits.`,
    advice: 'Give the subflow a skip, or start another flow.',
  });
}

/** Whether a visit of the step can wait for the world, or leave the way. */
function mayStop(step: Step): boolean {
  if ('branches' in step) return step.branches.some(({ steps }) => steps.some(mayStop));
  if (step.kind === 'subflow') return step.wait ?? true;
  return (
    step.kind !== 'notify' && step.kind !== 'rule' && !(step.kind === 'call' && step.wait === false)
  );
}

function checkWinnable(step: ApprovalStep, { path }: Place, findings: Findings): void {
  const { ballot, ask, groups = [] } = step;
  checkVoice(ballot, ask, groups.length, [...path, 'ballot'], findings);
  for (const [index, group] of groups.entries()) {
    checkVoice(group.ballot, group.ask, 0, [...path, 'groups', index, 'ballot'], findings);
  }
}

function checkVoice(
  ballot: Ballot,
  ask: People,
  groups: number,
  path: Path,
  findings: Findings,
): void {
  if (ballot.kind !== 'vote' || !ask.of.every(({ kind }) => kind === 'user')) return;
  const people = new Set(ask.of.map((resolver) => ('id' in resolver ? resolver.id : ''))).size;
  const voters = people + groups;
  const needed = Math.max('count' in ballot.pass ? ballot.pass.count : 0, ballot.quorum ?? 0);
  if (needed <= voters) return;
  const asked = groups > 0 ? 'people and groups' : 'people';
  findings.report([...path, 'pass'], {
    severity: 'warning',
    code: 'sound.vote-unwinnable',
    message: `${needed} votes are needed and ${voters} ${asked} are asked: it can never pass.`,
    advice: 'Ask more people, or lower the threshold.',
  });
}

function checkSelfApproval(
  definition: FlowDefinition,
  step: ApprovalStep,
  { path }: Place,
  findings: Findings,
): void {
  const policy = step.initiator ?? definition.initiator;
  if (
    policy !== 'allow' ||
    step.groups?.length ||
    !step.ask.of.every(({ kind }) => kind === 'initiator')
  )
    return;
  findings.report([...path, 'ask'], {
    severity: 'warning',
    code: 'sound.self-approval',
    message: 'Only the initiator is asked: everybody approves their own request here.',
    advice: 'Ask somebody else, or write a handle step.',
  });
}
