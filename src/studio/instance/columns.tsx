/** The columns of a case beside its story: the path, and the data. */

import { useQuery } from '@tanstack/react-query';
import { memo, useEffect, useMemo, useState } from 'react';
import type { InstanceState, JsonObject } from '../../kernel/index.ts';
import type { FlowDetail, Forecast, Instance } from '../../protocol/index.ts';
import { Sheet } from '../form/sheet.tsx';
import { Ahead } from '../path/ahead.tsx';
import { usePace } from '../path/pace.ts';
import { Taken } from '../path/taken.tsx';
import { PATH } from '../path/texts.ts';
import { useSignedIn } from '../remote/person.tsx';
import { useForecast } from '../remote/queries.ts';
import { useFormats, useTexts } from '../words/language.tsx';
import { Subflows } from './family.tsx';
import type { Names } from './moment.ts';
import { comingIn, pathsWith } from './moment.ts';
import { changesBetween } from './story/lines.ts';
import { CASE } from './texts.ts';
import styles from './viewer.module.css';

interface PathProps {
  readonly instance: Instance;
  readonly flow: FlowDetail;
  readonly names: Names;
  /** A moment of the past; undefined for the present, and where the events do not tell it. */
  readonly then: InstanceState | undefined;
  /** What the command of that moment led to: the engine commits it whole, and expects from there. */
  readonly settled: InstanceState | undefined;
  readonly isPast: boolean;
  /** Visits that are different from the moment it is compared with. */
  readonly marked: ReadonlySet<number> | undefined;
}

export function PathColumn(props: PathProps) {
  const { instance, flow, names, then, settled, isPast, marked } = props;
  const t = useTexts(CASE);
  const p = useTexts(PATH);
  const { text } = useFormats();
  const pathOf = useMemo(() => pathsWith(names), [names]);
  const path = isPast ? then && pathOf(then) : instance.path;
  const isRunning = instance.status === 'running' && !isPast;
  const { data: now } = useForecast(isRunning ? instance.id : undefined);
  const past = useForecastThen(instance.id, then?.status === 'running' ? settled?.seq : undefined);
  const { steps: pace } = usePace(instance.flow.name);
  const coming = path && settled ? comingIn(path, pathOf(settled)) : [];
  const forecast = isPast ? past : isRunning ? now : undefined;
  const later = forecast && laterIn(forecast, coming);
  const titleOf = (field: string): string => {
    const properties = flow.form['properties'] as Record<string, { title?: string }> | undefined;
    return text(properties?.[field]?.title) || field;
  };
  return (
    <section
      className={styles['column']}
      aria-label={t.path}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys
      tabIndex={0}
    >
      <h2>{t.path}</h2>
      {path ? <Taken path={path} inside={Subflows} {...(marked ? { marked } : {})} /> : null}
      {later ? (
        <>
          <h2>{isPast ? t.laterThen : p.ahead}</h2>
          {isEmpty(later) ? (
            <p className={styles['meta']}>{t.nothingLater}</p>
          ) : (
            <Ahead forecast={later} fieldTitle={titleOf} pace={pace} />
          )}
        </>
      ) : null}
    </section>
  );
}

function laterIn(forecast: Forecast, coming: Forecast['steps']): Forecast {
  const later = forecast.steps.filter(({ when }) => when === 'later');
  return { ...forecast, steps: [...coming, ...later] };
}

function isEmpty({ steps, outcome, unknown, stuck }: Forecast): boolean {
  return steps.length === 0 && !outcome && !unknown && !stuck;
}

/** A hand on the slider passes many moments; the server is asked for the one where it rests. */
const REST_MS = 150;

/** What was to be expected at a moment of the past (V2); the past does not change any more. */
function useForecastThen(instance: string, at: number | undefined): Forecast | undefined {
  const { client } = useSignedIn();
  const [rested, setRested] = useState(at);
  useEffect(() => {
    const timer = setTimeout(() => setRested(at), REST_MS);
    return () => clearTimeout(timer);
  }, [at]);
  const { data } = useQuery({
    queryKey: ['forecast-then', instance, rested],
    queryFn: () => client.forecast(instance, { at: rested ?? 0 }),
    enabled: rested !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  return rested === at ? data : undefined;
}

interface DataProps {
  readonly instance: Instance;
  readonly flow: FlowDetail;
  /** Of that moment; undefined where the events do not tell it. */
  readonly form: unknown;
  readonly isPast: boolean;
  /** Fields that were kept from the person whose view is shown. */
  readonly unseen: readonly string[] | undefined;
}

/** Most moments have the form of the moment before: it is not drawn again. */
export const DataColumn = memo(function DataColumn(props: DataProps) {
  const { instance, flow, isPast, unseen = [] } = props;
  const t = useTexts(CASE);
  const now = instance.form as JsonObject;
  const form = props.form as JsonObject | undefined;
  const changed = useMemo(() => {
    if (!isPast || !form) return undefined;
    return new Map(changesBetween(form, now).map(({ field, to }) => [field, to]));
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
          hidden={[...instance.hidden, ...unseen]}
          isNow={!isPast}
          {...(changed ? { changed } : {})}
        />
      ) : null}
    </section>
  );
});
