/** Substitutes (代理): who acts for whom, for how long, for which flows, and up to what amount (R3.7). */

import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { Fragment, useId, useState } from 'react';
import type { JsonObject, Text } from '../../kernel/index.ts';
import type { Flow, Substitution } from '../../protocol/index.ts';
import { Control } from '../form/controls.tsx';
import { fieldsOf } from '../form/fields.ts';
import { FormDraft } from '../form/form-draft.ts';
import { PersonField } from '../form/person-picker.tsx';
import { dateText, daysFrom } from '../form/typed-date.ts';
import { Button } from '../kit/button.tsx';
import { Failed, Loading } from '../kit/states.tsx';
import type { Failure } from '../remote/failure.ts';
import { failureOf } from '../remote/failure.ts';
import { useSignedIn } from '../remote/person.tsx';
import { useFlows } from '../remote/queries.ts';
import { useFormats, useTexts } from '../words/language.tsx';
import { STANDINS } from './substitute-texts.ts';
import styles from './substitutes.module.css';

const KEY = ['substitutes'];

export function SubstitutesSection() {
  const t = useTexts(STANDINS);
  const { client } = useSignedIn();
  const queries = useQueryClient();
  const [said, setSaid] = useState('');
  const { data, error, isPending, refetch } = useQuery({
    queryKey: KEY,
    queryFn: () => client.substitutes(),
  });
  const { data: flows = [] } = useFlows();
  const amounts = useAmounts(flows);
  const changed = async (text: string): Promise<void> => {
    setSaid(text);
    await queries.invalidateQueries({ queryKey: KEY });
  };
  return (
    <section id="substitutes" className={styles['section']} aria-labelledby="substitutes-title">
      <h2 id="substitutes-title">{t.title}</h2>
      <p className={styles['lead']}>{t.lead}</p>
      {isPending ? <Loading what={t.title} lines={2} /> : null}
      {error ? <Failed failure={failureOf(error)} onRetry={() => refetch()} /> : null}
      {data ? (
        <Standing items={data.items} flows={flows} amounts={amounts} onChanged={changed} />
      ) : null}
      <SetOne flows={flows} amounts={amounts} onTry={() => setSaid('')} onChanged={changed} />
      <p role="status" className={styles['said']}>
        {said}
      </p>
    </section>
  );
}

interface StandingProps {
  readonly items: readonly Substitution[];
  readonly flows: readonly Flow[];
  readonly amounts: Amounts;
  readonly onChanged: (said: string) => Promise<void>;
}

function Standing({ items, flows, amounts, onChanged }: StandingProps) {
  const t = useTexts(STANDINS);
  const { client, me } = useSignedIn();
  const { text, instant, day, list, money } = useFormats();
  const [failure, setFailure] = useState<Failure>();
  // What is over stays in the record, and is of no use here.
  const current = items.filter(({ untilMs }) => untilMs > Date.now());
  if (current.length === 0) return <p>{t.none}</p>;
  // A day that was chosen is shown as that day, and ends where the next one begins.
  const at = (ms: number, shown: number): string =>
    startOf(dateText(new Date(ms))) === ms ? day(dateText(new Date(shown))) : instant(ms);
  const titleOf = (flow: string): string =>
    text(flows.find(({ name }) => name === flow)?.title) || flow;
  const end = async (id: string): Promise<void> => {
    try {
      await client.endSubstitute(id, crypto.randomUUID());
      await onChanged(t.ended);
    } catch (error) {
      setFailure(failureOf(error));
    }
  };
  return (
    <>
      <ul className={styles['list']}>
        {current.map(({ id, principal, substitute, fromMs, untilMs, flows: only, limit }) => {
          const isMine = principal.id === me.id;
          const details = [
            t.between(at(fromMs, fromMs), at(untilMs, untilMs - 1)),
            only ? list(only.map(titleOf)) : t.allFlows,
            ...(limit
              ? [t.upTo(text(amounts.get(limit.field) ?? limit.field), money(limit.max))]
              : []),
          ];
          return (
            <li key={id}>
              <span>
                <b>{isMine ? t.forYou(text(substitute.name)) : t.forThem(text(principal.name))}</b>
                <small>{details.join(' · ')}</small>
              </span>
              {isMine ? <Button onClick={() => end(id)}>{t.end}</Button> : null}
            </li>
          );
        })}
      </ul>
      {failure ? <Failed failure={failure} /> : null}
    </>
  );
}

interface SetOneProps {
  readonly flows: readonly Flow[];
  readonly amounts: Amounts;
  /** What was said of the one set before is not said of this one. */
  readonly onTry: () => void;
  readonly onChanged: (said: string) => Promise<void>;
}

/** A day ends where the next one begins. Units: local dates → epoch milliseconds. */
const startOf = (date: string): number => new Date(`${date}T00:00:00`).getTime();

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);

const NO_RULES = () => [];
const DATE = { type: 'string', 'x-kind': 'date' } as const;
const MONEY = { type: 'number', 'x-kind': 'money' } as const;
const DAYS = fieldsOf({ type: 'object', properties: { from: DATE, until: DATE } });
const [MAX] = fieldsOf({ type: 'object', properties: { max: MONEY } });

function SetOne({ flows, amounts, onTry, onChanged }: SetOneProps) {
  const t = useTexts(STANDINS);
  const id = useId();
  const { client, me } = useSignedIn();
  const { text } = useFormats();
  const today = dateText(new Date());
  const [round, setRound] = useState(0);
  const [person, setPerson] = useState<string>();
  const [days, setDays] = useState(() => new FormDraft(NO_RULES, { from: today }));
  const [only, setOnly] = useState<readonly string[]>();
  const [isLimited, setLimited] = useState(false);
  const [field, setField] = useState('amount');
  const [trouble, setTrouble] = useState('');
  const [failure, setFailure] = useState<Failure>();
  const set = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setFailure(undefined);
    onTry();
    const from = String(days.value('from') ?? today);
    const until = String(days.value('until') ?? '');
    const most = isLimited ? days.value('max') : undefined;
    const wrong =
      person === undefined
        ? t.needsPerson
        : !isDay(until) || !isDay(from)
          ? t.needsUntil
          : until < from
            ? t.endsBefore
            : only?.length === 0
              ? t.needsFlow
              : isLimited && typeof most !== 'number'
                ? t.needsMax
                : '';
    setTrouble(wrong);
    if (wrong !== '' || person === undefined) return;
    const begins = startOf(from);
    try {
      await client.setSubstitute(
        {
          substitute: person,
          untilMs: startOf(daysFrom(until, 1)),
          ...(from > today ? { fromMs: begins } : {}),
          ...(only ? { flows: [...only] } : {}),
          ...(typeof most === 'number' ? { limit: { field, max: most } } : {}),
        },
        crypto.randomUUID(),
      );
      setPerson(undefined);
      setDays(new FormDraft(NO_RULES, { from: today }));
      setOnly(undefined);
      setLimited(false);
      setField('amount');
      setRound(round + 1);
      await onChanged(t.done);
    } catch (error) {
      setFailure(failureOf(error));
    }
  };
  return (
    <form className={styles['form']} onSubmit={set}>
      <label htmlFor={`${id}-who`}>{t.who}</label>
      <PersonField
        key={round}
        id={`${id}-who`}
        except={me.id}
        onChoose={(found) => setPerson(found?.id)}
      />
      {DAYS.map((field) => (
        <Fragment key={`${field.name} ${round}`}>
          <label htmlFor={`${id}-${field.name}`}>
            {t[field.name === 'from' ? 'from' : 'until']}
          </label>
          <Control id={`${id}-${field.name}`} field={field} draft={days} isWrong={false} />
        </Fragment>
      ))}
      <label htmlFor={`${id}-scope`}>{t.scope}</label>
      <span className={styles['pair']}>
        <select
          id={`${id}-scope`}
          value={only ? 'some' : 'all'}
          onChange={(event) => setOnly(event.target.value === 'all' ? undefined : [])}
        >
          <option value="all">{t.allFlows}</option>
          <option value="some">{t.someFlows}</option>
        </select>
        {only ? (
          <fieldset className={styles['flows']}>
            <legend className="unseen">{t.flows}</legend>
            {flows.map(({ name, title }) => (
              <label key={name}>
                <input
                  type="checkbox"
                  checked={only.includes(name)}
                  onChange={({ target }) =>
                    setOnly(target.checked ? [...only, name] : only.filter((each) => each !== name))
                  }
                />
                {text(title)}
              </label>
            ))}
          </fieldset>
        ) : null}
      </span>
      <label htmlFor={`${id}-limit`}>{t.limit}</label>
      <span className={styles['pair']}>
        <select
          id={`${id}-limit`}
          value={isLimited ? 'most' : 'any'}
          onChange={(event) => setLimited(event.target.value === 'most')}
        >
          <option value="any">{t.noLimit}</option>
          <option value="most">{t.max}</option>
        </select>
        {isLimited && MAX ? (
          <>
            <Control id={`${id}-max`} field={MAX} draft={days} isWrong={false} label={t.max} />
            <select
              aria-label={t.field}
              value={field}
              onChange={(event) => setField(event.target.value)}
            >
              {[...amounts].map(([name, title]) => (
                <option key={name} value={name}>
                  {text(title)}
                </option>
              ))}
            </select>
          </>
        ) : null}
      </span>
      <p className={styles['trouble']} role="alert">
        {trouble}
      </p>
      {failure ? <Failed failure={failure} /> : null}
      <Button look="ink" type="submit">
        {t.set}
      </Button>
    </form>
  );
}

/** Fields that hold amounts, by their names, as the flows call them. */
type Amounts = ReadonlyMap<string, Text>;

function useAmounts(flows: readonly Flow[]): Amounts {
  const { client } = useSignedIn();
  const names = flows.map(({ name }) => name).join(',');
  const { data } = useQuery({
    queryKey: ['amounts', names],
    queryFn: async () => {
      const details = await Promise.all(flows.map(({ name }) => client.flow(name)));
      return details.flatMap(({ form }) =>
        Object.entries((form['properties'] ?? {}) as JsonObject),
      );
    },
    enabled: names !== '',
    staleTime: 600_000,
  });
  const found = new Map<string, Text>([['amount', { en: 'Amount', 'zh-CN': '金额' }]]);
  for (const [name, schema] of data ?? []) {
    const { 'x-kind': kind, title } = schema as { 'x-kind'?: string; title?: Text };
    if (kind === 'money' && !found.has(name)) found.set(name, title ?? name);
  }
  return found;
}
