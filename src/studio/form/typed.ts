/** What hands type → values of a form. */

import type { Json } from '../../kernel/index.ts';
import type { Field } from './fields.ts';
import { dateFrom, dateText } from './typed-date.ts';
import { numberFrom } from './typed-number.ts';

/** Full-width letters, digits, signs and blanks as they are sent: `１２３．５` → `123.5`; `10²` stays. */
export function narrow(typed: string): string {
  return typed
    .normalize('NFC')
    .replace(/[\p{Zs}\uff01-\uffe6]+/gu, (wide) => wide.normalize('NFKC'))
    .replace(/。/g, '.');
}

/** What was typed → the value the engine takes; undefined: the field is left out. */
export function valueFrom(field: Field, typed: string): Json | undefined {
  if (typed === '') return undefined;
  switch (field.kind) {
    case 'money':
    case 'number':
      // What is no number stays as it was typed, so that the rules say what is wrong with it.
      return numberFrom(narrow(typed), field) ?? typed;
    case 'date':
      return dateFrom(narrow(typed), dateText(new Date())) ?? typed;
    case 'choice':
      return field.options?.find(({ value }) => String(value) === typed)?.value ?? typed;
    case 'switch':
      return typed === 'true';
    case 'texts':
      return typed
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '');
    default:
      // A pattern is about the signs that machines know.
      return field.schema['pattern'] === undefined ? typed : narrow(typed);
  }
}
