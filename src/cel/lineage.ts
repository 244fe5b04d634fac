import type { Facts } from './check/facts.ts';
import { childrenOf, type Node, type NodeOf } from './syntax/tree.ts';

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

/**
 * Lists what an expression reads, also through the variables of its loops.
 * Shape: sorted, unique; `form.items.map(i, i.price)` reads `form.items.*.price`.
 */
export function readsOf(tree: Node, facts: Facts): readonly string[] {
  const found = new Set<string>();
  const slots = new Map<number, string>();
  const visit = (node: Node): void => {
    if (node.kind === 'loop') {
      const over = walked(node);
      // What a filter lets through is read as a whole by whoever takes it.
      if (node.macro === 'filter' && over !== undefined) found.add(over);
      return;
    }
    const path = pathThrough(node, facts, slots);
    if (path !== undefined) found.add(path);
    else childrenOf(node).forEach(visit);
  };
  const walked = (loop: NodeOf<'loop'>): string | undefined => {
    const { over } = loop;
    const isFiltered = over.kind === 'loop' && over.macro === 'filter';
    const path = isFiltered ? walked(over) : pathThrough(over, facts, slots);
    if (path === undefined && !isFiltered) visit(over);
    const slot = facts.slots.get(loop);
    if (slot !== undefined && path !== undefined) slots.set(slot, `${path}.*`);
    for (const part of [loop.test, loop.step]) if (part) visit(part);
    return path;
  };
  visit(tree);
  return [...found].sort();
}

function pathThrough(
  node: Node,
  facts: Facts,
  slots: ReadonlyMap<number, string>,
): string | undefined {
  const meaning = facts.names.get(node);
  if (meaning?.kind === 'variable') return meaning.name;
  if (meaning?.kind === 'local') return slots.get(meaning.slot);
  if (node.kind !== 'select' && node.kind !== 'has') return undefined;
  const operand = pathThrough(node.operand, facts, slots);
  return operand === undefined ? undefined : `${operand}.${node.field}`;
}
