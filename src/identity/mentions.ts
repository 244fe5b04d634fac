/** Whom a text names with an @, and which of its names are nobody’s: by id, or by name in any language. */

import type { PersonId, Text } from '../kernel/index.ts';

/** People who may be named; the index is built when it is first asked. */
export function mentionsOf(
  people: readonly { readonly id: PersonId; readonly name: Text; readonly active: boolean }[],
): (text: string) => Mentions {
  let index: Index | undefined;
  return (text) => {
    if (!/[@＠]/.test(text)) return { people: [], nobody: [] };
    index ??= indexOf(people);
    return namedIn(text, index);
  };
}

export interface Mentions {
  readonly people: readonly PersonId[];
  /** What stands behind an @ and begins with no name. */
  readonly nobody: readonly string[];
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

function namedIn(text: string, { byName, charsMax }: Index): Mentions {
  const found = new Set<PersonId>();
  const nobody = new Set<string>();
  const plain = folded(text);
  for (const { index } of plain.matchAll(/(?<![a-z0-9])@/g)) {
    const rest = plain.slice(index + 1, index + 1 + charsMax);
    const isNamed = (): boolean => {
      for (let length = rest.length; length > 0; length--) {
        const name = rest.slice(0, length);
        const ids = byName.get(name);
        if (!ids || isWithinWord(name, plain[index + 1 + length])) continue;
        for (const id of ids) found.add(id);
        return true;
      }
      return false;
    };
    const [word] =
      /^[\p{L}\p{N}._-]+/u.exec(plain.slice(index + 1, index + 1 + WORD_CHARS_MAX)) ?? [];
    if (!isNamed() && word !== undefined) nobody.add(word);
  }
  return { people: [...found], nobody: [...nobody] };
}

/** Of a name that is nobody’s, so much is said. */
const WORD_CHARS_MAX = 30;

/** `max` is not named by `@maxine`; Chinese runs words together. */
function isWithinWord(name: string, next = ''): boolean {
  return /[a-z0-9]$/.test(name) && /[a-z0-9]/.test(next);
}

function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
