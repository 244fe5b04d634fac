/** Checks resolvers: that somebody is named, and that what they name exists in the form. */

import type { Choose, Matrix, People, Resolver } from '../../kernel/index.ts';
import { LIMITS } from '../../kernel/index.ts';
import type { Path } from '../shape/reader.ts';
import { advise } from '../suggest.ts';
import { checkUrl } from './calls.ts';
import type { Findings } from './walk.ts';

/** What the checks of people need besides the people. */
export interface Surroundings {
  /** The choices that may be left to somebody here; nowhere but where a step asks or tells. */
  readonly choices?: readonly Choose['by'][];
  /** The form's top-level fields with their schemas. */
  readonly fields: ReadonlyMap<string, unknown>;
  readonly findings: Findings;
  /** Checks an authority matrix, which holds resolvers itself. */
  readonly checkMatrix: (matrix: Matrix, path: Path, around: Surroundings) => void;
}

/** Checks who is asked or told; `choices` says which may be left to somebody. */
export function checkPeople(
  people: People,
  path: Path,
  around: Surroundings,
  choices: readonly Choose['by'][] = [],
): void {
  for (const key of ['as', 'assign'] as const) {
    if (people[key] === undefined) continue;
    around.findings.report([...path, key], {
      code: 'people.pool-misplaced',
      message: 'Everybody named here is told.',
      advice: `Leave out ${key}.`,
    });
  }
  checkResolvers(people.of, [...path, 'of'], { ...around, choices });
  if (people.except) checkResolvers(people.except, [...path, 'except'], around);
  if (people.also) checkResolvers(people.also, [...path, 'also'], around);
}

/** Checks who is asked to vote, all of them or one (R3.8). */
export function checkAsked(
  { as, assign, ...people }: People,
  path: Path,
  around: Surroundings,
  choices: readonly Choose['by'][] = [],
): void {
  checkPeople(people, path, around, choices);
  if (as !== 'pool' || assign === undefined) return;
  around.findings.report([...path, 'assign'], {
    code: 'people.pool-misplaced',
    message: 'Who is picked is no pool.',
    advice: 'Leave out as, or assign.',
  });
}

/** Checks a list of resolvers. */
export function checkResolvers(
  resolvers: readonly Resolver[],
  path: Path,
  around: Surroundings,
): void {
  if (resolvers.length === 0 && !around.findings.isBroken(path.slice(0, -1))) {
    around.findings.report(path, { code: 'people.unnamed', message: 'Nobody is named here.' });
  }
  for (const [index, resolver] of resolvers.entries()) {
    checkResolver(resolver, [...path, index], around);
  }
}

function checkResolver(resolver: Resolver, path: Path, around: Surroundings): void {
  if (resolver.kind === 'http') checkUrl(resolver.url, [...path, 'url'], around.findings);
  if (resolver.kind === 'choose') checkChoose(resolver, path, around);
  if (resolver.kind === 'matrix') around.checkMatrix(resolver, path, { ...around, choices: [] });
  if (resolver.kind === 'field') checkField(resolver.field, [...path, 'field'], around);
  if ('of' in resolver && resolver.of !== 'initiator' && 'field' in resolver.of) {
    checkField(resolver.of.field, [...path, 'of', 'field'], around);
  }
  if (resolver.kind === 'members' && typeof resolver.department === 'object') {
    checkField(resolver.department.field, [...path, 'department', 'field'], around);
  }
  if (resolver.kind === 'manager') checkLevel(resolver.level, [...path, 'level'], around);
  if (resolver.kind === 'managers' && 'level' in resolver.upTo) {
    checkLevel(resolver.upTo.level, [...path, 'upTo'], around);
  }
}

function checkChoose({ by, from, min = 1, max }: Choose, path: Path, around: Surroundings): void {
  const { findings, choices = [] } = around;
  if (!choices.includes(by)) {
    findings.report([...path, 'by'], {
      code: 'people.choose-misplaced',
      message: `Nobody can be chosen by ${by} here.`,
      advice: 'Write it in the ask of a step, or choose: initiator in the tell of one.',
    });
  }
  if (min < 1 || (max !== undefined && max < min) || (max ?? min) > LIMITS.seatsPerVisitMax) {
    findings.report([...path, max === undefined ? 'min' : 'max'], {
      code: 'people.choose-range',
      message: 'So many people can never be named.',
      advice: `Write numbers from 1 to ${LIMITS.seatsPerVisitMax}, the smaller one as min.`,
    });
  }
  if (from) checkResolvers(from, [...path, 'from'], { ...around, choices: [] });
}

function checkLevel(level: number, path: Path, around: Surroundings): void {
  if (Number.isInteger(level) && level >= 1 && level <= LIMITS.managerLevelsMax) return;
  around.findings.report(path, {
    code: 'people.too-many-levels',
    message: `The level ${level} is out of range.`,
    advice: `Write a whole number from 1 to ${LIMITS.managerLevelsMax}; 1 is the direct manager.`,
  });
}

function checkField(field: string, path: Path, { fields, findings }: Surroundings): void {
  if (findings.isBroken(path)) return;
  if (!fields.has(field)) {
    const message = `The form has no field "${field}".`;
    const advice = advise(field, fields.keys());
    findings.report(path, { code: 'people.unknown-field', message, advice });
  } else if (!canHoldPeople(fields.get(field))) {
    findings.report(path, {
      code: 'people.not-a-person-field',
      message: `The field "${field}" cannot hold a person or a department.`,
      advice: 'Give it the type string, or array of strings.',
    });
  }
}

function canHoldPeople(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return true;
  const { type, items } = schema as { readonly type?: unknown; readonly items?: unknown };
  if (type === undefined || type === 'string') return true;
  if (Array.isArray(type)) return type.some((each) => canHoldPeople({ type: each, items }));
  return type === 'array' && (items === undefined || canHoldPeople(items));
}
