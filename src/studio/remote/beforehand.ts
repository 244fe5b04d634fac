/** Reads a task before anybody opens it: the next one is there at once. */

import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Task } from '../../protocol/index.ts';
import { whenIdle } from './idle.ts';
import { useSignedIn } from './person.tsx';

/** Under the keys of `queries.ts`, so that the screen finds it there. */
export function useBeforehand(task: Task | undefined): void {
  const { client, me } = useSignedIn();
  const queries = useQueryClient();
  const { id, instance } = task ?? {};
  const isVote = task !== undefined && task.kind !== 'start';
  useEffect(() => {
    if (id === undefined || instance === undefined) return;
    let isOver = false;
    const read = async (): Promise<void> => {
      const shown = queries.fetchQuery({
        queryKey: ['instance', instance],
        queryFn: () => client.instance(instance),
      });
      const others = [
        queries.prefetchQuery({
          queryKey: ['explanation', instance, me.id],
          queryFn: async () => (await client.explain(instance, me.id)).items,
        }),
        ...(isVote
          ? [
              queries.prefetchQuery({
                queryKey: ['desk', id],
                queryFn: () => client.desk(id),
              }),
              queries.prefetchQuery({
                queryKey: ['forecast', instance, id, 'approve'],
                queryFn: () => client.forecast(instance, { task: id, verdict: 'approve' }),
              }),
            ]
          : []),
      ];
      const { flow } = await shown;
      if (isOver) return;
      await queries.prefetchQuery({
        queryKey: ['flow', flow.name, flow.version],
        queryFn: () => client.flow(flow.name, flow.version),
        staleTime: Number.POSITIVE_INFINITY,
      });
      await Promise.all(others);
    };
    // What cannot be read now is read when it is opened, and told then.
    const callOff = whenIdle(() => void read().catch(() => {}));
    return () => {
      isOver = true;
      callOff();
    };
  }, [client, queries, me.id, id, instance, isVote]);
}
