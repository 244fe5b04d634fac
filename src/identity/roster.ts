/** Finding people by what one types: a name in any language, its initials, or an id. */

import type { Directory, PersonId, Text } from '../kernel/index.ts';
import { normalized } from '../kernel/index.ts';
import type { Departments } from './departments.ts';
import type { Mentions } from './mentions.ts';
import type { Organisation, OrganisationPerson, WrittenLanguage } from './organisation.ts';
import type { TitledKind } from './titles.ts';

/** A person as a list of people shows them. */
export interface ListedPerson {
  readonly id: PersonId;
  readonly name: Text;
  readonly title?: Text;
  readonly department?: Text;
  /** Not with the organisation any more. */
  readonly left?: true;
}

/** Where letters to a person go, and in which language. */
export interface Contact {
  readonly email?: string;
  readonly language?: WrittenLanguage;
}

/** A directory that also finds people by text, and knows what things are called. */
export interface Roster extends Directory, Departments {
  department: Departments['department'];
  /** The organisation’s. */
  readonly name: Text;
  /** What a role, a post, a group or a department is called, where somebody said so. */
  titleOf(kind: TitledKind, id: string): Text | undefined;
  /** Active people, the best matches first; all of them by name for an empty text. */
  find(text: string, limit: number): readonly ListedPerson[];
  /** The same with those who have left behind them. */
  findAlsoLeft(text: string, limit: number): readonly ListedPerson[];
  /** Who have a text somewhere in their names, in any language, or did before they left. */
  called(text: string): readonly PersonId[];
  /** Active people whom a text names with an @, by id or by name in any language. */
  mentioned(text: string): Mentions;
  /** How a person is written to; nothing of somebody unknown. */
  contact(id: PersonId): Contact;
}

interface Entry {
  readonly person: ListedPerson;
  /** Lower case: names, id, and the initials of each. */
  readonly keys: readonly string[];
}

/** Makes the look-ups over an organisation; an index is built when it is first asked. */
export function findersOf({
  people,
  departments,
}: Organisation): Pick<Roster, 'find' | 'findAlsoLeft' | 'called'> {
  const names = new Map(departments.map(({ id, name }) => [id, name]));
  const finderOf = (isActive: boolean): Roster['find'] => {
    let entries: readonly Entry[] | undefined;
    return (text, limit) => {
      entries ??= people
        .filter(({ active }) => active === isActive)
        .map((person) => entryOf(person, names));
      return bestOf(entries, text, limit);
    };
  };
  const find = finderOf(true);
  const left = finderOf(false);
  let called: readonly (readonly [PersonId, string])[] | undefined;
  return {
    find,
    called: (text) => {
      called ??= people.map(({ id, name }) => [id, textsOf(name).map(normalized).join('\n')]);
      const wanted = normalized(text);
      return called.flatMap(([id, names]) => (names.includes(wanted) ? [id] : []));
    },
    findAlsoLeft: (text, limit) => {
      const found = find(text, limit);
      return [...found, ...left(text, limit - found.length)];
    },
  };
}

function bestOf(entries: readonly Entry[], text: string, limit: number): readonly ListedPerson[] {
  const wanted = normalized(text);
  if (wanted === '') return entries.slice(0, limit).map(({ person }) => person);
  const ranked = entries.flatMap((entry) => {
    const rank = rankOf(entry, wanted);
    return rank === undefined ? [] : [{ rank, entry }];
  });
  ranked.sort((a, b) => a.rank - b.rank);
  return ranked.slice(0, limit).map(({ entry }) => entry.person);
}

function entryOf(person: OrganisationPerson, departments: ReadonlyMap<string, Text>): Entry {
  const { id, name, title, active } = person;
  const department =
    person.department === undefined ? undefined : departments.get(person.department);
  const texts = [...textsOf(name), id];
  return {
    person: {
      id,
      name,
      ...(title ? { title } : {}),
      ...(department ? { department } : {}),
      ...(active ? {} : { left: true }),
    },
    keys: texts.flatMap((text) => [normalized(text), initialsOf(text)]),
  };
}

function textsOf(name: Text): readonly string[] {
  return typeof name === 'string' ? [name] : Object.values(name);
}

/** 0: it is it; 1: it begins so; 2: it is somewhere within; 3: its letters come in this order. */
function rankOf({ keys }: Entry, wanted: string): number | undefined {
  if (keys.includes(wanted)) return 0;
  if (keys.some((key) => key.startsWith(wanted))) return 1;
  if (keys.some((key) => key.includes(wanted))) return 2;
  return keys.some((key) => abbreviates(wanted, key)) ? 3 : undefined;
}

/** `xrx` for `xuruoxi`: the initials of each syllable, which only the ear can tell apart. */
function abbreviates(wanted: string, key: string): boolean {
  if (!/^[a-z]{2,}$/.test(wanted) || key[0] !== wanted[0]) return false;
  let at = 0;
  for (const letter of key) if (letter === wanted[at]) at++;
  return at === wanted.length;
}

/** `Wang Jianguo`, `wang-jianguo` → `wj`. */
function initialsOf(text: string): string {
  return text
    .toLowerCase()
    .split(/[\s\p{P}]+/u)
    .map((word) => word.slice(0, 1))
    .join('');
}
