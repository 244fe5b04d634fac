/** Fields that hold one or several of what the directory lists. */

import type { ComponentType } from 'react';
import { useState } from 'react';
import { Button } from '../kit/button.tsx';
import { Icon } from '../kit/icon.tsx';
import type { ControlProps } from './control.ts';
import styles from './form.module.css';

export type PickerProps = ControlProps & { readonly label?: string };

/** What finds one of them. */
export interface FindProps<Found> {
  readonly id: string;
  readonly isWrong?: boolean;
  readonly initial?: string;
  readonly label?: string;
  readonly onLeave?: () => void;
  readonly onChoose: (found: Found | undefined) => void;
}

/** A kind of things that fields hold by id. */
interface Kind<Found> {
  readonly Find: ComponentType<FindProps<Found>>;
  readonly useNames: (ids: readonly string[]) => string;
}

type KindProps<Found> = PickerProps & { readonly kind: Kind<Found> };

export function PickOne<Found extends { readonly id: string }>(props: KindProps<Found>) {
  const { field, draft, id, isWrong, label } = props;
  const { Find, useNames } = props.kind;
  const [first] = useState(() => String(draft.value(field.name) ?? ''));
  const name = useNames(first === '' ? [] : [first]);
  return (
    <Find
      // Begins anew once the name of the one chosen before is known.
      key={name}
      id={id}
      isWrong={isWrong}
      initial={name}
      {...(label === undefined ? {} : { label })}
      onLeave={() => draft.touch(field.name)}
      onChoose={(found) => draft.set(field.name, found?.id)}
    />
  );
}

export function PickSeveral<Found extends { readonly id: string }>(
  props: KindProps<Found> & { readonly remove: string },
) {
  const { field, draft, id, isWrong, label, kind, remove } = props;
  const { Find } = kind;
  const [round, setRound] = useState(0);
  const value = draft.value(field.name);
  const chosen = Array.isArray(value) ? value.map(String) : [];
  const put = (ids: readonly string[]): void => {
    draft.set(field.name, ids.length === 0 ? undefined : [...ids]);
    setRound(round + 1);
  };
  return (
    <span className={styles['people']}>
      {chosen.map((each) => (
        <span key={each} className={styles['chip']}>
          <Name id={each} kind={kind} />
          <Button
            look="plain"
            aria-label={remove}
            onClick={() => put(chosen.filter((other) => other !== each))}
          >
            <Icon name="close" size={12} />
          </Button>
        </span>
      ))}
      <Find
        key={round}
        id={id}
        isWrong={isWrong}
        {...(label === undefined ? {} : { label })}
        onLeave={() => draft.touch(field.name)}
        onChoose={(found) => {
          if (found && !chosen.includes(found.id)) put([...chosen, found.id]);
        }}
      />
    </span>
  );
}

function Name<Found>({ id, kind }: { readonly id: string; readonly kind: Kind<Found> }) {
  return <>{kind.useNames([id])}</>;
}
