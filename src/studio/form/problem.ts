/** What is wrong with a field, for whoever shows it. */

import { useCallback, useSyncExternalStore } from 'react';
import type { FormProblem, JsonObject } from '../../kernel/index.ts';
import { useFormats, useTexts } from '../words/language.tsx';
import type { Fillable } from './control.ts';
import { isText } from './fields.ts';
import { FORM } from './texts.ts';

/** What is wrong with a field, as soon as it is to be told. */
export function useProblem(draft: Fillable, name: string): FormProblem | undefined {
  const subscribe = useCallback((told: () => void) => draft.subscribe(name, told), [draft, name]);
  return useSyncExternalStore(subscribe, () => draft.problem(name));
}

/** Says which rule of a field does not hold; of a pattern, what its author wrote for people. */
export function useWrong(): (schema: JsonObject, keyword: string) => string {
  const t = useTexts(FORM);
  const { text, money, number } = useFormats();
  return (schema, keyword) => {
    const { [keyword]: limit, examples, description } = schema;
    if (keyword === 'type' && (schema['type'] === 'number' || schema['type'] === 'integer')) {
      return t.unread[schema['type']];
    }
    if (typeof limit === 'number') {
      const isAmount = schema['x-kind'] === 'money';
      return t.wrong(keyword, isAmount ? money(limit) : number(limit));
    }
    if (keyword === 'pattern') {
      const [example] = Array.isArray(examples) ? examples : [];
      if (example !== undefined) return t.like(String(example));
      if (isText(description)) return text(description);
    }
    return t.wrong(keyword, limit === true ? t.yes : String(limit ?? ''));
  };
}
