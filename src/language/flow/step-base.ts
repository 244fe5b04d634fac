/** How authors write what every step has: its kind and id, its title, when it is skipped. */

import { languageLimits } from '../limits.ts';
import type { Field } from '../shape/record.ts';
import { expression, text, title } from '../shape/scalars.ts';

/** The id of a step, which is the value of the key that names its kind. */
export function stepId(kind: string): Field<string> {
  return {
    key: kind,
    shape: text({ expects: 'a step id in kebab-case', charsMax: languageLimits.nameCharsMax }),
    about: 'The id of the step, in kebab-case, unique in the flow.',
    required: true,
    absent: '',
  };
}

export const base = {
  title: { shape: title, about: 'What people see.' },
  skip: { shape: expression, about: 'CEL bool; true: the step is skipped.' },
} as const;
