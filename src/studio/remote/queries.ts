/** What the screens read, each under one key, so that one sign makes all of it fresh. */

import type { InfiniteData, UseQueryResult } from '@tanstack/react-query';
import {
  keepPreviousData,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useCallback } from 'react';
import type {
  Client,
  Counts,
  Desk,
  Explanation,
  Flow,
  FlowDetail,
  Forecast,
  Header,
  Instance,
  PageResult,
  Task,
  WayBack,
} from '../../protocol/index.ts';
import { ProblemError } from '../../protocol/index.ts';
import { useSignedIn } from './person.tsx';

const PAGE = 100;

export type TaskView = 'open' | 'given' | 'done';

/** `isWanted`: whether anybody looks at it. */
export function useTasks(view: TaskView, isWanted = true) {
  const { client } = useSignedIn();
  return useInfiniteQuery({
    queryKey: ['tasks', view],
    queryFn: ({ pageParam }) =>
      client.tasks(view, { limit: PAGE, ...(pageParam === '' ? {} : { after: pageParam }) }),
    enabled: isWanted,
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
  });
}

interface Standing {
  readonly status?: Header['status'];
  readonly outcome?: string;
}

export function useSent(isWanted: boolean, scope: 'mine' | 'all', standing: Standing = {}) {
  const { client } = useSignedIn();
  return useInfiniteQuery({
    queryKey: ['instances', scope, ...Object.values(standing)],
    queryFn: ({ pageParam }) => {
      const after = pageParam === '' ? {} : { after: pageParam };
      return client.instances({ limit: PAGE, scope, ...standing, ...after });
    },
    enabled: isWanted,
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
  });
}

export function useNotices(isWanted = true) {
  const { client } = useSignedIn();
  return useInfiniteQuery({
    queryKey: ['notices'],
    queryFn: ({ pageParam }) =>
      client.notices({ limit: PAGE, ...(pageParam === '' ? {} : { after: pageParam }) }),
    enabled: isWanted,
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
  });
}

export function useInstance(id: string | undefined): UseQueryResult<Instance> {
  const { client } = useSignedIn();
  return useQuery({
    queryKey: ['instance', id],
    queryFn: () => client.instance(id ?? ''),
    enabled: id !== undefined,
  });
}

/** A task that no list here holds: one that was settled, or that is addressed. */
export function useTask(id: string | undefined): UseQueryResult<Task | null> {
  const { client } = useSignedIn();
  return useQuery({
    queryKey: ['task', id],
    queryFn: () => orNothing(client.task(id ?? '')),
    enabled: id !== undefined,
  });
}

/** Whether the vote on a task could be taken back now. */
export function useWayBack(task: string | undefined): UseQueryResult<WayBack | null> {
  const { client } = useSignedIn();
  return useQuery({
    queryKey: ['way-back', task],
    queryFn: () => orNothing(client.wayBack(task ?? '')),
    enabled: task !== undefined,
  });
}

/** null where the server knows of none. */
async function orNothing<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ProblemError && error.problem.status === 404) return null;
    throw error;
  }
}

/** What may be done on a task; null where it is nobody's to act on any more. */
export function useDesk(task: string | undefined): UseQueryResult<Desk | null> {
  const { client } = useSignedIn();
  return useQuery({
    queryKey: ['desk', task],
    queryFn: () => orNothing(client.desk(task ?? '')),
    enabled: task !== undefined,
  });
}

/** What the caller was writing on a task, on whatever device. */
export function useDraft(task: string | undefined): UseQueryResult<Desk['draft'] | null> {
  const { client } = useSignedIn();
  return useQuery({
    queryKey: ['task-draft', task],
    queryFn: async () => {
      const { items } = await client.drafts();
      return items.find((each) => each.task.id === task) ?? null;
    },
    enabled: task !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
}

/** A version never changes: it is read once. */
export function useFlowVersion(
  name: string | undefined,
  version: string | undefined,
): UseQueryResult<FlowDetail> {
  const { client } = useSignedIn();
  return useQuery({
    queryKey: ['flow', name, version],
    queryFn: () => client.flow(name ?? '', version),
    enabled: name !== undefined,
    staleTime: version === undefined ? 60_000 : Number.POSITIVE_INFINITY,
  });
}

/** All flows by name: what a list shows as a flow's title. */
export function useFlows(): UseQueryResult<readonly Flow[]> {
  const { client } = useSignedIn();
  return useQuery({
    queryKey: ['flows'],
    queryFn: () => flowsOf(client),
    staleTime: 60_000,
  });
}

async function flowsOf(client: Client): Promise<readonly Flow[]> {
  const all: Flow[] = [];
  let after: string | undefined;
  do {
    const page = await client.flows({ limit: 200, ...(after === undefined ? {} : { after }) });
    all.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return all;
}

export interface WhatIf {
  readonly task: string;
  readonly verdict: 'approve' | 'reject';
}

export function useForecast(
  instance: string | undefined,
  whatIf?: WhatIf,
): UseQueryResult<Forecast> {
  const { client } = useSignedIn();
  return useQuery({
    queryKey: ['forecast', instance, whatIf?.task, whatIf?.verdict],
    queryFn: () => client.forecast(instance ?? '', whatIf),
    enabled: instance !== undefined,
    placeholderData: keepPreviousData,
    retry: false,
  });
}

export function useExplanation(
  instance: string | undefined,
  person?: string,
): UseQueryResult<readonly Explanation[]> {
  const { client } = useSignedIn();
  return useQuery({
    queryKey: ['explanation', instance, person],
    queryFn: async () => (await client.explain(instance ?? '', person)).items,
    enabled: instance !== undefined,
  });
}

/** Takes tasks that were decided out of the list at once; the next answer of the server rules. */
export function useSettle(): (tasks: readonly string[]) => void {
  const queries = useQueryClient();
  return useCallback(
    (tasks) => {
      queries.setQueryData<InfiniteData<PageResult<Task>>>(
        ['tasks', 'open'],
        (before) =>
          before && {
            ...before,
            pages: before.pages.map((page) => ({
              ...page,
              items: page.items.filter(({ id }) => !tasks.includes(id)),
            })),
          },
      );
    },
    [queries],
  );
}

export function useCounts(): Counts {
  const { client, me } = useSignedIn();
  const { data } = useQuery({ queryKey: ['counts'], queryFn: () => client.counts() });
  return data ?? me;
}
