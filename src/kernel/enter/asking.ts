/** Enters a step that asks people: finds them, seats them, arms the ladder. */

import type { Entry, Todo } from '../agenda.ts';
import { passed } from '../agenda.ts';
import { arm } from '../arm.ts';
import { count } from '../count.ts';
import { DEDUPE, dedupeOpen } from '../dedupe.ts';
import type { ApprovalStep, HandleStep } from '../definition.ts';
import type { OpenQuestion, Trace, VisitOpened } from '../events.ts';
import { incident } from '../incidents.ts';
import type { Asked } from '../people/ask.ts';
import { questionOf } from '../people/choose.ts';
import { offered } from '../people/substitutes.ts';
import type { Run } from '../run.ts';
import type { Frame, Incident, Seek } from '../state.ts';
import { close } from '../visits.ts';
import { seatPeople } from './seating.ts';

type AskingStep = ApprovalStep | HandleStep;

/** Opens a visit of an approval or handle step; passes it at once where a policy settled it. */
export function enterAsking(run: Run, entry: Entry<AskingStep>): readonly Todo[] {
  const { step, frame, here } = entry;
  const settled = openAsking(run, step, frame, here) === 'passed';
  return settled ? [passed(run.nextVisit - 1, here?.back)] : [];
}

/** `waits` when people were asked or the visit stands still; `passed` when a policy settled it. */
function openAsking(
  run: Run,
  step: AskingStep,
  frame: Frame,
  seek: Seek | undefined,
): 'waits' | 'passed' {
  const { directory: snapshot } = run.context;
  const seating = seatPeople(run, step, seek);
  const visit = run.nextVisit;
  const directory = snapshot.version;
  const where = {
    visit,
    step: step.id,
    kind: step.kind,
    parent: frame.parent,
    branch: frame.branch,
  };
  switch (seating.kind) {
    case 'seated': {
      const calendar = step.calendar ?? run.flow.definition.calendar;
      const arming = arm(step.ladder ?? [], run.atMs, snapshot, calendar);
      if (!arming.ok) return standStill(run, where, seek, { directory }, arming);
      const counted = arming.calendar === undefined ? {} : { calendar: arming.calendar };
      const { seats, stages } = offered(run, step, seating.seats, seating.stages);
      run.emit({
        type: 'VisitOpened',
        ...where,
        seats,
        ...(seating.groups.length > 0 ? { groups: seating.groups } : {}),
        ...(step.ladder ? { timers: arming.timers } : {}),
        ...(step.require ? { require: step.require } : {}),
        ...(seek?.back ? { back: seek.back } : {}),
        trace: { people: stages, directory, ...counted },
      });
      if (!dedupeOpen(run, step, visit)) return 'waits';
      const settled = count(run, step, visit, DEDUPE);
      if (!settled) return 'waits';
      close(run, visit, 'passed', settled.why, DEDUPE);
      return 'passed';
    }
    case 'settled':
      return settleByPolicy(run, where, seating.as, { people: seating.stages, directory });
    case 'nobody': {
      const found = { people: seating.stages, directory };
      return standStill(run, where, seek, found, incident('people.nobody'));
    }
    case 'open':
      return leaveOpen(run, where, questionOf(run, seating.question));
    case 'failed':
      return standStill(run, where, seek, { directory }, seating);
  }
}

type Where = Pick<VisitOpened, 'visit' | 'step' | 'parent' | 'branch'> & {
  readonly kind: AskingStep['kind'];
};

/** Opens the visit only to stop there (R2.3); a retry heads on for what was sought. */
function standStill(
  run: Run,
  where: Where,
  seek: Seek | undefined,
  trace: Trace,
  { code, message }: Incident,
): 'waits' {
  run.emit({ type: 'VisitOpened', ...where, ...(seek ? { seek } : {}), trace });
  run.emit({ type: 'IncidentRaised', visit: where.visit, incident: { code, message } });
  return 'waits';
}

/** A forecast passes over what is not known yet, and says what it is. */
function leaveOpen(run: Run, where: Where, open: OpenQuestion): 'passed' {
  run.emit({ type: 'VisitOpened', ...where, trace: { open } });
  run.emit({ type: 'VisitClosed', visit: where.visit, outcome: 'passed', why: 'open-question' });
  return 'passed';
}

/** Nobody is asked: a policy says what becomes of the visit (R3.4, R3.5). */
function settleByPolicy(
  run: Run,
  where: Where,
  as: Extract<Asked, { readonly kind: 'settled' }>['as'],
  found: Trace,
): 'waits' | 'passed' {
  const trace = { ...found, note: as };
  if (as === 'skip') {
    run.emit({ type: 'VisitSkipped', ...where, trace });
    return 'passed';
  }
  run.emit({ type: 'VisitOpened', ...where, trace });
  const outcome = as === 'approve' ? 'passed' : 'rejected';
  run.emit({ type: 'VisitClosed', visit: where.visit, outcome, why: 'empty-policy' });
  if (outcome === 'passed') return 'passed';
  const by = { kind: 'system', cause: 'empty-policy' } as const;
  run.emit({ type: 'InstanceEnded', outcome: 'rejected', by });
  return 'waits';
}
