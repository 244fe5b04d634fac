/** People who stand for whoever a flow names: every role, post, group and department has some. */

import type { CompiledCalendar, Directory, Person } from '../../kernel/index.ts';
import { ADMIN_ROLE, compileCalendar, DEFAULT_CALENDAR } from '../../kernel/index.ts';

/** Who starts a rehearsal: with every role that the flow's conditions ask for, or with none. */
export const INITIATORS = ['initiator', 'newcomer'] as const;

const PER_ROLE = 5;
const LEVELS = 9;

/** A directory in which nobody is missing. `words`: the initiator's roles and posts. */
export function nominalDirectory(words: readonly string[]): Directory {
  const calendar = officeHours();
  return {
    version: 'nominal',
    person: (id) => personOf(id, words),
    withRole: (role) => (role === ADMIN_ROLE ? ['admin 1'] : several(role)),
    withPost: (post) => several(post),
    inGroup: (group) => several(group),
    members: (department) => several(`${department} member`),
    department: (id) => ({ name: id }),
    headOf: (department) => `${department} head`,
    calendar: () => calendar,
  };
}

function several(name: string): readonly string[] {
  return Array.from({ length: PER_ROLE }, (_, n) => `${name} ${n + 1}`);
}

function personOf(id: string, words: readonly string[]): Person {
  const level = Number(/^manager (\d+)$/.exec(id)?.[1] ?? 0);
  const held = id === 'initiator' ? words : [];
  return {
    id,
    name: id,
    active: true,
    department: 'department',
    posts: held,
    roles: held,
    ...(level < LEVELS ? { manager: `manager ${level + 1}` } : {}),
  };
}

function officeHours(): CompiledCalendar | undefined {
  const reading = compileCalendar(DEFAULT_CALENDAR);
  return reading.ok ? reading.calendar : undefined;
}
