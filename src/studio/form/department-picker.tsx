/** Fields that hold a department, or several, found by name, sound or id, with the way from the top. */

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ListedDepartment } from '../../protocol/index.ts';
import { useDepartmentNames } from '../remote/departments.ts';
import { useSignedIn } from '../remote/person.tsx';
import { useSounds } from '../start/sounds.ts';
import { useFormats, useTexts } from '../words/language.tsx';
import { Finder } from './finder.tsx';
import type { FindProps, PickerProps } from './picker.tsx';
import { PickOne, PickSeveral } from './picker.tsx';
import { FORM } from './texts.ts';
import { narrow } from './typed.ts';

const FOUND_MAX = 12;
/** A tree that is larger is searched as far as this. */
const TREE_MAX = 5000;

/** One department, or several where the field is a list. */
export function DepartmentPicker(props: PickerProps) {
  const t = useTexts(FORM);
  if (props.field.kind !== 'departments') return <PickOne {...props} kind={DEPARTMENT} />;
  return <PickSeveral {...props} kind={DEPARTMENT} remove={t.removeDepartment} />;
}

function DepartmentField(props: FindProps<ListedDepartment>) {
  const t = useTexts(FORM);
  const { client } = useSignedIn();
  const { text } = useFormats();
  const [asked, setAsked] = useState<string>();
  const wanted = narrow(asked ?? '')
    .trim()
    .toLowerCase();
  const { data } = useQuery({
    queryKey: ['departments'],
    queryFn: () => client.departments({ limit: TREE_MAX }),
    enabled: asked !== undefined,
    staleTime: 600_000,
  });
  const sounds = useSounds(wanted);
  // One that is chosen is no search: the others are shown around it.
  const isSearch = wanted !== '' && asked !== props.initial;
  const found = (data?.items ?? []).filter(
    ({ id, name }) =>
      !isSearch ||
      [id, ...(typeof name === 'string' ? [name] : Object.values(name))].some(
        (each) => each.toLowerCase().includes(wanted) || sounds(each, wanted),
      ),
  );
  return (
    <Finder
      {...props}
      found={found.slice(0, FOUND_MAX)}
      placeholder={t.findDepartment}
      nothing={t.noDepartmentFound}
      detailOf={({ path }) => path.map(text).join(' / ')}
      onAsk={setAsked}
    />
  );
}

const DEPARTMENT = { Find: DepartmentField, useNames: useDepartmentNames };
