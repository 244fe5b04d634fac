/** The inbox: views, list and detail; decide by keys. */

import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Task } from '../../protocol/index.ts';
import { later } from '../kit/later.tsx';
import { announce } from '../kit/notes.tsx';
import { Empty, Loading, Partial, Unread, useFailureWords } from '../kit/states.tsx';
import { useBeforehand } from '../remote/beforehand.ts';
import { failureOf } from '../remote/failure.ts';
import { useAwaySince } from '../remote/link.ts';
import { useSignedIn } from '../remote/person.tsx';
import { useFlows, useTask } from '../remote/queries.ts';
import { useRefresh } from '../remote/refresh.ts';
import { useMarking, useMarks } from '../remote/shelf.ts';
import { go, useAddress, useParams } from '../router/router.tsx';
import { Nowhere } from '../shell/nowhere.tsx';
import { useSounds } from '../start/sounds.ts';
import { useFormats, useTexts } from '../words/language.tsx';
import { Batch } from './act/batch.tsx';
import { useBatch } from './act/batching.ts';
import { useDeciding } from './act/decide.ts';
import { DoneLine } from './act/done-line.tsx';
import type { Queue } from './act/queue.ts';
import { useQueue } from './act/queue.ts';
import { Waiting } from './act/waiting.tsx';
import { Detail } from './detail.tsx';
import { FindHere } from './find-here.tsx';
import styles from './inbox.module.css';
import { useInboxKeys } from './inbox-keys.ts';
import { List } from './list/list.tsx';
import { queryOf, remembered } from './list/query.ts';
import type { Row, View } from './list/rows.ts';
import { isView } from './list/rows.ts';
import type { Steady } from './list/steady.ts';
import type { Source } from './list/use-rows.ts';
import { useRows, useSteadyRows } from './list/use-rows.ts';
import { ACT, INBOX } from './texts.ts';
import { NothingHere, Views } from './views.tsx';

const Snooze = later(async () => (await import('./snooze.tsx')).Snooze);

/** Rows that a search goes on for. */
const SEARCH_MIN = 20;

const PATTERN = '/inbox/:view?/:task?';

function addressOf(view: View, key: string | undefined): string {
  const { search } = window.location;
  const base = `/inbox/${view}`;
  return (key === undefined ? base : `${base}/${encodeURIComponent(key)}`) + search;
}

export function Inbox() {
  const { view = 'mine', task } = useParams(PATTERN) ?? {};
  return isView(view) ? <Lists view={view} chosen={task} /> : <Nowhere />;
}

interface ListsProps {
  readonly view: View;
  /** The key of the row that is open. */
  readonly chosen: string | undefined;
}

function Lists({ view, chosen }: ListsProps) {
  const t = useTexts(INBOX);
  const typed = useAddress().query.get('find') ?? '';
  const query = useMemo(() => queryOf(typed, view), [typed, view]);
  const { rows, tasks, source } = useRows(view, query.state);
  const [ticked, setTicked] = useState<ReadonlyMap<string, Task>>(new Map());
  const { steady, setPointing } = useSteadyRows(view, rows, ticked);
  const deciding = useDeciding();
  const flowTitle = useFlowTitles();
  const sounds = useSounds(query.letters);
  const shown = useMemo(() => {
    const known = { nowMs: Date.now(), flowTitle, sounds: remembered(sounds) };
    return steady.filter(({ row }) => query.tests.every((holds) => holds(row, known)));
  }, [steady, query, flowTitle, sounds]);
  const choose = useCallback((row: Row | undefined) => go(addressOf(view, row?.key)), [view]);
  const { row: found, next, at, move, goOn } = walk(shown, chosen, choose);
  const tick = useCallback(
    (row: Row): void =>
      setTicked((before) => {
        const after = new Map(before);
        const of = tasks.get(row.key);
        if (!after.delete(row.key) && of) after.set(row.key, of);
        return after;
      }),
    [tasks],
  );
  const extend = (step: number): void => {
    const target = at(step);
    setTicked(extended(ticked, [found, target], tasks));
    choose(target);
  };
  const untickAll = (): void => setTicked(new Map());
  const untick = useCallback((gone: readonly string[]) => {
    setTicked((before) => new Map([...before].filter(([key]) => !gone.includes(key))));
  }, []);
  const { forgetDone } = deciding;
  const batching = useBatch(
    useMemo(() => [...ticked.values()], [ticked]),
    useCallback(
      (decided: readonly string[]) => {
        untick(decided);
        if (decided.length > 0) forgetDone();
      },
      [untick, forgetDone],
    ),
  );
  const queue = useQueue(({ decision, key, subject }, result) =>
    deciding.settleLate(decision, key, subject, result),
  );
  const reasons = useReasons(batching.reasons, queue);
  const shelf = useShelfActs(tasks, goOn);
  useInboxKeys({ move, choose, tick, extend, ...shelf, row: found });
  useReading(found);
  const loadMore = useCallback(() => {
    if (source.hasNextPage && !source.isFetchingNextPage) void source.fetchNextPage?.();
  }, [source]);
  // A search looks through all there is, page by page, until there is enough to look at.
  const wantsMore = query.tests.length > 0 && shown.length < SEARCH_MIN;
  const isSearching = wantsMore && source.hasNextPage === true;
  useEffect(() => {
    if (isSearching) loadMore();
  }, [isSearching, loadMore]);
  const row = found ?? (chosen === undefined ? undefined : rowFor(chosen));
  const listed = row?.task === undefined ? undefined : tasks.get(row.task);
  const { data: settled } = useTask(listed ? undefined : row?.task);
  const last = useRef<Task>(undefined);
  if (listed) last.current = listed;
  const before = last.current?.id === row?.task ? last.current : undefined;
  const task = listed ?? settled ?? before;
  useBeforehand(next?.task === undefined ? undefined : tasks.get(next.task));
  return (
    <div className={styles['inbox']} data-open={chosen !== undefined || undefined}>
      <section className={styles['side']} aria-label={t.inbox}>
        <Views view={view} />
        <FindHere
          view={view}
          typed={typed}
          query={query}
          onEnter={() => shown.length === 1 && choose(shown[0]?.row)}
        />
        <SourceState source={source} />
        {source.data && shown.length === 0 && isSearching ? (
          <Loading what={t.reading} lines={8} />
        ) : source.data && shown.length === 0 ? (
          <NothingHere view={view} isFiltered={typed !== ''} />
        ) : (
          <List
            rows={shown}
            chosen={chosen}
            ticked={view === 'mine' ? ticked : undefined}
            reasons={reasons}
            flowTitle={flowTitle}
            onChoose={choose}
            onTick={tick}
            onPointing={setPointing}
            onNearEnd={loadMore}
          />
        )}
        <Waiting queue={queue} />
        <Batch
          count={ticked.size}
          batching={batching}
          isPast={deciding.done !== undefined}
          onRead={(of) => go(addressOf('mine', of.id))}
          onUntick={untickAll}
        />
      </section>
      <section className={styles['main']} aria-label={t.detail} data-reading>
        {row ? (
          <Detail
            instanceId={row.instance}
            task={task}
            deciding={deciding}
            ticked={ticked.size}
            onUntickAll={untickAll}
            onDone={goOn}
            onBack={() => choose(undefined)}
          />
        ) : (
          <Empty title={shown.length > 0 ? t.pick : ''} />
        )}
      </section>
      <DoneLine deciding={deciding} />
      {shelf.dialog}
    </div>
  );
}

/** What a row says instead of whose it is: why it was not sent, or not yet. */
function useReasons(ofBatch: ReadonlyMap<string, string>, queue: Queue): typeof ofBatch {
  const t = useTexts(ACT);
  const waiting = queue.items.map(({ decision }) => [decision.task, t.queuedRow] as const);
  return waiting.length === 0 ? ofBatch : new Map([...ofBatch, ...waiting]);
}

/** How reading the list goes: under way, failed, or shown as it was a while ago. */
function SourceState({ source }: { readonly source: Source }) {
  const t = useTexts(INBOX);
  const isAway = useAwaySince() !== undefined;
  if (source.isPending) return <Loading what={t.reading} lines={8} />;
  if (!source.isError && !isAway) return null;
  if (source.data) {
    return (
      <div className={styles['age']}>
        <Partial atMs={source.dataUpdatedAt} />
      </div>
    );
  }
  return <Unread failure={failureOf(source.error)} onRetry={() => source.refetch()} />;
}

/** Shape: what is ticked, the rows left and reached → both ticked; going back over ticks leaves them. */
function extended(
  ticked: ReadonlyMap<string, Task>,
  [left, reached]: readonly [Row | undefined, Row | undefined],
  tasks: ReadonlyMap<string, Task>,
): ReadonlyMap<string, Task> {
  const next = new Map(ticked);
  const isBack = left && reached && left !== reached && next.has(left.key) && next.has(reached.key);
  if (isBack) next.delete(left.key);
  else {
    for (const row of [left, reached]) {
      const of = row && tasks.get(row.key);
      if (of) next.set(row.key, of);
    }
  }
  return next;
}

/** Walking through the rows that are shown. */
function walk(
  shown: readonly Steady<Row>[],
  chosen: string | undefined,
  choose: (row: Row | undefined) => void,
) {
  const at = shown.findIndex(({ row }) => row.key === chosen);
  const rest = [...shown.slice(at + 1), ...shown.slice(0, Math.max(at, 0))];
  const next = rest.find(({ isGone }) => !isGone)?.row;
  const rowAt = (step: number): Row | undefined => {
    const live = shown.filter(({ row, isGone }) => !isGone || row.key === chosen);
    const now = live.findIndex(({ row }) => row.key === chosen);
    return live[Math.min(Math.max(now + step, 0), live.length - 1)]?.row;
  };
  return {
    row: shown[at]?.row,
    /** The next one that waits, from where the chosen one stands. */
    next,
    /** The row so many steps on. */
    at: rowAt,
    move: (step: number): void => choose(rowAt(step)),
    goOn: (): void => choose(next),
  };
}

/** A copy that is opened counts as read, and so does a task that was marked. */
function useReading(row: Row | undefined): void {
  const { client } = useSignedIn();
  const { data: marks } = useMarks();
  const { markUnread } = useMarking();
  const opened = useRef<string>(undefined);
  const key = row?.key;
  const isMarked = key !== undefined && marks?.unread.includes(key) === true;
  // Marked while it is open, it stays marked until it is opened the next time.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is opened is read
  useEffect(() => {
    if (opened.current === key) return;
    opened.current = key;
    if (isMarked && key !== undefined) void markUnread(key, false).catch(() => {});
  }, [key]);
  const refresh = useRefresh();
  const unread = row?.isUnread && row.task === undefined ? row.instance : undefined;
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

/** Snoozing, and marks of unread; what was done is said. */
function useShelfActs(tasks: ReadonlyMap<string, Task>, goOn: () => void) {
  const t = useTexts(INBOX);
  const { instant } = useFormats();
  const { data: marks } = useMarks();
  const { snooze, wake, markUnread } = useMarking();
  const [asking, setAsking] = useState<Task>();
  const wordsOf = useFailureWords();
  const failed = (error: unknown): void => announce(wordsOf(error));
  const put = (task: Task, untilMs: number): void => {
    setAsking(undefined);
    goOn();
    announce(t.snoozedUntil(task.subject, instant(untilMs)));
    snooze(task, untilMs).catch(failed);
  };
  return {
    snooze: (row: Row): void => {
      if (row.untilMs === undefined) setAsking(tasks.get(row.key));
      else {
        announce(t.awake(row.subject));
        wake(row.key).catch(failed);
      }
    },
    turnUnread: (row: Row): void => {
      if (row.task === undefined) return;
      const isUnread = marks?.unread.includes(row.task) !== true;
      announce(isUnread ? t.isUnread(row.subject) : t.isRead(row.subject));
      markUnread(row.task, isUnread).catch(failed);
    },
    dialog: asking ? (
      <Snooze
        task={asking}
        onClose={() => setAsking(undefined)}
        onSnooze={(untilMs) => put(asking, untilMs)}
      />
    ) : null,
  };
}
