import type { NodeOf } from '../syntax/tree.ts';

const forms: Readonly<Record<string, string>> = {
  all: 'list.all(item, condition)',
  exists: 'list.exists(item, condition)',
  exists_one: 'list.exists_one(item, condition)',
  existsOne: 'list.existsOne(item, condition)',
  map: 'list.map(item, value)',
  filter: 'list.filter(item, condition)',
};

/** Tells whether a name is one of the macros. */
export function isMacroName(name: string): boolean {
  return name === 'has' || Object.hasOwn(forms, name);
}

/** Lists the macros, written after a value or alone. */
export function macroNames(member: boolean): readonly string[] {
  return member ? Object.keys(forms) : ['has'];
}

/** Says how a macro is written when a call shows that its author did not know. */
export function misusedMacro(node: NodeOf<'call'>): string | undefined {
  if (!node.target && node.name === 'has') return 'Write `has(record.field)`.';
  if (!node.target || !Object.hasOwn(forms, node.name)) return undefined;
  return `Write \`${forms[node.name]}\`, \`item\` being a name of your choice.`;
}
