/** The story at three levels (V5): what people did, all that happened, the events as they are. */

import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useMemo, useRef, useState } from 'react';
import type { JournalEntry } from '../../../protocol/index.ts';
import type { Field } from '../../form/fields.ts';
import { Value } from '../../form/value.tsx';
import { Button } from '../../kit/button.tsx';
import { Seal } from '../../kit/seal.tsx';
import { useFormats, useTexts } from '../../words/language.tsx';
import type { Names } from '../moment.ts';
import { CASE } from '../texts.ts';
import type { FieldChange, Fold, Line } from './lines.ts';
import { folded, isByItself, linesOf } from './lines.ts';
import { useSaid } from './said.ts';
import styles from './story.module.css';
import { STORY } from './texts.ts';

export const LEVELS = ['business', 'all', 'raw'] as const;
export type Level = (typeof LEVELS)[number];

interface StoryProps {
  readonly journal: readonly JournalEntry[];
  readonly names: Names;
  readonly fields: readonly Field[];
  readonly level: Level;
  /** Events behind it are dimmed. */
  readonly until: number;
  readonly onGoTo: (seq: number) => void;
  /** Shows what somebody saw when voting. */
  readonly onSeen: (line: Line) => void;
}

/** Shorter stories are drawn whole. */
const WHOLE_MAX = 120;
const LINE_PX = 48;

export function Story(props: StoryProps) {
  const { journal, level, until } = props;
  const lines = useMemo(() => linesOf(journal), [journal]);
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const rows = useMemo(
    () => (level === 'business' ? unfolded(folded(lines), open) : lines),
    [lines, level, open],
  );
  const scroller = useRef<HTMLDivElement>(null);
  const isLong = rows.length > WHOLE_MAX;
  const virtual = useVirtualizer({
    count: rows.length,
    enabled: isLong,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_PX,
    overscan: 10,
  });
  const items = isLong
    ? virtual.getVirtualItems()
    : rows.map((_, index) => ({ index, start: 0, end: 0 }));
  const before = isLong ? (items[0]?.start ?? 0) : 0;
  const behind = isLong ? virtual.getTotalSize() - (items.at(-1)?.end ?? 0) : 0;
  return (
    <div
      ref={scroller}
      className={styles['scroller']}
      data-long={isLong || undefined}
      tabIndex={isLong ? 0 : undefined}
    >
      <ol
        className={styles['story']}
        style={isLong ? { paddingTop: before, paddingBottom: behind } : {}}
      >
        {items.map(({ index }) => {
          const row = rows[index]!;
          const seq = 'fold' in row ? row.fold[0]!.seq : row.seq;
          return (
            <li
              key={`${seq} ${'fold' in row}`}
              ref={isLong ? virtual.measureElement : undefined}
              data-index={index}
              data-future={seq > until || undefined}
              data-weight={'fold' in row ? 'fold' : row.weight}
            >
              {'fold' in row ? (
                <Folded row={row} onOpen={() => setOpen(new Set([...open, seq]))} />
              ) : level === 'raw' ? (
                <Raw line={row} />
              ) : (
                <Told
                  line={row}
                  names={props.names}
                  fields={props.fields}
                  onGoTo={props.onGoTo}
                  onSeen={props.onSeen}
                />
              )}
            </li>
          );
        })}
      </ol>
    </div>
  );
}

/** Folds that somebody has opened give their lines. */
function unfolded(
  rows: readonly (Line | Fold)[],
  open: ReadonlySet<number>,
): readonly (Line | Fold)[] {
  if (open.size === 0) return rows;
  return rows.flatMap((row): readonly (Line | Fold)[] =>
    'fold' in row && open.has(row.fold[0]!.seq) ? row.fold : [row],
  );
}

function Folded({ row, onOpen }: { readonly row: Fold; readonly onOpen: () => void }) {
  const c = useTexts(CASE);
  return (
    <button type="button" className={styles['fold']} onClick={onOpen}>
      {c.folded(row.fold.length)}
    </button>
  );
}

interface ToldProps extends Pick<StoryProps, 'names' | 'fields' | 'onGoTo' | 'onSeen'> {
  readonly line: Line;
}

/** The same at every moment: only what is behind it is dimmed. */
const Told = memo(function Told({ line, names, fields, onGoTo, onSeen }: ToldProps) {
  const t = useTexts(STORY);
  const { text, instant } = useFormats();
  const said = useSaid(names);
  const { actor, seq, atMs, weight, changes, event } = line;
  const isVote = event['type'] === 'VoteCast';
  const { what, words } = said(line);
  const person = actor.kind === 'person' && !isByItself(line) ? names.person(actor.id) : undefined;
  return (
    <div className={styles['line']} data-weight={weight}>
      <Seal
        size="small"
        kind={weight === 'failure' ? 'incident' : person ? sealOfVote(event) : 'automatic'}
        {...(person ? { name: person.name } : {})}
      />
      <span className={styles['what']}>
        <button type="button" className={styles['go']} onClick={() => onGoTo(seq)}>
          {what.isWhole ? null : <b>{person ? text(person.name) : t.system} </b>}
          {what.text}
        </button>
        {words === undefined ? null : <span className={styles['words']}>{words}</span>}
        {changes ? <Changes changes={changes} fields={fields} /> : null}
        {isVote && event['seen'] !== undefined ? (
          <Button look="plain" className={styles['seen']} onClick={() => onSeen(line)}>
            {t.seen}
          </Button>
        ) : null}
      </span>
      <span className={styles['when']}>{instant(atMs)}</span>
    </div>
  );
});

/** Which fields, from what to what. */
export function Changes(props: {
  readonly changes: readonly FieldChange[];
  readonly fields: readonly Field[];
}) {
  const t = useTexts(STORY);
  const { text } = useFormats();
  return (
    <ul className={styles['changes']}>
      {props.changes.map(({ field: name, from, to }) => {
        const field = props.fields.find((each) => each.name === name);
        if (!field) return null;
        return (
          <li key={name}>
            <span>{text(field.title)}</span>
            <del>
              <span className="unseen">{t.from}</span>
              <Value field={field} value={from} />
            </del>
            <span aria-hidden="true">→</span>
            <ins>
              <span className="unseen">{t.to}</span>
              <Value field={field} value={to} />
            </ins>
          </li>
        );
      })}
    </ul>
  );
}

function sealOfVote(event: Line['event']) {
  if (event['type'] !== 'VoteCast') return 'closed' as const;
  if (event['vote'] === 'reject') return 'rejected' as const;
  if (event['vote'] === 'return') return 'returned' as const;
  return event['vote'] === 'abstain' ? ('abstained' as const) : ('approved' as const);
}

function Raw({ line }: { readonly line: Line }) {
  return (
    <details className={styles['raw']}>
      <summary>
        <span>{line.seq}</span> {String(line.event['type'])}
      </summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys */}
      <pre tabIndex={0}>{JSON.stringify(line.event, null, 2)}</pre>
    </details>
  );
}
