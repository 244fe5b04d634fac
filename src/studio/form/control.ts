/** What every control of a form is given, whether it stands alone, in an object or in a row. */

import type { FormProblem, Json } from '../../kernel/index.ts';
import type { Field } from './fields.ts';

/** Fields by their names: a whole form, a nested object, a row of a table. */
export interface Fillable {
  value(field: string): Json | undefined;
  /** undefined takes the field out. */
  set(field: string, value: Json | undefined): void;
  /** What is wrong with it; nothing is said before somebody has been in it. */
  problem(field: string): FormProblem | undefined;
  /** Paths below the field at which something is wrong, told or not: `2.price`. */
  wrongWithin(field: string): readonly string[];
  /** The person has left the field. */
  touch(field: string): void;
  /** Something of the field is still on its way: until then the form cannot be sent. */
  hold(field: string, isHeld: boolean): void;
  subscribe(field: string, listener: () => void): () => void;
}

export interface ControlProps {
  readonly field: Field;
  readonly draft: Fillable;
  readonly id: string;
  readonly isWrong: boolean;
}
