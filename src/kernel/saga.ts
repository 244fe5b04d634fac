/** Sagas: what was done outside is undone in reverse order, or confirmed (R11.2, R11.3). */

import type { SettleCall } from './commands.ts';
import type { Refusal } from './refusals.ts';
import { refusal } from './refusals.ts';
import type { Run } from './run.ts';
import type { InstanceState, SagaStep } from './state.ts';

/** How an instance ends when what it did outside must not stand. */
const UNDOING: ReadonlySet<string> = new Set([
  ...['rejected', 'withdrawn', 'terminated', 'void', 'returned'],
]);

/** Whether an outcome takes back what the instance did outside. */
export function undoes(outcome: string | undefined): boolean {
  return outcome !== undefined && UNDOING.has(outcome);
}

/** Marks what is to be undone or confirmed, and asks for the next of it, one at a time. */
export function turnSaga(run: Run): void {
  const { saga } = run.state;
  if (!saga) return;
  const undone = saga.filter((step) => step.status === 'held' && isUndone(run.state, step));
  if (undone.length > 0) {
    run.emit({ type: 'SagaTurned', steps: undone.map(({ n }) => n), to: 'undo' });
  }
  const confirmed = (run.state.saga ?? []).filter(
    (step) => step.status === 'held' && step.pledge.confirm && isConfirmed(run.state, step),
  );
  if (confirmed.length > 0) {
    run.emit({ type: 'SagaTurned', steps: confirmed.map(({ n }) => n), to: 'confirm' });
  }
  askNext(run);
}

/** The instance came to nothing, or went back behind the call, or left it before it was done. */
function isUndone({ visits, status, outcome }: InstanceState, { visit }: SagaStep): boolean {
  if (status === 'ended' && undoes(outcome)) return true;
  const { superseded, status: was } = visits[visit - 1]!;
  return superseded === true || was === 'cancelled' || was === 'returned';
}

function isConfirmed(state: InstanceState, { visit, pledge }: SagaStep): boolean {
  if (state.status === 'ended') return !undoes(state.outcome);
  const { confirmAt } = pledge;
  if (confirmAt === undefined) return false;
  return state.visits.some(
    ({ n, step, status, superseded }) =>
      n > visit && step === confirmAt && status === 'passed' && !superseded,
  );
}

/** One delivery is under way at a time; one that failed holds up those before it. */
function askNext(run: Run): void {
  const saga = run.state.saga ?? [];
  if (saga.some(({ status }) => status === 'undoing' || status === 'confirming')) return;
  const failed = saga.findLast(({ status }) => status === 'undo-failed');
  const undo = saga.findLast(({ status }) => status === 'undo-due');
  if (undo && !failed) ask(run, undo, 'undo');
  else if (!undo) {
    const confirm = saga.find(({ status }) => status === 'confirm-due');
    if (confirm) ask(run, confirm, 'confirm');
  }
}

function ask(run: Run, { n, visit, pledge }: SagaStep, purpose: 'undo' | 'confirm'): void {
  const request = purpose === 'undo' ? pledge.undo : pledge.confirm!;
  run.emit({ type: 'SagaRequested', step: n, visit, purpose });
  const outgoing = run.outgoing(visit, `${visit}.${purpose}`);
  run.effects.push({ kind: 'call', ...outgoing, ...request, wait: true, purpose });
}

/** A redrive that arrives after a failure counts. Refuses: call.not-waiting. */
export function settleSaga(
  run: Run,
  { visit, result }: SettleCall,
  purpose: 'undo' | 'confirm',
): Refusal | undefined {
  const waits = purpose === 'undo' ? ['undoing', 'undo-failed'] : ['confirming', 'confirm-failed'];
  const step = run.state.saga?.find((each) => each.visit === visit && waits.includes(each.status));
  if (!step) return refusal('call.not-waiting');
  const failure = result.kind === 'failed' ? { failure: result.message } : {};
  run.emit({ type: 'SagaSettled', step: step.n, purpose, ...failure });
  return undefined;
}
