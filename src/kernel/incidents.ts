/** Why a visit may stand still (R2.3): the one catalogue of these codes, beside those of cel. */

import type { Incident } from './state.ts';

export const INCIDENTS = {
  'people.nobody': 'The step found nobody to ask.',
  'people.too-many': 'The step found more people than one visit may ask.',
  'people.not-a-person': 'The value is not a person’s id.',
  'people.lookup-failed': 'The service that knows the people gave no answer.',
  'choice.no-branch': 'No branch’s condition holds.',
  'limit.steps': 'The instance has reached a limit of steps.',
  'calendar.unknown': 'The tenant has no working calendar of the name that the step counts by.',
  'calendar.no-working-time': 'The working calendar has no working time within the limits.',
  'rule.no-row': 'No row of the decision table holds.',
  'rule.several-rows': 'Several rows of a decision table hold, of which one may.',
  'rule.bad-value': 'A value does not hold to the declaration of its variable.',
  'wait.bad-key': 'The key of the message to wait for is no text, empty, or too long.',
  'wait.late': 'What the step waits for did not come in time.',
  'subflow.no-list': 'What the subflow is to run for is no list.',
  'subflow.too-many': 'The list holds more elements than one subflow may run for.',
  'subflow.too-wide': 'Subflows start more and more of each other, beyond the limit.',
  'subflow.too-deep': 'Subflows start each other deeper than the limit.',
  'subflow.not-json': 'A value of the child’s form is no JSON.',
  'subflow.not-started': 'A child could not be started.',
  'call.not-json': 'A value of the call’s body is no JSON.',
  'call.failed': 'The call was given up after its last delivery.',
} as const satisfies Record<string, string>;

export type IncidentCode = keyof typeof INCIDENTS;

/** Builds an incident with its catalogue text, or with what the world said. */
export function incident(code: IncidentCode, message: string = INCIDENTS[code]): Incident {
  return { code, message };
}
