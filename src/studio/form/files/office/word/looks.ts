/** How a stretch of a Word document looks: by its own word, and by its styles. */

import { isAlike, POINTS_MIN } from '../faint.ts';
import type { Element } from '../xml.ts';
import { elements, first } from '../xml.ts';
import { inkOf, shadeOf } from './shades.ts';

interface Style {
  readonly basedOn: string | undefined;
  readonly runs: Element | undefined;
  readonly paragraphs: Element | undefined;
  readonly heading: number | undefined;
  /** Whether a table of it turns what is read in some of its rows or columns. */
  readonly isTurning: boolean;
}

/** Switches of one and the same name turn each other round from style to style. */
export type Switch = 'b' | 'i' | 'vanish' | 'strike' | 'caps';

/** The styles that hold where a stretch stands, the farthest first. */
export type Around = readonly (string | undefined)[];

export class Looks {
  readonly #styles = new Map<string, Style>();
  readonly #defaults: Element | undefined;
  /** The style of paragraphs that name none. */
  readonly usual: string | undefined;

  constructor(styles: Element | undefined) {
    const listed = styles ? elements(styles, 'style') : [];
    for (const style of listed) {
      const id = style.attributes['styleId'];
      if (id !== undefined) this.#styles.set(id, styleOf(style));
    }
    this.usual = listed.find(
      ({ attributes }) => attributes['type'] === 'paragraph' && isYes(attributes['default']),
    )?.attributes['styleId'];
    const defaults = styles && first(first(styles, 'docDefaults'), 'rPrDefault');
    this.#defaults = first(defaults, 'rPr');
  }

  heading(id: string | undefined): number | undefined {
    return id === undefined ? undefined : this.#styles.get(id)?.heading;
  }

  isOn(name: Switch, own: Element | undefined, around: Around): boolean {
    const said = first(own, name);
    if (said) return isOn(said);
    if (isOn(first(this.#defaults, name))) return true;
    return around.filter((id) => isOn(this.#inStyle(id, 'runs', name))).length % 2 === 1;
  }

  /** What holds of a kind that is no switch: the nearest one. */
  of(name: string, own: Element | undefined, around: Around): Element | undefined {
    const said = first(own, name);
    if (said) return said;
    const near = around.map((id) => this.#inStyle(id, 'runs', name)).findLast((each) => each);
    return near ?? first(this.#defaults, name);
  }

  /** What holds of a paragraph. */
  ofParagraph(name: string, own: Element | undefined, style: string | undefined) {
    return first(own, name) ?? this.#inStyle(style, 'paragraphs', name);
  }

  /** Whether a table of this style hides or strikes out what is in some of its places. */
  turnsParts(id: string | undefined): boolean {
    return this.#upFrom(id).some(({ isTurning }) => isTurning);
  }

  #inStyle(id: string | undefined, of: 'runs' | 'paragraphs', name: string): Element | undefined {
    for (const style of this.#upFrom(id)) {
      const found = first(style[of], name);
      if (found) return found;
    }
    return undefined;
  }

  /** A style, and those that it stands on. */
  #upFrom(id: string | undefined): readonly Style[] {
    const found: Style[] = [];
    let style = id === undefined ? undefined : this.#styles.get(id);
    while (style && found.length < STEPS_MAX) {
      found.push(style);
      style = style.basedOn === undefined ? undefined : this.#styles.get(style.basedOn);
    }
    return found;
  }
}

/** Styles upon styles: more are a circle. */
const STEPS_MAX = 16;

function styleOf(style: Element): Style {
  // Headings are called otherwise in each language, but for this name.
  const name = first(style, 'name')?.attributes['val'] ?? '';
  const level = /^heading ([1-6])$/i.exec(name)?.[1] ?? (/^title$/i.test(name) ? '1' : undefined);
  return {
    basedOn: first(style, 'basedOn')?.attributes['val'],
    runs: first(style, 'rPr'),
    paragraphs: first(style, 'pPr'),
    heading: level === undefined ? undefined : Number(level),
    isTurning: elements(style, 'tblStylePr').some(isTurning),
  };
}

/** What a part of a table is drawn with, against what is behind it. */
function isTurning(part: Element): boolean {
  const look = first(part, 'rPr');
  if (['vanish', 'strike', 'dstrike'].some((name) => isOn(first(look, name)))) return true;
  const halfPoints = Number(first(look, 'sz')?.attributes['val'] ?? 20);
  const shade = first(first(part, 'tcPr'), 'shd');
  const ground = shadeOf(first(look, 'shd') ?? shade, undefined, undefined);
  return halfPoints <= POINTS_MIN * 2 || isAlike(inkOf(first(look, 'color')), ground);
}

export function isOn(mark: Element | undefined): boolean {
  return mark !== undefined && isYes(mark.attributes['val'] ?? '1');
}

export function isYes(value: string | undefined): boolean {
  return value !== undefined && !['0', 'false', 'off'].includes(value);
}
