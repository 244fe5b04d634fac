/** People by their ids: what lists of ids are called. */

import { useQuery } from '@tanstack/react-query';
import type { Text } from '../../kernel/index.ts';
import { useFormats } from '../words/language.tsx';
import { useSignedIn } from './person.tsx';

interface NamedPerson {
  readonly id: string;
  readonly name: Text;
}

/** What people are called, of those that the directory knows; empty until the answer comes. */
export function usePeopleNamed(ids: readonly string[]): readonly NamedPerson[] {
  const { client } = useSignedIn();
  const joined = [...new Set(ids)].join(',');
  const { data } = useQuery({
    queryKey: ['people', joined],
    queryFn: () => client.people({ ids: joined }),
    enabled: joined !== '',
    staleTime: 60_000,
  });
  return data?.items ?? NOBODY;
}

const NOBODY: readonly NamedPerson[] = [];

/** The names of people in one text; their ids until the names are known. */
export function useNames(ids: readonly string[]): string {
  const { text, list } = useFormats();
  const names = new Map(usePeopleNamed(ids).map(({ id, name }) => [id, text(name)]));
  return list([...new Set(ids)].map((id) => names.get(id) ?? id));
}
