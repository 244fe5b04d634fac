/** The list of the inbox: virtual, walked by keys, and still under the cursor. */

import { memo, useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { Icon } from '../../kit/icon.tsx';
import { useFormats, useTexts } from '../../words/language.tsx';
import { INBOX } from '../texts.ts';
import styles from './list.module.css';
import { usePageKeys } from './page-keys.ts';
import { Pinned } from './pinned.tsx';
import type { Row } from './rows.ts';
import { topsOf } from './shown.ts';
import type { Steady } from './steady.ts';
import { useShown } from './use-shown.ts';

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
  const tops = useMemo(
    () => topsOf(rows.map(({ row }) => (isNarrow && row.pinned ? TALL_PX : ROW_PX))),
    [rows, isNarrow],
  );
  const at = rows.findIndex(({ row }) => row.key === chosen);
  const { from, until } = useShown(ref, tops, at);
  usePageKeys(ref, { rows, tops, at, onChoose: props.onChoose });
  const nowMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
  useEffect(() => {
    if (until > rows.length - AHEAD) onNearEnd();
  }, [until, rows.length, onNearEnd]);
  return (
    <div
      ref={ref}
      className={styles['scroll']}
      onPointerEnter={() => onPointing(true)}
      onPointerLeave={() => onPointing(false)}
    >
      <ul className={styles['list']} aria-label={t.list} style={{ height: `${tops.at(-1)}px` }}>
        {rows.slice(from, until).map(({ row, isGone }, n) => (
          <li
            key={row.key}
            className={styles['item']}
            data-tall={row.pinned ? true : undefined}
            aria-setsize={rows.length}
            aria-posinset={from + n + 1}
            style={{ transform: `translateY(${tops[from + n]}px)` }}
          >
            <RowView
              row={row}
              isGone={isGone}
              isChosen={row.key === chosen}
              isTicked={ticked?.has(row.key)}
              reason={reasons.get(row.key)}
              flow={flowTitle(row.flow)}
              nowMs={nowMs}
              onChoose={props.onChoose}
              onTick={props.onTick}
            />
          </li>
        ))}
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
  const { name, amount } = useNamed(row);
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
            {name}
          </span>
          {amount ? (
            <span className={styles['amount']}>
              {amount} <small>{row.amount?.currency}</small>
            </span>
          ) : null}
        </span>
        <span className={styles['meta']}>
          {reason === undefined ? (
            <span className={styles['by']}>
              <State of={row.state} />
              <Turn row={row} nowMs={nowMs} />
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

/** A sign of the currency may stand before it. */
const ENDING_AMOUNT = / · \D??(-?\d[\d.,]*)$/;

/** The line that names the case, and its amount: the one that ends the line stands in its column. */
function useNamed({ subject: line, amount }: Row) {
  const { money, subject } = useFormats();
  const name = subject(line);
  const written = amount && money(amount.value);
  const [end = '', said] = ENDING_AMOUNT.exec(name) ?? [];
  const rest = written && (said === written ? name.slice(0, -end.length) : name);
  return { name: rest ?? name, amount: written && rest?.includes(written) ? '' : written };
}

/** Whose turn it is, and for how long. */
function Turn({ row: { waits }, nowMs }: { readonly row: Row; readonly nowMs: number }) {
  const t = useTexts(INBOX);
  const { text, distance } = useFormats();
  if (!waits) return null;
  const { people, more, step, sinceMs } = waits;
  const who = people.length > 0 ? people.map(text) : [text(step)];
  return `${t.turn(who, more ?? 0, distance(nowMs - sinceMs))} · `;
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
