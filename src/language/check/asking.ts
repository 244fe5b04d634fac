/** Checks the steps that ask or tell people: their ballots, rights and ladders. */

import type {
  ApprovalStep,
  DeadlineRung,
  FlowDefinition,
  HandleStep,
  JsonObject,
  Rung,
} from '../../kernel/index.ts';
import { namersOf } from '../../kernel/index.ts';
import { KEBAB } from '../flow/kebab.ts';
import { languageLimits } from '../limits.ts';
import type { Path } from '../shape/reader.ts';
import { advise } from '../suggest.ts';
import { checkBallot } from './ballot.ts';
import { checkMatrix } from './matrix.ts';
import type { Surroundings } from './people.ts';
import { checkAsked, checkPeople, checkResolvers } from './people.ts';
import type { Findings, Place } from './walk.ts';

/** Checks everybody who is asked or told, and how. */
export function checkAsking(
  definition: FlowDefinition,
  places: readonly Place[],
  findings: Findings,
): void {
  const properties = definition.form['properties'];
  const fields = new Map(Object.entries((properties ?? {}) as JsonObject));
  const around = { fields, findings, checkMatrix };
  if (typeof definition.empty === 'object') {
    checkResolvers(definition.empty.people, ['empty', 'people'], around);
  }
  checkLadder(definition.deadline ?? [], ['deadline'], around);
  for (const key of ['remindEveryMs', 'undoMs'] as const) {
    const time = definition[key];
    if (time === undefined || (time > 0 && time <= languageLimits.durationMsMax)) continue;
    const message = 'The time must be above zero and within ten years.';
    findings.report([key], { code: 'flow.bad-duration', message });
  }
  checkNamers(definition, places, findings);
  const { substitutes = 1 } = definition;
  if (!Number.isInteger(substitutes) || substitutes < 0 || substitutes > 5) {
    const message = `Substitutes cannot be followed ${substitutes} times.`;
    const advice = 'Write a whole number from 0 to 5.';
    findings.report(['substitutes'], { code: 'people.bad-depth', message, advice });
  }
  for (const { step, path } of places) {
    if (step.kind === 'notify') {
      checkPeople(step.tell, [...path, 'tell'], around, ['initiator']);
    }
    if (step.kind === 'approval' || step.kind === 'handle') checkStep(step, path, around);
  }
}

function checkStep(step: ApprovalStep | HandleStep, path: Path, around: Surroundings): void {
  checkVoters(step, path, around);
  if (typeof step.empty === 'object') {
    checkResolvers(step.empty.people, [...path, 'empty', 'people'], around);
  }
  for (const field of Object.keys(step.rights ?? {})) {
    if (around.fields.has(field)) continue;
    const message = `The form has no field "${field}".`;
    const advice = advise(field, around.fields.keys());
    const at = [...path, 'rights', field];
    around.findings.report(at, { code: 'rights.unknown-field', message, advice }, 'key');
  }
  checkLadder(step.ladder ?? [], [...path, 'ladder'], around);
}

/** Whoever votes before has to be there (R3.1). */
function checkNamers(
  definition: FlowDefinition,
  places: readonly Place[],
  findings: Findings,
): void {
  const chosen = places.filter(
    ({ step }) =>
      'ask' in step && step.ask.of.some((each) => each.kind === 'choose' && each.by === 'previous'),
  );
  if (chosen.length === 0) return;
  const namers = namersOf(definition.steps);
  for (const { step, path } of chosen) {
    if (namers.get(step.id)?.size) continue;
    const at = 'ask' in step ? step.ask.of.findIndex(({ kind }) => kind === 'choose') : 0;
    findings.report([...path, 'ask', 'of', at, 'by'], {
      code: 'people.choose-no-voter',
      message: `Nobody votes right before "${step.id}", so nobody can name its people.`,
      advice: 'Write choose: initiator, or place an approval before it.',
    });
  }
}

/** A rung that asks stand-ins needs some (R9.5). */
function checkStandIns(step: ApprovalStep | HandleStep, path: Path, around: Surroundings): void {
  for (const [index, { for: whose, ask }] of (step.standIns ?? []).entries()) {
    const at = [...path, 'standIns', index];
    if (whose) checkResolvers(whose, [...at, 'for'], around);
    checkResolvers(ask, [...at, 'ask'], around);
  }
  const rung = (step.ladder ?? []).findIndex(({ do: act }) => act.kind === 'stand-in');
  if (rung < 0 || step.standIns?.length) return;
  around.findings.report([...path, 'ladder', rung, 'do'], {
    code: 'ladder.no-stand-ins',
    message: `"${step.id}" names no stand-ins.`,
    advice: 'Add standIns: [{ ask: … }] to the step.',
  });
}

/** One choice a step: a choice is named by its step. */
function checkOneChoice(step: ApprovalStep | HandleStep, path: Path, around: Surroundings): void {
  const first = step.ask.of.findIndex(({ kind }) => kind === 'choose');
  const second = step.ask.of.findIndex(({ kind }, at) => kind === 'choose' && at > first);
  if (second < 0) return;
  around.findings.report([...path, 'ask', 'of', second], {
    code: 'people.choose-misplaced',
    message: 'A step leaves one choice to somebody, not two.',
  });
}

/** Who votes: people, groups of them, or both. */
function checkVoters(step: ApprovalStep | HandleStep, path: Path, around: Surroundings): void {
  const { ask, ballot, groups = [] } = step;
  if (ask.of.length > 0 || groups.length === 0) {
    checkAsked(ask, [...path, 'ask'], around, ['initiator', 'previous']);
  }
  checkOneChoice(step, path, around);
  checkStandIns(step, path, around);
  checkBallot(ballot, [...path, 'ballot'], around);
  checkWeights(step, path, around);
  const seen = new Set<string>();
  for (const [index, group] of groups.entries()) {
    const at = [...path, 'groups', index];
    checkAsked(group.ask, [...at, 'ask'], around);
    checkBallot(group.ballot, [...at, 'ballot'], around);
    const { name } = group;
    if (name === '' || around.findings.isBroken([...at, 'name'])) continue;
    if (seen.has(name) || !KEBAB.test(name)) {
      const message = seen.has(name)
        ? `Another group has the name "${name}".`
        : `The name "${name}" is not in kebab-case.`;
      around.findings.report([...at, 'name'], { code: 'group.bad-name', message });
    }
    seen.add(name);
  }
}

/** A weight for a group needs the group. */
function checkWeights(
  { ballot, groups = [] }: ApprovalStep | HandleStep,
  path: Path,
  { findings }: Surroundings,
): void {
  const names = groups.map(({ name }) => name);
  for (const who of Object.keys((ballot.kind === 'vote' && ballot.weights) || {})) {
    if (!who.startsWith('group:') || names.includes(who.slice(6))) continue;
    const message = `The step has no group "${who.slice(6)}".`;
    const advice = advise(who.slice(6), names);
    const at = [...path, 'ballot', 'weights', who];
    findings.report(at, { code: 'ballot.bad-weight', message, advice }, 'key');
  }
}

function checkLadder(
  ladder: readonly (Rung | DeadlineRung)[],
  path: Path,
  around: Surroundings,
): void {
  const last = { wall: 0, working: 0 };
  for (const [index, { afterMs, working, do: act }] of ladder.entries()) {
    const at = [...path, index, 'afterMs'];
    const kind = working ? 'working' : 'wall';
    if (act.kind === 'notify') checkPeople(act.tell, [...path, index, 'do', 'tell'], around);
    if (act.kind === 'add') checkPeople(act.people, [...path, index, 'do', 'people'], around);
    if (act.kind === 'transfer') checkPeople(act.to, [...path, index, 'do', 'to'], around);
    if (around.findings.isBroken(at)) continue;
    if (!(afterMs > 0) || afterMs > languageLimits.durationMsMax) {
      const message = 'The time must be above zero and within ten years.';
      around.findings.report(at, { code: 'ladder.bad-after', message });
    } else if (afterMs <= last[kind]) {
      around.findings.report(at, {
        code: 'ladder.not-rising',
        message: 'This rung does not come after the one before it.',
        advice: 'Order the rungs by their times.',
      });
    }
    last[kind] = Math.max(last[kind], afterMs);
  }
}
