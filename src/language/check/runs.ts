/** Warns of what rehearsals of the flow come to: stuck, approved by nobody, without an end, too late. */

import type { FlowDefinition, ForecastStep, Step } from '../../kernel/index.ts';
import type { Rehearsal } from '../rehearsal/rehearse.ts';
import type { Findings, Place } from './walk.ts';
import { everyStep } from './walk.ts';

/** Reports each kind of mishap once for a place, with the first form that leads to it. */
export function checkRuns(
  definition: FlowDefinition,
  findings: Findings,
  rehearsals: readonly Rehearsal[],
): void {
  const places = new Map([...everyStep(definition)].map((place) => [place.step.id, place]));
  const approval = [...places.values()].find(({ step }) => step.kind === 'approval');
  const told = new Set<string>();
  const once = (id: string, tell: () => void): void => {
    if (told.has(id)) return;
    told.add(id);
    tell();
  };
  for (const rehearsal of rehearsals) {
    const { stuck, outcome, steps } = rehearsal.forecast;
    const place = stuck && places.get(stuck.step);
    if (place && stuck.code === 'choice.no-branch') {
      once(`branch ${stuck.step}`, () => reportNoBranch(place, rehearsal, findings));
    }
    if (place && stuck.code.startsWith('limit.')) {
      once('exit', () => reportNoExit(place, rehearsal, findings));
    }
    if (place && isOfTheForm(stuck.code) && !isFilledIn(rehearsal, places)) {
      once(`stuck ${stuck.step}`, () => reportStuck(place, stuck.code, rehearsal, findings));
    }
    if (approval && outcome === 'approved' && !steps.some(isDecided)) {
      once('approver', () => reportNoApprover(approval, rehearsal, findings));
    }
    checkDeadline(definition, places, rehearsal, findings, once);
  }
}

/** Whether an expression failed on the data: people and answers from outside are nominal here. */
function isOfTheForm(code: string): boolean {
  return code.startsWith('cel.') || code.startsWith('rule.');
}

/** Whether somebody, or something outside, may have filled in before what was not there. */
function isFilledIn(
  { forecast: { steps, stuck } }: Rehearsal,
  places: ReadonlyMap<string, Place>,
): boolean {
  return steps.some(({ step: id }) => {
    const step = places.get(id)?.step;
    if (!step || id === stuck?.step) return false;
    if (step.kind === 'call' || step.kind === 'wait' || step.kind === 'subflow') return true;
    return 'rights' in step && Object.values(step.rights ?? {}).includes('edit');
  });
}

function reportStuck(
  { step, path }: Place,
  code: string,
  { form }: Rehearsal,
  findings: Findings,
): void {
  const missing = code === 'cel.no-such-key';
  findings.report([...path, 'id'], {
    severity: 'warning',
    code: 'sound.stuck',
    message: missing
      ? `"${step.id}" reads what some forms do not hold: the instance would stand still there.`
      : `With some forms the instance would stand still at "${step.id}": ${code}.`,
    advice: missing ? 'Ask has() first, or require the field.' : undefined,
    example: form,
  });
}

function isDecided({ kind, status, people }: ForecastStep): boolean {
  return kind === 'approval' && status === 'expected' && people.length > 0;
}

function reportNoBranch({ step, path }: Place, { form }: Rehearsal, findings: Findings): void {
  findings.report([...path, 'id'], {
    severity: 'warning',
    code: 'sound.not-exhaustive',
    message: `"${step.id}" has no branch for some forms: the instance would stand still there.`,
    advice: 'Add an otherwise branch.',
    example: form,
  });
}

function reportNoExit({ step, path }: Place, { form }: Rehearsal, findings: Findings): void {
  findings.report([...path, 'id'], {
    severity: 'warning',
    code: 'sound.no-exit',
    message: `Though everybody approves, the flow comes back to "${step.id}" and never ends.`,
    advice: 'Give the way back a condition.',
    example: form,
  });
}

function reportNoApprover({ path }: Place, { form }: Rehearsal, findings: Findings): void {
  findings.report([...path, 'id'], {
    severity: 'warning',
    code: 'sound.no-approver',
    message: 'With some forms the flow ends approved and nobody was asked to approve.',
    advice: 'If that is meant, end those forms with an outcome of their own.',
    example: form,
  });
}

/** The rung that ends the instance falls due while the delays on its way still run. */
function checkDeadline(
  { deadline = [] }: FlowDefinition,
  places: ReadonlyMap<string, Place>,
  { form, forecast }: Rehearsal,
  findings: Findings,
  once: (id: string, tell: () => void) => void,
): void {
  const index = deadline.findIndex(({ do: what }) => what.kind === 'end' || what.kind === 'reject');
  const rung = deadline[index];
  if (!rung || rung.working) return;
  const waits = delayed(forecast.steps, 0, undefined, (id) => places.get(id)?.step);
  if (waits < rung.afterMs) return;
  once('deadline', () =>
    findings.report(['deadline', index, 'after'], {
      severity: 'warning',
      code: 'sound.deadline-unmeetable',
      message: 'The instance is ended while its own delays still run, however fast people are.',
      advice: 'Give the deadline more time, or shorten the delays.',
      example: form,
    }),
  );
}

/** Milliseconds that the delays of a branch take at least; branches of a fork run side by side. */
function delayed(
  steps: readonly ForecastStep[],
  parent: number,
  branch: number | undefined,
  stepOf: (id: string) => Step | undefined,
): number {
  const inside = steps.filter(
    (each) => each.parent === parent && (branch === undefined || each.branch === branch),
  );
  let sum = 0;
  for (const { visit, step: id, status } of inside) {
    const step = stepOf(id);
    if (status !== 'expected' || !step) continue;
    if (step.kind === 'delay') sum += step.forMs ?? 0;
    if (!('branches' in step)) continue;
    const sides = step.branches.map((_branch, n) => delayed(steps, visit, n, stepOf));
    sum += Math.max(0, ...sides);
  }
  return sum;
}
