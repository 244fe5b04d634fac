/** Changes texts: bits, lines, words and pieces of other texts. */

import type { Chance } from '../../../src/testing/simulator/chance.ts';
import { ODD_NUMBERS, ODD_TEXTS } from './words.ts';

/** What a text is changed with. */
export interface TextChange {
  /** Words of the language that the text is written in. */
  readonly words: readonly string[];
  /** Other texts that pieces may come from. */
  readonly donors: readonly string[];
  /** Longer texts are cut. */
  readonly charsMax: number;
}

type Edit = (chance: Chance, text: string, change: TextChange) => string;

/** Makes so many changes to a text, most of them small. */
export function changeText(chance: Chance, text: string, change: TextChange, most = 4): string {
  let changed = text;
  const times = 1 + chance.below(most);
  for (let n = 0; n < times; n += 1) changed = chance.pick(EDITS)(chance, changed, change);
  return changed.slice(0, change.charsMax);
}

/** A stretch of a text. */
function stretch(chance: Chance, text: string, longest = 40): readonly [number, number] {
  const start = chance.below(text.length + 1);
  return [start, Math.min(text.length, start + chance.below(longest))];
}

function replaced(text: string, [start, end]: readonly [number, number], by: string): string {
  return text.slice(0, start) + by + text.slice(end);
}

const WORD = /[\p{L}_][\p{L}\p{N}_-]*|\d+(?:\.\d+)?|"[^"\n]*"|'[^'\n]*'/gu;

/** Where some word, number or quoted text stands. */
function wordAt(chance: Chance, text: string): readonly [number, number] {
  const from = chance.below(text.length + 1);
  WORD.lastIndex = from;
  const found = WORD.exec(text);
  return found ? [found.index, found.index + found[0].length] : [from, from];
}

const LINE_EDITS: readonly ((chance: Chance, lines: string[], change: TextChange) => void)[] = [
  (chance, lines) => lines.splice(chance.below(lines.length), 1),
  (chance, lines) => {
    const at = chance.below(lines.length);
    lines.splice(at, 0, lines[at]!);
  },
  (chance, lines) => {
    const [moved = ''] = lines.splice(chance.below(lines.length), 1);
    lines.splice(chance.below(lines.length + 1), 0, moved);
  },
  (chance, lines) => {
    const at = chance.below(lines.length);
    lines[at] = chance.happens(0.5) ? `  ${lines[at]}` : lines[at]!.replace(/^ {2}/, '');
  },
  // A block with everything that is indented below it, here or from elsewhere.
  (chance, lines, { donors }) => {
    const source = chance.happens(0.5) ? lines : chance.pick(donors).split('\n');
    const block = blockAt(source, chance.below(source.length));
    lines.splice(chance.below(lines.length + 1), 0, ...block);
  },
  (chance, lines) => {
    const at = chance.below(lines.length);
    lines.splice(at, blockAt(lines, at).length);
  },
];

function blockAt(lines: readonly string[], start: number): readonly string[] {
  const depth = indentOf(lines[start] ?? '');
  let end = start + 1;
  while (end < lines.length && indentOf(lines[end]!) > depth) end += 1;
  return lines.slice(start, end);
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

const editLines: Edit = (chance, text, change) => {
  const lines = text.split('\n');
  chance.pick(LINE_EDITS)(chance, lines, change);
  return lines.join('\n');
};

const editWord: Edit = (chance, text, { words }) =>
  replaced(text, wordAt(chance, text), chance.pick(words));

const EDITS: readonly Edit[] = [
  editLines,
  editLines,
  editLines,
  editWord,
  editWord,
  (chance, text, { words }) => replaced(text, stretch(chance, text), chance.pick(words)),
  (chance, text) => replaced(text, stretch(chance, text), ''),
  (chance, text) => replaced(text, wordAt(chance, text), chance.pick(ODD_NUMBERS)),
  (chance, text) => replaced(text, wordAt(chance, text), chance.pick(ODD_TEXTS)),
  (chance, text) => {
    const [start, end] = stretch(chance, text);
    return replaced(text, [start, start], text.slice(start, end).repeat(chance.pick([1, 2, 60])));
  },
  (chance, text) => {
    const at = chance.below(text.length + 1);
    return replaced(
      text,
      [at, at + 1],
      String.fromCharCode(chance.below(chance.pick([128, 65_536]))),
    );
  },
  (chance, text, { donors }) => {
    const donor = chance.pick(donors);
    const [start, end] = stretch(chance, donor, 400);
    return replaced(text, stretch(chance, text), donor.slice(start, end));
  },
  (chance, text) => text.slice(0, chance.below(text.length + 1)),
];

/** A heap of words in no order. */
export function heap(chance: Chance, words: readonly string[], most: number): string {
  return Array.from({ length: chance.below(most) }, () => chance.pick(words)).join('');
}
