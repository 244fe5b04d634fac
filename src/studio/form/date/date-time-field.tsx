/** A day and a time of day, in the zone of the flow's calendar: typed, or chosen by keys. */

import { useMemo, useRef, useState } from 'react';
import type { Json } from '../../../kernel/index.ts';
import { useFormats, useLanguage, useTexts } from '../../words/language.tsx';
import type { ControlProps, Fillable } from '../control.ts';
import styles from './date.module.css';
import { DateField } from './date-field.tsx';
import { useTimeZone } from './days.ts';
import { momentIn, momentText, timeBeside, timeFrom } from './moment.ts';
import { DATE } from './texts.ts';
import { zoneName } from './zone.ts';

/** Minutes by which a key moves a time. */
const STEP_MIN = 15;
const FIRST = '09:00';

type Props = ControlProps & { readonly label?: string };

export function DateTimeField(props: Props) {
  const timeZone = useTimeZone();
  // Until the zone is known nothing could be said of what is typed.
  return timeZone === undefined ? (
    <span className={styles['moment']} />
  ) : (
    <Both {...props} timeZone={timeZone} />
  );
}

function Both({
  field,
  draft,
  id,
  isWrong,
  label,
  timeZone,
}: Props & { readonly timeZone: string }) {
  const t = useTexts(DATE);
  const { text } = useFormats();
  const { language } = useLanguage();
  const input = useRef<HTMLInputElement>(null);
  const [begun] = useState(() => partsOf(draft.value(field.name), timeZone));
  const parts = useRef(begun);
  const take = (next: Partial<Parts>): void => {
    parts.current = { ...parts.current, ...next };
    draft.set(field.name, heldOf(parts.current, timeZone));
  };
  const taking = useRef(take);
  taking.current = take;
  const days = useMemo(
    (): Fillable => ({
      value: () => parts.current.date,
      set: (_field: string, value: Json | undefined) =>
        taking.current({ date: value === undefined ? '' : String(value) }),
      problem: () => draft.problem(field.name),
      wrongWithin: () => [],
      touch: () => {
        // The field is left when its time is, too.
        if (parts.current.time !== '') draft.touch(field.name);
      },
      hold: () => {},
      subscribe: (_field, told) => draft.subscribe(field.name, told),
    }),
    [draft, field.name],
  );
  const step = (by: number): void => {
    const now = timeFrom(parts.current.time);
    const time = now === undefined ? FIRST : timeBeside(now, by);
    take({ time });
    if (input.current) input.current.value = time;
  };
  return (
    <span className={styles['moment']}>
      <DateField
        field={field}
        draft={days}
        id={id}
        isWrong={isWrong}
        {...(label === undefined ? {} : { label })}
      />
      <input
        ref={input}
        className={styles['time']}
        type="text"
        inputMode="numeric"
        autoComplete="off"
        placeholder="14:30"
        aria-label={t.time(label ?? text(field.title))}
        aria-invalid={isWrong || undefined}
        aria-describedby={`${id}-zone ${id}-problem`}
        defaultValue={begun.time}
        onChange={(event) => take({ time: event.target.value })}
        onBlur={(event) => {
          const time = timeFrom(event.target.value);
          if (time !== undefined) event.target.value = time;
          draft.touch(field.name);
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing || event.keyCode === 229 || event.altKey) return;
          const by = { ArrowUp: STEP_MIN, ArrowDown: -STEP_MIN }[event.key];
          if (by === undefined || event.currentTarget.closest('[data-column]')) return;
          event.preventDefault();
          step(by);
        }}
      />
      <small id={`${id}-zone`} className={styles['zone']}>
        {zoneName(language, timeZone)} · {timeZone}
      </small>
    </span>
  );
}

interface Parts {
  readonly date: string;
  readonly time: string;
}

function partsOf(value: Json | undefined, timeZone: string): Parts {
  const held = typeof value === 'string' ? value : '';
  const moment = momentIn(held, timeZone);
  if (moment) return moment;
  const [date = '', ...time] = held.split(' ');
  return { date, time: time.join(' ') };
}

/** What is half typed is held as it stands, so that the rules say so. */
function heldOf({ date, time }: Parts, timeZone: string): string | undefined {
  if (date === '' && time.trim() === '') return undefined;
  const at = timeFrom(time);
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(date);
  return isDate && at !== undefined ? momentText(date, at, timeZone) : `${date} ${time}`.trim();
}
