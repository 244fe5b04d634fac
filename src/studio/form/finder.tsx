/** A field that finds one of many by what one types: a combobox, keys safe for input methods. */

import { useEffect, useState } from 'react';
import type { Text } from '../../kernel/index.ts';
import { useFormats } from '../words/language.tsx';
import styles from './form.module.css';

interface Found {
  readonly id: string;
  readonly name: Text;
}

interface FinderProps<F extends Found> {
  readonly id: string;
  readonly isWrong?: boolean;
  readonly initial?: string;
  readonly label?: string;
  readonly placeholder: string;
  /** What is said where nothing was found. */
  readonly nothing: string;
  readonly found: readonly F[];
  readonly detailOf: (found: F) => string;
  /** What is looked for, from the moment when somebody is there. */
  readonly onAsk: (typed: string) => void;
  readonly onLeave?: () => void;
  readonly onChoose: (found: F | undefined) => void;
}

export function Finder<F extends Found>(props: FinderProps<F>) {
  const { id, isWrong, initial = '', label, placeholder, found, onAsk, onLeave, onChoose } = props;
  const { text } = useFormats();
  const [typed, setTyped] = useState(initial);
  const [isOpen, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const [isAbove, setAbove] = useState(false);
  const marked = isOpen ? found[at]?.id : undefined;
  useEffect(() => {
    if (marked === undefined) return;
    document.getElementById(`${id}-${marked}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, marked]);
  const choose = (one: F): void => {
    onChoose(one);
    setTyped(text(one.name));
    setOpen(false);
  };
  return (
    <span className={styles['picker']}>
      <input
        id={id}
        className={styles['input']}
        role="combobox"
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={marked === undefined ? undefined : `${id}-${marked}`}
        aria-invalid={isWrong || undefined}
        aria-label={label}
        autoComplete="off"
        placeholder={placeholder}
        value={typed}
        onFocus={({ currentTarget }) => {
          setAbove(hasNoRoomBelow(currentTarget));
          setOpen(true);
          onAsk(typed);
        }}
        onBlur={() => {
          setOpen(false);
          onLeave?.();
        }}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
          setOpen(true);
          onAsk(event.target.value);
          if (event.target.value === '') onChoose(undefined);
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing || event.keyCode === 229 || !isOpen) return;
          const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
          if (step !== undefined) {
            event.preventDefault();
            setAt((at + step + found.length) % Math.max(found.length, 1));
          }
          if (event.key === 'Enter' && found[at]) {
            event.preventDefault();
            choose(found[at]);
          }
          if (event.key === 'Escape') setOpen(false);
        }}
      />
      <Offers {...props} at={at} isOpen={isOpen} isAbove={isAbove} onChoose={choose} />
    </span>
  );
}

/** As high as the list of what was found may be, in the stylesheet. */
const LIST_PX = 248;

function hasNoRoomBelow(field: Element): boolean {
  const { top, bottom } = field.getBoundingClientRect();
  return innerHeight - bottom < LIST_PX && top > innerHeight - bottom;
}

interface OffersProps<F extends Found>
  extends Pick<FinderProps<F>, 'id' | 'found' | 'placeholder' | 'nothing' | 'detailOf'> {
  readonly at: number;
  readonly isOpen: boolean;
  readonly isAbove: boolean;
  readonly onChoose: (found: F) => void;
}

function Offers<F extends Found>(props: OffersProps<F>) {
  const { id, found, placeholder, nothing, detailOf, at, isOpen, isAbove, onChoose } = props;
  const { text } = useFormats();
  return (
    <div
      id={`${id}-list`}
      role="listbox"
      aria-label={placeholder}
      hidden={!isOpen}
      data-above={isAbove || undefined}
      className={styles['found']}
    >
      {found.map((one, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field takes the keys
        <div
          key={one.id}
          id={`${id}-${one.id}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === at}
          className={styles['option']}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onChoose(one)}
        >
          <span>{text(one.name)}</span>
          <span>{detailOf(one)}</span>
        </div>
      ))}
      {found.length === 0 ? (
        <div
          role="option"
          aria-selected="false"
          aria-disabled="true"
          tabIndex={-1}
          className={styles['option']}
        >
          {nothing}
        </div>
      ) : null}
    </div>
  );
}
