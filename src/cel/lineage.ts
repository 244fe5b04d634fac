import type { Facts } from './check/facts.ts';
import { childrenOf, type Node } from './syntax/tree.ts';

/**
 * Lists what an expression reads: the longest static path of each mention of a variable.
 * Shape: sorted, unique; `form["amount"]` counts as `form.amount`, loop variables as nothing.
 */
export function referencesOf(tree: Node, facts: Facts): readonly string[] {
  const found = new Set<string>();
  const visit = (node: Node): void => {
    const path = pathTo(node, facts);
    if (path !== undefined) {
      found.add(path);
      return;
    }
    childrenOf(node).forEach(visit);
  };
  visit(tree);
  return [...found].sort();
}

function pathTo(node: Node, facts: Facts): string | undefined {
  const meaning = facts.names.get(node);
  if (meaning) return meaning.kind === 'variable' ? meaning.name : undefined;
  if (node.kind === 'select' || node.kind === 'has') {
    const operand = pathTo(node.operand, facts);
    return operand === undefined ? undefined : `${operand}.${node.field}`;
  }
  if (node.kind !== 'call' || node.name !== '_[_]') return undefined;
  const [owner, key] = node.args;
  if (!owner || key?.kind !== 'literal' || key.literal.kind !== 'string') return undefined;
  const path = pathTo(owner, facts);
  return path === undefined ? undefined : `${path}.${key.literal.value}`;
}
