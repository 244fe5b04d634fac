/** What will happen when it is submitted, asked of the engine while one types. */

import { useEffect, useState } from 'react';
import type { JsonObject } from '../../kernel/index.ts';
import type { Forecast } from '../../protocol/index.ts';
import type { Field } from '../form/fields.ts';
import { PersonField } from '../form/person-picker.tsx';
import { Ahead } from '../path/ahead.tsx';
import { usePace } from '../path/pace.ts';
import type { Failure } from '../remote/failure.ts';
import { failureOf } from '../remote/failure.ts';
import { useSignedIn } from '../remote/person.tsx';
import { useFormats, useTexts } from '../words/language.tsx';
import styles from './start.module.css';
import { START } from './texts.ts';
import { Twins } from './twins.tsx';

/** People for the steps that leave it to the initiator. */
export type Choices = Readonly<Record<string, readonly string[]>>;

/** The part of a start that names people; nothing where nobody is named. */
export function chosen(choices: Choices): { readonly choices?: Record<string, string[]> } {
  const named = Object.entries(choices).filter(([, people]) => people.length > 0);
  if (named.length === 0) return {};
  return { choices: Object.fromEntries(named.map(([step, people]) => [step, [...people]])) };
}

const PAUSE_MS = 250;

export interface Foretold {
  readonly forecast?: Forecast;
  readonly failure?: Failure;
}

interface Asked {
  readonly flow: string;
  readonly form: JsonObject;
  readonly choices: Choices;
  readonly isValid: boolean;
}

/** Asks the engine what would happen, a moment after the last key; the last answer stays until then. */
export function useForetold({ flow, form, choices, isValid }: Asked): Foretold {
  const { client } = useSignedIn();
  const [foretold, setForetold] = useState<Foretold>({});
  useEffect(() => {
    if (!isValid) return;
    let isOver = false;
    const timer = setTimeout(() => {
      client.forecastStart({ flow, form, ...chosen(choices) }).then(
        (forecast) => !isOver && setForetold({ forecast }),
        (error) => !isOver && setForetold({ failure: failureOf(error) }),
      );
    }, PAUSE_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [client, flow, form, choices, isValid]);
  return foretold;
}

interface ForetoldProps {
  readonly flow: string;
  readonly form: JsonObject;
  readonly fields: readonly Field[];
  readonly isValid: boolean;
  readonly foretold: Foretold;
  readonly choices: Choices;
  readonly onChoices: (choices: Choices) => void;
}

/** The margin of a form: the path and its people, before anything is submitted. */
export function ForetoldPath(props: ForetoldProps) {
  const { flow, form, fields, isValid, foretold, choices, onChoices } = props;
  const t = useTexts(START);
  const { text, list } = useFormats();
  const { forecast, failure } = foretold;
  const { steps: pace } = usePace(flow);
  const missing = fields.filter(
    ({ name, isRequired, isComputed }) => isRequired && !isComputed && !(name in form),
  );
  const titleOf = (field: string): string =>
    text(fields.find(({ name }) => name === field)?.title) || field;
  return (
    <aside className={styles['margin']} aria-labelledby="ahead">
      <h2 id="ahead">{t.ahead}</h2>
      <Twins flow={flow} form={form} isValid={isValid} fieldTitle={titleOf} />
      {missing.length > 0 ? (
        <p className={styles['hint']}>
          {t.fillFirst(list(missing.map(({ title }) => text(title))))}
        </p>
      ) : null}
      {missing.length === 0 && !isValid ? <p className={styles['hint']}>{t.mendFirst}</p> : null}
      {failure && isValid ? (
        <p id="blocked" className={styles['stuck']} role="status">
          {failure.code === 'start.nobody-to-ask' ? t.nobodyFound : failure.title}{' '}
          <code>{failure.code}</code>
        </p>
      ) : null}
      {forecast ? (
        <>
          <Questions
            forecast={forecast}
            onChoose={(step, people) => onChoices({ ...choices, [step]: people })}
          />
          <Ahead forecast={forecast} fieldTitle={titleOf} pace={pace} />
        </>
      ) : null}
    </aside>
  );
}

interface QuestionsProps {
  readonly forecast: Forecast;
  readonly onChoose: (step: string, people: readonly string[]) => void;
}

/** Steps that leave their people to the initiator (R3.1). */
function Questions({ forecast, onChoose }: QuestionsProps) {
  const t = useTexts(START);
  const { text } = useFormats();
  const open = forecast.steps.filter(
    (step) => step.open?.kind === 'choose' && step.open.by === 'initiator',
  );
  return open.map((step) => (
    <fieldset key={step.step} className={styles['question']}>
      <legend>{t.chosen(text(step.title))}</legend>
      {step.open?.from ? (
        <select
          aria-label={t.chosen(text(step.title))}
          defaultValue=""
          onChange={(event) => onChoose(step.step, [event.target.value].filter(Boolean))}
        >
          <option value="">{t.choosePeople}</option>
          {step.open.from.map(({ id, name }) => (
            <option key={id} value={id}>
              {text(name)}
            </option>
          ))}
        </select>
      ) : (
        <PersonField
          id={`choose-${step.step}`}
          label={t.chosen(text(step.title))}
          onChoose={(person) => onChoose(step.step, person ? [person.id] : [])}
        />
      )}
    </fieldset>
  ));
}
