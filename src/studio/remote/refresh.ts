/** Makes fresh what has changed: an act is heard of by its answer and by two streams, and read again once. */

import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';

/** Signs within this time are one; whoever decides has left for the next task by then. */
const GATHER_MS = 50;

const OF_INBOX = ['drafts', 'marks', 'tasks', 'counts', 'instances', 'notices', 'news'];
/** What the stream of the inbox tells of; it brings the counts itself. */
const OF_STREAM = ['tasks', 'instances', 'notices', 'news', 'marks'];
const OF_INSTANCE = ['instance', 'forecast', 'explanation', 'journal'];
/** Under the id of a task, which begins with its instance. */
const OF_TASK = ['task', 'desk', 'way-back'];

type Changed = (key: QueryKey) => boolean;

interface Gathering {
  readonly changed: Changed[];
  readonly over: Promise<void>;
}

const gatherings = new WeakMap<QueryClient, Gathering>();

function gather(queries: QueryClient, changed: Changed): Promise<void> {
  const begun = gatherings.get(queries);
  if (begun) {
    begun.changed.push(changed);
    return begun.over;
  }
  const all = [changed];
  const over = new Promise((resolve) => setTimeout(resolve, GATHER_MS)).then(() => {
    gatherings.delete(queries);
    return queries.invalidateQueries({
      predicate: ({ queryKey }) => all.some((each) => each(queryKey)),
    });
  });
  gatherings.set(queries, { changed: all, over });
  return over;
}

function changedBy(instance: string | undefined): Changed {
  return (key) => {
    const name = String(key[0]);
    if (OF_INBOX.includes(name)) return true;
    if (OF_INSTANCE.includes(name)) return instance === undefined || key[1] === instance;
    if (!OF_TASK.includes(name)) return false;
    return instance === undefined || String(key.at(-1)).startsWith(`${instance}.`);
  };
}

/** Reads again what an act on an instance may have changed; on any, if none is named. */
export function refresh(queries: QueryClient, instance?: string): Promise<void> {
  queries.setQueryData<ReadonlyMap<string, unknown>>(['facts'], (before) =>
    instance !== undefined && before?.has(instance)
      ? new Map([...before].filter(([id]) => id !== instance))
      : before,
  );
  return gather(queries, changedBy(instance));
}

/** Reads again what the stream of the inbox tells of. */
export function refreshInbox(queries: QueryClient): Promise<void> {
  return gather(queries, ([name]) => OF_STREAM.includes(String(name)));
}

export function useRefresh(): (instance?: string) => Promise<void> {
  const queries = useQueryClient();
  return useCallback((instance) => refresh(queries, instance), [queries]);
}
