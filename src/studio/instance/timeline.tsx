/** The time-travel bar: every event a notch, by pointer or by keys. */

import { useMemo } from 'react';
import { useKeys } from '../keys/use-keys.tsx';
import { Button } from '../kit/button.tsx';
import { Icon } from '../kit/icon.tsx';
import { useFormats, useTexts } from '../words/language.tsx';
import { CASE } from './texts.ts';
import styles from './viewer.module.css';

interface TimelineProps {
  readonly seq: number;
  readonly last: number;
  readonly atMs: number;
  readonly onGoTo: (seq: number | undefined) => void;
  /** Moments to compare with, by their sequence numbers. */
  readonly moments: readonly { readonly seq: number; readonly title: string }[];
  readonly other: number | undefined;
  readonly onCompare: (seq: number | undefined) => void;
}

export function Timeline(props: TimelineProps) {
  const { seq, last, atMs, onGoTo, moments, other, onCompare } = props;
  const t = useTexts(CASE);
  const { instant } = useFormats();
  const step = (by: number): void => {
    const next = Math.min(Math.max(seq + by, 1), last);
    onGoTo(next === last ? undefined : next);
  };
  const here = moments.some((moment) => moment.seq === seq) ? seq : undefined;
  const options = useMemo(
    () =>
      moments.map((moment) => (
        <option key={moment.seq} value={moment.seq} disabled={moment.seq === here}>
          {moment.title}
        </option>
      )),
    [moments, here],
  );
  useKeys([
    { id: 'back', keys: [','], label: t.back, group: t.group, run: () => step(-1) },
    { id: 'forth', keys: ['.'], label: t.forth, group: t.group, run: () => step(1) },
    { id: 'first', keys: ['Home'], label: t.start, group: t.group, run: () => onGoTo(1) },
    { id: 'last', keys: ['End'], label: t.end, group: t.group, run: () => onGoTo(undefined) },
  ]);
  return (
    <section className={styles['timeline']} aria-label={t.time}>
      <Button look="plain" aria-label={t.back} onClick={() => step(-1)} disabled={seq <= 1}>
        <span className={styles['turned']}>
          <Icon name="chevron" size={16} />
        </span>
      </Button>
      <input
        type="range"
        aria-label={t.time}
        aria-valuetext={`${t.at(seq, last)}, ${instant(atMs)}`}
        min={1}
        max={last}
        value={seq}
        onChange={(event) => step(Number(event.target.value) - seq)}
      />
      <Button look="plain" aria-label={t.forth} onClick={() => step(1)} disabled={seq >= last}>
        <Icon name="chevron" size={16} />
      </Button>
      <span className={styles['moment']}>
        {t.at(seq, last)} · {instant(atMs)}
      </span>
      <label className={styles['with']}>
        {t.compareWith}
        <select
          value={other ?? ''}
          onChange={({ target }) =>
            onCompare(target.value === '' ? undefined : Number(target.value))
          }
        >
          <option value="">{t.nothingElse}</option>
          {options}
        </select>
      </label>
      <Button onClick={() => onGoTo(undefined)} disabled={seq >= last}>
        {t.now}
      </Button>
    </section>
  );
}
