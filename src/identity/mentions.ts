/** Whom a text names with an @: by id, or by name in any language. */

import type { PersonId, Text } from '../kernel/index.ts';

/** People who may be named; the index is built when it is first asked. */
export function mentionsOf(
  people: readonly { readonly id: PersonId; readonly name: Text; readonly active: boolean }[],
): (text: string) => readonly PersonId[] {
  let index: Index | undefined;
  return (text) => {
    if (!/[@＠]/.test(text)) return [];
    index ??= indexOf(people);
    return namedIn(text, index);
  };
}

interface Index {
  readonly byName: ReadonlyMap<string, readonly PersonId[]>;
  readonly charsMax: number;
}

function indexOf(people: Parameters<typeof mentionsOf>[0]): Index {
  const byName = new Map<string, PersonId[]>();
  for (const { id, name, active } of people) {
    if (!active) continue;
    const names = [id, ...(typeof name === 'string' ? [name] : Object.values(name))];
    for (const each of new Set(names.map(folded))) {
      if (each !== '') byName.set(each, [...(byName.get(each) ?? []), id]);
    }
  }
  const charsMax = Math.max(0, ...[...byName.keys()].map((name) => name.length));
  return { byName, charsMax };
}

function namedIn(text: string, { byName, charsMax }: Index): readonly PersonId[] {
  const found = new Set<PersonId>();
  const plain = folded(text);
  for (const { index } of plain.matchAll(/(?<![a-z0-9])@/g)) {
    const rest = plain.slice(index + 1, index + 1 + charsMax);
    for (let length = rest.length; length > 0; length--) {
      const name = rest.slice(0, length);
      const ids = byName.get(name);
      if (!ids || isWithinWord(name, plain[index + 1 + length])) continue;
      for (const id of ids) found.add(id);
      break;
    }
  }
  return [...found];
}

/** `max` is not named by `@maxine`; Chinese runs words together. */
function isWithinWord(name: string, next = ''): boolean {
  return /[a-z0-9]$/.test(name) && /[a-z0-9]/.test(next);
}

function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
