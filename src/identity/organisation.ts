/** A tenant's people as they are written down: departments, people, posts, roles. */

import type { Calendar, PersonId, Text } from '../kernel/index.ts';
import { readCalendars } from './calendars.ts';
import type { OrganisationProblem } from './reader.ts';
import { Reader } from './reader.ts';

export interface Organisation {
  readonly id: string;
  readonly name: Text;
  /** In which letters are written to whoever has no language of their own. */
  readonly language?: WrittenLanguage;
  readonly departments: readonly Department[];
  readonly people: readonly OrganisationPerson[];
  /** User groups: named lists of people across departments. */
  readonly groups?: readonly Group[];
  /** What roles and posts are called; one that is not named here goes by its id. */
  readonly roles?: readonly Titled[];
  readonly posts?: readonly Titled[];
  /** Working calendars; the one named `default` holds where a flow names none. */
  readonly calendars?: readonly Calendar[];
}

export type WrittenLanguage = 'en' | 'zh-CN';

export interface Department {
  readonly id: string;
  readonly name: Text;
  readonly parent?: string;
  readonly head?: PersonId;
}

export interface Group {
  readonly id: string;
  readonly name: Text;
  readonly members: readonly PersonId[];
}

export interface Titled {
  readonly id: string;
  readonly name: Text;
}

export interface OrganisationPerson {
  readonly id: PersonId;
  readonly name: Text;
  readonly title?: Text;
  readonly email?: string;
  /** In which letters to the person are written. */
  readonly language?: WrittenLanguage;
  readonly department?: string;
  readonly manager?: PersonId;
  readonly posts: readonly string[];
  readonly roles: readonly string[];
  readonly active: boolean;
}

export type OrganisationReading =
  | { readonly ok: true; readonly organisation: Organisation }
  | { readonly ok: false; readonly problems: readonly OrganisationProblem[] };

/** Reads one tenant's organisation from parsed YAML or JSON; reports every problem at once. */
export function readOrganisation(value: unknown): OrganisationReading {
  const problems: OrganisationProblem[] = [];
  const root = new Reader(value, '', problems);
  const organisation: Organisation = {
    id: root.text('id'),
    name: root.label('name'),
    ...languageOf(root),
    departments: root.list('departments').map((department) => ({
      id: department.id('id'),
      name: department.label('name'),
      ...department.optional('parent'),
      ...department.optional('head'),
    })),
    people: root.list('people').map((person) => ({
      id: person.id('id'),
      name: person.label('name'),
      ...(person.has('title') ? { title: person.label('title') } : {}),
      ...person.optional('email'),
      ...languageOf(person),
      ...person.optional('department'),
      ...person.optional('manager'),
      posts: person.texts('posts'),
      roles: person.texts('roles'),
      active: person.has('active') ? person.raw('active') === true : true,
    })),
    ...(root.has('groups') ? { groups: root.list('groups').map(readGroup) } : {}),
    ...(root.has('roles') ? { roles: readTitled(root.list('roles')) } : {}),
    ...(root.has('posts') ? { posts: readTitled(root.list('posts')) } : {}),
    ...(root.has('calendars') ? { calendars: readCalendars(root.list('calendars')) } : {}),
  };
  checkReferences(organisation, problems);
  return problems.length === 0 ? { ok: true, organisation } : { ok: false, problems };
}

function languageOf(reader: Reader): Pick<OrganisationPerson, 'language'> {
  if (!reader.has('language')) return {};
  const language = reader.text('language');
  if (language === 'en' || language === 'zh-CN') return { language };
  reader.report('language', 'is neither en nor zh-CN');
  return {};
}

function readTitled(list: readonly Reader[]): readonly Titled[] {
  const seen = new Set<string>();
  return list.map((each) => {
    const titled = { id: each.id('id'), name: each.label('name') };
    if (seen.has(titled.id)) each.report('id', 'another one has this id');
    seen.add(titled.id);
    return titled;
  });
}

function readGroup(group: Reader): Group {
  return { id: group.id('id'), name: group.label('name'), members: group.texts('members') };
}

function checkReferences(organisation: Organisation, problems: OrganisationProblem[]): void {
  const people = new Map(organisation.people.map((person) => [person.id, person]));
  const departments = new Set(organisation.departments.map((department) => department.id));
  if (people.size < organisation.people.length) {
    problems.push({ path: 'people', message: 'two people have the same id' });
  }
  for (const { id, manager, department } of organisation.people) {
    if (manager !== undefined && !people.has(manager)) {
      problems.push({ path: `people.${id}.manager`, message: `there is no person ${manager}` });
    }
    if (department !== undefined && !departments.has(department)) {
      problems.push({ path: `people.${id}.department`, message: `there is no ${department}` });
    }
    if (isOwnSuperior(id, people)) {
      problems.push({ path: `people.${id}.manager`, message: 'the managers form a loop' });
    }
  }
  const groups = new Set<string>();
  for (const { id, members } of organisation.groups ?? []) {
    if (groups.has(id)) problems.push({ path: `groups.${id}`, message: 'two groups have this id' });
    groups.add(id);
    for (const member of members) {
      if (people.has(member)) continue;
      problems.push({ path: `groups.${id}.members`, message: `there is no person ${member}` });
    }
  }
  if (departments.size < organisation.departments.length) {
    problems.push({ path: 'departments', message: 'two departments have the same id' });
  }
  for (const { id, head, parent } of organisation.departments) {
    if (head !== undefined && !people.has(head)) {
      problems.push({ path: `departments.${id}.head`, message: `there is no person ${head}` });
    }
    if (parent !== undefined && !departments.has(parent)) {
      problems.push({ path: `departments.${id}.parent`, message: `there is no ${parent}` });
    }
  }
}

function isOwnSuperior(id: PersonId, people: ReadonlyMap<PersonId, OrganisationPerson>): boolean {
  const seen = new Set<PersonId>();
  let above = people.get(id)?.manager;
  while (above !== undefined && !seen.has(above)) {
    if (above === id) return true;
    seen.add(above);
    above = people.get(above)?.manager;
  }
  return false;
}
