/** Organisations as they are written down: people, departments, groups, calendars. */

import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Organisation } from '../../../src/identity/index.ts';
import { directoryOf, readOrganisation } from '../../../src/identity/index.ts';
import { addWorkingTime, workingTimeBetween } from '../../../src/kernel/index.ts';
import { TEST_ORGANISATION } from '../../../src/testing/index.ts';
import type { Chance } from '../../../src/testing/simulator/chance.ts';
import { changeTree, writeJson } from '../draw/tree.ts';
import { ODD_VALUES } from '../draw/words.ts';
import type { Target, Witness } from '../target.ts';

const EXAMPLE = new URL('../../../examples/organisation.yaml', import.meta.url);

/** The first of the demo's tenants, with few of its people: the rest are like them. */
const SOME_PEOPLE = 12;
const [DEMO] = (parse(readFileSync(EXAMPLE, 'utf8')) as { tenants: [Organisation] }).tenants;
const ORGANISATIONS: readonly unknown[] = [
  TEST_ORGANISATION,
  { ...DEMO, people: DEMO.people.slice(0, SOME_PEOPLE) },
  { id: 'small', name: 'Small', departments: [], people: [], calendars: DEMO.calendars },
];
const DONORS: readonly unknown[] = [
  ...ORGANISATIONS,
  ...ODD_VALUES,
  ...['24:00-25:00', '00:00-24:00', '09:00-09:00', '23:00-01:00', '0000-02-30', '2026-02-30'],
  ...[
    'Asia/Kathmandu',
    'America/New_York',
    'Mars/Base',
    '+08:00',
    'Etc/GMT+12',
    'utc',
    '9999-12-31',
  ],
];

function draw(chance: Chance): string {
  const organisation = chance.pick(ORGANISATIONS);
  return writeJson(chance, changeTree(chance, organisation, DONORS, 3));
}

function hold(text: string, witness: Witness): void {
  const value = readJson(text);
  const reading = readOrganisation(value);
  if (!reading.ok) {
    const isTold = reading.problems.length > 0 && reading.problems.every(({ message }) => message);
    witness.holds('what is refused is told why', isTold, () => JSON.stringify(reading));
    return;
  }
  const { organisation } = reading;
  const directory = directoryOf(organisation, '1');
  for (const { id, roles, posts, active } of organisation.people) {
    const person = directory.person(id);
    const isKnown = person?.id === id && person.active === active;
    witness.holds('everybody who is read is known', isKnown, () => id);
    for (const role of roles) directory.withRole(role);
    for (const post of posts) directory.withPost(post);
  }
  for (const { id, head } of organisation.departments) {
    const members = directory.members(id);
    const areKnown = members.every((member) => directory.person(member) !== undefined);
    witness.holds('members of departments are people', areKnown, () => `${id} ${members}`);
    witness.holds('heads are who they are', directory.headOf(id) === head, () => id);
  }
  for (const { id } of organisation.groups ?? []) directory.inGroup(id);
  holdCalendars(organisation, directory, witness);
}

const NOON_MS = Date.UTC(2026, 1, 14, 12);
const HOURS_MS = [1, 3_600_000, 40 * 3_600_000];

function holdCalendars(
  { calendars = [] }: Organisation,
  directory: ReturnType<typeof directoryOf>,
  witness: Witness,
): void {
  for (const { id } of calendars) {
    const calendar = directory.calendar(id);
    witness.holds('a calendar that is read can be counted in', calendar !== undefined, () => id);
    for (const ms of HOURS_MS) {
      const dueAtMs = addWorkingTime(calendar, NOON_MS, ms);
      if (dueAtMs === undefined) continue;
      const between = workingTimeBetween(calendar, NOON_MS, dueAtMs);
      witness.holds('working time counts back to what it was', between === ms, () => {
        return `${id}: ${ms} ms lead to ${dueAtMs}, ${between} ms lie between`;
      });
    }
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Organisations that administrators write. */
export const organisations: Target = {
  name: 'organisations',
  share: 60,
  cpuMsMax: 300,
  life: Number.POSITIVE_INFINITY,
  shape: 'text',
  properties: [
    'what is refused is told why',
    'everybody who is read is known',
    'members of departments are people',
    'heads are who they are',
    'a calendar that is read can be counted in',
    'working time counts back to what it was',
  ],
  open: () => ({ draw, hold }),
};
