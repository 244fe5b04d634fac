/** What a search says: words, each to be found in a subject, in a number, or as who started it. */

import type { Roster } from '../identity/index.ts';
import { typedAmount } from '../kernel/index.ts';
import type { Wanted } from '../store/port.ts';
import { SERVER_LIMITS } from './limits.ts';

/** Shape: a text → its words in their order; those beyond the limit have to stand together. */
export function wantedIn(about: string, directory: Roster): readonly Wanted[] {
  const words = about.trim().split(/\s+/);
  const { searchWords, searchPeople } = SERVER_LIMITS;
  const rest = words.slice(searchWords - 1).join(' ');
  return [...words.slice(0, searchWords - 1), ...(rest === '' ? [] : [rest])].map((text) => {
    const amount = typedAmount(text);
    const initiators = directory.called(text).slice(0, searchPeople);
    return {
      text,
      ...(amount === undefined ? {} : { amount }),
      ...(initiators.length === 0 ? {} : { initiators }),
    };
  });
}
