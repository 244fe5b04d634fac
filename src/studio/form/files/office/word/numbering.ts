/** Whether the points of a list have numbers or words before them that the program makes. */

import type { Element } from '../xml.ts';
import { elements, first } from '../xml.ts';

/** Whether points have anything before them, by their depths. */
type Levels = ReadonlyMap<string, boolean | undefined>;

interface List {
  /** Where it differs from its kind. */
  readonly own: Levels;
  readonly kind: string;
}

/** The lists of a document: each is gone through once, however many points there are. */
export class Numbering {
  readonly #lists: ReadonlyMap<string, List>;
  readonly #kinds: ReadonlyMap<string, Levels>;

  constructor(numbering: Element | undefined) {
    this.#lists = byName(numbering, 'num', 'numId', (list) => ({
      own: levelsIn(list, 'lvlOverride'),
      kind: first(list, 'abstractNumId')?.attributes['val'] ?? '',
    }));
    this.#kinds = byName(numbering, 'abstractNum', 'abstractNumId', (kind) =>
      levelsIn(kind, 'lvl'),
    );
  }

  /** A list that is described nowhere has nothing before its points. */
  isNumbered(point: Element): boolean {
    const list = this.#lists.get(first(point, 'numId')?.attributes['val'] ?? '');
    const depth = first(point, 'ilvl')?.attributes['val'] ?? '0';
    return list?.own.get(depth) ?? this.#kinds.get(list?.kind ?? '')?.get(depth) ?? false;
  }
}

function levelsIn(parent: Element, name: string): Levels {
  return byName(parent, name, 'ilvl', (each) => {
    const level = name === 'lvl' ? each : first(each, 'lvl');
    return level && saysAnything(level);
  });
}

/** A dot is shown as a dot. */
function saysAnything(level: Element): boolean {
  const kind = first(level, 'numFmt')?.attributes['val'] ?? 'decimal';
  const text = first(level, 'lvlText')?.attributes['val'] ?? '';
  return kind === 'bullet' ? [...text].length > 1 : text !== '';
}

/** What is made of the first one of each name. */
function byName<T>(
  parent: Element | undefined,
  name: string,
  by: string,
  made: (each: Element) => T,
): ReadonlyMap<string, T> {
  const found = new Map<string, T>();
  for (const each of parent ? elements(parent, name) : []) {
    const key = each.attributes[by];
    if (key !== undefined && !found.has(key)) found.set(key, made(each));
  }
  return found;
}
