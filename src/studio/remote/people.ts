/** People by their ids: what lists of ids are called. */

import { useQuery } from '@tanstack/react-query';
import { useFormats } from '../words/language.tsx';
import { useSignedIn } from './person.tsx';

/** The names of people in one text; their ids until the names are known. */
export function useNames(ids: readonly string[]): string {
  const { client } = useSignedIn();
  const { text, list } = useFormats();
  const joined = [...new Set(ids)].join(',');
  const { data } = useQuery({
    queryKey: ['people', joined],
    queryFn: () => client.people({ ids: joined }),
    enabled: joined !== '',
    staleTime: 60_000,
  });
  const names = new Map(data?.items.map(({ id, name }) => [id, text(name)]));
  return joined === '' ? '' : list(joined.split(',').map((id) => names.get(id) ?? id));
}
