/** A field that nobody types: its value as it follows from the others, said when typing rests. */

import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useFormats, useTexts } from '../words/language.tsx';
import type { Fillable } from './control.ts';
import type { Field } from './fields.ts';
import styles from './form.module.css';
import { FORM } from './texts.ts';
import { Value } from './value.tsx';

/** Quiet time after which a new value is said. */
const PAUSE_MS = 900;

interface ComputedProps {
  readonly field: Field;
  readonly draft: Fillable;
  readonly id?: string;
  readonly label?: string;
  /** One of many, in a table: it is read there, and not said with each key. */
  readonly isQuiet?: boolean;
}

export function Computed({ field, draft, id, label, isQuiet = false }: ComputedProps) {
  const t = useTexts(FORM);
  const listen = useCallback(
    (told: () => void) => draft.subscribe(field.name, told),
    [draft, field.name],
  );
  const value = useSyncExternalStore(listen, () => draft.value(field.name));
  return (
    <span className={styles['computed']}>
      <output id={id} aria-live="off" aria-label={label} tabIndex={-1}>
        <Value field={field} value={value} />
      </output>
      {isQuiet ? null : (
        <>
          <small>{t.computed}</small>
          <Said field={field} value={value} />
        </>
      )}
    </span>
  );
}

function Said({ field, value }: { readonly field: Field; readonly value: unknown }) {
  const { text, money, number } = useFormats();
  const [said, setSaid] = useState('');
  const first = useRef(value);
  useEffect(() => {
    if (value === first.current) return;
    const timer = setTimeout(() => {
      first.current = value;
      const shown =
        typeof value !== 'number' ? value : field.kind === 'money' ? money(value) : number(value);
      setSaid(`${text(field.title)} ${String(shown ?? '')} ${field.currency ?? ''}`.trim());
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value, field, text, money, number]);
  return (
    <span className="unseen" role="status">
      {said}
    </span>
  );
}
