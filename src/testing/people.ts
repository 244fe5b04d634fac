/** A small organisation for tests: a chain of managers, some roles, some posts. */

import type { Organisation } from '../identity/index.ts';
import { directoryOf } from '../identity/index.ts';
import type { Directory } from '../kernel/index.ts';
import { ADMIN_ROLE } from '../kernel/index.ts';

function person(
  id: string,
  manager: string | undefined,
  roles: readonly string[],
  more: Partial<Organisation['people'][number]> = {},
): Organisation['people'][number] {
  return {
    id,
    name: id,
    department: 'office',
    ...(manager === undefined ? {} : { manager }),
    posts: [],
    roles,
    active: true,
    ...more,
  };
}

/** emma → max → dora → ceo; fay, finn, flo are finance; leo is legal counsel; ada administrates. */
export const TEST_ORGANISATION: Organisation = {
  id: 'test',
  name: 'Test',
  departments: [
    { id: 'company', name: 'Company', head: 'ceo' },
    { id: 'office', name: 'Office', parent: 'company', head: 'dora' },
  ],
  people: [
    person('ceo', undefined, [], { department: 'company', posts: ['chief'] }),
    person('dora', 'ceo', ['director'], { posts: ['director'] }),
    person('max', 'dora', ['manager']),
    person('emma', 'max', ['employee']),
    person('eric', 'max', ['employee']),
    person('fay', 'dora', ['finance']),
    person('finn', 'dora', ['finance']),
    person('flo', 'dora', ['finance']),
    person('leo', 'dora', [], { posts: ['legal-counsel'] }),
    person('ada', 'ceo', ['approval-admin']),
    person('gone', 'max', ['finance', 'ghost'], { active: false }),
  ],
  groups: [
    { id: 'committee', name: 'Committee', members: ['leo', 'fay', 'gone'] },
    { id: 'nobody', name: 'Nobody', members: [] },
  ],
  calendars: [
    {
      id: 'shanghai',
      timeZone: 'Asia/Shanghai',
      week: { monday: ['09:00-17:00'], tuesday: ['09:00-17:00'], wednesday: ['09:00-17:00'] },
      holidays: [{ date: '2026-03-03' }],
      makeUp: [{ date: '2026-03-07', hours: ['10:00-12:00'] }],
    },
  ],
};

export const testDirectory: Directory = directoryOf(TEST_ORGANISATION, 'test-1');

/** Everybody that generated definitions name (GENERATED_NAMES), in one chain of managers. */
export const GENERATED_ORGANISATION: Organisation = {
  id: 'generated',
  name: 'Generated',
  departments: [
    { id: 'company', name: 'Company', head: 'zhao-lin' },
    { id: 'engineering', name: 'Engineering', parent: 'company', head: 'chen-yu' },
    { id: 'finance', name: 'Finance', parent: 'company', head: 'han-mei' },
  ],
  people: [
    person('zhao-lin', undefined, ['cfo'], { department: 'company' }),
    person('chen-yu', 'zhao-lin', ['legal'], { department: 'engineering', posts: ['director'] }),
    person('han-mei', 'zhao-lin', ['finance', 'cfo'], { department: 'finance' }),
    person('li-lei', 'han-mei', ['finance'], { department: 'finance' }),
    person('wang-wei', 'chen-yu', ['employee'], { department: 'engineering' }),
    person('sun-yi', 'wang-wei', ['employee'], { department: 'engineering' }),
    person('zhou-jie', 'li-lei', ['finance', 'legal'], {
      department: 'finance',
      posts: ['legal-counsel'],
    }),
    person('qian-duo', 'zhao-lin', [ADMIN_ROLE], { department: 'company' }),
  ],
  groups: [{ id: 'committee', name: 'Committee', members: ['chen-yu', 'li-lei'] }],
  calendars: [
    {
      id: 'shifts',
      timeZone: 'Australia/Lord_Howe',
      week: { monday: ['00:00-24:00'], thursday: ['01:15-02:45', '22:00-24:00'] },
    },
  ],
};
