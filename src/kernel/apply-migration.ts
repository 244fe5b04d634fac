/** Folds a migration, and its undoing, into the state (R8.4). */

import type { InstanceMigrated } from './admin-events.ts';
import type { Clock, InstanceState, Migration, Seek, Visit } from './state.ts';
import type { StepId } from './words.ts';

type Names = { readonly [from: StepId]: StepId };

/** The parts of the state that a migration changes, before anybody is asked again. */
export function migrated(
  state: InstanceState,
  { to, from, steps, visits, rungs, form }: InstanceMigrated,
): Partial<InstanceState> {
  const kept = new Map(visits.map((each) => [each.visit, each.rungs]));
  const { clock } = state;
  const migration: Migration = {
    from,
    open: state.visits.filter(({ n }) => kept.has(n)),
    visits: state.visits.length,
    steps,
    ...(clock ? { clock } : {}),
    ...(form ? { form: state.form } : {}),
    isComplete: false,
  };
  return {
    flow: to,
    migration,
    ...(form ? { form, formRevision: state.formRevision + 1 } : {}),
    ...(clock ? { clock: within(clock, rungs) } : {}),
    visits: state.visits.map((visit) => moved(visit, steps, kept.get(visit.n))),
  };
}

function within(clock: Clock, rungs: number): Clock {
  return { ...clock, timers: clock.timers.filter(({ rung }) => rung < rungs) };
}

function moved(visit: Visit, steps: Names, rungs: number | undefined): Visit {
  const { timers, back, seek } = visit;
  const named: Visit = {
    ...visit,
    step: steps[visit.step] ?? visit.step,
    ...(back ? { back: renamed(back, steps) } : {}),
    ...(seek ? { seek: renamed(seek, steps) } : {}),
  };
  if (!timers || rungs === undefined) return same(named, visit) ? visit : named;
  return { ...named, timers: timers.filter(({ rung }) => rung < rungs) };
}

function same({ step, back, seek }: Visit, visit: Visit): boolean {
  return step === visit.step && back === visit.back && seek === visit.seek;
}

function renamed<S extends Seek>(seek: S, steps: Names): S {
  const { back } = seek;
  const step = steps[seek.step] ?? seek.step;
  return { ...seek, step, ...(back ? { back: renamed(back, steps) } : {}) };
}

/** The visits as they were; what the migration opened is closed by `shut`. */
export function restored(
  visits: readonly Visit[],
  migration: Migration,
  shut: (visit: Visit) => Visit,
): readonly Visit[] {
  const open = new Map(migration.open.map((visit) => [visit.n, visit]));
  const before = Object.fromEntries(Object.entries(migration.steps).map(([a, b]) => [b, a]));
  return visits.map((visit) => {
    if (visit.n > migration.visits) return shut(visit);
    return open.get(visit.n) ?? moved(visit, before, undefined);
  });
}
