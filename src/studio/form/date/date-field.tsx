/** A date: typed as people write it, or chosen by keys from the tenant's working calendar. */

import { useCallback, useId, useRef, useState } from 'react';
import { Icon } from '../../kit/icon.tsx';
import { later } from '../../kit/later.tsx';
import { useFormats, useTexts } from '../../words/language.tsx';
import type { ControlProps } from '../control.ts';
import { narrow } from '../typed.ts';
import { dateFrom, dateText } from '../typed-date.ts';
import styles from './date.module.css';
import { DATE } from './texts.ts';

const Month = later(async () => (await import('./month.tsx')).Month);

export function DateField(props: ControlProps & { readonly label?: string }) {
  const { field, draft, id, isWrong, label } = props;
  const t = useTexts(DATE);
  const { day, weekday } = useFormats();
  const popover = useId();
  const input = useRef<HTMLInputElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [value, setValue] = useState(() => String(draft.value(field.name) ?? ''));
  const [typed, setTyped] = useState(value);
  const today = dateText(new Date());
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(value);
  const take = (text: string): void => {
    const next = text === '' ? undefined : (dateFrom(narrow(text), today) ?? text);
    setTyped(text);
    setValue(next ?? '');
    draft.set(field.name, next);
  };
  const close = useCallback(() => setOpen(false), []);
  const leave = (): void => {
    close();
    input.current?.focus();
  };
  return (
    <span className={styles['field']}>
      <input
        ref={input}
        id={id}
        className={styles['input']}
        type="text"
        autoComplete="off"
        placeholder={t.like}
        aria-label={label}
        aria-invalid={isWrong || undefined}
        aria-required={field.isRequired || undefined}
        aria-describedby={`${id}-said ${id}-problem`}
        defaultValue={value}
        onChange={(event) => take(event.target.value)}
        onBlur={(event) => {
          if (isDate) {
            event.target.value = value;
            setTyped(value);
          }
          draft.touch(field.name);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' || event.altKey || isInTable(event.target)) return;
          event.preventDefault();
          setOpen(true);
        }}
      />
      <span id={`${id}-said`} className={styles['said']}>
        {isDate ? (typed === value ? weekday(value) : day(value)) : ''}
      </span>
      <button
        type="button"
        className={styles['open']}
        aria-label={label === undefined ? t.open : `${t.open}: ${label}`}
        aria-expanded={isOpen}
        aria-controls={popover}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name="calendar" size={16} />
      </button>
      {isOpen ? (
        <Month
          id={popover}
          day={isDate ? value : today}
          today={today}
          onClose={close}
          onLeave={leave}
          onChoose={(date) => {
            take(date);
            if (input.current) input.current.value = date;
            leave();
          }}
        />
      ) : null}
    </span>
  );
}

/** There the arrows go from row to row. */
function isInTable(target: EventTarget): boolean {
  return target instanceof Element && target.closest('[data-column]') !== null;
}
