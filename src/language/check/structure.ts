/** Checks the frame of a flow: ids, branches, joins, and how many and how deep its steps are. */

import type {
  ChoiceStep,
  DelayStep,
  FlowDefinition,
  InclusiveStep,
  Limit,
  ParallelStep,
} from '../../kernel/index.ts';
import { LIMITS, START_STEP } from '../../kernel/index.ts';
import { KEBAB } from '../flow/kebab.ts';
import { languageLimits } from '../limits.ts';
import type { Path } from '../shape/reader.ts';
import type { Findings, Place } from './walk.ts';

/** Words that a return target or the journal already uses. */
const RESERVED = new Set([START_STEP, 'initiator', 'previous', 'parent']);

/** Checks ids, branches and sizes. */
export function checkStructure(
  definition: FlowDefinition,
  places: readonly Place[],
  findings: Findings,
): void {
  if (places.length === 0 && !findings.isBroken(['steps'])) {
    findings.report(['steps'], { code: 'flow.no-steps', message: 'The flow has no steps.' });
  }
  if (places.length > LIMITS.stepsPerFlowMax) {
    const message = `The flow has ${places.length} steps; ${LIMITS.stepsPerFlowMax} are allowed.`;
    findings.report(['steps'], { code: 'flow.too-many-steps', message });
  }
  const seen = new Set<string>();
  for (const place of places) {
    checkId(place, seen, findings);
    if (place.depth === LIMITS.nestingDepthMax + 1 && place.index === 0) {
      const message = `Steps may nest ${LIMITS.nestingDepthMax} levels deep.`;
      findings.report(place.path, { code: 'flow.nesting-too-deep', message });
    }
    if (place.step.kind === 'choice' || place.step.kind === 'inclusive') {
      checkChoice(place.step, place.path, findings);
    }
    if (place.step.kind === 'delay') checkDelay(place.step, place.path, findings);
    if (place.step.kind === 'parallel') checkParallel(place.step, place.path, findings);
  }
  checkOutcomes(definition, places, findings);
}

function checkId({ step, path }: Place, seen: Set<string>, findings: Findings): void {
  const at = [...path, 'id'];
  const { id } = step;
  if (id === '') return;
  if (seen.has(id)) {
    const message = `Another step has the id "${id}".`;
    findings.report(at, { code: 'step.duplicate-id', message });
  }
  seen.add(id);
  if (RESERVED.has(id)) {
    const message = `The id "${id}" has a meaning of its own.`;
    findings.report(at, { code: 'step.reserved-id', message, advice: 'Choose another id.' });
  } else if (!KEBAB.test(id) && !findings.isBroken(at)) {
    const message = `The id "${id}" is not in kebab-case.`;
    const better = id
      .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^[-0-9]+|-+$/g, '');
    const advice = KEBAB.test(better) ? `Write "${better}".` : 'Write a word such as by-amount.';
    findings.report(at, { code: 'step.bad-id', message, advice });
  }
}

function checkChoice(step: ChoiceStep | InclusiveStep, path: Path, findings: Findings): void {
  const at = [...path, 'branches'];
  if (findings.isBroken(at) && step.branches.length === 0) return;
  if (step.branches.length === 0) {
    findings.report(at, {
      code: 'choice.no-branches',
      message: `The ${step.kind} has no branches.`,
    });
    return;
  }
  const otherwise = step.branches.flatMap((each, index) => (each.when === undefined ? index : []));
  if (otherwise.length === 0) {
    findings.report(at, {
      code: 'choice.otherwise-missing',
      message: `The ${step.kind} "${step.id}" has no otherwise branch.`,
      advice: 'End its branches with "- otherwise: true".',
    });
  }
  for (const extra of otherwise.slice(1)) {
    const message = 'This is the second otherwise branch.';
    findings.report([...at, extra], { code: 'choice.otherwise-twice', message });
  }
  const first = otherwise[0];
  if (first !== undefined && otherwise.length === 1 && first < step.branches.length - 1) {
    findings.report([...at, first], {
      code: 'choice.otherwise-not-last',
      message: 'The branches after otherwise are never reached.',
      advice: 'Put otherwise last.',
    });
  }
}

function checkDelay(step: DelayStep, path: Path, findings: Findings): void {
  const isBroken = findings.isBroken([...path, 'forMs']) || findings.isBroken([...path, 'until']);
  if (isBroken || (step.forMs === undefined) !== (step.until === undefined)) return;
  findings.report(path, {
    code: 'delay.not-one',
    message: `The delay "${step.id}" needs one of for and until.`,
    advice: 'Write for: 2h, or until: form.startsOn.',
  });
}

function checkParallel(step: ParallelStep, path: Path, findings: Findings): void {
  const at = [...path, 'branches'];
  const { branches, join } = step;
  if (branches.length < 2 && !findings.isBroken(at)) {
    const message = `The parallel "${step.id}" needs two branches or more.`;
    findings.report(at, { code: 'parallel.too-few-branches', message });
  }
  for (const [index, branch] of branches.entries()) {
    if (branch.steps.length > 0 || findings.isBroken([...at, index])) continue;
    const message = 'This branch has no steps.';
    findings.report([...at, index], { code: 'parallel.empty-branch', message });
  }
  if (typeof join !== 'object') return;
  if (Number.isInteger(join.count) && join.count >= 1 && join.count <= branches.length) return;
  if (findings.isBroken(at)) return;
  findings.report([...path, 'join'], {
    code: 'parallel.bad-join',
    message: `A join of ${join.count} cannot be met by ${branches.length} branches.`,
    advice: `Write all, any, or a number from 1 to ${branches.length}.`,
  });
}

/** Words for outcomes that the kernel gives itself. */
const KERNEL_OUTCOMES = new Set(['withdrawn', 'terminated', 'void', 'returned']);

function checkOutcomes(
  definition: FlowDefinition,
  places: readonly Place[],
  findings: Findings,
): void {
  for (const [index, { do: act }] of (definition.deadline ?? []).entries()) {
    if (act.kind !== 'end') continue;
    checkOutcome(act.outcome, ['deadline', index, 'do', 'outcome'], findings);
  }
  for (const { step, path } of places) {
    if (step.kind === 'wait' && step.limit) checkLimit(step.limit, [...path, 'limit'], findings);
    if (step.kind === 'wait' && step.limit?.late.kind === 'end') {
      checkOutcome(step.limit.late.outcome, [...path, 'limit', 'late', 'outcome'], findings);
    }
    const limit = step.kind === 'call' ? step.callback?.limit : undefined;
    if (limit) checkLimit(limit, [...path, 'callback', 'limit'], findings);
    if (limit?.late.kind === 'end') {
      checkOutcome(limit.late.outcome, [...path, 'callback', 'limit', 'late', 'outcome'], findings);
    }
    if (step.kind === 'end') checkOutcome(step.outcome, [...path, 'outcome'], findings);
  }
}

function checkLimit({ afterMs }: Limit, path: Path, findings: Findings): void {
  const at = [...path, 'afterMs'];
  if (findings.isBroken(at) || (afterMs > 0 && afterMs <= languageLimits.durationMsMax)) return;
  const message = 'The time must be above zero and within ten years.';
  findings.report(at, { code: 'ladder.bad-after', message });
}

function checkOutcome(outcome: string, path: Path, findings: Findings): void {
  if (findings.isBroken(path)) return;
  if (!KERNEL_OUTCOMES.has(outcome) && KEBAB.test(outcome)) return;
  findings.report(path, {
    code: 'step.bad-outcome',
    message: `"${outcome}" cannot be an outcome.`,
    advice: 'Write approved, rejected or a kebab-case word of the business.',
  });
}
