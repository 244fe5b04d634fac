/** A field that holds a person, found by name, initials or id. */

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ListedPerson } from '../../protocol/index.ts';
import { Button } from '../kit/button.tsx';
import { Icon } from '../kit/icon.tsx';
import { useNames } from '../remote/people.ts';
import { useSignedIn } from '../remote/person.tsx';
import { useFormats, useTexts } from '../words/language.tsx';
import type { ControlProps } from './control.ts';
import styles from './form.module.css';
import { FORM } from './texts.ts';

const FOUND_MAX = 8;

export function PersonPicker({ field, draft, id, isWrong, label }: PickerProps) {
  const [first] = useState(() => String(draft.value(field.name) ?? ''));
  const name = useNames(first === '' ? [] : [first]);
  return (
    <PersonField
      // Begins anew once the name of whoever was chosen before is known.
      key={name}
      id={id}
      isWrong={isWrong}
      initial={name}
      {...(label === undefined ? {} : { label })}
      onLeave={() => draft.touch(field.name)}
      onChoose={(person) => draft.set(field.name, person?.id)}
    />
  );
}

interface PickerProps extends ControlProps {
  readonly label?: string;
}

/** A field that holds several people. */
export function PeoplePicker({ field, draft, id, isWrong, label }: PickerProps) {
  const t = useTexts(FORM);
  const [round, setRound] = useState(0);
  const value = draft.value(field.name);
  const chosen = Array.isArray(value) ? value.map(String) : [];
  const put = (people: readonly string[]): void => {
    draft.set(field.name, people.length === 0 ? undefined : [...people]);
    setRound(round + 1);
  };
  return (
    <span className={styles['people']}>
      {chosen.map((person) => (
        <span key={person} className={styles['chip']}>
          <PersonName id={person} />
          <Button
            look="plain"
            aria-label={t.removePerson}
            onClick={() => put(chosen.filter((each) => each !== person))}
          >
            <Icon name="close" size={12} />
          </Button>
        </span>
      ))}
      <PersonField
        key={round}
        id={id}
        isWrong={isWrong}
        {...(label === undefined ? {} : { label })}
        onLeave={() => draft.touch(field.name)}
        onChoose={(person) => {
          if (person && !chosen.includes(person.id)) put([...chosen, person.id]);
        }}
      />
    </span>
  );
}

function PersonName({ id }: { readonly id: string }) {
  return <>{useNames([id])}</>;
}

interface PersonFieldProps {
  readonly id: string;
  readonly isWrong?: boolean;
  readonly initial?: string;
  readonly label?: string;
  readonly onLeave?: () => void;
  readonly onChoose: (person: ListedPerson | undefined) => void;
}

/** A field that finds one person. */
export function PersonField(props: PersonFieldProps) {
  const { id, isWrong, initial = '', label, onLeave, onChoose } = props;
  const t = useTexts(FORM);
  const { client } = useSignedIn();
  const { text } = useFormats();
  const [typed, setTyped] = useState(initial);
  const [isOpen, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const { data } = useQuery({
    queryKey: ['find-people', typed],
    queryFn: () => client.people({ text: typed, limit: FOUND_MAX }),
    enabled: isOpen,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  const found = data?.items ?? [];
  const choose = (person: ListedPerson): void => {
    onChoose(person);
    setTyped(text(person.name));
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
        aria-activedescendant={isOpen && found[at] ? `${id}-${found[at].id}` : undefined}
        aria-invalid={isWrong || undefined}
        aria-label={label}
        autoComplete="off"
        placeholder={t.findPerson}
        value={typed}
        onFocus={() => setOpen(true)}
        onBlur={() => {
          setOpen(false);
          onLeave?.();
        }}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
          setOpen(true);
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
      <Found id={id} found={found} at={at} isOpen={isOpen} onChoose={choose} />
    </span>
  );
}

interface FoundProps {
  readonly id: string;
  readonly found: readonly ListedPerson[];
  readonly at: number;
  readonly isOpen: boolean;
  readonly onChoose: (person: ListedPerson) => void;
}

function Found({ id, found, at, isOpen, onChoose }: FoundProps) {
  const t = useTexts(FORM);
  const { text } = useFormats();
  return (
    <div
      id={`${id}-list`}
      role="listbox"
      aria-label={t.findPerson}
      hidden={!isOpen}
      className={styles['found']}
    >
      {found.map((person, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field takes the keys
        <div
          key={person.id}
          id={`${id}-${person.id}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === at}
          className={styles['option']}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onChoose(person)}
        >
          <span>{text(person.name)}</span>
          <span>{[text(person.title), text(person.department)].filter(Boolean).join(' · ')}</span>
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
          {t.nobodyFound}
        </div>
      ) : null}
    </div>
  );
}
