/** Resolvers (R3.1): from what a definition names to people, as the directory has them now. */

import type { CompiledFlow } from '../compile.ts';
import { conditionsOf } from '../decision-table.ts';
import type { FieldRef, Inputs, Matrix, Resolver } from '../definition.ts';
import { incident } from '../incidents.ts';
import { isJson } from '../json.ts';
import { LIMITS } from '../limits.ts';
import { lookupOf } from '../lookups.ts';
import type { Scope } from '../scope.ts';
import { evaluate, programOf } from '../scope.ts';
import type { Json, JsonObject, PersonId } from '../words.ts';
import type { PeopleScope } from './scope.ts';

/** What resolvers, or the stages behind them, came to. */
export type Found =
  | {
      readonly ok: true;
      readonly people: readonly PersonId[];
      /** Whom the step's `except` takes out, whatever way they would come in. */
      readonly excepted?: readonly PersonId[];
      /** Who or what named them, where the definition alone does not tell. */
      readonly sources?: readonly string[];
    }
  | {
      readonly ok: false;
      readonly code: string;
      readonly message: string;
      /** In a forecast: what has to be known before the people are. */
      readonly open?: Extract<Resolver, { readonly kind: 'choose' | 'function' | 'http' }>;
    };

/** The people that any of the resolvers names, each once, in order. */
export function resolveAll(
  flow: CompiledFlow,
  resolvers: readonly Resolver[],
  scope: PeopleScope,
): Found {
  const people = new Set<PersonId>();
  const sources: string[] = [];
  for (const resolver of resolvers) {
    const found = resolve(flow, resolver, scope);
    if (!found.ok) return found;
    for (const id of found.people) people.add(id);
    sources.push(...(found.sources ?? []));
  }
  if (people.size > LIMITS.seatsPerVisitMax) {
    return { ok: false, ...incident('people.too-many') };
  }
  return { ok: true, people: [...people], ...(sources.length > 0 ? { sources } : {}) };
}

function resolve(flow: CompiledFlow, resolver: Resolver, scope: PeopleScope): Found {
  const { directory, initiator } = scope;
  switch (resolver.kind) {
    case 'user':
      return found([resolver.id]);
    case 'role':
      return found(directory.withRole(resolver.role));
    case 'post':
      return found(directory.withPost(resolver.post));
    case 'group':
      return found(directory.inGroup(resolver.group));
    case 'members': {
      const { department } = resolver;
      if (typeof department === 'string') return found(directory.members(department));
      return each(department, scope, (id) => directory.members(id));
    }
    case 'head': {
      const { of } = resolver;
      if (of !== 'initiator' && 'field' in of) return each(of, scope, (id) => headOf(scope, id));
      const own = of === 'initiator' ? directory.person(initiator)?.department : of.department;
      return found(own === undefined ? [] : headOf(scope, own));
    }
    case 'manager': {
      const above = (id: PersonId) => managersOf(scope, id).slice(resolver.level - 1);
      const { of } = resolver;
      if (of === 'initiator') return found(above(initiator).slice(0, 1));
      return each(of, scope, (id) => above(id).slice(0, 1));
    }
    case 'managers': {
      const { of, upTo, order } = resolver;
      const chain = (id: PersonId) => {
        const above = chainUpTo(scope, id, upTo);
        return order === 'bottom-up' ? above : above.toReversed();
      };
      return of === 'initiator' ? found(chain(initiator)) : each(of, scope, chain);
    }
    case 'initiator':
      return found([initiator]);
    case 'field':
      return idsIn(resolver, scope);
    case 'cel': {
      const result = evaluate(programOf(flow, resolver.cel), scope);
      return result.ok ? peopleOf(result.value) : result;
    }
    case 'choose': {
      if (!scope.chosen && scope.supposing) return openQuestion(resolver);
      const people = scope.chosen ?? [];
      return { ok: true, people, sources: [`chosen by ${resolver.by}`] };
    }
    case 'matrix':
      return byMatrix(flow, resolver, scope);
    case 'function':
    case 'http':
      return lookUp(flow, resolver, scope);
  }
}

const MATRIX_ROW = /\brow( \d+)? of the matrix\b/;

/** Whether the sources of a stage tell which row of a matrix held, and so what its fields hold. */
export function namesMatrixRow(sources: string): boolean {
  return MATRIX_ROW.test(sources);
}

/** Whom the first row that holds names; the checks see to it that there is one at most. */
function byMatrix(flow: CompiledFlow, matrix: Matrix, scope: PeopleScope): Found {
  const { rows, otherwise = [] } = matrix;
  for (const [index, row] of rows.entries()) {
    let holds = true;
    for (const condition of conditionsOf(matrix, row)) {
      const result = evaluate(programOf(flow, condition), scope);
      if (!result.ok) return { ok: false, code: result.code, message: result.message };
      holds = result.value === true;
      if (!holds) break;
    }
    if (holds) return sourced(resolveAll(flow, row.ask, scope), `row ${index + 1} of the matrix`);
  }
  return sourced(resolveAll(flow, otherwise, scope), 'no row of the matrix');
}

function sourced(found: Found, source: string): Found {
  return found.ok ? { ...found, sources: [source, ...(found.sources ?? [])] } : found;
}

type Outside = Extract<Resolver, { readonly kind: 'function' | 'http' }>;

/** Asks an outside service, which hears of the instance only what `with` names. */
function lookUp(flow: CompiledFlow, resolver: Outside, scope: PeopleScope): Found {
  const told = inputsOf(flow, resolver.with ?? {}, scope);
  if (!told.ok) return told;
  const { id: instance, flow: name, version } = scope.instance;
  const step = scope.step === undefined ? {} : { step: scope.step };
  const input = { instance, flow: name, version, ...step, initiator: scope.initiator };
  const target = resolver.kind === 'function' ? resolver.name : resolver.url;
  const lookup = lookupOf(resolver.kind, target, { ...input, with: told.inputs });
  const result = scope.lookUp(lookup);
  if (result === 'unknown') return openQuestion(resolver);
  if (result === 'pending') return { ok: false, ...incident('people.lookup-failed') };
  if (!result.ok) return { ok: false, ...incident('people.lookup-failed', result.message) };
  return { ok: true, people: result.people, sources: [`${resolver.kind} ${target}`] };
}

function inputsOf(
  flow: CompiledFlow,
  inputs: Inputs,
  scope: PeopleScope,
): { readonly ok: true; readonly inputs: JsonObject } | (Found & { readonly ok: false }) {
  const told: { [name: string]: Json } = {};
  for (const [name, source] of Object.entries(inputs)) {
    const result = evaluate(programOf(flow, source), scope);
    if (!result.ok) return { ok: false, code: result.code, message: result.message };
    if (!isJson(result.value)) return { ok: false, ...incident('call.not-json') };
    told[name] = result.value;
  }
  return { ok: true, inputs: told };
}

/** Nobody knows yet, and a forecast does not ask. */
function openQuestion(open: NonNullable<(Found & { readonly ok: false })['open']>): Found {
  return { ok: false, ...incident('people.nobody'), open };
}

function found(people: readonly PersonId[]): Found {
  return { ok: true, people };
}

/** The ids that a form field holds; none when it is absent. */
function idsIn({ field }: FieldRef, scope: Scope): Found {
  return peopleOf(scope.form[field] ?? []);
}

/** The people that each id of a form field leads to. */
function each(field: FieldRef, scope: Scope, lead: (id: string) => readonly PersonId[]): Found {
  const ids = idsIn(field, scope);
  return ids.ok ? found(ids.people.flatMap(lead)) : ids;
}

function headOf({ directory }: Scope, department: string): readonly PersonId[] {
  const head = directory.headOf(department);
  return head === undefined ? [] : [head];
}

function peopleOf(value: unknown): Found {
  const list = Array.isArray(value) ? value : [value];
  if (list.every((id) => typeof id === 'string')) return found(list);
  return { ok: false, ...incident('people.not-a-person') };
}

/** The managers above a person, the direct one first; stops at a loop. */
export function managersOf(scope: Pick<Scope, 'directory'>, person: PersonId): PersonId[] {
  const chain: PersonId[] = [];
  let above = scope.directory.person(person)?.manager;
  while (above !== undefined && above !== person && !chain.includes(above)) {
    if (chain.push(above) >= LIMITS.managerLevelsMax) break;
    above = scope.directory.person(above)?.manager;
  }
  return chain;
}

function chainUpTo(
  scope: Scope,
  person: PersonId,
  upTo: { readonly level: number } | { readonly post: string },
): PersonId[] {
  const chain = managersOf(scope, person);
  if ('level' in upTo) return chain.slice(0, upTo.level);
  const last = chain.findIndex((id) => scope.directory.person(id)?.posts.includes(upTo.post));
  return last < 0 ? chain : chain.slice(0, last + 1);
}
