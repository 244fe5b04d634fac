/** The story at three levels (V5): what people did, all that happened, the events as they are. */

import type { JournalEntry } from '../../protocol/index.ts';
import { Seal } from '../kit/seal.tsx';
import { useFormats, useTexts } from '../words/language.tsx';
import type { Names } from './moment.ts';
import { CASE, STORY } from './texts.ts';
import styles from './viewer.module.css';

export const LEVELS = ['business', 'all', 'raw'] as const;
export type Level = (typeof LEVELS)[number];

interface StoryProps {
  readonly journal: readonly JournalEntry[];
  readonly names: Names;
  readonly level: Level;
  /** Events behind it are dimmed. */
  readonly until: number;
  readonly onGoTo: (seq: number) => void;
}

type EventLike = Readonly<Record<string, unknown>>;

interface Line {
  readonly seq: number;
  readonly atMs: number;
  readonly event: EventLike;
  readonly actor: JournalEntry['actor'];
}

type StoryTexts = (typeof STORY)['en'] | (typeof STORY)['zh-CN'];

/** What is told of an event on the level of business; undefined folds it. */
function saidOf(t: StoryTexts, { event }: Line): string | undefined {
  const type = String(event['type']);
  if (type === 'InstanceStarted') return t.InstanceStarted;
  if (type === 'VoteCast') return t.votes[String(event['vote'])] ?? String(event['vote']);
  return t.events[type];
}

function wordsIn({ event }: Line): string | undefined {
  for (const name of ['comment', 'text', 'reason', 'outcome']) {
    const found = event[name];
    if (typeof found === 'string' && found !== '') return found;
  }
  return undefined;
}

export function Story({ journal, names, level, until, onGoTo }: StoryProps) {
  const t = useTexts(STORY);
  const c = useTexts(CASE);
  const lines = journal.flatMap(({ firstSeq, atMs, actor, events }) =>
    events.map((event, index): Line => ({ seq: firstSeq + index, atMs, event, actor })),
  );
  const shown = level === 'business' ? lines.filter((line) => saidOf(t, line)) : lines;
  const folded = lines.length - shown.length;
  return (
    <>
      <ol className={styles['story']}>
        {shown.map((line) => (
          <li key={line.seq} data-future={line.seq > until || undefined}>
            {level === 'raw' ? (
              <Raw line={line} />
            ) : (
              <Told line={line} names={names} onGoTo={onGoTo} />
            )}
          </li>
        ))}
      </ol>
      {folded > 0 ? <p className={styles['folded']}>{c.folded(folded)}</p> : null}
    </>
  );
}

interface ToldProps {
  readonly line: Line;
  readonly names: Names;
  readonly onGoTo: (seq: number) => void;
}

function Told({ line, names, onGoTo }: ToldProps) {
  const t = useTexts(STORY);
  const c = useTexts(CASE);
  const { text, instant } = useFormats();
  const { actor, seq, atMs } = line;
  const person = actor.kind === 'person' ? names.person(actor.id) : undefined;
  const said = saidOf(t, line) ?? String(line.event['type']);
  const words = wordsIn(line);
  const isVote = line.event['type'] === 'VoteCast';
  const outcome = line.event['type'] === 'InstanceEnded' && words ? c.outcome[words] : undefined;
  return (
    <button type="button" className={styles['line']} onClick={() => onGoTo(seq)}>
      <Seal
        size="small"
        kind={person ? (isVote ? voteSeal(line) : 'closed') : 'automatic'}
        {...(person ? { name: person.name } : {})}
      />
      <span className={styles['what']}>
        <span>
          <b>{person ? text(person.name) : t.system}</b> {said}
        </span>
        {words ? <span className={styles['words']}>{outcome ?? words}</span> : null}
      </span>
      <span className={styles['when']}>{instant(atMs)}</span>
    </button>
  );
}

function voteSeal({ event }: Line) {
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
