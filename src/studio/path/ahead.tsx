/** The path ahead (R12.1): steps, people, and what depends on data not yet known. */

import type { FlowPace, Forecast } from '../../protocol/index.ts';
import type { IconName } from '../kit/icon.tsx';
import { Icon } from '../kit/icon.tsx';
import { Seal } from '../kit/seal.tsx';
import { useSignedIn } from '../remote/person.tsx';
import { useFormats, useTexts } from '../words/language.tsx';
import styles from './path.module.css';
import { PATH } from './texts.ts';

type Step = Forecast['steps'][number];

/** Steps that only lead on: they say nothing that their branches do not say. */
const STRUCTURE = new Set(['goto']);
const NAMES_MAX = 4;

interface AheadProps {
  readonly forecast: Forecast;
  /** The title of each field, for what a step depends on. */
  readonly fieldTitle?: (field: string) => string;
  /** How long each step took so far. */
  readonly pace?: FlowPace['steps'];
}

export function Ahead({ forecast, fieldTitle = (field) => field, pace = [] }: AheadProps) {
  const t = useTexts(PATH);
  const { text, list } = useFormats();
  const { outcome, unknown, stuck } = forecast;
  const end = forecast.steps.findLast(({ kind }) => kind === 'end');
  const steps = forecast.steps.filter(({ kind }) => !STRUCTURE.has(kind));
  return (
    <ol className={styles['path']}>
      {steps.map((step) => (
        <AheadStep
          key={`${step.visit} ${step.step}`}
          step={step}
          fieldTitle={fieldTitle}
          pace={pace.find((each) => each.step === step.step)}
        />
      ))}
      {outcome === undefined ? null : (
        <li className={styles['end']}>
          {t.ends(t.outcomes[outcome] ?? (text(end?.title) || outcome))}
        </li>
      )}
      {unknown ? (
        <li className={styles['end']}>{t.unknown(list(unknown.map(fieldTitle)))}</li>
      ) : null}
      {stuck ? (
        <li className={styles['stuck']}>
          <Seal kind="incident" size="small" />
          {t.stuck(text(stuck.title), stuck.code)}
        </li>
      ) : null}
    </ol>
  );
}

interface AheadStepProps {
  readonly step: Step;
  readonly fieldTitle: (field: string) => string;
  readonly pace: FlowPace['steps'][number] | undefined;
}

function AheadStep({ step, fieldTitle, pace }: AheadStepProps) {
  const t = useTexts(PATH);
  const { text, list, distance } = useFormats();
  const { me } = useSignedIn();
  const asks = step.kind === 'approval' || step.kind === 'handle' || step.kind === 'start';
  const isNow = step.when === 'now';
  const isMine = step.people.some(({ id }) => id === me.id);
  const kind = isNow ? (isMine ? 'waiting' : 'open') : 'expected';
  return (
    <li className={styles['step']} data-now={isNow || undefined} data-kind={step.kind}>
      <span className={styles['mark']}>
        {asks && step.status === 'expected' ? (
          <Seal kind={kind} size="small" />
        ) : (
          <span className={styles['machine']}>
            <Icon name={iconOf(step)} size={12} />
          </span>
        )}
      </span>
      <span className={styles['what']}>
        <span className={styles['title']}>
          {step.kind === 'start' ? t.submission : text(step.title)}
        </span>
        {isNow && asks ? <span className={styles['tag']}>{t.now}</span> : null}
        <People step={step} asks={asks} />
        {pace && asks && step.status === 'expected' ? (
          <span className={styles['note']}>
            {t.takes(distance(pace.p50Ms), distance(pace.p90Ms))}
          </span>
        ) : null}
        {step.dependsOn.length > 0 ? (
          <span className={styles['note']}>{t.depends(list(step.dependsOn.map(fieldTitle)))}</span>
        ) : null}
      </span>
    </li>
  );
}

function People({ step, asks }: { readonly step: Step; readonly asks: boolean }) {
  const t = useTexts(PATH);
  const { text, list } = useFormats();
  const { me } = useSignedIn();
  if (step.status === 'skipped') return <span className={styles['people']}>{t.skipped}</span>;
  if (step.open) {
    const question = step.open.kind === 'choose' ? t.chooses : t.lookedUp;
    return <span className={styles['people']}>{question}</span>;
  }
  if (step.people.length === 0) {
    if (!asks) return <span className={styles['people']}>{t.kinds[step.kind] ?? step.kind}</span>;
    return <span className={styles['people']}>{t.nobody}</span>;
  }
  const names = step.people
    .slice(0, NAMES_MAX)
    .map(({ id, name }) => (id === me.id ? t.you : text(name)));
  const all = step.people.length;
  return (
    <span className={styles['people']}>
      {all > names.length ? t.some(names, all) : list(names)}
    </span>
  );
}

/** The sign of a step at which no person is asked. */
export function iconOf({
  kind,
  status,
}: {
  readonly kind: string;
  readonly status: string;
}): IconName {
  if (status === 'skipped') return 'skip';
  if (status === 'incident') return 'incident';
  if (kind === 'notify') return 'bell';
  if (kind === 'call' || kind === 'subflow') return 'call';
  if (kind === 'delay') return 'hourglass';
  if (kind === 'wait') return 'pause';
  if (['choice', 'inclusive', 'parallel'].includes(kind)) return 'branch';
  return 'gear';
}
