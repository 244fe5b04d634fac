/** The list of the inbox: virtual, walked by keys, and still under the cursor. */

import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { Icon } from '../../kit/icon.tsx';
import { useFormats, useTexts } from '../../words/language.tsx';
import { INBOX } from '../texts.ts';
import styles from './list.module.css';
import { Pinned } from './pinned.tsx';
import type { Row } from './rows.ts';
import type { Steady } from './steady.ts';

interface ListProps {
  readonly rows: readonly Steady<Row>[];
  readonly chosen: string | undefined;
  readonly ticked: ReadonlyMap<string, unknown> | undefined;
  /** Why a ticked row is not sent. */
  readonly reasons: ReadonlyMap<string, string>;
  readonly flowTitle: (flow: string) => string;
  readonly onChoose: (row: Row) => void;
  readonly onTick: (row: Row) => void;
  readonly onPointing: (isPointing: boolean) => void;
  readonly onNearEnd: () => void;
}

const ROW_PX = 76;
/** Of a row with pinned fields, where the window is narrow. */
const TALL_PX = 104;
const NARROW = '(width < 600px)';
/** Rows before the end at which more are read. */
const AHEAD = 20;

export function List(props: ListProps) {
  const { rows, chosen, onNearEnd, onPointing } = props;
  const t = useTexts(INBOX);
  const ref = useRef<HTMLDivElement>(null);
  const isNarrow = useNarrow();
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => ref.current,
    estimateSize: (index) => (isNarrow && rows[index]?.row.pinned ? TALL_PX : ROW_PX),
    overscan: 6,
    getItemKey: (index) => rows[index]?.row.key ?? index,
  });
  const tall = isNarrow ? rows.map(({ row }) => (row.pinned ? 1 : 0)).join('') : '';
  // biome-ignore lint/correctness/useExhaustiveDependencies: other heights, other places
  useEffect(() => virtual.measure(), [tall, virtual]);
  const at = rows.findIndex(({ row }) => row.key === chosen);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
  }, [at, virtual]);
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - AHEAD) onNearEnd();
  }, [last, rows.length, onNearEnd]);
  return (
    <div
      ref={ref}
      className={styles['scroll']}
      onPointerEnter={() => onPointing(true)}
      onPointerLeave={() => onPointing(false)}
    >
      <ul
        className={styles['list']}
        aria-label={t.list}
        style={{ height: `${virtual.getTotalSize()}px` }}
      >
        {items.map((item) => {
          const steady = rows[item.index];
          if (!steady) return null;
          return (
            <li
              key={item.key}
              className={styles['item']}
              data-tall={steady.row.pinned ? true : undefined}
              aria-setsize={rows.length}
              aria-posinset={item.index + 1}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <RowView {...props} steady={steady} />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function useNarrow(): boolean {
  return useSyncExternalStore(listen, () => matchMedia(NARROW).matches);
}

function listen(told: () => void): () => void {
  const query = matchMedia(NARROW);
  query.addEventListener('change', told);
  return () => query.removeEventListener('change', told);
}

function RowView(props: ListProps & { readonly steady: Steady<Row> }) {
  const { steady, chosen, ticked, reasons, flowTitle, onChoose, onTick } = props;
  const { row, isGone } = steady;
  const t = useTexts(INBOX);
  const { text, relative, subject } = useFormats();
  const isChosen = row.key === chosen;
  const by = row.who === undefined ? '' : text(row.who);
  const reason = reasons.get(row.key);
  return (
    <div
      className={styles['row']}
      data-chosen={isChosen || undefined}
      data-gone={isGone || undefined}
    >
      {ticked ? (
        <input
          type="checkbox"
          className={styles['tick']}
          aria-label={`${t.tick}: ${subject(row.subject)}`}
          checked={ticked.has(row.key)}
          disabled={isGone && !ticked.has(row.key)}
          onChange={() => onTick(row)}
        />
      ) : (
        <span className={styles['dot']} data-unread={row.isUnread || undefined} />
      )}
      <button
        type="button"
        className={styles['open']}
        aria-current={isChosen ? 'true' : undefined}
        onClick={() => onChoose(row)}
      >
        <span className={styles['top']}>
          <span className={styles['subject']} data-unread={row.isUnread || undefined}>
            {subject(row.subject)}
          </span>
          <Amount row={row} />
        </span>
        <span className={styles['meta']}>
          {reason === undefined ? (
            <span className={styles['by']}>
              {row.draft
                ? `“${row.draft}”`
                : [by, flowTitle(row.flow), row.isPooled ? t.pooled : '']
                    .filter(Boolean)
                    .join(' · ')}
            </span>
          ) : (
            <span className={styles['reason']}>{reason}</span>
          )}
          <When row={row} isGone={isGone} />
        </span>
        {row.pinned ? <Pinned facts={row.pinned} /> : null}
        <span className="unseen">
          {row.isUnread ? `${t.unreadMark}, ` : ''}
          {relative(row.atMs, Date.now())}
        </span>
      </button>
    </div>
  );
}

function Amount({ row: { amount } }: { readonly row: Row }) {
  const { money } = useFormats();
  if (!amount) return null;
  return (
    <span className={styles['amount']}>
      {money(amount.value)} <small>{amount.currency}</small>
    </span>
  );
}

function When({ row, isGone }: { readonly row: Row; readonly isGone: boolean }) {
  const t = useTexts(INBOX);
  const { distance, relative } = useFormats();
  const now = Date.now();
  if (row.untilMs !== undefined) {
    return <span className={styles['when']}>{t.back(relative(row.untilMs, now))}</span>;
  }
  if (isGone) return <span className={styles['when']}>{t.settled}</span>;
  if (row.dueAtMs !== undefined) {
    const left = row.dueAtMs - now;
    return (
      <span className={styles['due']} data-late={left < 0 || undefined}>
        <Icon name="hourglass" size={12} />
        {left < 0 ? t.late(distance(left)) : t.due(distance(left))}
      </span>
    );
  }
  return <span className={styles['when']}>{relative(row.atMs, now)}</span>;
}
