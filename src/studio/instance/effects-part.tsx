/** The effects of a case, and what stands still with the way to try it again (V8). */

import { useState } from 'react';
import type { Instance, JournalEntry } from '../../protocol/index.ts';
import { Button } from '../kit/button.tsx';
import { Seal } from '../kit/seal.tsx';
import { Empty, useFailureWords } from '../kit/states.tsx';
import { useSignedIn } from '../remote/person.tsx';
import { useRefresh } from '../remote/refresh.ts';
import { useFormats, useTexts } from '../words/language.tsx';
import { effectsOf } from './effects.ts';
import type { Names } from './moment.ts';
import { CASE } from './texts.ts';
import styles from './viewer.module.css';

interface EffectsProps {
  readonly journal: readonly JournalEntry[];
  readonly names: Names;
}

export function Effects({ journal, names }: EffectsProps) {
  const t = useTexts(CASE);
  const { text, instant } = useFormats();
  const effects = effectsOf(journal);
  if (effects.length === 0) return <Empty title={t.noEffects} />;
  return (
    <ol className={styles['effects']}>
      {effects.map(({ seq, kind, status, visit, what, atMs, settledAtMs, untilMs, ...more }) => {
        const step = visit === undefined ? undefined : names.stepOfVisit(visit);
        return (
          <li key={seq} data-status={status}>
            <p>
              <b>{step === undefined ? t.effectKinds[kind] : text(names.step(step))}</b>{' '}
              {what ? <code>{what}</code> : null}
            </p>
            <p>
              <span className={styles['effect']}>{t.effectStates[status]}</span>{' '}
              {untilMs !== undefined && status === 'held'
                ? t.until(instant(untilMs))
                : instant(settledAtMs ?? atMs)}
              {more.answer === undefined ? '' : ` · HTTP ${more.answer}`}
              {more.tries > 1 ? ` · ${t.tries(more.tries)}` : ''}
            </p>
            {status === 'sent' ? <p>{t.sentHint}</p> : null}
            {more.failure === undefined ? null : <p>{more.failure}</p>}
          </li>
        );
      })}
    </ol>
  );
}

interface IncidentsProps extends EffectsProps {
  readonly instance: Instance;
}

/** What stands still, since when, how often it was tried, and another try for those who may. */
export function Incidents({ instance, journal, names }: IncidentsProps) {
  const t = useTexts(CASE);
  const { client, me } = useSignedIn();
  const { text, instant } = useFormats();
  const refresh = useRefresh();
  const [said, setSaid] = useState('');
  const wordsOf = useFailureWords();
  const standing = instance.path.filter(
    ({ status, incident }) => status === 'incident' && incident,
  );
  if (standing.length === 0) return null;
  const retry = async (visit: number): Promise<void> => {
    try {
      await client.actOn(instance.id, 'retry', { visit }, crypto.randomUUID());
      setSaid(t.retried);
    } catch (error) {
      setSaid(wordsOf(error));
    }
    await refresh(instance.id);
  };
  return (
    <section className={styles['incidents']} aria-label={t.incidents}>
      {standing.map(({ visit, step, incident }) => {
        const raised = raisedAt(journal, names, step);
        return (
          <div key={visit} className={styles['incident']}>
            <Seal kind="incident" size="small" />
            <p>
              <b>{text(names.step(step))}</b> {incident?.message} <code>{incident?.code}</code>
              <span>
                {raised.length > 0 ? t.since(instant(raised[0]!)) : ''}{' '}
                {raised.length > 1 ? t.tries(raised.length) : ''}
              </span>
            </p>
            {me.rights.includes('instance.retry') ? (
              <Button onClick={() => retry(visit)}>{t.retry}</Button>
            ) : null}
          </div>
        );
      })}
      <span role="status">{said}</span>
    </section>
  );
}

/** When a step has stood still: each new try is a visit of its own. */
function raisedAt(journal: readonly JournalEntry[], names: Names, step: string): readonly number[] {
  return journal.flatMap(({ events, atMs }) =>
    events.flatMap((event) =>
      event['type'] === 'IncidentRaised' && names.stepOfVisit(Number(event['visit'])) === step
        ? [atMs]
        : [],
    ),
  );
}
