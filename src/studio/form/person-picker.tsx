/** A field that holds a person, found by name, initials or id. */

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ListedPerson } from '../../protocol/index.ts';
import { useNames } from '../remote/people.ts';
import { useSignedIn } from '../remote/person.tsx';
import { useFormats, useTexts } from '../words/language.tsx';
import { Finder } from './finder.tsx';
import type { FindProps, PickerProps } from './picker.tsx';
import { PickOne, PickSeveral } from './picker.tsx';
import { FORM } from './texts.ts';

const FOUND_MAX = 8;

export function PersonPicker(props: PickerProps) {
  return <PickOne {...props} kind={PERSON} />;
}

/** A field that holds several people. */
export function PeoplePicker(props: PickerProps) {
  return <PickSeveral {...props} kind={PERSON} remove={useTexts(FORM).removePerson} />;
}

interface PersonFieldProps extends FindProps<ListedPerson> {
  /** Whether those who have left are found too. */
  readonly isLeftWanted?: boolean;
  /** Who is not offered. */
  readonly except?: string;
}

/** A field that finds one person. */
export function PersonField({ isLeftWanted = false, except, ...props }: PersonFieldProps) {
  const t = useTexts(FORM);
  const { client } = useSignedIn();
  const { text } = useFormats();
  const [asked, setAsked] = useState<string>();
  const { data } = useQuery({
    queryKey: ['find-people', asked, isLeftWanted],
    queryFn: () =>
      client.people({
        text: asked ?? '',
        limit: FOUND_MAX,
        ...(isLeftWanted ? { left: true } : {}),
      }),
    enabled: asked !== undefined,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  return (
    <Finder
      {...props}
      found={(data?.items ?? []).filter(({ id }) => id !== except)}
      placeholder={t.findPerson}
      nothing={t.nobodyFound}
      detailOf={(person) =>
        [person.left ? t.hasLeft : '', text(person.title), text(person.department)]
          .filter(Boolean)
          .join(' · ')
      }
      onAsk={setAsked}
    />
  );
}

const PERSON = { Find: PersonField, useNames };
