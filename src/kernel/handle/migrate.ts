/** MigrateInstance, UndoMigration: an instance goes on in another version of its flow (R8.4). */

import type { MigrateInstance, UndoMigration } from '../admin-commands.ts';
import type { MigratedVisit } from '../admin-events.ts';
import { isLive } from '../apply.ts';
import type { CompiledFlow, CompiledStep } from '../compile.ts';
import { settle } from '../decide.ts';
import type { ApprovalStep, HandleStep, Step } from '../definition.ts';
import type { Refusal } from '../refusals.ts';
import { refusal } from '../refusals.ts';
import type { Run } from '../run.ts';
import type { Visit } from '../state.ts';
import { START_STEP } from '../state.ts';
import { takeForm } from '../take-form.ts';
import { close } from '../visits.ts';
import { enterList } from '../walk.ts';
import { refuseSteering } from './steer.ts';
import { isRefusal, refuseIdle } from './task.ts';

/** A live visit and the place that it has in the other version. */
interface Move {
  readonly visit: Visit;
  readonly place: CompiledStep;
  /** Its people are asked again. */
  readonly asks: boolean;
}

/**
 * Shape: the run is one of the version to go to. What is open stays open where its step stands in
 * the same place there; people are asked again as the plan says.
 * Refuses: admin.*, instance.*, migrate.*, form.invalid.
 */
export function migrate(
  run: Run,
  from: CompiledFlow,
  command: MigrateInstance,
): Refusal | undefined {
  const { reason, plan } = command;
  const no = refuseSteering(run, 'instance.migrate', reason) ?? refuseIdle(run);
  if (no) return no;
  const { ref } = run.flow;
  if (ref.name !== from.ref.name) return refusal('migrate.other-flow', { flow: ref.name });
  if (ref.hash === from.ref.hash) return refusal('migrate.same-version', { version: ref.version });
  const taken = takeForm(run.flow, run.state.form, { sent: {} });
  if (isRefusal(taken)) return taken;
  const moves: Move[] = [];
  for (const visit of run.state.visits) {
    if (!isLive(visit) || visit.step === START_STEP) continue;
    const move = moveOf(run, from, command, visit);
    if (isRefusal(move)) return move;
    moves.push(move);
  }
  const by = run.context.actor;
  const steps = Object.fromEntries(
    Object.entries(plan.steps ?? {}).flatMap(([id, { to }]) =>
      to === undefined ? [] : [[id, to]],
    ),
  );
  const visits = moves.map((move) => migratedVisit(move));
  const rungs = run.flow.definition.deadline?.length ?? 0;
  const form = taken.form === run.state.form ? {} : { form: taken.form };
  const places = { from: from.ref, to: ref, steps, visits, rungs };
  run.emit({ type: 'InstanceMigrated', ...places, ...form, by, reason });
  for (const { visit, place, asks } of moves) {
    if (!run.isRunning || !isLive(run.visit(visit.n))) continue;
    if (asks) askAgain(run, visit, place);
    else if (isAsking(place.step) && run.visit(visit.n).status === 'open') settle(run, visit.n, by);
  }
  run.emit({ type: 'MigrationCompleted' });
  return undefined;
}

/** Until the instance has moved or ended. Refuses: admin.*, instance.*, migrate.nothing-to-undo. */
export function undoMigration(run: Run, { reason }: UndoMigration): Refusal | undefined {
  const no = refuseSteering(run, 'instance.migrate', reason) ?? refuseIdle(run);
  if (no) return no;
  const { migration } = run.state;
  if (migration?.isComplete !== true) return refusal('migrate.nothing-to-undo');
  run.emit({ type: 'MigrationUndone', to: migration.from, by: run.context.actor, reason });
  return undefined;
}

function moveOf(
  run: Run,
  from: CompiledFlow,
  { plan }: MigrateInstance,
  visit: Visit,
): Move | Refusal {
  const named = (id: string): string => plan.steps?.[id]?.to ?? id;
  const place = run.flow.steps.get(named(visit.step));
  const where = { visit: visit.n, step: visit.step };
  if (!place) return refusal('migrate.no-step', where);
  const was = from.steps.get(visit.step)?.step;
  if (!was || place.step.kind !== was.kind) return refusal('migrate.other-kind', where);
  const parent = visit.parent === 0 ? undefined : named(run.visit(visit.parent).step);
  const around = place.container;
  const sameFrame =
    parent === around?.step.step.id && (around === undefined || around.branch === visit.branch);
  if (!sameFrame || !hasBranches(place, visit)) return refusal('migrate.other-place', where);
  const votes = plan.steps?.[visit.step]?.votes ?? plan.votes ?? 'keep';
  return { visit, place, asks: asksAgain(was, place.step, votes) };
}

function hasBranches(place: CompiledStep, { branches = [] }: Visit): boolean {
  return branches.every((branch) => branch < place.branches.length);
}

type Asking = ApprovalStep | HandleStep;

function isAsking(step: Step): step is Asking {
  return step.kind === 'approval' || step.kind === 'handle';
}

/** Votes can be kept only where they are counted in the same way. */
function asksAgain(
  was: Step,
  is: Step,
  votes: 'keep' | 'ask-again' | 'ask-again-if-content-changed',
): boolean {
  if (!isAsking(was) || !isAsking(is)) return false;
  if (votes === 'ask-again' || was.ballot.kind !== is.ballot.kind) return true;
  if (text(groupsOf(was)) !== text(groupsOf(is))) return true;
  return votes !== 'keep' && contentOf(was) !== contentOf(is);
}

function groupsOf(step: Asking): unknown {
  return 'groups' in step ? step.groups : undefined;
}

/** What a step asks of its people: everything but what it is called and how it reminds. */
function contentOf({ id: _id, title: _title, ladder: _ladder, ...content }: Asking): string {
  return text(content);
}

function text(value: unknown): string {
  return (
    JSON.stringify(value, (_key, inner: unknown) =>
      typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
        : inner,
    ) ?? ''
  );
}

/** Rungs that the other version does not have never fall due. */
function migratedVisit({ visit, place, asks }: Move): MigratedVisit {
  const { step } = place;
  const rungs = isAsking(step) ? (step.ladder?.length ?? 0) : 1;
  return { visit: visit.n, votes: asks ? 'asked-again' : 'kept', rungs };
}

function askAgain(run: Run, visit: Visit, place: CompiledStep): void {
  close(run, visit.n, 'cancelled', 'migrated', run.context.actor);
  const frame = { parent: visit.parent, branch: visit.branch };
  const back = visit.back ? { back: visit.back } : {};
  enterList(run, frame, place.index, { step: place.step.id, ...back });
}
