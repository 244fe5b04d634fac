/** Whether a step leaves its people to somebody, and whom they named (R3.1). */

import type { Choose, Step } from '../definition.ts';
import type { InstanceState } from '../state.ts';
import type { PersonId, StepId } from '../words.ts';

/** The choice that a step leaves to somebody, if it does. */
export function chooseOf(step: Step): Choose | undefined {
  const asked = step.kind === 'notify' ? step.tell : 'ask' in step ? step.ask : undefined;
  return asked?.of.find((resolver) => resolver.kind === 'choose');
}

/** Whom somebody named for a step; of the voters before it, who voted last. */
export function chosenFor(
  state: InstanceState,
  step: StepId,
  by: Choose['by'],
  back: boolean,
): readonly PersonId[] | undefined {
  if (by === 'initiator') return state.choices?.[step];
  const named = state.visits.findLast(
    (visit) => visit.choices?.[step] && (back || !visit.superseded),
  );
  return named?.choices?.[step];
}
