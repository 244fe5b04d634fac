/** Checks where steps name steps: separation of duty and returns. */

import type { FlowDefinition, GotoStep, ReturnTarget, Step } from '../../kernel/index.ts';
import type { Path } from '../shape/reader.ts';
import { advise } from '../suggest.ts';
import type { Findings, Place } from './walk.ts';

/** Checks `distinct`, `returns` and `onReject`. */
export function checkReferences(
  definition: FlowDefinition,
  places: readonly Place[],
  findings: Findings,
): void {
  const steps = new Map(places.map((place) => [place.step.id, place.step]));
  for (const [index, group] of (definition.distinct ?? []).entries()) {
    checkDistinct(group, ['distinct', index], steps, findings);
  }
  for (const place of places) {
    const { step, path } = place;
    if (step.kind === 'goto') checkGoto(step, place, steps, findings);
    if (step.kind === 'subflow') {
      const at = [...path, 'returned', 'to'];
      if (step.returned) checkTarget(step.returned.to, at, place, steps, findings);
      if (step.onReject?.kind === 'return') {
        checkTarget(step.onReject.to, [...path, 'onReject', 'to'], place, steps, findings);
      }
    }
    if (step.kind !== 'approval' && step.kind !== 'handle') continue;
    for (const [index, { do: act }] of (step.ladder ?? []).entries()) {
      const at = [...path, 'ladder', index, 'do', 'to'];
      if (act.kind === 'return') checkTarget(act.to, at, place, steps, findings);
      if (act.kind === 'jump' && !steps.has(act.to)) reportUnknown(act.to, at, steps, findings);
    }
    for (const [index, target] of (step.returns ?? []).entries()) {
      checkTarget(target, [...path, 'returns', index], place, steps, findings);
    }
    if (step.kind === 'approval' && step.onReject?.kind === 'return') {
      checkTarget(step.onReject.to, [...path, 'onReject', 'to'], place, steps, findings);
    }
  }
}

type Steps = ReadonlyMap<string, Step>;

function checkDistinct(
  group: readonly string[],
  path: Path,
  steps: Steps,
  findings: Findings,
): void {
  if (new Set(group).size < 2 && !findings.isBroken(path)) {
    const message = 'Separation of duty needs two different steps.';
    findings.report(path, { code: 'distinct.too-few', message });
  }
  for (const [index, id] of group.entries()) {
    const step = steps.get(id);
    if (!step) reportUnknown(id, [...path, index], steps, findings);
    else if (!isAsking(step)) {
      findings.report([...path, index], {
        code: 'step.not-asking',
        message: `Nobody acts on "${id}", which is a ${step.kind} step.`,
        advice: 'Name approval or handle steps.',
      });
    }
  }
}

/** A goto leads to a step of its own list or of one around it, and never out of a fork (L3). */
function checkGoto(step: GotoStep, from: Place, steps: Steps, findings: Findings): void {
  const path = [...from.path, 'to'];
  if (!steps.has(step.to)) {
    reportUnknown(step.to, path, steps, findings);
    return;
  }
  for (let place: Place | undefined = from; place; place = place.container) {
    const isOwn = place === from || place.step.kind === 'choice';
    if (!isOwn) break;
    if (step.to !== step.id && place.list.some(({ id }) => id === step.to)) return;
  }
  findings.report(path, {
    code: 'goto.impossible',
    message: `"${step.id}" cannot go to "${step.to}".`,
    advice: 'Name another step of its list, or of a list around it outside any fork.',
  });
}

function isAsking(step: Step): boolean {
  return step.kind === 'approval' || step.kind === 'handle';
}

function checkTarget(
  target: ReturnTarget,
  path: Path,
  from: Place,
  steps: Steps,
  findings: Findings,
): void {
  if (typeof target === 'string') return;
  const step = steps.get(target.step);
  if (!step) {
    reportUnknown(target.step, path, steps, findings, ['initiator', 'previous']);
    return;
  }
  const reachable = reachableFrom(from);
  if (reachable.has(target.step)) return;
  findings.report(path, {
    code: 'return.impossible',
    message: `"${from.step.id}" cannot return to "${target.step}".`,
    advice: 'Name a step that comes before it and is in no parallel branch of its own.',
  });
}

/** The steps before this one in its list and the lists around it; forks keep theirs (R7.1). */
function reachableFrom(from: Place): ReadonlySet<string> {
  const ids = new Set<string>();
  for (let place: Place | undefined = from; place; place = place.container) {
    for (const before of place.list.slice(0, place.index)) addWithChoices(before, ids);
  }
  return ids;
}

function addWithChoices(step: Step, ids: Set<string>): void {
  ids.add(step.id);
  if (step.kind !== 'choice') return;
  for (const branch of step.branches) {
    for (const inner of branch.steps) addWithChoices(inner, ids);
  }
}

function reportUnknown(
  id: string,
  path: Path,
  steps: Steps,
  findings: Findings,
  words: readonly string[] = [],
): void {
  if (findings.isBroken(path)) return;
  const message = `No step has the id "${id}".`;
  const advice = advise(id, [...steps.keys(), ...words]);
  findings.report(path, { code: 'step.unknown', message, advice });
}
