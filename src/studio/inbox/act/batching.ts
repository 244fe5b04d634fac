/** Many at once: the engine says beforehand which can go; only those are sent (R6.12). */

import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import type { BatchItem, Client, Desk, Problem, Task } from '../../../protocol/index.ts';
import { ProblemError } from '../../../protocol/index.ts';
import { failureOf } from '../../remote/failure.ts';
import { useSignedIn } from '../../remote/person.tsx';
import { useRefresh } from '../../remote/queries.ts';
import { useTexts } from '../../words/language.tsx';
import { BATCH } from '../texts.ts';

export type Group = 'can' | 'needs' | 'duty' | 'changed' | 'other';

export interface Checked {
  readonly task: Task;
  readonly group: Group;
  readonly desk?: Desk;
  readonly problem?: Problem;
}

/** Tries the approval on a copy of the case: what the kernel would refuse is known before. */
async function check(client: Client, task: Task): Promise<Checked> {
  try {
    const desk = await client.desk(task.id);
    if (desk.require.length > 0) return { task, group: 'needs', desk };
    await client.forecast(task.instance, { task: task.id, verdict: 'approve' });
    return { task, group: 'can', desk };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { task, group: groupOf(error.problem.code), problem: error.problem };
  }
}

function groupOf(code: string): Group {
  if (code === 'distinct.conflict' || code === 'person.not-allowed') return 'duty';
  if (code === 'task.comment-required' || code === 'task.signature-required') return 'needs';
  return code === 'task.changed' ? 'changed' : 'other';
}

export const GROUPS: readonly Group[] = ['can', 'needs', 'duty', 'changed', 'other'];

/** Many tasks, checked by the engine, and the way to send those that can go. */
export interface Batching {
  readonly groups: ReadonlyMap<Group, readonly Checked[]>;
  readonly isChecking: boolean;
  /** What became of what was sent, in one sentence. */
  readonly said: string;
  readonly send: (comment: string) => Promise<void>;
}

export function useBatch(
  tasks: readonly Task[],
  onTicked: (left: readonly string[]) => void,
): Batching {
  const t = useTexts(BATCH);
  const { client } = useSignedIn();
  const refresh = useRefresh();
  const [said, setSaid] = useState('');
  const [failed, setFailed] = useState<ReadonlyMap<string, Problem>>(new Map());
  const queries = useQueries({
    queries: tasks.map((task) => ({
      queryKey: ['desk', 'batch', task.id],
      queryFn: () => check(client, task),
    })),
  });
  const checked = queries.flatMap(({ data }, index): readonly Checked[] => {
    const problem = failed.get(tasks[index]?.id ?? '');
    if (!data) return [];
    return [problem ? { ...data, group: groupOf(problem.code), problem } : data];
  });
  const groups = Map.groupBy(checked, ({ group }) => group);
  const send = async (comment: string): Promise<void> => {
    const items = (groups.get('can') ?? []).map((each) => itemOf(each, comment));
    try {
      const { results } = await client.decideAll({ items }, crypto.randomUUID());
      const refused = results.filter(({ ok }) => !ok);
      setFailed(
        new Map(refused.flatMap(({ task, problem }) => (problem ? [[task, problem]] : []))),
      );
      setSaid(t.result(results.length - refused.length, refused.length));
      const sent = new Set(results.filter(({ ok }) => ok).map(({ task }) => task));
      onTicked(tasks.map(({ id }) => id).filter((id) => !sent.has(id)));
    } catch (error) {
      setSaid(failureOf(error).title);
    }
    await refresh();
  };
  return { groups, isChecking: checked.length < tasks.length, said, send };
}

function itemOf({ task, desk }: Checked, comment: string): BatchItem {
  return {
    task: task.id,
    act: desk?.verdicts.includes('complete') ? 'complete' : 'approve',
    ...(comment.trim() === '' ? {} : { comment }),
    ...(desk ? { seen: desk.seen } : {}),
  };
}
