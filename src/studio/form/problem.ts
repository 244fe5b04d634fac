/** What is wrong with a field, for whoever shows it. */

import { useCallback, useSyncExternalStore } from 'react';
import type { FormProblem } from '../../kernel/index.ts';
import type { Fillable } from './control.ts';
import type { Field } from './fields.ts';

/** What is wrong with a field, as soon as it is to be told. */
export function useProblem(draft: Fillable, name: string): FormProblem | undefined {
  const subscribe = useCallback((told: () => void) => draft.subscribe(name, told), [draft, name]);
  return useSyncExternalStore(subscribe, () => draft.problem(name));
}

/** What would be right, as the schema writes it. */
export function limitOf({ schema }: Field, { keyword }: FormProblem): string {
  const limit = schema[keyword];
  return typeof limit === 'string' || typeof limit === 'number' ? String(limit) : '';
}
