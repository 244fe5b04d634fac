/** The events of an instance, read as far as a screen shows them at first, and then the rest. */

import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { Client, JournalEntry } from '../../protocol/index.ts';
import { useSignedIn } from './person.tsx';

/** Events that a screen shows at once; the rest follows in large pages. */
const EVENTS_FIRST = 100;
const EVENTS_PAGE = 5_000;

/** How far a journal was read; events are only added to it. */
export interface Reading {
  /** Each with the place it was read from. */
  readonly pages: readonly { readonly after: string; readonly items: readonly JournalEntry[] }[];
  /** Where it goes on; undefined: nothing was behind the last page. */
  readonly next: string | undefined;
}

export function journalKey(instance: string | undefined) {
  return ['journal', instance] as const;
}

/**
 * Reads one page more: the next one, or once more the last one, which may have grown since.
 * Faults: as the client's.
 */
export async function readOn(client: Client, instance: string, known?: Reading): Promise<Reading> {
  const isGoingOn = known?.next !== undefined;
  const pages = (isGoingOn ? known.pages : known?.pages.slice(0, -1)) ?? [];
  const after = known?.next ?? known?.pages.at(-1)?.after ?? '';
  const place = after === '' ? { limit: EVENTS_FIRST } : { limit: EVENTS_PAGE, after };
  const { items, next } = await client.events(instance, place);
  return { pages: [...pages, { after, items }], next };
}

/** All events of an instance, once they are all there. */
export function useJournal(
  instance: string | undefined,
  isWanted = true,
): readonly JournalEntry[] | undefined {
  const { journal, isWhole } = useJournalSoFar(instance, isWanted);
  return isWhole ? journal : undefined;
}

/** The events of an instance as they come. */
export function useJournalSoFar(instance: string | undefined, isWanted = true) {
  const { client } = useSignedIn();
  const { data, error, refetch, isFetching } = useQuery<Reading>({
    queryKey: journalKey(instance),
    queryFn: ({ client: queries, queryKey }) =>
      readOn(client, instance ?? '', queries.getQueryData(queryKey)),
    enabled: instance !== undefined && isWanted,
  });
  const isNextDue = data?.next !== undefined && !isFetching && !error;
  useEffect(() => {
    if (isNextDue) void refetch();
  }, [isNextDue, refetch]);
  const journal = useMemo(() => data?.pages.flatMap(({ items }) => items), [data]);
  return { journal, isWhole: data !== undefined && data.next === undefined, error, refetch };
}
