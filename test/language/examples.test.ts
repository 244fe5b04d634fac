import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Organisation } from '../../src/identity/index.ts';
import { directoryOf, readOrganisation } from '../../src/identity/index.ts';
import type { Directory, FlowDefinition, People, Resolver, Step } from '../../src/kernel/index.ts';
import { ADMIN_ROLE, compileFlow, expressionsOf, programKey } from '../../src/kernel/index.ts';
import {
  check,
  hashOf,
  parseYaml,
  printYaml,
  renderDiagnostics,
} from '../../src/language/index.ts';
import { rehearse } from '../../src/language/rehearsal/rehearse.ts';
import { EXAMPLES } from './examples.ts';

const FILE = new URL('../../examples/organisation.yaml', import.meta.url);
const TENANTS = (parse(readFileSync(FILE, 'utf8')) as { readonly tenants: readonly unknown[] })
  .tenants;
const ORGANISATIONS = TENANTS.map((tenant) => {
  const reading = readOrganisation(tenant);
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return reading.organisation;
});
const FLOWS = EXAMPLES.map(({ name, text, attached }) => ({
  name,
  definition: check(text, attached).definition!,
}));

describe('the example flows', () => {
  test('there are nine, and one that another starts', () => {
    expect(EXAMPLES.length).toBe(10);
  });

  test.each(EXAMPLES)('$name has nothing to complain of', ({ name, text, attached }) => {
    const { diagnostics, hash } = check(text, attached);
    expect(renderDiagnostics(text, name, diagnostics, attached)).toBe('');
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each(FLOWS)('$name is rehearsed, and each run comes to an end', ({ name, definition }) => {
    const rehearsals = rehearse(definition);
    expect(rehearsals.length).toBeGreaterThan(1);
    // What children and messages will give is not known before: reading it is where one run ends.
    const ends = name === 'vendor-onboarding.yaml' ? ['director', 'enter'] : [undefined];
    for (const { forecast } of rehearsals) {
      expect(ends).toContain(forecast.stuck?.step);
      expect(forecast.outcome === undefined).toBe(forecast.stuck !== undefined);
    }
  });

  test.each(FLOWS)('$name compiles, and keeps its hash when printed', ({ definition }) => {
    const hash = hashOf(definition);
    const { name, version } = definition;
    const { programs } = compileFlow(definition, { name, version, hash });
    for (const { source, purpose } of expressionsOf(definition)) {
      expect(programs.get(programKey(source, purpose))?.source).toBe(source);
    }
    expect(hashOf(parseYaml(printYaml(definition)).definition!)).toBe(hash);
  });
});

describe.each(ORGANISATIONS)('the organisation $id', (organisation) => {
  const people = new Map(organisation.people.map((person) => [person.id, person]));
  const active = organisation.people.filter((person) => person.active);

  test('everybody but the head of the company has a manager, and no chain is a loop', () => {
    const chiefs = organisation.people.filter((person) => person.manager === undefined);
    expect(chiefs).toHaveLength(1);
    for (const person of organisation.people) {
      const seen = new Set<string>();
      for (let at = person; at.manager !== undefined; at = people.get(at.manager)!) {
        expect(seen.has(at.id)).toBe(false);
        seen.add(at.id);
        expect(people.get(at.manager)?.active).toBe(true);
      }
    }
  });

  test('every department has a head who is there, and every parent exists', () => {
    const ids = new Set(organisation.departments.map(({ id }) => id));
    for (const { head, parent } of organisation.departments) {
      expect(people.get(head!)?.active).toBe(true);
      if (parent !== undefined) expect(ids.has(parent)).toBe(true);
    }
    for (const { department } of organisation.people) expect(ids.has(department!)).toBe(true);
  });

  test('everybody has both names, both titles and an address of their own', () => {
    for (const { name, title } of organisation.people) {
      for (const text of [name, title]) {
        expect(text).toEqual({ en: expect.any(String), 'zh-CN': expect.any(String) });
      }
    }
    const addresses = new Set(organisation.people.map(({ email }) => email));
    expect(addresses.size).toBe(organisation.people.length);
  });

  test('every step of every flow finds somebody for every active employee', () => {
    const directory = directoryOf(organisation, '1');
    expect(directory.withRole(ADMIN_ROLE).length).toBeGreaterThan(0);
    for (const { definition } of FLOWS) {
      for (const asked of peopleOf(definition.steps)) {
        for (const { id } of active) expect(finds(directory, asked, id), id).toBe(true);
      }
      for (const { vote, asked } of votesOf(definition)) {
        const pool = new Set(asked.of.flatMap((each) => resolve(directory, each, active[0]!.id)));
        expect(pool.size).toBeGreaterThanOrEqual(vote);
      }
    }
  });
});

test('acme is a company of about 110 people, globex one of about 15', () => {
  const sizes = new Map(ORGANISATIONS.map((each: Organisation) => [each.id, each.people.length]));
  expect(sizes.get('acme')).toBeGreaterThan(100);
  expect(sizes.get('globex')).toBeGreaterThan(12);
});

/** Whether somebody is found, the top of the company counting as served by the empty policy. */
function finds(directory: Directory, people: People, initiator: string): boolean {
  const found = people.of.flatMap((each) => resolve(directory, each, initiator));
  const isTop = directory.person(initiator)?.manager === undefined;
  const needsManager = people.of.every(({ kind }) => kind === 'manager' || kind === 'managers');
  return found.length > 0 || (isTop && needsManager);
}

function resolve(directory: Directory, resolver: Resolver, initiator: string): readonly string[] {
  const person = directory.person(initiator)!;
  switch (resolver.kind) {
    case 'role':
      return directory.withRole(resolver.role);
    case 'post':
      return directory.withPost(resolver.post);
    case 'members':
      return typeof resolver.department === 'string' ? directory.members(resolver.department) : [];
    case 'head': {
      const { of } = resolver;
      if (of !== 'initiator' && 'field' in of) return [];
      const department = of === 'initiator' ? person.department! : of.department;
      const head = directory.headOf(department);
      return head === undefined ? [] : [head];
    }
    case 'manager':
    case 'managers':
      return person.manager === undefined ? [] : [person.manager];
    default:
      return [initiator];
  }
}

function* everyStep(steps: readonly Step[]): Generator<Step> {
  for (const step of steps) {
    yield step;
    if (step.kind !== 'choice' && step.kind !== 'parallel') continue;
    for (const branch of step.branches) yield* everyStep(branch.steps);
  }
}

function* peopleOf(steps: readonly Step[]): Generator<People> {
  for (const step of everyStep(steps)) {
    if (step.kind === 'notify') yield step.tell;
    if (step.kind !== 'approval' && step.kind !== 'handle') continue;
    yield step.ask;
    if (step.ballot.kind === 'vote' && step.ballot.veto) yield { of: step.ballot.veto };
    for (const { do: act } of step.ladder ?? []) if (act.kind === 'notify') yield act.tell;
  }
}

/** The ballots that cannot pass with fewer than so many voters. */
function* votesOf(
  flow: FlowDefinition,
): Generator<{ readonly vote: number; readonly asked: People }> {
  for (const step of everyStep(flow.steps)) {
    if (step.kind !== 'approval' || step.ballot.kind !== 'vote') continue;
    const { pass, quorum = 1 } = step.ballot;
    yield { vote: Math.max(quorum, 'count' in pass ? pass.count : 1), asked: step.ask };
  }
}
