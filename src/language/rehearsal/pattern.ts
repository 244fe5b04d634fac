/**
 * Texts that fit a pattern (RE2), made from its parts: the shortest, or longer ones where asked.
 * Written here: the generators there are (randexp and its kin) read another dialect and draw at
 * random, while a rehearsal has to be the same each time.
 */

import { compilePattern } from '../../cel/index.ts';

/** Gives a text of so many repetitions wherever the pattern leaves their number open. */
type Part = (repeats: number) => string;

const REPEATS_MAX = 64;
const PART_CHARS_MAX = 2_000;
const DEPTH_MAX = 50;

/** A text that the pattern takes and that has a length between the two; undefined: none found. */
export function textFor(pattern: string, least = 0, most = Infinity): string | undefined {
  const matches = compilePattern(pattern);
  if (!matches) return undefined;
  try {
    return firstThatFits(new PatternReader(pattern).read(), matches, least, most);
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

function firstThatFits(
  part: Part,
  matches: (text: string) => boolean,
  least: number,
  most: number,
): string | undefined {
  for (let repeats = 0; repeats <= REPEATS_MAX; repeats += 1) {
    const text = part(repeats);
    const length = [...text].length;
    if (length > most) return undefined;
    if (length >= least && matches(text)) return text;
  }
  return undefined;
}

/** A construct that is not read, or a text that becomes too long. */
class Unreadable extends Error {}

const CLASSES: { readonly [letter: string]: string } = { d: '0', w: 'a', s: ' ', D: 'a', S: 'a' };
const ESCAPES: { readonly [letter: string]: string } = { n: '\n', t: '\t', r: '\r', f: '\f' };
/** What stands for a negated class: the first of these that it does not name. */
const OTHERS = 'aZ0-_.é';
const EDGES = 'AzbB';

/** Reads the constructs that patterns of forms are made of; others make it give up. */
class PatternReader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): Part {
    const part = this.#alternatives();
    if (this.#at < this.#text.length) throw new Unreadable();
    return part;
  }

  #alternatives(): Part {
    this.#depth += 1;
    if (this.#depth > DEPTH_MAX) throw new Unreadable();
    const first = this.#sequence();
    while (this.#takes('|')) this.#sequence();
    this.#depth -= 1;
    return first;
  }

  #sequence(): Part {
    const parts: Part[] = [];
    while (this.#at < this.#text.length && !'|)'.includes(this.#text[this.#at]!)) {
      parts.push(this.#quantified(this.#atom()));
    }
    return (repeats) => short(parts.map((part) => part(repeats)).join(''));
  }

  #quantified(atom: Part): Part {
    const found = /^(?:[?*+]|\{(\d+)(,)?(\d*)\})\??/.exec(this.#text.slice(this.#at));
    if (!found) return atom;
    this.#at += found[0].length;
    const [whole, from, comma, to] = found;
    const least = from === undefined ? (whole.startsWith('+') ? 1 : 0) : Number(from);
    const open = whole.startsWith('?') ? 1 : Infinity;
    const bound = to ? Number(to) : comma === undefined ? least : Infinity;
    const most = from === undefined ? open : bound;
    return (repeats) => {
      const times = Math.min(Math.max(least, repeats), most);
      const one = atom(0);
      if (one.length * times > PART_CHARS_MAX) throw new Unreadable();
      return one.repeat(times);
    };
  }

  #atom(): Part {
    const letter = this.#next();
    switch (letter) {
      case '^':
      case '$':
        return () => '';
      case '.':
        return () => 'a';
      case '(':
        return this.#group();
      case '[': {
        const chosen = this.#class();
        return () => chosen;
      }
      case '\\': {
        const escaped = this.#escape();
        return () => escaped;
      }
      default:
        return () => letter;
    }
  }

  #group(): Part {
    const kind = /^\?(?::|P?<\w+>)/.exec(this.#text.slice(this.#at));
    if (kind) this.#at += kind[0].length;
    else if (this.#text[this.#at] === '?') throw new Unreadable();
    const inner = this.#alternatives();
    if (!this.#takes(')')) throw new Unreadable();
    return inner;
  }

  #class(): string {
    const isNegated = this.#takes('^');
    const start = this.#at;
    let first: string | undefined;
    // A bracket that comes first stands for itself.
    while (this.#at === start || this.#text[this.#at] !== ']') {
      if (this.#text.startsWith('[:', this.#at)) throw new Unreadable();
      const letter = this.#next();
      const one = letter === '\\' ? this.#escape() : letter;
      first ??= one;
    }
    this.#at += 1;
    if (!isNegated) return first!;
    const matches = compilePattern(this.#text.slice(start - 2, this.#at));
    const other = [...OTHERS].find((each) => matches?.(each));
    if (other === undefined) throw new Unreadable();
    return other;
  }

  #escape(): string {
    const letter = this.#next();
    if (EDGES.includes(letter)) return '';
    const known = CLASSES[letter] ?? ESCAPES[letter];
    if (known !== undefined) return known;
    if (/[A-Za-z0-9]/.test(letter)) throw new Unreadable();
    return letter;
  }

  #next(): string {
    const code = this.#text.codePointAt(this.#at);
    if (code === undefined) throw new Unreadable();
    const letter = String.fromCodePoint(code);
    this.#at += letter.length;
    return letter;
  }

  #takes(letter: string): boolean {
    if (this.#text[this.#at] !== letter) return false;
    this.#at += 1;
    return true;
  }
}

function short(text: string): string {
  if (text.length > PART_CHARS_MAX) throw new Unreadable();
  return text;
}
