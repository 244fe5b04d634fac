/** One case: its path, its story, its data at any moment, what it did outside, and why it came out so. */

import type { ReactNode } from 'react';
import { memo, useCallback, useMemo } from 'react';
import type { InstanceState, JsonObject } from '../../kernel/index.ts';
import type { FlowDetail, Instance, JournalEntry } from '../../protocol/index.ts';
import { fieldsOf } from '../form/fields.ts';
import { Failed, Loading } from '../kit/states.tsx';
import { failureOf } from '../remote/failure.ts';
import { useJournalSoFar } from '../remote/journal.ts';
import { useLiveInstance } from '../remote/live.ts';
import { useExplanation, useFlowVersion, useInstance } from '../remote/queries.ts';
import { Link, setQuery, useAddress, useParams } from '../router/router.tsx';
import { useFormats, useTexts } from '../words/language.tsx';
import { Acts } from './acts.tsx';
import { CaseNumber } from './case-number.tsx';
import { DataColumn, PathColumn } from './columns.tsx';
import { Compare } from './compare.tsx';
import { differenceOf } from './difference.ts';
import { Dossier } from './dossier.tsx';
import { Effects, Incidents } from './effects-part.tsx';
import { Parents } from './family.tsx';
import type { Names } from './moment.ts';
import type { Line } from './story/lines.ts';
import { linesOf } from './story/lines.ts';
import { useSaid } from './story/said.ts';
import type { Level } from './story/story.tsx';
import { LEVELS, Story } from './story/story.tsx';
import { CASE } from './texts.ts';
import { Timeline } from './timeline.tsx';
import { useCaseNames } from './use-names.ts';
import { useReplay } from './use-replay.ts';
import styles from './viewer.module.css';
import { Why } from './why.tsx';
import { WhyNot } from './why-not.tsx';

export function Viewer() {
  const t = useTexts(CASE);
  const { instance: id } = useParams('/i/:instance') ?? {};
  const instance = useInstance(id);
  const flow = useFlowVersion(instance.data?.flow.name, instance.data?.flow.version);
  const read = useJournalSoFar(id);
  useLiveInstance(id, instance.data?.seq);
  const { journal, isWhole } = read;
  // What is read already stays, though the rest does not come.
  const failed = [instance, flow, ...(journal ? [] : [read])].find(({ error }) => error);
  if (failed) {
    return (
      <div className={styles['failed']}>
        <Failed failure={failureOf(failed.error)} onRetry={() => failed.refetch()} />
        <Link to="/inbox">{t.toInbox}</Link>
      </div>
    );
  }
  if (!instance.data || !flow.data || !journal) return <Loading what={t.case} lines={10} />;
  const { data } = instance;
  const rest = read.error ? (
    <Failed failure={failureOf(read.error)} onRetry={() => read.refetch()} />
  ) : (
    <Loading what={t.story} />
  );
  return (
    <Case
      key={id}
      instance={data}
      flow={flow.data}
      journal={journal}
      rest={isWhole ? undefined : rest}
    />
  );
}

interface CaseProps {
  readonly instance: Instance;
  readonly flow: FlowDetail;
  /** From its beginning, as far as it was read. */
  readonly journal: readonly JournalEntry[];
  /** What stands for the events behind; undefined where all are there. */
  readonly rest: ReactNode;
}

/** A moment in the address: a sequence number, none, or one that there is not. */
function momentIn(text: string | null, last: number): number | 'none' | 'wrong' {
  if (text === null || text === '') return 'none';
  const seq = Number(text);
  if (!Number.isInteger(seq) || seq < 1 || seq > last) return 'wrong';
  return seq === last ? 'none' : seq;
}

function Case({ instance, flow, journal, rest }: CaseProps) {
  const t = useTexts(CASE);
  const { query } = useAddress();
  const names = useCaseNames(instance, flow, journal);
  const fields = useMemo(() => fieldsOf(flow.form as JsonObject), [flow]);
  const isWhole = rest === undefined;
  const last = isWhole ? (journal.at(-1)?.lastSeq ?? 1) : instance.seq;
  const wanted = momentIn(query.get('at'), last);
  const at = typeof wanted === 'number' ? wanted : undefined;
  const compared = Number(query.get('with'));
  const other =
    compared >= 1 && compared <= last && Number.isInteger(compared) ? compared : undefined;
  const seq = at ?? last;
  const stateAt = useReplay(journal);
  const isTold = at !== undefined || other !== undefined;
  const then = useMemo(() => (isTold ? stateAt(seq) : undefined), [stateAt, seq, isTold]);
  const settledAt = at === undefined ? undefined : commandAt(journal, at)?.lastSeq;
  const settled = useMemo(
    () => (settledAt === undefined ? undefined : stateAt(settledAt)),
    [stateAt, settledAt],
  );
  const beside = useMemo(
    () => (other === undefined ? undefined : stateAt(other)),
    [stateAt, other],
  );
  const isPast = at !== undefined;
  const pair = then && beside ? pairOf(then, beside) : undefined;
  const marked = useMemo(() => pair && markedIn(...pair), [pair?.[0], pair?.[1]]);
  const seat = isPast ? query.get('as') : null;
  const unseen = seat === null ? undefined : flow.hides[stepOfSeat(seat, names)];
  const atMs = commandAt(journal, seq)?.atMs ?? instance.updatedAtMs;
  const goTo = useCallback(
    (next: number | undefined): void => {
      const isNow = next === undefined || next >= last;
      setQuery({ at: isNow ? undefined : String(next), as: undefined });
    },
    [last],
  );
  const tab = TABS.find((each) => each === query.get('tab')) ?? 'story';
  return (
    <article className={styles['case']} aria-labelledby="case">
      <Head instance={instance} flow={flow} isPast={isPast} />
      {wanted === 'wrong' ? (
        <p className={styles['past']} role="alert">
          {t.noMoment(query.get('at') ?? '', last)}
        </p>
      ) : null}
      {isPast ? (
        <p className={styles['past']} role="status">
          <Saw seat={seat} names={names} journal={journal} /> {t.past}
        </p>
      ) : null}
      {isPast ? null : <Incidents instance={instance} journal={journal} names={names} />}
      <div className={styles['columns']}>
        <PathColumn
          instance={instance}
          flow={flow}
          names={names}
          then={isPast ? then : undefined}
          settled={settled}
          isPast={isPast}
          marked={marked}
        />
        <section className={styles['column']} aria-label={t[tab]}>
          {pair ? (
            <Compare
              earlier={pair[0]}
              later={pair[1]}
              journal={journal}
              names={names}
              fields={fields}
              onClose={() => setQuery({ with: undefined })}
            />
          ) : null}
          <Tabs tab={tab} />
          {tab === 'story' ? (
            <>
              <StoryPart
                journal={journal}
                names={names}
                fields={fields}
                until={seq}
                onGoTo={goTo}
              />
              {rest}
            </>
          ) : tab === 'effects' ? (
            <Effects journal={journal} names={names} />
          ) : (
            <WhyPart instance={instance.id} fields={fields} />
          )}
        </section>
        <DataColumn
          instance={instance}
          flow={flow}
          form={isPast ? then?.form : instance.form}
          isPast={isPast}
          unseen={unseen}
        />
      </div>
      <TimelinePart
        journal={journal}
        names={names}
        seq={seq}
        last={last}
        atMs={atMs}
        other={other}
        onGoTo={goTo}
      />
      {isWhole ? (
        <Dossier
          instance={instance}
          flow={flow}
          journal={journal}
          names={names}
          stateAt={stateAt}
          moment={isPast ? { seq, last, atMs, state: then, unseen } : undefined}
        />
      ) : null}
    </article>
  );
}

/** The command among whose events one is. */
function commandAt(journal: readonly JournalEntry[], seq: number): JournalEntry | undefined {
  return journal.findLast(({ firstSeq }) => firstSeq <= seq);
}

/** The earlier one first. */
function pairOf(a: InstanceState, b: InstanceState): readonly [InstanceState, InstanceState] {
  return a.seq <= b.seq ? [a, b] : [b, a];
}

function markedIn(earlier: InstanceState, later: InstanceState): ReadonlySet<number> {
  const { begun, over, votes } = differenceOf(earlier, later);
  return new Set([
    ...begun.map(({ n }) => n),
    ...over.map(({ n }) => n),
    ...votes.map(({ visit }) => visit),
  ]);
}

/** `3.1` → the step of visit 3. */
function stepOfSeat(seat: string, names: Names): string {
  return names.stepOfVisit(Number(seat.split('.')[0])) ?? '';
}

interface SawProps {
  readonly seat: string | null;
  readonly names: Names;
  readonly journal: readonly JournalEntry[];
}

/** Whose view of the past it is, and the hash of what was on the screen. */
function Saw({ seat, names, journal }: SawProps) {
  const t = useTexts(CASE);
  const { text, instant } = useFormats();
  if (seat === null) return null;
  const [visit, n] = seat.split('.').map(Number);
  const vote = linesOf(journal).findLast(
    ({ event }) => event['type'] === 'VoteCast' && event['visit'] === visit && event['seat'] === n,
  );
  const person = names.personOfSeat(visit ?? 0, n ?? 0);
  if (!vote || person === undefined) return null;
  return (
    <b>
      {t.sawThen(text(names.person(person).name), instant(vote.atMs))} · {t.seenHash}{' '}
      <code>{String(vote.event['seen'] ?? '').slice(0, HASH_CHARS)}</code>
    </b>
  );
}

const HASH_CHARS = 8;

interface HeadProps {
  readonly instance: Instance;
  readonly flow: FlowDetail;
  readonly isPast: boolean;
}

const Head = memo(function Head({ instance, flow, isPast }: HeadProps) {
  const t = useTexts(CASE);
  const { text, instant, subject } = useFormats();
  const { status, outcome, parent } = instance;
  const word =
    outcome === undefined ? (t.status[status] ?? status) : (t.outcome[outcome] ?? outcome);
  return (
    <header className={styles['head']}>
      <div>
        {parent === undefined ? null : (
          <nav className={styles['meta']} aria-label={t.parents}>
            <Parents id={parent} />
          </nav>
        )}
        <p className={styles['meta']}>
          {text(flow.title)} · {t.version(instance.flow.version)} ·{' '}
          <CaseNumber instance={instance.id} isWhole />
        </p>
        <h1 id="case">
          {subject(instance.subject)}{' '}
          <span className={styles['state']} data-state={outcome ?? status}>
            {word}
          </span>
        </h1>
        <p className={styles['meta']}>
          {t.by(text(instance.initiator.name), instant(instance.startedAtMs))}
        </p>
      </div>
      {isPast ? null : <Acts instance={instance} />}
    </header>
  );
});

const TABS = ['story', 'effects', 'explain'] as const;
type Tab = (typeof TABS)[number];

function Tabs({ tab }: { readonly tab: Tab }) {
  const t = useTexts(CASE);
  return (
    <div className={styles['tabs']}>
      {TABS.map((each) => (
        <button
          key={each}
          type="button"
          aria-pressed={tab === each}
          onClick={() => setQuery({ tab: each === 'story' ? undefined : each })}
        >
          {t[each]}
        </button>
      ))}
    </div>
  );
}

interface StoryPartProps {
  readonly journal: readonly JournalEntry[];
  readonly names: Names;
  readonly fields: ReturnType<typeof fieldsOf>;
  readonly until: number;
  readonly onGoTo: (seq: number) => void;
}

function showSeen({ seq, event }: Line): void {
  setQuery({ at: String(seq - 1), as: `${String(event['visit'])}.${String(event['seat'])}` });
}

/** Drawn again for another moment, and not once more when that moment has been replayed. */
const StoryPart = memo(function StoryPart(props: StoryPartProps) {
  const t = useTexts(CASE);
  const { query } = useAddress();
  const level: Level = LEVELS.find((each) => each === query.get('level')) ?? 'business';
  return (
    <>
      <fieldset className={styles['levels']}>
        <legend className="unseen">{t.level}</legend>
        {LEVELS.map((each) => (
          <label key={each}>
            <input
              type="radio"
              name="level"
              checked={level === each}
              onChange={() => setQuery({ level: each === 'business' ? undefined : each })}
            />
            {t[each]}
          </label>
        ))}
      </fieldset>
      <Story {...props} level={level} onSeen={showSeen} />
    </>
  );
});

interface TimelinePartProps {
  readonly journal: readonly JournalEntry[];
  readonly names: Names;
  readonly seq: number;
  readonly last: number;
  readonly atMs: number;
  readonly other: number | undefined;
  readonly onGoTo: (seq: number | undefined) => void;
}

/** More moments than these are no choice; the slider reaches them all. */
const MOMENTS_MAX = 100;

const TimelinePart = memo(function TimelinePart(props: TimelinePartProps) {
  const { journal, names, other, ...rest } = props;
  const { text } = useFormats();
  const said = useSaid(names);
  // biome-ignore lint/correctness/useExhaustiveDependencies: sentences follow from journal, names and language
  const moments = useMemo(() => {
    const told = linesOf(journal).filter(({ weight }) => weight !== 'small');
    return told.slice(-MOMENTS_MAX).map((line) => {
      const { what } = said(line);
      const { actor, seq } = line;
      const who =
        actor.kind === 'person' && !what.isWhole ? `${text(names.person(actor.id).name)} ` : '';
      return { seq, title: `${seq} · ${who}${what.text}` };
    });
  }, [journal, names, text]);
  return <Timeline {...rest} moments={moments} other={other} onCompare={compareWith} />;
});

function compareWith(seq: number | undefined): void {
  setQuery({ with: seq === undefined ? undefined : String(seq) });
}

function WhyPart(props: {
  readonly instance: string;
  readonly fields: ReturnType<typeof fieldsOf>;
}) {
  const { instance, fields } = props;
  const t = useTexts(CASE);
  const { data, error, refetch } = useExplanation(instance);
  if (error) return <Failed failure={failureOf(error)} onRetry={() => refetch()} />;
  if (!data) return <Loading what={t.explain} />;
  return (
    <>
      <WhyNot instance={instance} />
      <Why items={data} fields={fields} />
    </>
  );
}
