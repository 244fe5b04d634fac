/** Whom and what a case names, by the instance and by the directory. */

import { useMemo } from 'react';
import type { FlowDetail, Instance, JournalEntry } from '../../protocol/index.ts';
import { usePeopleNamed } from '../remote/people.ts';
import type { Names } from './moment.ts';
import { namesIn } from './moment.ts';
import { peopleIn } from './story/lines.ts';

export function useCaseNames(
  instance: Instance,
  { titles }: FlowDetail,
  journal: readonly JournalEntry[],
): Names {
  const own = useMemo(() => namesIn(instance, titles), [instance, titles]);
  const others = useMemo(
    () => peopleIn(journal).filter((id) => own.person(id).name === id),
    [own, journal],
  );
  const named = usePeopleNamed(others);
  return useMemo(() => namesIn(instance, titles, named), [instance, titles, named]);
}
