/** The rules of a form as the engine holds them: one truth, in the browser too. */

import { useEffect, useMemo, useState } from 'react';
import type { FormProblem, Formulas, FormValidator, JsonObject } from '../../kernel/index.ts';
import { compileRules } from '../../kernel/index.ts';
import type { FormDraft } from './form-draft.ts';
import { fetchPatterns, patternsLater, whenPatterns } from './patterns.ts';

export interface Rules {
  readonly validate: FormValidator;
  /** Where something is computed. */
  readonly formulas?: Formulas;
}

const NOTHING_HIDDEN: readonly string[] = [];

/**
 * The rules of a schema for somebody from whom some fields are hidden; undefined while their parts
 * are on their way, or when none are wanted.
 */
export function useRules(
  schema: JsonObject | undefined,
  hidden: readonly string[] = NOTHING_HIDDEN,
): Rules | undefined {
  const isTurned = useMemo(() => schema !== undefined && turnsPatterns(schema), [schema]);
  const computes = useMemo(() => JSON.stringify(schema ?? {}).includes('"x-formula"'), [schema]);
  const hasPatterns = useArrival(isTurned, fetchPatterns);
  const hasFormulas = useArrival(computes, fetchFormulas);
  const isReady = hasPatterns && hasFormulas;
  return useMemo(() => {
    if (!schema || !isReady) return undefined;
    const whole = compileRules(schema, patternsLater);
    // Whether what is hidden here holds is known to the engine alone.
    const isShown = ({ field }: FormProblem): boolean =>
      field !== '' && !hidden.includes(field.split('.')[0] ?? '');
    const validate: FormValidator =
      hidden.length === 0 ? whole : (form) => whole(form).filter(isShown);
    return computes && compute ? { validate, formulas: compute(schema, hidden) } : { validate };
  }, [schema, isReady, computes, hidden]);
}

/** Whether a part is there, or not wanted; without it the form is there all the same. */
function useArrival(isWanted: boolean, fetch: () => Promise<void>): boolean {
  const [isThere, setThere] = useState(false);
  useEffect(() => {
    if (!isWanted) return;
    const arrived = (): void => setThere(true);
    // The server says what is wrong then.
    fetch().then(arrived, arrived);
  }, [isWanted, fetch]);
  return !isWanted || isThere;
}

let compute: ((schema: JsonObject, hidden?: readonly string[]) => Formulas) | undefined;

async function fetchFormulas(): Promise<void> {
  compute ??= (await import('./formulas-chunk.ts')).compileFormulas;
}

/** Whether a text that fits a pattern may be what is wrong: then nothing is said before it is known. */
function turnsPatterns(schema: JsonObject): boolean {
  const text = JSON.stringify(schema);
  return text.includes('"pattern":') && /"(not|oneOf)":/.test(text);
}

/** Looks again at what was written before the patterns were there. */
export function useLateRules(draft: FormDraft): void {
  useEffect(() => whenPatterns(() => draft.review()), [draft]);
}
