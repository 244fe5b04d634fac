/** Checks the steps that ask or tell people: their ballots, rights and ladders. */

import type {
  ApprovalStep,
  DeadlineRung,
  FlowDefinition,
  HandleStep,
  JsonObject,
  Rung,
} from '../../kernel/index.ts';
import { languageLimits } from '../limits.ts';
import type { Path } from '../shape/reader.ts';
import { advise } from '../suggest.ts';
import { checkBallot } from './ballot.ts';
import type { Surroundings } from './people.ts';
import { checkPeople, checkResolvers } from './people.ts';
import type { Findings, Place } from './walk.ts';

/** Checks everybody who is asked or told, and how. */
export function checkAsking(
  definition: FlowDefinition,
  places: readonly Place[],
  findings: Findings,
): void {
  const properties = definition.form['properties'];
  const fields = new Map(Object.entries((properties ?? {}) as JsonObject));
  const around = { fields, findings };
  if (typeof definition.empty === 'object') {
    checkResolvers(definition.empty.people, ['empty', 'people'], around);
  }
  checkLadder(definition.deadline ?? [], ['deadline'], around);
  for (const { step, path } of places) {
    if (step.kind === 'notify') checkPeople(step.tell, [...path, 'tell'], around);
    if (step.kind === 'approval' || step.kind === 'handle') checkStep(step, path, around);
  }
}

function checkStep(step: ApprovalStep | HandleStep, path: Path, around: Surroundings): void {
  checkPeople(step.ask, [...path, 'ask'], around);
  checkBallot(step.ballot, [...path, 'ballot'], around);
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
