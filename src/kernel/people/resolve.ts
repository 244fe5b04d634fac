/** Resolvers (R3.1): from what a definition names to people, as the directory has them now. */

import type { CompiledFlow } from '../compile.ts';
import type { FieldRef, Resolver } from '../definition.ts';
import { incident } from '../incidents.ts';
import { LIMITS } from '../limits.ts';
import type { Scope } from '../scope.ts';
import { evaluate, programOf } from '../scope.ts';
import type { PersonId } from '../words.ts';

/** What resolvers, or the stages behind them, came to. */
export type Found =
  | {
      readonly ok: true;
      readonly people: readonly PersonId[];
      /** Whom the step's `except` takes out, whatever way they would come in. */
      readonly excepted?: readonly PersonId[];
    }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** The people that any of the resolvers names, each once, in order. */
export function resolveAll(
  flow: CompiledFlow,
  resolvers: readonly Resolver[],
  scope: Scope,
): Found {
  const people = new Set<PersonId>();
  for (const resolver of resolvers) {
    const found = resolve(flow, resolver, scope);
    if (!found.ok) return found;
    for (const id of found.people) people.add(id);
  }
  if (people.size > LIMITS.seatsPerVisitMax) {
    return { ok: false, ...incident('people.too-many') };
  }
  return { ok: true, people: [...people] };
}

function resolve(flow: CompiledFlow, resolver: Resolver, scope: Scope): Found {
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
  }
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
