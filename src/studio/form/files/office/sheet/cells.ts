/** The looks of cells that change how they read. */

import { isAlike, POINTS_MIN, WHITE } from '../faint.ts';
import { isPictureFont } from '../symbols.ts';
import type { Element } from '../xml.ts';
import { elements, first } from '../xml.ts';
import type { Format } from './number-format.ts';
import { formatOf } from './number-format.ts';

export interface CellLook extends Format {
  readonly isStruck: boolean;
  readonly rise: 'super' | 'sub' | undefined;
  /** White on white, or of the colour that is behind it; or too small. */
  readonly isFaint: boolean;
  /** The colour that is behind it, where that is known. */
  readonly ground: string | undefined;
  /** Of pictures in the places of letters. */
  readonly font: string | undefined;
}

/** By the number that a cell names. */
export function cellLooksOf(styles: Element | undefined): readonly CellLook[] {
  if (!styles) return [];
  const own = new Map(
    listIn(styles, 'numFmts', 'numFmt').map(({ attributes }) => [
      Number(attributes['numFmtId']),
      attributes['formatCode'] ?? '',
    ]),
  );
  const fonts = listIn(styles, 'fonts', 'font');
  const fills = listIn(styles, 'fills', 'fill');
  return listIn(styles, 'cellXfs', 'xf').map(({ attributes }) => {
    const id = Number(attributes['numFmtId'] ?? 0);
    const font = fonts[Number(attributes['fontId'] ?? 0)];
    const fill = fills[Number(attributes['fillId'] ?? 0)];
    const ground = groundOf(first(fill, 'patternFill'));
    const format = formatOf(id, own.get(id));
    return { ...format, ...fontLook(font), isFaint: isFaint(font, ground), ground };
  });
}

/** Whether a condition may turn what a cell reads, by the number of its look. */
export function turningLooksOf(styles: Element | undefined): readonly boolean[] {
  const listed = styles ? listIn(styles, 'dxfs', 'dxf') : [];
  return listed.map(isTurning);
}

export function isTurning(look: Element): boolean {
  const font = first(look, 'font');
  const pattern = first(first(look, 'fill'), 'patternFill');
  // Here alone it is the other colour that fills a cell.
  const ground = pattern ? colorOf(first(pattern, 'bgColor') ?? first(pattern, 'fgColor')) : WHITE;
  const isRead = first(look, 'numFmt') === undefined && first(font, 'strike') === undefined;
  return !isRead || isFaint(font, ground);
}

export function fontLook(
  font: Element | undefined,
): Omit<CellLook, 'isFaint' | 'ground' | keyof Format> {
  const rise = first(font, 'vertAlign')?.attributes['val'];
  const name = first(font, 'name') ?? first(font, 'rFont');
  const face = name?.attributes['val'];
  const strike = first(font, 'strike');
  return {
    isStruck: strike !== undefined && !/^(0|false)$/.test(strike.attributes['val'] ?? ''),
    rise: rise === 'superscript' ? 'super' : rise === 'subscript' ? 'sub' : undefined,
    font: isPictureFont(face) ? face : undefined,
  };
}

/** Of a cell, or of a part of its text. */
export function isFaint(font: Element | undefined, ground: string | undefined): boolean {
  if (Number(first(font, 'sz')?.attributes['val'] ?? POINTS_MIN + 1) <= POINTS_MIN) return true;
  const color = first(font, 'color');
  return isAlike(color ? colorOf(color) : BLACK, ground);
}

/** undefined: of more than one colour. */
function groundOf(pattern: Element | undefined): string | undefined {
  const kind = pattern?.attributes['patternType'] ?? 'none';
  if (kind === 'none') return WHITE;
  return kind === 'solid' ? colorOf(first(pattern, 'fgColor')) : undefined;
}

const BLACK = '000000';
/** In the order of their numbers. */
const NAMED: ReadonlyMap<string, string> = new Map([
  ['black', BLACK],
  ['white', WHITE],
  ['red', 'ff0000'],
  ['green', '00ff00'],
  ['blue', '0000ff'],
  ['yellow', 'ffff00'],
  ['magenta', 'ff00ff'],
  ['cyan', '00ffff'],
]);

/** Whether a format gives an ink that may not be seen: `[White]`, `[Color 2]`. */
export function isPaintedOut(look: CellLook): boolean {
  const brackets = (look.sections ?? []).join().match(/\[[a-z]+ ?\d*\]/gi) ?? [];
  return brackets.some((each) => {
    const [, name = '', number] = /\[([a-z]+) ?(\d*)\]/i.exec(each)!;
    if (name.toLowerCase() !== 'color') return isAlike(NAMED.get(name.toLowerCase()), look.ground);
    const ink = [...NAMED.values()][Number(number) - 1];
    return ink === undefined || isAlike(ink, look.ground);
  });
}

/** How far the paper’s colour may be turned towards black, and that of letters towards white. */
const TINT_MIN = -0.03;
const TINT_MAX = 0.97;

/** The first colours of a theme are the paper’s, and the letters’. */
function colorOf(color: Element | undefined): string | undefined {
  if (!color) return undefined;
  const { rgb, theme, indexed, tint } = color.attributes;
  const turned = Number(tint ?? 0);
  if (rgb !== undefined) return rgb.slice(-6).toLowerCase();
  if (theme === '0' && turned > TINT_MIN) return WHITE;
  if (theme === '1' && turned === 0) return BLACK;
  if (theme === '1' && turned >= TINT_MAX) return WHITE;
  if (theme !== undefined) return `theme ${theme} ${turned}`;
  if (indexed === undefined) return color.attributes['auto'] === undefined ? undefined : BLACK;
  if (/^(0|8|64)$/.test(indexed)) return BLACK;
  return /^(1|9|65)$/.test(indexed) ? WHITE : `indexed ${indexed}`;
}

function listIn(styles: Element, list: string, name: string): readonly Element[] {
  const found = first(styles, list);
  return found ? elements(found, name) : [];
}
