/** The margin of a request: the path ahead, for either verdict. */

import { useState } from 'react';
import type { Text } from '../../kernel/index.ts';
import type { Desk, FlowDetail, Forecast, Instance, Task } from '../../protocol/index.ts';
import { SINGLE_KEYS } from '../keys/chosen.ts';
import { useKeys } from '../keys/use-keys.tsx';
import { Loading, STATE_TEXTS } from '../kit/states.tsx';
import { Ahead } from '../path/ahead.tsx';
import { PATH } from '../path/texts.ts';
import { failureOf } from '../remote/failure.ts';
import { useForecast } from '../remote/queries.ts';
import { useFormats, useTexts } from '../words/language.tsx';
import type { Verdict } from './act/decide.ts';
import styles from './detail.module.css';
import { INBOX } from './texts.ts';

/** What a field is called, by its path. */
export function titleIn(
  { form }: FlowDetail,
  text: ReturnType<typeof useFormats>['text'],
): (field: string) => string {
  const properties = (form['properties'] ?? {}) as Record<string, { readonly title?: Text }>;
  return (field) => text(properties[field.split('.')[0] ?? field]?.title) || field;
}

interface MarginProps {
  readonly instance: Instance;
  readonly task: Task | undefined;
  readonly desk: Desk | undefined;
  readonly flow: FlowDetail;
  /** What is about to be decided. */
  readonly armed: Verdict | undefined;
}

/** The margin, where the emperor would have written: the path ahead for either verdict. */
export function Margin({ instance, task, desk, flow, armed }: MarginProps) {
  const p = useTexts(PATH);
  const t = useTexts(INBOX);
  const s = useTexts(STATE_TEXTS);
  const { text } = useFormats();
  const [verdict, setVerdict] = useState<'approve' | 'reject'>('approve');
  const [followed, setFollowed] = useState(armed);
  if (followed !== armed) {
    setFollowed(armed);
    setVerdict(armed === 'reject' ? 'reject' : 'approve');
  }
  const canReject = desk?.verdicts.includes('reject') === true;
  const isOpen = task?.status === 'open' && task.kind !== 'start' && desk !== undefined;
  const { data, error } = useForecast(
    instance.status === 'running' ? instance.id : undefined,
    isOpen ? { task: task.id, verdict } : undefined,
  );
  const failure = error ? failureOf(error) : undefined;
  useKeys([
    {
      id: 'path-ahead',
      keys: SINGLE_KEYS['path-ahead'],
      label: p.ahead,
      group: t.group,
      run: () => setVerdict(verdict === 'approve' && canReject ? 'reject' : 'approve'),
    },
  ]);
  if (instance.status !== 'running') return null;
  return (
    <aside className={styles['margin']} aria-labelledby="ahead">
      <h2 id="ahead">{p.ahead}</h2>
      {isOpen && canReject ? (
        <div className={styles['either']}>
          {(['approve', 'reject'] as const).map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={verdict === each}
              onClick={() => setVerdict(each)}
            >
              {p[each]}
            </button>
          ))}
        </div>
      ) : null}
      {data && isOpen ? <Behind forecast={data} /> : null}
      {failure ? <p>{failure.code === 'network' ? s.noServer : failure.title}</p> : null}
      {data ? (
        <Ahead forecast={data} fieldTitle={titleIn(flow, text)} />
      ) : failure ? null : (
        <Loading what={p.ahead} lines={3} />
      )}
    </aside>
  );
}

/** Whom and what a delay holds up, by the forecast. */
function Behind({ forecast }: { readonly forecast: Forecast }) {
  const t = useTexts(INBOX);
  const { text, list } = useFormats();
  const later = forecast.steps.filter(
    ({ when, status }) => when === 'later' && status === 'expected',
  );
  const people = new Map(
    later
      .filter(({ kind }) => kind === 'approval' || kind === 'handle')
      .flatMap((step) => step.people.map(({ id, name }) => [id, text(name)] as const)),
  );
  const calls = later.filter(({ kind }) => kind === 'call').length;
  const names = [...people.values()];
  const shown = names.length > NAMED_MAX ? t.peopleCount(names.length) : list(names);
  const what = t.behindYou(shown, calls);
  return what === '' ? null : <p className={styles['behind']}>{t.waitsFor(what)}</p>;
}

/** So many are named; more are counted. */
const NAMED_MAX = 3;
