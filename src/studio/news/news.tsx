/** Notices: what concerns me, newest first; each leads to the task, or to the case at that moment. */

import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { NewsItem } from '../../protocol/index.ts';
import { SINGLE_KEYS } from '../keys/chosen.ts';
import { useKeys } from '../keys/use-keys.tsx';
import { Button } from '../kit/button.tsx';
import { announce } from '../kit/notes.tsx';
import { Empty, Failed, Loading, Partial, Unread } from '../kit/states.tsx';
import type { Failure } from '../remote/failure.ts';
import { failureOf } from '../remote/failure.ts';
import { useSignedIn } from '../remote/person.tsx';
import { useCounts } from '../remote/queries.ts';
import { Link } from '../router/router.tsx';
import { useFormats, useTexts } from '../words/language.tsx';
import styles from './news.module.css';
import { NEWS } from './texts.ts';

const PAGE = 30;

export function News() {
  const t = useTexts(NEWS);
  const { client } = useSignedIn();
  const { news: unread } = useCounts();
  const source = useInfiniteQuery({
    queryKey: ['news'],
    queryFn: ({ pageParam }) =>
      client.news({ limit: PAGE, ...(pageParam === '' ? {} : { after: pageParam }) }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
  });
  const items = source.data?.pages.flatMap((page) => page.items) ?? [];
  const { readOne, readAll, failure } = useReading(items[0]?.atMs);
  const list = useRef<HTMLUListElement>(null);
  const move = (step: number): void => {
    const links = [...(list.current?.querySelectorAll('a') ?? [])];
    const at = links.indexOf(document.activeElement as HTMLAnchorElement);
    links[Math.min(Math.max(at + step, 0), links.length - 1)]?.focus();
  };
  const { group } = t;
  useKeys([
    { id: 'next', keys: SINGLE_KEYS.next, label: t.next, group, run: () => move(1) },
    { id: 'previous', keys: SINGLE_KEYS.previous, label: t.previous, group, run: () => move(-1) },
    { id: 'all-read', keys: [], label: t.allRead, group, run: () => void readAll() },
  ]);
  return (
    <div className={styles['page']}>
      <header className={styles['head']}>
        <h1>{t.title}</h1>
        {unread > 0 ? <Button onClick={() => void readAll()}>{t.allRead}</Button> : null}
        <p className={styles['lead']}>
          {t.lead} <Link to="/me">{t.wishes}</Link>
        </p>
      </header>
      {failure ? <Failed failure={failure} onRetry={() => void readAll()} /> : null}
      {source.isPending ? <Loading what={t.reading} lines={8} /> : null}
      {source.isError && source.data ? <Partial atMs={source.dataUpdatedAt} /> : null}
      {source.isError && !source.data ? (
        <Unread failure={failureOf(source.error)} onRetry={() => source.refetch()} />
      ) : null}
      {source.data && items.length === 0 && !source.hasNextPage ? (
        <Empty title={t.empty}>
          <Link to="/inbox">{t.toInbox}</Link>
        </Empty>
      ) : (
        <ul ref={list} className={styles['list']} aria-label={t.title}>
          {items.map((item) => (
            <Entry key={item.id} item={item} onRead={() => readOne(item)} />
          ))}
        </ul>
      )}
      {source.hasNextPage ? (
        <Button disabled={source.isFetchingNextPage} onClick={() => source.fetchNextPage()}>
          {t.more}
        </Button>
      ) : null}
    </div>
  );
}

/** Whoever follows an entry has read it; all are read as far as they were there to be seen. */
function useReading(newestMs: number | undefined) {
  const t = useTexts(NEWS);
  const { client } = useSignedIn();
  const queries = useQueryClient();
  const [failure, setFailure] = useState<Failure>();
  const refresh = async (): Promise<void> => {
    const changed = ['news', 'counts', 'notices'];
    await queries.invalidateQueries({
      predicate: ({ queryKey: [name] }) => changed.includes(String(name)),
    });
  };
  return {
    failure,
    readOne: ({ id, readAtMs }: NewsItem): void => {
      // What could not be marked stays unread, and is met again.
      if (readAtMs === undefined) client.readNews(id).then(refresh, () => {});
    },
    readAll: async (): Promise<void> => {
      if (newestMs === undefined) return;
      setFailure(undefined);
      try {
        await client.readAllNews(newestMs);
        announce(t.isAllRead);
        await refresh();
      } catch (error) {
        setFailure(failureOf(error));
      }
    },
  };
}

function addressOf({ instance, seq, task }: NewsItem): string {
  if (task !== undefined) return `/inbox/mine/${encodeURIComponent(task)}`;
  return `/i/${encodeURIComponent(instance)}?at=${seq}`;
}

function Entry({ item, onRead }: { readonly item: NewsItem; readonly onRead: () => void }) {
  const t = useTexts(NEWS);
  const { text, instant, relative, subject: shown } = useFormats();
  const { kind, by, words, outcome = '', subject, title, task, atMs, readAtMs } = item;
  const isUnread = readAtMs === undefined;
  const says = kind === 'ended' ? (t.ended[outcome] ?? t.says.ended) : t.says[kind];
  return (
    <li>
      <Link
        to={addressOf(item)}
        className={styles['entry']}
        data-unread={isUnread || undefined}
        onClick={onRead}
      >
        <span className={styles['dot']} aria-hidden="true" />
        <span className={styles['what']}>
          {isUnread ? <span className="unseen">{t.unread}: </span> : null}
          {says(by ? text(by.name) : '')}
        </span>
        <time
          className={styles['when']}
          dateTime={new Date(atMs).toISOString()}
          title={instant(atMs)}
        >
          {relative(atMs, Date.now())}
        </time>
        {words === undefined ? null : <span className={styles['words']}>{words}</span>}
        <span className={styles['subject']}>
          {shown(subject)} <small>{text(title)}</small>
        </span>
        <span className="unseen">{task === undefined ? t.toCase : t.toTask}</span>
      </Link>
    </li>
  );
}
