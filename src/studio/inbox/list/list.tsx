/** The list of the inbox: virtual, walked by keys, and still under the cursor. */

import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useRef, useSyncExternalStore } from 'react';
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
/** How often a row says anew how long ago it was. */
const MINUTE_MS = 60_000;
/** Rows before the end at which more are read. */
const AHEAD = 20;

export function List(props: ListProps) {
  const { rows, chosen, ticked, reasons, flowTitle, onNearEnd, onPointing } = props;
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
  const nowMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
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
              <RowView
                row={steady.row}
                isGone={steady.isGone}
                isChosen={steady.row.key === chosen}
                isTicked={ticked?.has(steady.row.key)}
                reason={reasons.get(steady.row.key)}
                flow={flowTitle(steady.row.flow)}
                nowMs={nowMs}
                onChoose={props.onChoose}
                onTick={props.onTick}
              />
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

interface RowProps extends Pick<ListProps, 'onChoose' | 'onTick'> {
  readonly row: Row;
  readonly isGone: boolean;
  readonly isChosen: boolean;
  /** undefined where nothing can be ticked. */
  readonly isTicked: boolean | undefined;
  readonly reason: string | undefined;
  readonly flow: string;
  readonly nowMs: number;
}

/** Whatever happens to the list, most of its rows stay as they are. */
const RowView = memo(function RowView(props: RowProps) {
  const { row, isGone, isChosen, isTicked, reason, flow, nowMs, onChoose, onTick } = props;
  const t = useTexts(INBOX);
  const { text, relative, subject } = useFormats();
  const by = row.who === undefined ? '' : text(row.who);
  return (
    <div
      className={styles['row']}
      data-chosen={isChosen || undefined}
      data-gone={isGone || undefined}
    >
      {isTicked === undefined ? (
        <span className={styles['dot']} data-unread={row.isUnread || undefined} />
      ) : (
        <input
          type="checkbox"
          className={styles['tick']}
          aria-label={`${t.tick}: ${subject(row.subject)}`}
          checked={isTicked}
          disabled={isGone && !isTicked}
          onChange={() => onTick(row)}
        />
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
              <State of={row.state} />
              {row.draft
                ? `“${row.draft}”`
                : [by, flow, row.isPooled ? t.pooled : ''].filter(Boolean).join(' · ')}
            </span>
          ) : (
            <span className={styles['reason']}>{reason}</span>
          )}
          <When row={row} isGone={isGone} now={nowMs} />
        </span>
        {row.pinned ? <Pinned facts={row.pinned} /> : null}
        <span className="unseen">
          {row.isUnread ? `${t.unreadMark}, ` : ''}
          {relative(row.atMs, nowMs)}
        </span>
      </button>
    </div>
  );
}, isSame);

/** A row is made anew with the list; what it says is mostly what it said. */
function isSame({ row: before, ...a }: RowProps, { row, ...b }: RowProps): boolean {
  return isShallowlySame(a, b) && isShallowlySame(before, row);
}

function isShallowlySame<T extends object>(a: T, b: T): boolean {
  const names = Object.keys(b) as (keyof T)[];
  return (
    names.length === Object.keys(a).length && names.every((name) => Object.is(a[name], b[name]))
  );
}

function State({ of }: { readonly of: string | undefined }) {
  const { states } = useTexts(INBOX);
  if (of === undefined) return null;
  return (
    <>
      <b data-state={of}>{states[of] ?? of}</b>
      {' · '}
    </>
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

function When(props: { readonly row: Row; readonly isGone: boolean; readonly now: number }) {
  const { row, isGone, now } = props;
  const t = useTexts(INBOX);
  const { distance, relative } = useFormats();
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
