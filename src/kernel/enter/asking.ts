/** Enters a step that asks people: finds them, seats them, arms the ladder. */

import type { Entry, Todo } from '../agenda.ts';
import { passed } from '../agenda.ts';
import { arm } from '../arm.ts';
import type { ApprovalStep, Ballot, HandleStep } from '../definition.ts';
import type { NewSeat, OpenQuestion, Trace, VisitOpened } from '../events.ts';
import { incident } from '../incidents.ts';
import type { Asked } from '../people/ask.ts';
import { ask, tell } from '../people/ask.ts';
import { questionOf } from '../people/choose.ts';
import { mayServe } from '../people/duty.ts';
import { peopleScope } from '../people/scope.ts';
import type { Run } from '../run.ts';
import type { Frame, Incident, Seek } from '../state.ts';
import type { PersonId } from '../words.ts';

type AskingStep = ApprovalStep | HandleStep;

const NOBODY = { ok: true, people: [] } as const;

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
  const scope = peopleScope(run, step, seek?.people !== undefined);
  const asked = keepPeople(run, step, ask(run.flow, run.state, step, scope), seek);
  const vetoers =
    step.ballot.kind === 'vote' ? tell(run.flow, { of: step.ballot.veto ?? [] }, scope) : NOBODY;
  const visit = run.nextVisit;
  const directory = scope.directory.version;
  const where = {
    visit,
    step: step.id,
    kind: step.kind,
    parent: frame.parent,
    branch: frame.branch,
  };
  if (!vetoers.ok) return standStill(run, where, seek, { directory }, vetoers);
  switch (asked.kind) {
    case 'people': {
      const calendar = step.calendar ?? run.flow.definition.calendar;
      const arming = arm(step.ladder ?? [], run.atMs, scope.directory, calendar);
      if (!arming.ok) return standStill(run, where, seek, { directory }, arming);
      const counted = arming.calendar === undefined ? {} : { calendar: arming.calendar };
      run.emit({
        type: 'VisitOpened',
        ...where,
        seats: seatsOf(run, step, asked.people, vetoers.people),
        ...(step.ladder ? { timers: arming.timers } : {}),
        ...(step.require ? { require: step.require } : {}),
        ...(seek?.back ? { back: seek.back } : {}),
        trace: { people: asked.stages, directory, ...counted },
      });
      return 'waits';
    }
    case 'settled':
      return settleByPolicy(run, where, asked.as, { people: asked.stages, directory });
    case 'nobody': {
      const found = { people: asked.stages, directory };
      return standStill(run, where, seek, found, incident('people.nobody'));
    }
    case 'open':
      return leaveOpen(run, where, questionOf(run, asked.question));
    case 'failed':
      return standStill(run, where, seek, { directory }, asked);
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

/**
 * Of those who would be asked now, the ones who were asked before the return, if any are left; who
 * took a task over by escalation or transfer keeps it if they still may (R7.2).
 */
function keepPeople(run: Run, step: AskingStep, asked: Asked, seek: Seek | undefined): Asked {
  if (asked.kind !== 'people' || !seek?.people) return asked;
  const holders = new Map<PersonId, PersonId>();
  for (const [index, holder] of seek.people.entries()) {
    holders.set(seek.asked?.[index] ?? holder, holder);
  }
  const { directory } = run.context;
  const kept = new Set<PersonId>();
  for (const person of asked.people) {
    const holder = holders.get(person);
    if (holder === undefined) continue;
    const may = directory.person(holder)?.active && mayServe(run.flow, run.state, step, holder);
    kept.add(may ? holder : person);
  }
  if (kept.size === 0) return asked;
  const people = [...kept];
  return { kind: 'people', people, stages: [...asked.stages, { stage: 'kept', people }] };
}

function seatsOf(
  run: Run,
  step: AskingStep,
  people: readonly PersonId[],
  vetoers: readonly PersonId[],
): readonly NewSeat[] {
  const ballot: Ballot | HandleStep['ballot'] = step.ballot;
  return people.map((person, index) => {
    if (ballot.kind === 'sequence') return index === 0 ? { person } : { person, waiting: true };
    if (ballot.kind !== 'vote') return { person };
    const weight = weightOf(run, ballot.weights, person);
    const veto = vetoers.includes(person);
    return {
      person,
      ...(weight === undefined ? {} : { weight }),
      ...(veto ? { veto: true as const } : {}),
    };
  });
}

function weightOf(
  run: Run,
  weights: { readonly [who: string]: number } | undefined,
  person: PersonId,
): number | undefined {
  if (!weights) return undefined;
  const own = weights[`user:${person}`];
  if (own !== undefined) return own;
  const roles = run.context.directory.person(person)?.roles ?? [];
  const byRole = roles.flatMap((role) => weights[`role:${role}`] ?? []);
  return byRole.length > 0 ? Math.max(...byRole) : undefined;
}
