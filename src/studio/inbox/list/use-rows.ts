/** What a view lists, as far as it is read, and how its rows are shown. */

import { useEffect, useMemo, useState } from 'react';
import { useNotices, useSent, useTasks } from '../../remote/queries.ts';
import type { Row, View } from './rows.ts';
import { rowOfHeader, rowOfNotice, rowOfTask } from './rows.ts';
import type { Steady } from './steady.ts';
import { steadied } from './steady.ts';

/** Everything that a view lists, as far as it is read. */
export function useRows(view: View) {
  const open = useTasks('open', view === 'mine');
  const given = useTasks('given', view === 'given');
  const done = useTasks('done', view === 'done');
  const sent = useSent(view === 'sent');
  const notices = useNotices(view === 'watching');
  const source = { mine: open, given, done, sent, watching: notices }[view];
  const rows = useMemo((): readonly Row[] => {
    const items = <T>(pages: readonly { readonly items: readonly T[] }[] = []): readonly T[] =>
      pages.flatMap((page) => page.items);
    switch (view) {
      case 'mine':
        return items(open.data?.pages).map(rowOfTask);
      case 'given':
        return items(given.data?.pages).map(rowOfTask);
      case 'done':
        return items(done.data?.pages).map(rowOfTask);
      case 'sent':
        return items(sent.data?.pages).map(rowOfHeader);
      case 'watching':
        return items(notices.data?.pages).map(rowOfNotice);
    }
  }, [view, open.data, given.data, done.data, sent.data, notices.data]);
  const tasks = useMemo(() => {
    const pages = [open.data, given.data, done.data].flatMap((data) => data?.pages ?? []);
    return new Map(pages.flatMap(({ items }) => items).map((task) => [task.id, task]));
  }, [open.data, given.data, done.data]);
  return { rows, tasks, source };
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
