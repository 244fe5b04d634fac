/** The rules of a form as the engine holds them: one truth, read when somebody fills a form. */

import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { FormValidator, JsonObject } from '../../kernel/index.ts';

/** The validator of a schema; undefined while it is being loaded, or when none is wanted. */
export function useRules(schema: JsonObject | undefined): FormValidator | undefined {
  const { data: compile } = useQuery({
    queryKey: ['rules'],
    queryFn: async () => (await import('./rules-chunk.ts')).compileForm,
    enabled: schema !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return useMemo(() => (schema && compile ? compile(schema) : undefined), [schema, compile]);
}
