import type { Node } from '../syntax/tree.ts';
import type { CelEnvironment, CelType } from '../types.ts';
import type { Meaning } from './facts.ts';

/** A variable of a loop, inside its body. */
export interface Local {
  readonly name: string;
  readonly type: CelType;
  readonly slot: number;
  readonly outer: Local | undefined;
}

/** Where names are looked up. */
export interface Scope {
  readonly environment: CelEnvironment;
  readonly container: string;
}

const typeNames = new Set(
  (
    'bool int uint double string bytes list map null_type type ' +
    'google.protobuf.Timestamp google.protobuf.Duration'
  ).split(' '),
);

/** Splits `a.b.c` into its words; nothing when the node is not made of names and dots. */
export function pathOf(node: Node): readonly string[] | undefined {
  const words: string[] = [];
  let at = node;
  while (at.kind === 'select') {
    words.push(at.field);
    at = at.operand;
  }
  if (at.kind !== 'name') return undefined;
  words.push(at.name);
  return words.reverse();
}

function rootOf(node: Node): Node {
  let at = node;
  while (at.kind === 'select') at = at.operand;
  return at;
}

/**
 * Finds what a name, or a chain of names and dots as a whole, stands for.
 * Rules: a loop's variable hides everything; then the innermost container wins.
 */
export function resolveName(
  node: Node,
  local: Local | undefined,
  scope: Scope,
): Meaning | undefined {
  const path = pathOf(node);
  const root = rootOf(node);
  if (!path || root.kind !== 'name') return undefined;
  if (!root.rooted) {
    for (let at = local; at; at = at.outer) {
      if (at.name !== root.name) continue;
      return path.length === 1 ? { kind: 'local', slot: at.slot, type: at.type } : undefined;
    }
  }
  const dotted = path.join('.');
  for (const name of candidates(dotted, root.rooted ? '' : scope.container)) {
    if (Object.hasOwn(scope.environment.variables, name)) {
      return { kind: 'variable', name, type: scope.environment.variables[name]! };
    }
    if (typeNames.has(name)) return { kind: 'type', name };
  }
  return undefined;
}

function* candidates(name: string, container: string): Generator<string> {
  let prefix = container;
  while (prefix !== '') {
    yield `${prefix}.${name}`;
    prefix = prefix.slice(0, Math.max(0, prefix.lastIndexOf('.')));
  }
  yield name;
}
