import type { Overload } from '../functions/overload.ts';
import type { Node, NodeOf } from '../syntax/tree.ts';
import { formatType } from '../type-relations.ts';
import type { CelType } from '../types.ts';

/** Writes a call with the types it was given, such as `double + string`. */
export function callText(node: NodeOf<'call'>, types: readonly CelType[]): string {
  const words = types.map(formatType);
  return `\`${signature(node.name, node.target !== undefined, words)}\``;
}

function signature(name: string, member: boolean, words: readonly string[]): string {
  if (name === '_[_]') return `${words[0]}[${words[1]}]`;
  if (name === '@in') return `${words[0]} in ${words[1]}`;
  const operator = /^_?([^_]+)_$/.exec(name)?.[1];
  if (operator !== undefined) {
    return words.length === 1 ? `${operator}${words[0]}` : words.join(` ${operator} `);
  }
  return member
    ? `${words[0]}.${name}(${words.slice(1).join(', ')})`
    : `${name}(${words.join(', ')})`;
}

const numeric = new Set(['int', 'uint', 'double']);

/** Says what would be right where no overload fits. */
export function adviceForCall(
  node: NodeOf<'call'>,
  types: readonly CelType[],
  all: readonly Overload[],
): string | undefined {
  const [left, right] = types;
  const parts = node.target ? [node.target, ...node.args] : node.args;
  if (types.length === 2 && numeric.has(left!.kind) && numeric.has(right!.kind)) {
    return mixedNumbers(parts, types);
  }
  const near = all
    .map((one) => ({ one, fit: fitOf(one, types) }))
    .sort((a, b) => b.fit - a.fit)
    .filter(({ fit }, _, sorted) => fit === sorted[0]!.fit)
    .map(({ one }) => `\`${signature(one.name, one.member, one.parameters)}\``);
  const shown = [...new Set(near)].slice(0, 4);
  return shown.length === 0 ? undefined : `Possible: ${shown.join(', ')}.`;
}

function fitOf(one: Overload, types: readonly CelType[]): number {
  const matching = one.parameters.filter((kind, index) => kind === types[index]?.kind).length;
  return matching - Math.abs(one.parameters.length - types.length);
}

/** Arithmetic takes numbers of one type: the literal is the easiest to change. */
function mixedNumbers(parts: readonly Node[], types: readonly CelType[]): string {
  for (const [index, part] of parts.entries()) {
    const other = types[1 - index]?.kind;
    if (part.kind !== 'literal' || part.literal.kind !== 'int') continue;
    if (other === 'double') return `Write \`${part.literal.value}.0\`.`;
    if (other === 'uint' && part.literal.value >= 0n) return `Write \`${part.literal.value}u\`.`;
  }
  const wanted = types.some(({ kind }) => kind === 'double') ? 'double' : 'int';
  return `Bring both to one type with \`${wanted}(...)\`.`;
}
