/** One field of a form as it is typed: label, control, and what is wrong right below it. */

import type { ComponentProps } from 'react';
import { useCallback, useId, useState, useSyncExternalStore } from 'react';
import type { FormProblem } from '../../kernel/index.ts';
import { useFormats, useTexts } from '../words/language.tsx';
import type { Field } from './fields.ts';
import { valueFrom } from './fields.ts';
import styles from './form.module.css';
import type { FormDraft } from './form-draft.ts';
import { PersonPicker } from './person-picker.tsx';
import { FORM } from './texts.ts';

interface EntryProps {
  readonly field: Field;
  readonly draft: FormDraft;
  /** Shown elsewhere, as in a sheet. */
  readonly hasOwnLabel?: boolean;
}

export function Entry({ field, draft, hasOwnLabel = true }: EntryProps) {
  const t = useTexts(FORM);
  const { text } = useFormats();
  const id = useId();
  const problem = useProblem(draft, field.name);
  const label = text(field.title);
  return (
    <div className={styles['entry']} data-field={field.name}>
      <label htmlFor={id} className={hasOwnLabel ? styles['label'] : 'unseen'}>
        {label}
        {field.isRequired ? <span className={styles['need']}>{t.required}</span> : null}
      </label>
      <Control field={field} draft={draft} id={id} isWrong={problem !== undefined} />
      <p id={`${id}-problem`} className={styles['problem']} aria-live="polite">
        {problem ? t.wrong(problem.keyword, limitOf(field, problem)) : ''}
      </p>
    </div>
  );
}

function useProblem(draft: FormDraft, name: string): FormProblem | undefined {
  const subscribe = useCallback((told: () => void) => draft.subscribe(name, told), [draft, name]);
  return useSyncExternalStore(subscribe, () => draft.problem(name));
}

/** What would be right, as the schema writes it. */
function limitOf({ schema }: Field, { keyword }: FormProblem): string {
  const limit = schema[keyword];
  return typeof limit === 'string' || typeof limit === 'number' ? String(limit) : '';
}

export interface ControlProps {
  readonly field: Field;
  readonly draft: FormDraft;
  readonly id: string;
  readonly isWrong: boolean;
}

function Control(props: ControlProps) {
  const { field, draft, id, isWrong } = props;
  const t = useTexts(FORM);
  const common = {
    id,
    'aria-invalid': isWrong || undefined,
    'aria-describedby': `${id}-problem`,
    'aria-required': field.isRequired || undefined,
    onBlur: () => draft.touch(field.name),
  };
  const initial = typedFrom(draft, field.name);
  const take = (typed: string): void => draft.set(field.name, valueFrom(field, typed));
  switch (field.kind) {
    case 'choice':
      return <Choice common={common} field={field} initial={initial} onTake={take} />;
    case 'switch':
      return <Switch {...props} />;
    case 'person':
      return <PersonPicker {...props} />;
    case 'long-text':
    case 'texts':
    case 'files':
    case 'people':
      return (
        <textarea
          {...common}
          className={styles['area']}
          defaultValue={initial}
          placeholder={field.kind === 'long-text' ? undefined : t.oneEachLine}
          onChange={(event) => take(event.target.value)}
        />
      );
    case 'money':
      return (
        <span className={styles['moneyRow']}>
          <input
            {...common}
            className={styles['input']}
            data-kind="money"
            inputMode="decimal"
            autoComplete="off"
            defaultValue={initial}
            onChange={(event) => take(event.target.value)}
          />
          <span className={styles['unit']}>{field.currency}</span>
        </span>
      );
    default:
      return (
        <input
          {...common}
          className={styles['input']}
          type={field.kind === 'date' ? 'date' : 'text'}
          inputMode={field.kind === 'number' ? 'decimal' : undefined}
          autoComplete="off"
          defaultValue={initial}
          onChange={(event) => take(event.target.value)}
        />
      );
  }
}

/** A value as it would have been typed; uncontrolled inputs take it once. */
function typedFrom(draft: FormDraft, name: string): string {
  const value = draft.value(name);
  if (value === undefined || value === null) return '';
  return Array.isArray(value) ? value.join('\n') : String(value);
}

function Switch({ field, draft, id }: ControlProps) {
  const t = useTexts(FORM);
  const [value, setValue] = useState(draft.value(field.name));
  return (
    <span className={styles['switch']} role="radiogroup" aria-describedby={`${id}-problem`}>
      {[true, false].map((each) => (
        <label key={String(each)}>
          <input
            id={each ? id : undefined}
            type="radio"
            name={id}
            checked={value === each}
            onChange={() => {
              draft.set(field.name, each);
              setValue(each);
            }}
          />
          {each ? t.yes : t.no}
        </label>
      ))}
    </span>
  );
}

interface ChoiceProps {
  readonly common: ComponentProps<'select'>;
  readonly field: Field;
  readonly initial: string;
  readonly onTake: (typed: string) => void;
}

function Choice({ common, field, initial, onTake }: ChoiceProps) {
  const t = useTexts(FORM);
  const { text } = useFormats();
  return (
    <select
      {...common}
      className={styles['select']}
      defaultValue={initial}
      onChange={(event) => onTake(event.target.value)}
    >
      <option value="">{t.choose}</option>
      {field.options?.map(({ value, label }) => (
        <option key={String(value)} value={String(value)}>
          {text(label)}
        </option>
      ))}
    </select>
  );
}
