/** The inbox: views, list and detail; decide by keys. */

import { useCallback, useEffect, useMemo, useState } from 'react';
import { useKeys } from '../keys/use-keys.tsx';
import { Button } from '../kit/button.tsx';
import { Empty, Failed, Loading, Partial } from '../kit/states.tsx';
import { failureOf } from '../remote/failure.ts';
import { useSignedIn } from '../remote/person.tsx';
import { useFlows, useNotices, useRefresh, useSent, useTasks } from '../remote/queries.ts';
import { go, Link, setQuery, useAddress, useParams } from '../router/router.tsx';
import { useFormats, useTexts } from '../words/language.tsx';
import { Batch } from './act/batch.tsx';
import { useDeciding } from './act/decide.ts';
import { DoneLine } from './act/done-line.tsx';
import { Detail } from './detail.tsx';
import styles from './inbox.module.css';
import { List } from './list/list.tsx';
import type { Row, View } from './list/rows.ts';
import { fits, isView, rowOfHeader, rowOfNotice, rowOfTask, VIEWS } from './list/rows.ts';
import type { Steady } from './list/steady.ts';
import { steadied } from './list/steady.ts';
import { INBOX } from './texts.ts';

const PATTERN = '/inbox/:view?/:task?';

function addressOf(view: View, key: string | undefined): string {
  const { search } = window.location;
  const base = `/inbox/${view}`;
  return (key === undefined ? base : `${base}/${encodeURIComponent(key)}`) + search;
}

/** Everything that a view lists, as far as it is read. */
function useRows(view: View) {
  const open = useTasks('open');
  const given = useTasks('given');
  const done = useTasks('done');
  const sent = useSent();
  const notices = useNotices();
  const source = { mine: open, given, done, sent, watching: notices }[view];
  const rows = useMemo((): readonly Row[] => {
    const items = <T,>(pages: readonly { readonly items: readonly T[] }[] = []): readonly T[] =>
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
    const pages = [open, given, done].flatMap(({ data }) => data?.pages ?? []);
    return new Map(pages.flatMap(({ items }) => items).map((task) => [task.id, task]));
  }, [open, given, done]);
  return { rows, tasks, source };
}

/** Rows as they are shown: they keep their places while the pointer is over them. */
function useSteadyRows(view: View, rows: readonly Row[]) {
  const [isPointing, setPointing] = useState(false);
  const [shown, setShown] = useState<{ view: View; rows: readonly Steady<Row>[] }>({
    view,
    rows: [],
  });
  useEffect(() => {
    setShown((before) => ({
      view,
      rows: steadied(before.view === view ? before.rows : [], rows, ({ key }) => key, isPointing),
    }));
  }, [view, rows, isPointing]);
  const steady = shown.view === view ? shown.rows : [];
  return { steady, setPointing };
}

export function Inbox() {
  const t = useTexts(INBOX);
  const params = useParams(PATTERN) ?? {};
  const view = isView(params['view']) ? params['view'] : 'mine';
  const { rows, tasks, source } = useRows(view);
  const { steady, setPointing } = useSteadyRows(view, rows);
  const deciding = useDeciding();
  const typed = useAddress().query.get('find') ?? '';
  const flowTitle = useFlowTitles();
  const shown = useMemo(
    () => steady.filter(({ row }) => fits(row, typed, flowTitle(row.flow))),
    [steady, typed, flowTitle],
  );
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const chosen = params['task'];
  const choose = useCallback((row: Row | undefined) => go(addressOf(view, row?.key)), [view]);
  const { row: found, move, goOn } = walk(shown, chosen, choose);
  const tick = (row: Row): void => {
    const next = new Set(ticked);
    if (!next.delete(row.key)) next.add(row.key);
    setTicked(next);
  };
  useInboxKeys({ move, choose, tick, row: found });
  useReading(found);
  const loadMore = useCallback(() => {
    if (source.hasNextPage && !source.isFetchingNextPage) void source.fetchNextPage();
  }, [source]);
  const row = found ?? (chosen === undefined ? undefined : rowFor(chosen));
  return (
    <div className={styles['inbox']} data-open={chosen !== undefined || undefined}>
      <section className={styles['side']} aria-label={t.inbox}>
        <Views view={view} />
        <FindHere typed={typed} />
        <SourceState source={source} />
        {source.data && shown.length === 0 ? (
          <NothingHere view={view} isFiltered={typed !== ''} />
        ) : (
          <List
            rows={shown}
            chosen={chosen}
            ticked={view === 'mine' ? ticked : undefined}
            flowTitle={flowTitle}
            onChoose={choose}
            onTick={tick}
            onPointing={setPointing}
            onNearEnd={loadMore}
          />
        )}
        <Batch
          tasks={[...ticked].flatMap((key) => tasks.get(key) ?? [])}
          onTicked={(left) => setTicked(new Set(left))}
        />
      </section>
      <section className={styles['main']} aria-label={t.detail}>
        {row ? (
          <Detail
            instanceId={row.instance}
            task={row.task === undefined ? undefined : tasks.get(row.task)}
            deciding={deciding}
            onDone={goOn}
            onBack={() => choose(undefined)}
          />
        ) : (
          <Empty title={shown.length > 0 ? t.pick : ''} />
        )}
        <DoneLine deciding={deciding} />
      </section>
    </div>
  );
}

/** How reading the list goes: under way, failed, or shown as it was a while ago. */
function SourceState({ source }: Pick<ReturnType<typeof useRows>, 'source'>) {
  const t = useTexts(INBOX);
  if (source.isPending) return <Loading what={t.reading} lines={8} />;
  if (!source.isError) return null;
  if (source.data) return <Partial atMs={source.dataUpdatedAt} />;
  return <Failed failure={failureOf(source.error)} onRetry={() => source.refetch()} />;
}

/** Walking through the rows that are shown. */
function walk(
  shown: readonly Steady<Row>[],
  chosen: string | undefined,
  choose: (row: Row | undefined) => void,
) {
  const at = shown.findIndex(({ row }) => row.key === chosen);
  return {
    row: shown[at]?.row,
    move: (step: number): void => {
      const live = shown.filter(({ row, isGone }) => !isGone || row.key === chosen);
      const now = live.findIndex(({ row }) => row.key === chosen);
      choose(live[Math.min(Math.max(now + step, 0), live.length - 1)]?.row);
    },
    /** The next one that waits, from where the decided one stood. */
    goOn: (): void => {
      const rest = [...shown.slice(at + 1), ...shown.slice(0, Math.max(at, 0))];
      choose(rest.find(({ isGone }) => !isGone)?.row);
    },
  };
}

/** A copy that is opened counts as read. */
function useReading(row: Row | undefined): void {
  const { client } = useSignedIn();
  const refresh = useRefresh();
  const unread = row?.isUnread ? row.instance : undefined;
  useEffect(() => {
    if (unread === undefined) return;
    client.readNotice(unread).then(
      () => refresh(),
      () => {},
    );
  }, [client, refresh, unread]);
}

/** A row for an address that no list here holds: a task’s id begins with its instance. */
function rowFor(key: string): Row {
  const instance = key.replace(/\.\d+\.\d+$/, '');
  const task = instance === key ? {} : { task: key };
  return { key, instance, ...task, subject: '', flow: '', atMs: 0 };
}

function useFlowTitles(): (flow: string) => string {
  const { data: flows } = useFlows();
  const { text } = useFormats();
  return useMemo(() => {
    const titles = new Map(flows?.map(({ name, title }) => [name, text(title)]));
    return (flow: string) => titles.get(flow) ?? flow;
  }, [flows, text]);
}

interface Keys {
  readonly move: (step: number) => void;
  readonly choose: (row: Row | undefined) => void;
  readonly tick: (row: Row) => void;
  readonly row: Row | undefined;
}

function useInboxKeys({ move, choose, tick, row }: Keys): void {
  const t = useTexts(INBOX);
  const { group } = t;
  useKeys([
    { id: 'next', keys: ['J', 'ArrowDown', ']'], label: t.next, group, run: () => move(1) },
    { id: 'previous', keys: ['K', 'ArrowUp', '['], label: t.previous, group, run: () => move(-1) },
    { id: 'tick', keys: ['X'], label: t.tick, group, run: () => row && tick(row) },
    {
      id: 'explain',
      keys: ['E'],
      label: t.explain,
      group,
      run: () => row && go(`/i/${encodeURIComponent(row.instance)}?tab=explain`),
    },
    { id: 'leave', keys: ['Escape'], label: t.backToList, group, run: () => choose(undefined) },
    {
      id: 'find',
      keys: ['/'],
      label: t.filter,
      group,
      run: () => document.getElementById('find-here')?.focus(),
    },
  ]);
}

function Views({ view }: { readonly view: View }) {
  const t = useTexts(INBOX);
  return (
    <nav className={styles['views']} aria-label={t.views}>
      {VIEWS.map((each) => (
        <Link
          key={each}
          to={`/inbox/${each}`}
          className={styles['view']}
          aria-current={each === view ? 'page' : undefined}
        >
          {t[each]}
        </Link>
      ))}
    </nav>
  );
}

function FindHere({ typed }: { readonly typed: string }) {
  const t = useTexts(INBOX);
  return (
    <input
      id="find-here"
      type="search"
      className={styles['find']}
      aria-label={t.filter}
      placeholder={t.filter}
      defaultValue={typed}
      onChange={(event) => setQuery({ find: event.target.value })}
    />
  );
}

function NothingHere({ view, isFiltered }: { readonly view: View; readonly isFiltered: boolean }) {
  const t = useTexts(INBOX);
  if (isFiltered) {
    return (
      <Empty title={t.emptyFilter}>
        <Button onClick={() => setQuery({ find: undefined })}>{t.clearFilter}</Button>
      </Empty>
    );
  }
  return (
    <Empty title={view === 'mine' ? t.empty : t.emptyView}>
      {view === 'mine' || view === 'sent' ? <Link to="/start">{t.startOne}</Link> : null}
    </Empty>
  );
}
