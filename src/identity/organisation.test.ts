import { describe, expect, test } from 'vitest';
import { addWorkingTime } from '../kernel/index.ts';
import { directoryOf } from './directory.ts';
import { readOrganisation } from './organisation.ts';

const OFFICE = {
  id: 'default',
  timeZone: 'Asia/Shanghai',
  week: { monday: ['09:00-12:00', '13:00-18:00'] },
  holidays: [{ date: '2026-01-01', until: '2026-01-03', name: { 'zh-CN': '元旦' } }],
  makeUp: [{ date: '2026-01-04', hours: ['09:00-12:00'] }],
};

function problems(...calendars: readonly unknown[]): readonly string[] {
  const reading = readOrganisation({ id: 'acme', name: 'Acme', calendars });
  return reading.ok ? [] : reading.problems.map(({ path }) => path);
}

describe('working calendars of a tenant', () => {
  test('R9.1 are read, and written back as they were', () => {
    const reading = readOrganisation({ id: 'acme', name: 'Acme', calendars: [OFFICE] });
    expect(reading.ok && reading.organisation.calendars).toEqual([OFFICE]);
  });
  test('R9.1 one that is wrong is reported at its place', () => {
    const { week, ...rest } = OFFICE;
    expect(problems({ ...rest, week: { monday: ['9 to 5'] } })).toContain(
      'calendars.0.week.monday',
    );
    expect(problems({ ...rest, week: { ...week, mondy: [] } })).toEqual(['calendars.0.week.mondy']);
    expect(problems({ ...OFFICE, timeZone: 'Nowhere' })).toEqual(['calendars.0.timeZone']);
    expect(problems(OFFICE, OFFICE)).toEqual(['calendars.1.id']);
    const holidays = [{ date: '2026-02-30' }, { date: 'soon', hours: 5 }];
    const found = problems({ ...OFFICE, holidays });
    expect(found).toEqual(
      expect.arrayContaining(['calendars.0.holidays.0', 'calendars.0.holidays.1']),
    );
    expect(found).toContain('calendars.0.holidays.1.hours');
  });
  test('R9.1 a tenant without one has Monday to Friday, eight hours a day, in UTC', () => {
    const directory = directoryOf({ id: 'acme', name: 'Acme', departments: [], people: [] }, '1');
    const friday = Date.parse('2026-03-06T17:00:00Z');
    const due = addWorkingTime(directory.calendar('default')!, friday, 9 * 3_600_000);
    expect(new Date(due!).toISOString()).toBe('2026-03-09T18:00:00.000Z');
    expect(directory.calendar('other')).toBeUndefined();
  });
});

describe('user groups of a tenant', () => {
  const people = [{ id: 'emma', name: 'Emma' }];
  const read = (groups: readonly object[]) =>
    readOrganisation({ id: 'acme', name: 'Acme', people, groups });
  test('R3.1 are read, and their members looked up', () => {
    const reading = read([{ id: 'club', name: 'Club', members: ['emma'] }]);
    if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
    const directory = directoryOf(reading.organisation, '1');
    expect([directory.inGroup('club'), directory.inGroup('other')]).toEqual([['emma'], []]);
  });
  test('R3.1 a member who is not there and an id given twice are reported', () => {
    const reading = read([
      { id: 'club', name: 'Club', members: ['eric'] },
      { id: 'club', name: 'Club' },
    ]);
    const paths = reading.ok ? [] : reading.problems.map(({ path }) => path);
    expect(paths).toEqual(['groups.club.members', 'groups.club']);
  });
});

describe('what roles and posts are called', () => {
  const organisation = {
    id: 'acme',
    name: { en: 'Acme', 'zh-CN': '艾克美' },
    departments: [{ id: 'people', name: 'People' }],
    groups: [{ id: 'board', name: 'Board', members: [] }],
    roles: [{ id: 'cfo', name: { en: 'Chief financial officer', 'zh-CN': '首席财务官' } }],
    posts: [{ id: 'director', name: 'Director' }],
  };
  test('titles are read, and found by kind and id; ids stay what they are', () => {
    const reading = readOrganisation(organisation);
    if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
    const { name, titleOf } = directoryOf(reading.organisation, '1');
    expect(name).toEqual({ en: 'Acme', 'zh-CN': '艾克美' });
    expect(titleOf('role', 'cfo')).toEqual(organisation.roles[0]!.name);
    expect(titleOf('post', 'director')).toBe('Director');
    expect(titleOf('group', 'board')).toBe('Board');
    expect(titleOf('department', 'people')).toBe('People');
    expect(titleOf('role', 'director')).toBeUndefined();
    expect(titleOf('role', 'auditor')).toEqual({ en: 'Auditor', 'zh-CN': '审计员' });
  });
  test('two of one id are a mistake at their place', () => {
    const roles = [organisation.roles[0], organisation.roles[0]];
    const reading = readOrganisation({ ...organisation, roles });
    expect(reading.ok ? [] : reading.problems.map(({ path }) => path)).toEqual(['roles.1.id']);
  });
});

test('letters are in the language of the person, or else of the organisation', () => {
  const people = [
    { id: 'emma', name: 'Emma' },
    { id: 'james', name: 'James', language: 'en' },
  ];
  const reading = readOrganisation({ id: 'acme', name: 'Acme', language: 'zh-CN', people });
  const directory = reading.ok ? directoryOf(reading.organisation, '1') : undefined;
  const languages = ['emma', 'james'].map((person) => directory?.contact(person).language);
  expect(languages).toEqual(['zh-CN', 'en']);
  const wrong = readOrganisation({ id: 'acme', name: 'Acme', language: 'latin' });
  expect(wrong.ok || wrong.problems.map(({ path }) => path)).toEqual(['language']);
});
