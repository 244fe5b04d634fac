/** Folds what becomes of the calls in the saga of an instance (R11.2, R11.3). */

import type { CallSettled, SagaSettled } from './events.ts';
import type { InstanceState, SagaStep } from './state.ts';

type SagaChange = Pick<SagaStep, 'status'> & Partial<Pick<SagaStep, 'failure'>>;

/** The saga with a change to some of its steps. */
export function onSaga(
  state: InstanceState,
  which: (step: SagaStep) => boolean,
  change: SagaChange,
): Pick<InstanceState, 'saga'> {
  const saga = (state.saga ?? []).map((step) => {
    if (!which(step)) return step;
    const { failure: _failure, ...rest } = step;
    return { ...rest, ...change };
  });
  return { saga };
}

/** What an answer makes of a step of the saga. */
export function settledAs({ purpose, failure }: SagaSettled): SagaChange {
  if (failure !== undefined) return { status: `${purpose}-failed`, failure };
  return { status: purpose === 'undo' ? 'undone' : 'confirmed' };
}

/** A call that succeeded joins the saga with what it pledged. */
export function joined(
  state: InstanceState,
  { visit, saga: n }: CallSettled,
): Partial<InstanceState> {
  const pledge = state.visits[visit - 1]?.pledge;
  if (n === undefined || !pledge) return {};
  const key = `${state.id}.${visit}.undo`;
  return { saga: [...(state.saga ?? []), { n, visit, key, pledge, status: 'held' }] };
}
