/** A month of days: arrows move, Page keys turn, Enter chooses; days off and 调休 are marked. */

import type { KeyboardEvent } from 'react';
import { useEffect, useRef, useState } from 'react';
import { Button } from '../../kit/button.tsx';
import { Icon } from '../../kit/icon.tsx';
import { useFormats, useLanguage, useTexts } from '../../words/language.tsx';
import { daysFrom } from '../typed-date.ts';
import styles from './date.module.css';
import { monthFrom, useDayMarks, weeksOf } from './days.ts';
import { DATE } from './texts.ts';

const GAP_PX = 4;

interface MonthProps {
  readonly id: string;
  /** Where one begins. Units: dates as `2026-11-21`. */
  readonly day: string;
  readonly today: string;
  readonly onChoose: (date: string) => void;
  /** Something else is looked at now. */
  readonly onClose: () => void;
  /** Back to the field. */
  readonly onLeave: () => void;
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowUp: -7,
  ArrowDown: 7,
};

export function Month({ id, day, today, onChoose, onClose, onLeave }: MonthProps) {
  const t = useTexts(DATE);
  const { language } = useLanguage();
  const { day: dayText } = useFormats();
  const [at, setAt] = useState(day);
  const grid = useRef<HTMLDivElement>(null);
  const pop = useRef<HTMLDivElement>(null);
  const month = at.slice(0, 7);
  const marks = useDayMarks(month, true);
  useEffect(() => {
    const element = pop.current;
    const field = element?.parentElement?.getBoundingClientRect();
    if (!element || !field) return;
    element.showPopover();
    const { width, height } = element.getBoundingClientRect();
    const under = field.bottom + GAP_PX;
    const isAbove = under + height > innerHeight && field.top > height;
    element.style.top = `${isAbove ? field.top - height - GAP_PX : under}px`;
    element.style.left = `${Math.max(Math.min(field.left, innerWidth - width - GAP_PX), GAP_PX)}px`;
    const scrolled = (event: Event): void => {
      if (!(event.target instanceof Node && element.contains(event.target))) onClose();
    };
    document.addEventListener('scroll', scrolled, true);
    return () => document.removeEventListener('scroll', scrolled, true);
  }, [onClose]);
  // Behind the effect above: what is not shown yet takes no focus.
  useEffect(() => {
    grid.current?.querySelector<HTMLElement>(`[data-date='${at}']`)?.focus();
  }, [at]);
  const turn = (by: number): void => {
    const next = monthFrom(month, by);
    const last =
      weeksOf(next)
        .flat()
        .findLast((date) => date.startsWith(next)) ?? next;
    const same = `${next}-${at.slice(8)}`;
    setAt(same > last ? last : same);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (step !== undefined) setAt(daysFrom(at, step));
    else if (event.key === 'PageUp') turn(-1);
    else if (event.key === 'PageDown') turn(1);
    else if (event.key === 'Home') setAt(`${month}-01`);
    else if (event.key === 'Escape') onLeave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const name = new Intl.DateTimeFormat(language, { month: 'long', timeZone: 'UTC' });
  const title = t.month(Number(month.slice(0, 4)), name.format(new Date(`${month}-01T00:00:00Z`)));
  return (
    <div
      ref={pop}
      id={id}
      popover="manual"
      className={styles['month']}
      role="dialog"
      aria-label={t.calendar}
      onKeyDown={onKeyDown}
      onBlur={(event) => {
        if (event.relatedTarget && !event.currentTarget.contains(event.relatedTarget)) onClose();
      }}
    >
      <div className={styles['turn']}>
        <Button look="plain" aria-label={t.before} onClick={() => turn(-1)}>
          <span className={styles['turned']}>
            <Icon name="chevron" size={16} />
          </span>
        </Button>
        <span aria-live="polite">{title}</span>
        <Button look="plain" aria-label={t.behind} onClick={() => turn(1)}>
          <Icon name="chevron" size={16} />
        </Button>
      </div>
      <div ref={grid} className={styles['days']}>
        {t.weekdays.map((weekday) => (
          <span key={weekday} className={styles['weekday']} aria-hidden="true">
            {weekday}
          </span>
        ))}
        {weeksOf(month)
          .flat()
          .map((date) => {
            const mark = marks.get(date);
            const sign = mark && mark !== 'weekend' ? t.signs[mark] : '';
            // What is seen comes first: whoever speaks to the browser says what they see.
            const words = [`${Number(date.slice(8))}${sign}`, dayText(date), mark && t.marks[mark]];
            return (
              <button
                key={date}
                type="button"
                className={styles['day']}
                data-date={date}
                data-mark={mark}
                data-other={date.startsWith(month) ? undefined : true}
                aria-current={date === today ? 'date' : undefined}
                aria-pressed={date === day}
                aria-label={words.filter(Boolean).join(', ')}
                tabIndex={date === at ? 0 : -1}
                onClick={() => onChoose(date)}
              >
                {Number(date.slice(8))}
                {sign === '' ? null : <small>{sign}</small>}
              </button>
            );
          })}
      </div>
    </div>
  );
}
