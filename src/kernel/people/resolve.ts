/** Resolvers (R3.1): from what a definition names to people, as the directory has them now. */

import type { CompiledFlow } from '../compile.ts';
import type { Resolver } from '../definition.ts';
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
    case 'members':
      return found(directory.members(resolver.department));
    case 'head': {
      const department =
        resolver.of === 'initiator'
          ? directory.person(initiator)?.department
          : resolver.of.department;
      const head = department === undefined ? undefined : directory.headOf(department);
      return found(head === undefined ? [] : [head]);
    }
    case 'manager': {
      const above = managersOf(scope, initiator)[resolver.level - 1];
      return found(above === undefined ? [] : [above]);
    }
    case 'managers': {
      const chain = chainUpTo(scope, resolver.upTo);
      return found(resolver.order === 'bottom-up' ? chain : chain.toReversed());
    }
    case 'initiator':
      return found([initiator]);
    case 'field':
      return peopleOf(scope.form[resolver.field] ?? []);
    case 'cel': {
      const result = evaluate(programOf(flow, resolver.cel), scope);
      return result.ok ? peopleOf(result.value) : result;
    }
  }
}

function found(people: readonly PersonId[]): Found {
  return { ok: true, people };
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
  upTo: { readonly level: number } | { readonly post: string },
): PersonId[] {
  const chain = managersOf(scope, scope.initiator);
  if ('level' in upTo) return chain.slice(0, upTo.level);
  const last = chain.findIndex((id) => scope.directory.person(id)?.posts.includes(upTo.post));
  return last < 0 ? chain : chain.slice(0, last + 1);
}
