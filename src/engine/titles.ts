/** What steps are called where people read of them. */

import type { CompiledFlow, StepId, Text } from '../kernel/index.ts';
import { START_STEP } from '../kernel/index.ts';

/** Where an instance begins, and comes back to, is no step that an author names. */
const SUBMISSION: Text = { en: 'Submission', 'zh-CN': '提交' };

/** A step’s title; its id where its author gave it none. */
export function titleOf({ steps }: Pick<CompiledFlow, 'steps'>, step: StepId): Text {
  return steps.get(step)?.step.title ?? (step === START_STEP ? SUBMISSION : step);
}
