/** The control of each kind of field. Inputs take their value once and keep what is typed. */

import type { ComponentProps } from 'react';
import { useState } from 'react';
import { later } from '../kit/later.tsx';
import { useFormats, useTexts } from '../words/language.tsx';
import { Computed } from './computed.tsx';
import type { ControlProps } from './control.ts';
import { DateField } from './date/date-field.tsx';
import type { Field } from './fields.ts';
import styles from './form.module.css';
import { PeoplePicker, PersonPicker } from './person-picker.tsx';
import { FORM } from './texts.ts';
import { narrow, valueFrom } from './typed.ts';

const DateTimeField = later(async () => (await import('./date/date-time-field.tsx')).DateTimeField);
const DepartmentPicker = later(
  async () => (await import('./department-picker.tsx')).DepartmentPicker,
);
const Attach = later(async () => (await import('./files/attach.tsx')).Attach);

export function Control(props: ControlProps & { readonly label?: string }) {
  const { field, draft, id, isWrong, label } = props;
  const t = useTexts(FORM);
  const common = {
    id,
    'aria-label': label,
    'aria-invalid': isWrong || undefined,
    'aria-describedby': `${id}-problem`,
    'aria-required': field.isRequired || undefined,
    onBlur: () => draft.touch(field.name),
  };
  if (field.isComputed) {
    return (
      <Computed
        field={field}
        draft={draft}
        id={id}
        {...(label === undefined ? {} : { label, isQuiet: true })}
      />
    );
  }
  const initial = typedFrom(draft, field.name);
  const take = (typed: string): void => draft.set(field.name, valueFrom(field, typed));
  switch (field.kind) {
    case 'choice':
      return <Choice common={common} field={field} initial={initial} onTake={take} />;
    case 'choices':
      return <Choices {...props} />;
    case 'switch':
      return <Switch {...props} />;
    case 'person':
      return <PersonPicker {...props} />;
    case 'people':
      return <PeoplePicker {...props} />;
    case 'date':
      return <DateField {...props} />;
    case 'date-time':
      return <DateTimeField {...props} />;
    case 'department':
    case 'departments':
      return <DepartmentPicker {...props} />;
    case 'file':
    case 'files':
      return <Attach {...props} />;
    case 'long-text':
    case 'texts':
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
    case 'number':
      return <Figure common={common} field={field} initial={initial} onTake={take} />;
    default:
      return (
        <input
          {...common}
          className={styles['input']}
          type="text"
          autoComplete="off"
          defaultValue={initial}
          onChange={(event) => take(event.target.value)}
        />
      );
  }
}

/** A value as it would have been typed. */
function typedFrom(draft: ControlProps['draft'], name: string): string {
  const value = draft.value(name);
  if (value === undefined || value === null) return '';
  return Array.isArray(value) ? value.join('\n') : String(value);
}

interface PlainProps {
  readonly common: ComponentProps<'input'>;
  readonly field: Field;
  readonly initial: string;
  readonly onTake: (typed: string) => void;
}

/** What needs no second look: digits that are few, or grouped. */
const READABLE = /^-?(?:\d{0,4}|\d{1,3}(?:,\d{3})+)(?:\.\d*)?$/;

/** A number as people write it; beside it what was understood, and an amount grouped when one left it. */
function Figure({ common, field, initial, onTake }: PlainProps) {
  const { money, number } = useFormats();
  const [understood, setUnderstood] = useState('');
  const isMoney = field.kind === 'money';
  const written = (typed: string): string => {
    const value = valueFrom(field, typed);
    return typeof value !== 'number' ? narrow(typed) : isMoney ? money(value) : String(value);
  };
  const take = (typed: string): void => {
    const value = valueFrom(field, typed);
    const isPlain = READABLE.test(typed) || typeof value !== 'number';
    setUnderstood(isPlain ? '' : `= ${isMoney ? money(value) : number(value)}`);
    onTake(typed);
  };
  return (
    <span className={styles['figure']}>
      <input
        {...common}
        aria-describedby={`${common.id}-said ${common['aria-describedby']}`}
        className={styles['input']}
        data-kind={field.kind}
        inputMode="decimal"
        autoComplete="off"
        defaultValue={isMoney ? written(initial) : initial}
        onChange={(event) => take(event.target.value)}
        onBlur={(event) => {
          event.target.value = written(event.target.value);
          setUnderstood('');
          common.onBlur?.(event);
        }}
      />
      <span id={`${common.id}-said`} className={styles['understood']}>
        {understood}
      </span>
      {isMoney ? <span className={styles['unit']}>{field.currency}</span> : null}
    </span>
  );
}

function Switch({ field, draft, id, label }: ControlProps & { readonly label?: string }) {
  const t = useTexts(FORM);
  const [value, setValue] = useState(draft.value(field.name));
  return (
    <span
      className={styles['switch']}
      role="radiogroup"
      aria-label={label}
      aria-describedby={`${id}-problem`}
    >
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

/** Several of those offered, in the order in which they are offered. */
function Choices({ field, draft, id, label }: ControlProps & { readonly label?: string }) {
  const { text } = useFormats();
  const { options = [] } = field;
  const [chosen, setChosen] = useState(() => {
    const value = draft.value(field.name);
    return Array.isArray(value) ? value : [];
  });
  return (
    <fieldset className={styles['switch']} aria-describedby={`${id}-problem`}>
      <legend className="unseen">{label ?? text(field.title)}</legend>
      {options.map(({ value, label: name }, index) => (
        <label key={String(value)}>
          <input
            id={index === 0 ? id : undefined}
            type="checkbox"
            checked={chosen.includes(value)}
            onChange={({ target }) => {
              const next = options
                .map((option) => option.value)
                .filter((each) => (each === value ? target.checked : chosen.includes(each)));
              setChosen(next);
              draft.set(field.name, next.length === 0 ? undefined : next);
            }}
            onBlur={() => draft.touch(field.name)}
          />
          {text(name)}
        </label>
      ))}
    </fieldset>
  );
}

interface ChoiceProps extends Omit<PlainProps, 'common'> {
  readonly common: object;
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
