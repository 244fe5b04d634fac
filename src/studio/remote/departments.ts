/** Departments by their ids: what lists of ids are called. */

import { useQuery } from '@tanstack/react-query';
import { useFormats } from '../words/language.tsx';
import { useSignedIn } from './person.tsx';

/** The names of departments in one text; their ids until the names are known. */
export function useDepartmentNames(ids: readonly string[]): string {
  const { client } = useSignedIn();
  const { text, list } = useFormats();
  const joined = [...new Set(ids)].join(',');
  const { data } = useQuery({
    queryKey: ['department-names', joined],
    queryFn: () => client.departments({ ids: joined }),
    enabled: joined !== '',
    staleTime: 600_000,
  });
  const names = new Map(data?.items.map(({ id, name }) => [id, text(name)]));
  return joined === '' ? '' : list(joined.split(',').map((id) => names.get(id) ?? id));
}
