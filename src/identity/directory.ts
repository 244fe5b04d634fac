/** The directory over one organisation: look-ups by role, post and department, ready made. */

import type { Calendar, CompiledCalendar, PersonId } from '../kernel/index.ts';
import { compileCalendar, DEFAULT_CALENDAR, invariant } from '../kernel/index.ts';
import { departmentsOf } from './departments.ts';
import { mentionsOf } from './mentions.ts';
import type { Organisation, OrganisationPerson } from './organisation.ts';
import type { Roster } from './roster.ts';
import { findersOf } from './roster.ts';
import { titlesOf } from './titles.ts';

const NOBODY: readonly PersonId[] = [];

/** Builds the immutable look-ups once; `version` names the content. */
export function directoryOf(organisation: Organisation, version: string): Roster {
  const people = new Map<PersonId, OrganisationPerson>();
  const byRole = new Map<string, PersonId[]>();
  const byPost = new Map<string, PersonId[]>();
  const byDepartment = new Map<string, PersonId[]>();
  for (const person of organisation.people) {
    people.set(person.id, person);
    for (const role of person.roles) add(byRole, role, person.id);
    for (const post of person.posts) add(byPost, post, person.id);
    if (person.department !== undefined) add(byDepartment, person.department, person.id);
  }
  const groups = new Map((organisation.groups ?? []).map(({ id, members }) => [id, members]));
  const heads = new Map(organisation.departments.map(({ id, head }) => [id, head]));
  const below = childrenOf(organisation);
  const calendars = compileCalendars(organisation.calendars ?? []);
  return {
    version,
    person: (id) => people.get(id),
    withRole: (role) => byRole.get(role) ?? NOBODY,
    withPost: (post) => byPost.get(post) ?? NOBODY,
    inGroup: (group) => groups.get(group) ?? NOBODY,
    headOf: (department) => heads.get(department),
    members: (department) =>
      subtree(department, below).flatMap((id) => byDepartment.get(id) ?? NOBODY),
    calendar: (id) => calendars.get(id),
    name: organisation.name,
    titleOf: titlesOf(organisation),
    ...departmentsOf(organisation),
    ...findersOf(organisation),
    mentioned: mentionsOf(organisation.people),
    contact: (id) => {
      const { email, language = organisation.language } = people.get(id) ?? {};
      return { ...(email ? { email } : {}), ...(language ? { language } : {}) };
    },
  };
}

function compileCalendars(calendars: readonly Calendar[]): ReadonlyMap<string, CompiledCalendar> {
  const compiled = new Map<string, CompiledCalendar>();
  for (const calendar of [DEFAULT_CALENDAR, ...calendars]) {
    const reading = compileCalendar(calendar);
    invariant(reading.ok, 'directory', `the calendar ${calendar.id} was checked when it was read`);
    compiled.set(calendar.id, reading.calendar);
  }
  return compiled;
}

function add<Key>(into: Map<Key, PersonId[]>, key: Key, id: PersonId): void {
  const list = into.get(key);
  if (list) list.push(id);
  else into.set(key, [id]);
}

function childrenOf(organisation: Organisation): ReadonlyMap<string, readonly string[]> {
  const below = new Map<string, string[]>();
  for (const { id, parent } of organisation.departments) {
    if (parent !== undefined) add(below, parent, id);
  }
  return below;
}

function subtree(root: string, below: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const found = new Set([root]);
  for (const id of found) for (const child of below.get(id) ?? []) found.add(child);
  return [...found];
}
