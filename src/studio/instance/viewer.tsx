/** One case: its path, its story, its data at any moment, and why it came out so. */

import { useMemo } from 'react';
import type { InstanceState, JsonObject } from '../../kernel/index.ts';
import type { FlowDetail, Instance, JournalEntry } from '../../protocol/index.ts';
import { Sheet } from '../form/sheet.tsx';
import { Failed, Loading } from '../kit/states.tsx';
import { Ahead } from '../path/ahead.tsx';
import { Taken } from '../path/taken.tsx';
import { PATH } from '../path/texts.ts';
import { failureOf } from '../remote/failure.ts';
import { useLiveInstance } from '../remote/live.ts';
import {
  useExplanation,
  useFlowVersion,
  useForecast,
  useInstance,
  useJournal,
} from '../remote/queries.ts';
import { setQuery, useAddress, useParams } from '../router/router.tsx';
import { useFormats, useTexts } from '../words/language.tsx';
import { Acts } from './acts.tsx';
import { instantsOf, namesIn, pathOf } from './moment.ts';
import type { Level } from './story.tsx';
import { LEVELS, Story } from './story.tsx';
import { CASE } from './texts.ts';
import { Timeline } from './timeline.tsx';
import { useMoment } from './use-replay.ts';
import styles from './viewer.module.css';
import { Why } from './why.tsx';

export function Viewer() {
  const t = useTexts(CASE);
  const { instance: id } = useParams('/i/:instance') ?? {};
  const instance = useInstance(id);
  const flow = useFlowVersion(instance.data?.flow.name, instance.data?.flow.version);
  const journal = useJournal(id);
  useLiveInstance(id, instance.data?.seq);
  const failed = [instance, flow, journal].find(({ error }) => error);
  if (failed) return <Failed failure={failureOf(failed.error)} onRetry={() => failed.refetch()} />;
  if (!instance.data || !flow.data || !journal.data) return <Loading what={t.case} lines={10} />;
  return <Case instance={instance.data} flow={flow.data} journal={journal.data} />;
}

interface CaseProps {
  readonly instance: Instance;
  readonly flow: FlowDetail;
  readonly journal: readonly JournalEntry[];
}

function Case({ instance, flow, journal }: CaseProps) {
  const t = useTexts(CASE);
  const { query } = useAddress();
  const names = useMemo(() => namesIn(instance), [instance]);
  const instants = useMemo(() => instantsOf(journal), [journal]);
  const last = journal.at(-1)?.lastSeq ?? 1;
  const wanted = Number(query.get('at'));
  const at = Number.isInteger(wanted) && wanted >= 1 && wanted < last ? wanted : undefined;
  const then = useMoment(journal, at);
  const tab = query.get('tab') === 'explain' ? 'explain' : 'story';
  const goTo = (seq: number | undefined): void =>
    setQuery({ at: seq === undefined || seq >= last ? undefined : String(seq) });
  const seq = at ?? last;
  return (
    <article className={styles['case']} aria-labelledby="case">
      <Head instance={instance} flow={flow} />
      {at === undefined ? null : (
        <p className={styles['past']} role="status">
          {t.past}
        </p>
      )}
      <div className={styles['columns']}>
        <PathColumn instance={instance} names={names} then={then} isPast={at !== undefined} />
        <section className={styles['column']} aria-label={tab === 'story' ? t.story : t.explain}>
          <Tabs tab={tab} />
          {tab === 'story' ? (
            <StoryPart journal={journal} names={names} until={seq} onGoTo={goTo} />
          ) : (
            <WhyPart instance={instance.id} />
          )}
        </section>
        <DataColumn instance={instance} flow={flow} then={then} isPast={at !== undefined} />
      </div>
      <Timeline
        seq={seq}
        last={last}
        atMs={instants.get(seq) ?? instance.updatedAtMs}
        onGoTo={goTo}
      />
    </article>
  );
}

function Head({ instance, flow }: { readonly instance: Instance; readonly flow: FlowDetail }) {
  const t = useTexts(CASE);
  const { text, instant } = useFormats();
  const { status, outcome } = instance;
  const word =
    outcome === undefined ? (t.status[status] ?? status) : (t.outcome[outcome] ?? outcome);
  return (
    <header className={styles['head']}>
      <div>
        <p className={styles['meta']}>
          {text(flow.title)} · {t.version(instance.flow.version)} ·{' '}
          <span className={styles['id']}>{instance.id}</span>
        </p>
        <h1 id="case">
          {instance.subject}{' '}
          <span className={styles['state']} data-state={outcome ?? status}>
            {word}
          </span>
        </h1>
        <p className={styles['meta']}>
          {t.by(text(instance.initiator.name), instant(instance.startedAtMs))}
        </p>
      </div>
      <Acts instance={instance} />
    </header>
  );
}

interface PartProps {
  readonly instance: Instance;
  readonly then: InstanceState | undefined;
  readonly isPast: boolean;
}

function PathColumn({
  instance,
  names,
  then,
  isPast,
}: PartProps & { readonly names: ReturnType<typeof namesIn> }) {
  const t = useTexts(CASE);
  const p = useTexts(PATH);
  const path = isPast ? then && pathOf(then, names) : instance.path;
  const isRunning = instance.status === 'running' && !isPast;
  const { data: forecast } = useForecast(isRunning ? instance.id : undefined);
  const later = forecast && {
    ...forecast,
    steps: forecast.steps.filter(({ when }) => when === 'later'),
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys
    <section className={styles['column']} aria-label={t.path} tabIndex={0}>
      <h2>{t.path}</h2>
      {path ? <Taken path={path} /> : null}
      {isRunning && later ? (
        <>
          <h2>{p.ahead}</h2>
          <Ahead forecast={later} />
        </>
      ) : null}
    </section>
  );
}

function DataColumn({ instance, flow, then, isPast }: PartProps & { readonly flow: FlowDetail }) {
  const t = useTexts(CASE);
  const now = instance.form as JsonObject;
  const form = isPast ? then?.form : now;
  const differs = useMemo(() => {
    if (!isPast || !form) return undefined;
    const fields = new Set([...Object.keys(now), ...Object.keys(form)]);
    const other = [...fields].filter(
      (name) => JSON.stringify(now[name]) !== JSON.stringify(form[name]),
    );
    return new Map(other.map((name) => [name, now[name]]));
  }, [isPast, form, now]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys
    <section className={styles['column']} aria-label={t.data} tabIndex={0}>
      <h2>{t.data}</h2>
      {form ? (
        <Sheet
          schema={flow.form as JsonObject}
          instance={instance.id}
          form={form}
          hidden={instance.hidden}
          isNow={!isPast}
          {...(differs ? { changed: differs } : {})}
        />
      ) : null}
    </section>
  );
}

function Tabs({ tab }: { readonly tab: 'story' | 'explain' }) {
  const t = useTexts(CASE);
  return (
    <div className={styles['tabs']}>
      {(['story', 'explain'] as const).map((each) => (
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
  readonly names: ReturnType<typeof namesIn>;
  readonly until: number;
  readonly onGoTo: (seq: number) => void;
}

function StoryPart(props: StoryPartProps) {
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
      <Story {...props} level={level} />
    </>
  );
}

function WhyPart({ instance }: { readonly instance: string }) {
  const t = useTexts(CASE);
  const { data, error, refetch } = useExplanation(instance);
  if (error) return <Failed failure={failureOf(error)} onRetry={() => refetch()} />;
  return data ? <Why items={data} /> : <Loading what={t.explain} />;
}
