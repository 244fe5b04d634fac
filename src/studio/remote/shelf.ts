/** What a person has put by: snoozed tasks, marks of unread, saved filters and phrases, drafts. */

import type { UseQueryResult } from '@tanstack/react-query';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo } from 'react';
import type {
  Client,
  Facts,
  Filter,
  Marks,
  OwnDrafts,
  Phrase,
  Task,
} from '../../protocol/index.ts';
import { useAwaySince } from './link.ts';
import { useSignedIn } from './person.tsx';
import { OLD_FACTS } from './reserve.ts';

export function useMarks(): UseQueryResult<Marks> {
  const { client } = useSignedIn();
  return useQuery({ queryKey: ['marks'], queryFn: () => client.marks() });
}

export function useFilters(): UseQueryResult<readonly Filter[]> {
  const { client } = useSignedIn();
  return useQuery({
    queryKey: ['filters'],
    queryFn: async () => (await client.filters()).items,
    staleTime: 60_000,
  });
}

/** The one saved last first. */
export function usePhrases(): UseQueryResult<readonly Phrase[]> {
  const { client } = useSignedIn();
  return useQuery({
    queryKey: ['phrases'],
    queryFn: async () => (await client.phrases()).items,
    staleTime: 60_000,
  });
}

export function useDrafts(): UseQueryResult<OwnDrafts> {
  const { client } = useSignedIn();
  return useQuery({ queryKey: ['drafts'], queryFn: () => client.drafts() });
}

export interface Marking {
  readonly snooze: (task: Task, untilMs: number) => Promise<void>;
  readonly wake: (task: string) => Promise<void>;
  readonly markUnread: (task: string, isUnread: boolean) => Promise<void>;
  readonly saveFilter: (name: string, query: string) => Promise<void>;
  readonly removeFilter: (name: string) => Promise<void>;
  readonly savePhrase: (phrase: Phrase) => Promise<void>;
  readonly removePhrase: (phrase: Phrase) => Promise<void>;
}

/** Shown at once; where the server says otherwise, that is shown next. */
export function useMarking(): Marking {
  const { client } = useSignedIn();
  const queries = useQueryClient();
  const change = useCallback(
    async <T>(
      send: (client: Client) => Promise<void>,
      name: string,
      ahead?: (before: T) => T,
    ): Promise<void> => {
      await queries.cancelQueries({ queryKey: [name] });
      const before = queries.getQueryData<T>([name]);
      if (ahead && before) queries.setQueryData<T>([name], ahead(before));
      try {
        await send(client);
      } catch (error) {
        queries.setQueryData([name], before);
        throw error;
      } finally {
        // Without the server it waits until there is one.
        void queries.invalidateQueries({ queryKey: [name] });
      }
    },
    [client, queries],
  );
  const without = (marks: Marks, task: string): Marks['snoozed'] =>
    marks.snoozed.filter((each) => each.task.id !== task);
  const unlike =
    (phrase: Phrase) =>
    ({ text, verdict }: Phrase): boolean =>
      text !== phrase.text || verdict !== phrase.verdict;
  return {
    snooze: (task, untilMs) =>
      change<Marks>(
        (to) => to.snooze(task.id, untilMs),
        'marks',
        (m) => ({ ...m, snoozed: [...without(m, task.id), { task, untilMs }] }),
      ),
    wake: (task) =>
      change<Marks>(
        (to) => to.wake(task),
        'marks',
        (m) => ({ ...m, snoozed: without(m, task) }),
      ),
    markUnread: (task, isUnread) =>
      change<Marks>(
        (to) => to.markUnread(task, isUnread),
        'marks',
        (m) => ({
          ...m,
          unread: [...m.unread.filter((each) => each !== task), ...(isUnread ? [task] : [])],
        }),
      ),
    saveFilter: (name, query) => change((to) => to.saveFilter(name, query), 'filters'),
    removeFilter: (name) => change((to) => to.removeFilter(name), 'filters'),
    savePhrase: (phrase) =>
      change<readonly Phrase[]>(
        (to) => to.savePhrase(phrase),
        'phrases',
        (all) => [phrase, ...all.filter(unlike(phrase))],
      ),
    removePhrase: (phrase) =>
      change<readonly Phrase[]>(
        (to) => to.removePhrase(phrase),
        'phrases',
        (all) => all.filter(unlike(phrase)),
      ),
  };
}

type Fact = Facts['items'][number];
/** Asked for at once. */
const FACTS_MAX = 100;

const NO_FACTS: ReadonlyMap<string, Fact | undefined> = new Map();
const NONE_BEFORE: Readonly<Record<string, Fact>> = {};

/** What was asked for and what there is of it: where there is nothing, that is known too. */
export function factsAmong(asked: readonly string[], { items }: Facts): typeof NO_FACTS {
  const found = new Map(items.map((item) => [item.instance, item]));
  return new Map(asked.map((id) => [id, found.get(id)]));
}

/** Facts of requests, each asked for once, and again after an act on it. */
export function useFacts(instances: readonly string[]): ReadonlyMap<string, Fact | undefined> {
  const { client } = useSignedIn();
  const queries = useQueryClient();
  const { data: known = NO_FACTS } = useQuery({
    queryKey: ['facts'],
    queryFn: () => NO_FACTS,
    enabled: false,
  });
  const { data: before = NONE_BEFORE } = useQuery({
    queryKey: OLD_FACTS,
    queryFn: () => NONE_BEFORE,
    enabled: false,
  });
  const isAway = useAwaySince() !== undefined;
  const missing = instances.filter((id) => !known.has(id)).slice(0, FACTS_MAX);
  const joined = missing.join(',');
  useEffect(() => {
    if (joined === '' || isAway) return;
    let isOver = false;
    const asked = joined.split(',');
    client.facts(asked).then(
      (facts) => {
        if (isOver) return;
        queries.setQueryData<typeof NO_FACTS>(
          ['facts'],
          (before) => new Map([...(before ?? []), ...factsAmong(asked, facts)]),
        );
      },
      // The list stands without them.
      () => {},
    );
    return () => {
      isOver = true;
    };
  }, [client, queries, joined, isAway]);
  return useMemo(() => new Map([...Object.entries(before), ...known]), [before, known]);
}
