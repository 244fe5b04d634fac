/** Many at once: who can go is known before anything is sent, and only those are sent (R6.12). */

import { useQueries } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { BatchItem, Client, Desk, Problem, Task } from '../../../protocol/index.ts';
import { ProblemError } from '../../../protocol/index.ts';
import { useFailureWords } from '../../kit/states.tsx';
import { useSignedIn } from '../../remote/person.tsx';
import { useSettle } from '../../remote/queries.ts';
import { useRefresh } from '../../remote/refresh.ts';
import { useTexts } from '../../words/language.tsx';
import { useSeenBefore } from '../looked.ts';
import { BATCH } from '../texts.ts';
import type { Facts } from './sorting.ts';
import { sorted } from './sorting.ts';

/** Tries the approval on a copy of the case: what the kernel would refuse is known before. */
async function check(client: Client, task: Task): Promise<Facts> {
  try {
    const desk = await client.desk(task.id);
    const path = await client.forecast(task.instance, { task: task.id, verdict: 'approve' });
    const isStuck = path.stuck !== undefined;
    return { desk, isStuck, ...(path.refused ? { refused: path.refused } : {}) };
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.status >= 500) throw error;
    return { isStuck: false, refused: error.problem };
  }
}

export type BatchAct = 'approve' | 'reject';
export const GROUPS = ['can', 'read', 'cannot'] as const;
export type Group = (typeof GROUPS)[number];

export interface Sorted {
  readonly task: Task;
  readonly group: Group;
  /** Why it is not sent, in words. */
  readonly reason?: string;
  readonly desk?: Desk;
}

/** Many tasks, checked by the engine, and the way to send those that can go. */
export interface Batching {
  readonly groups: ReadonlyMap<Group, readonly Sorted[]>;
  /** How many each act would be sent for. */
  readonly counts: Readonly<Record<BatchAct, number>>;
  readonly isChecking: boolean;
  readonly isSending: boolean;
  readonly comment: string;
  readonly setComment: (comment: string) => void;
  /** What became of what was sent, in one sentence. */
  readonly said: string;
  /** Why a ticked task is not sent, by the task. */
  readonly reasons: ReadonlyMap<string, string>;
  readonly send: (act: BatchAct) => Promise<void>;
}

/** `onDone`: the tasks that were decided. */
export function useBatch(
  tasks: readonly Task[],
  onDone: (decided: readonly string[]) => void,
): Batching {
  const t = useTexts(BATCH);
  const { client } = useSignedIn();
  const refresh = useRefresh();
  const settle = useSettle();
  const wordsOf = useFailureWords();
  const [said, setSaid] = useState('');
  const [comment, setComment] = useState('');
  const [isSending, setSending] = useState(false);
  const [failed, setFailed] = useState<ReadonlyMap<string, Problem>>(new Map());
  const facts = useQueries({
    queries: tasks.map((task) => ({
      queryKey: ['desk', 'batch', task.id],
      queryFn: () => check(client, task),
    })),
  });
  // What a tick stands for: the content as it was looked at last, else as it was when ticked.
  const ticked = useRef(new Map<string, string>());
  const looked = useSeenBefore();
  const sortFor = (act: BatchAct): readonly Sorted[] =>
    tasks.flatMap((task, index): readonly Sorted[] => {
      const data = facts[index]?.data;
      if (!data) return [];
      const now = data.desk?.seen;
      const first = ticked.current.get(task.id) ?? now;
      if (first !== undefined) ticked.current.set(task.id, first);
      const seen = looked.get(task.instance) ?? first;
      const failure = failed.get(task.id);
      const known = { ...data, ...(failure ? { failure } : {}), ...(seen ? { seen } : {}) };
      return [
        { task, ...sorted(known, act, comment, t), ...(data.desk ? { desk: data.desk } : {}) },
      ];
    });
  const approving = sortFor('approve');
  const forget = (gone: ReadonlySet<string>): void => {
    for (const id of gone) ticked.current.delete(id);
  };
  const current = new Set(tasks.map(({ id }) => id));
  forget(new Set([...ticked.current.keys()].filter((id) => !current.has(id))));
  const going = (act: BatchAct) =>
    (act === 'approve' ? approving : sortFor(act)).filter(({ group }) => group === 'can');
  const send = async (act: BatchAct): Promise<void> => {
    const items = going(act).map((each) => itemOf(each, act, comment));
    if (items.length === 0 || isSending) return;
    setSending(true);
    try {
      const { results } = await client.decideAll({ items }, crypto.randomUUID());
      const refused = results.filter(({ ok }) => !ok);
      const sent = results.filter(({ ok }) => ok).map(({ task }) => task);
      setFailed(
        new Map(refused.flatMap(({ task, problem }) => (problem ? [[task, problem]] : []))),
      );
      setSaid(t.result[act](sent.length, refused.length));
      settle(sent);
      onDone(sent);
    } catch (error) {
      setSaid(wordsOf(error));
    }
    setSending(false);
    await refresh();
  };
  return {
    groups: Map.groupBy(approving, ({ group }) => group),
    counts: { approve: going('approve').length, reject: going('reject').length },
    isChecking: approving.length < tasks.length,
    isSending,
    comment,
    setComment,
    said,
    reasons: new Map(
      approving.flatMap(({ task, reason }) => (reason === undefined ? [] : [[task.id, reason]])),
    ),
    send,
  };
}

function itemOf({ task, desk }: Sorted, act: BatchAct, comment: string): BatchItem {
  const does = act === 'approve' && desk?.verdicts.includes('complete') ? 'complete' : act;
  return {
    task: task.id,
    act: does,
    ...(comment.trim() === '' ? {} : { comment }),
    ...(desk ? { seen: desk.seen } : {}),
  };
}
