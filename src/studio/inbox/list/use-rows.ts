/** What a view lists, as far as it is read, and how its rows are shown. */

import { useEffect, useMemo, useState } from 'react';
import type { Marks, Task } from '../../../protocol/index.ts';
import { useNotices, useSent, useTasks } from '../../remote/queries.ts';
import { useDrafts, useFacts, useMarks } from '../../remote/shelf.ts';
import { useSeenBefore } from '../looked.ts';
import type { Row, View } from './rows.ts';
import { rowOfHeader, rowOfNotice, rowOfTask } from './rows.ts';
import type { State } from './states.ts';
import { askedOf } from './states.ts';
import type { Steady } from './steady.ts';
import { steadied } from './steady.ts';

/** How the reading of a list goes, paged or not. */
export interface Source {
  readonly isPending: boolean;
  readonly isError: boolean;
  readonly error: unknown;
  readonly data: unknown;
  readonly dataUpdatedAt: number;
  readonly refetch: () => unknown;
  readonly hasNextPage?: boolean;
  readonly isFetchingNextPage?: boolean;
  readonly fetchNextPage?: () => unknown;
}

interface Rows {
  readonly rows: readonly Row[];
  readonly tasks: ReadonlyMap<string, Task>;
  readonly source: Source;
}

const itemsOf = <T>(pages: readonly { readonly items: readonly T[] }[] = []): readonly T[] =>
  pages.flatMap((page) => page.items);

/** Everything that a view lists, as far as it is read; requests as far as they stand so. */
export function useRows(view: View, state: State | undefined): Rows {
  const open = useTasks('open', ['mine', 'pool'].includes(view));
  const given = useTasks('given', view === 'given');
  const done = useTasks('done', view === 'done');
  const isListed = view === 'sent' || view === 'all';
  const sent = useSent(isListed, view === 'all' ? 'all' : 'mine', askedOf(state));
  const notices = useNotices(view === 'watching');
  const drafts = useDrafts();
  const marks = useMarks();
  const asleep = useAsleep(marks.data);
  const sources: Readonly<Record<View, Source>> = {
    ...{
      mine: open,
      pool: open,
      given,
      done,
      sent,
      all: sent,
      watching: notices,
      drafts,
      snoozed: marks,
    },
  };
  const tasks = useMemo((): readonly Task[] => {
    switch (view) {
      case 'mine':
      case 'pool':
        return itemsOf(open.data?.pages).filter(({ id }) => !asleep.has(id));
      case 'given':
        return itemsOf(given.data?.pages);
      case 'done':
        return itemsOf(done.data?.pages);
      case 'drafts':
        return (drafts.data?.items ?? []).map(({ task }) => task);
      case 'snoozed':
        return (marks.data?.snoozed ?? []).flatMap(({ task }) =>
          asleep.has(task.id) ? [task] : [],
        );
      default:
        return [];
    }
  }, [view, open.data, given.data, done.data, drafts.data, marks.data, asleep]);
  const plain = useMemo((): readonly Row[] => {
    if (isListed) {
      return itemsOf(sent.data?.pages).map((header) => ({
        ...rowOfHeader(header),
        ...(view === 'all' ? { who: header.initiator.name } : {}),
      }));
    }
    if (view === 'watching') return itemsOf(notices.data?.pages).map(rowOfNotice);
    return tasks.map(rowOfTask);
  }, [view, isListed, tasks, sent.data, notices.data]);
  const facts = useFacts(useMemo(() => plain.map(({ instance }) => instance), [plain]));
  const looked = useSeenBefore();
  const rows = useMemo((): readonly Row[] => {
    const unread = new Set(marks.data?.unread);
    const written = new Map(drafts.data?.items.map(({ task, comment }) => [task.id, comment]));
    const isPooled = ({ key, instance }: Row): boolean =>
      facts.get(instance)?.pooled?.includes(key) === true;
    const chosen = view === 'pool' ? plain.filter(isPooled) : plain;
    return chosen.map((row) => {
      const { amount, pinned, votes } = facts.get(row.instance) ?? {};
      const vote = view === 'done' && votes?.[row.key];
      const untilMs = view === 'snoozed' ? asleep.get(row.key) : undefined;
      const draft = written.get(row.key);
      const isNew = unread.has(row.key) || !looked.has(row.instance);
      return {
        ...row,
        ...(amount ? { amount } : {}),
        ...(pinned ? { pinned } : {}),
        ...(vote ? { state: vote } : {}),
        ...(untilMs === undefined ? {} : { untilMs }),
        ...(draft === undefined || view === 'done' ? {} : { draft }),
        ...(view === 'mine' || view === 'pool' ? { isUnread: isNew } : {}),
        ...(isPooled(row) ? { isPooled: true } : {}),
      };
    });
  }, [view, plain, facts, asleep, marks.data, drafts.data, looked]);
  const byId = useMemo(() => new Map(tasks.map((task) => [task.id, task])), [tasks]);
  return { rows, tasks: byId, source: sources[view] };
}

/** Tasks that are out of sight, and until when; one whose time has come is seen by itself. */
export function useAsleep(marks: Marks | undefined): ReadonlyMap<string, number> {
  const [nowMs, setNowMs] = useState(() => Date.now());
  const asleep = useMemo(() => {
    const rest = (marks?.snoozed ?? []).filter(({ untilMs }) => untilMs > nowMs);
    return new Map(rest.map(({ task, untilMs }) => [task.id, untilMs]));
  }, [marks, nowMs]);
  const nextMs = Math.min(...asleep.values());
  useEffect(() => {
    if (!Number.isFinite(nextMs)) return;
    // Browsers count no further than this.
    const waitMs = Math.min(nextMs - Date.now(), 2 ** 31 - 1);
    const timer = setTimeout(() => setNowMs(Date.now()), Math.max(waitMs, 0) + 1);
    return () => clearTimeout(timer);
  }, [nextMs]);
  return asleep;
}

/** Rows as they are shown: they keep their places while the pointer is over them; some stay. */
export function useSteadyRows(
  view: View,
  rows: readonly Row[],
  stays: ReadonlyMap<string, unknown>,
) {
  const [isPointing, setPointing] = useState(false);
  const [shown, setShown] = useState<{ view: View; rows: readonly Steady<Row>[] }>({
    view,
    rows: [],
  });
  useEffect(() => {
    const keeps = ({ key }: Row): boolean => isPointing || stays.has(key);
    setShown((before) => ({
      view,
      rows: steadied(before.view === view ? before.rows : [], rows, ({ key }) => key, keeps),
    }));
  }, [view, rows, isPointing, stays]);
  const steady = shown.view === view ? shown.rows : [];
  return { steady, setPointing };
}
