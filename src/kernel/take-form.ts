/** What a form has to be to be recorded: computed, as its sender believes it to be, and valid. */

import type { CompiledFlow } from './compile.ts';
import type { ApprovalStep, HandleStep } from './definition.ts';
import type { Directory } from './directory.ts';
import { unknownNames } from './form-names.ts';
import type { FormProblem } from './form-rules.ts';
import { differingFrom } from './formula.ts';
import type { Refusal } from './refusals.ts';
import { refusal } from './refusals.ts';
import type { JsonObject } from './words.ts';

/** What of a form came with the command, who is known, and what the form was before. */
interface Sent {
  readonly sent?: JsonObject;
  readonly directory?: Directory;
  readonly before?: JsonObject;
}

/**
 * Works out the computed fields of a form and judges all of it (R6.19), with the people and
 * departments that it names. Refuses: form.invalid.
 */
export function takeForm(
  { formulas, validateForm, nameFields }: CompiledFlow,
  form: JsonObject,
  { sent = form, directory, before = {} }: Sent = {},
): { readonly form: JsonObject } | Refusal {
  const computed = formulas.compute(form);
  const problems = [
    ...differingFrom(computed.form, sent, formulas),
    ...computed.problems,
    ...validateForm(computed.form),
    ...(directory ? unknownNames(nameFields, sent, before, directory) : []),
  ];
  if (problems.length > 0) return { ...refusal('form.invalid'), problems };
  return { form: computed.form };
}

/**
 * What may be told of a form to the people of a step that hides some of it (R6.18): of all that is
 * wrong with hidden fields, only that something is, in one problem without a field.
 */
export function problemsShown(
  problems: readonly FormProblem[],
  { rights = {} }: ApprovalStep | HandleStep,
): readonly FormProblem[] {
  const shown = problems.filter(({ field }) => rights[field.split('.')[0]!] !== 'hidden');
  return shown.length === problems.length ? problems : [...shown, NOT_SHOWN];
}

const NOT_SHOWN: FormProblem = {
  field: '',
  keyword: 'hidden',
  message: 'something that is not shown to you does not hold',
};

/** What has changed between two forms, as an event says it. */
export function formChange(
  from: JsonObject,
  to: JsonObject,
): { readonly form: JsonObject; readonly replace?: true } {
  if (Object.keys(from).some((field) => !Object.hasOwn(to, field))) {
    return { form: to, replace: true };
  }
  return {
    form: Object.fromEntries(Object.entries(to).filter(([field, value]) => from[field] !== value)),
  };
}
